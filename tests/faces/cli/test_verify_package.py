import sys
from argparse import ArgumentParser
from dataclasses import replace
from secrets import token_bytes

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.packages import ReleaseSigner, build_package
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.entries import Entry, Subtree, entry_bytes
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.notes import join_note, sign_note, vkey
from lockgate.tlog.policies import parse_policy
from lockgate.tlog.tiles import tree_files
from lockgate.verify.package import COMMAND
from unit.seal.packages_seal import TERMS, made

ORIGIN = "log.example/synthetic"
DETAIL = Subtree.of([b"leaf"])


def entries_of(policy_hash):
    first = Entry("policy", "", "2025-08-01T00:00Z", "", "", DETAIL, policy=policy_hash)
    return [first] + [
        Entry(act, case, "2025-08-07T11:00Z", "", "", DETAIL)
        for act, case in (("review", TERMS.case), ("authorize", TERMS.case), ("authorize", "ee" * 32))
    ]


def write_log(folder):
    """A log of four entries below `folder`; the leaf hash of each, in hexadecimal."""
    key = Ed25519PrivateKey.generate()
    raw_key = key.public_key().public_bytes_raw()
    policy = parse_policy(f"log {vkey(ORIGIN, raw_key)}\nquorum none\n".encode())
    raw = [entry_bytes(entry) for entry in entries_of(policy.hash)]
    hashes = [leaf_hash(entry) for entry in raw]
    text = Checkpoint(ORIGIN, len(raw), root_of(hashes)).body()
    note = join_note(text, [sign_note(text, ORIGIN, key.sign, raw_key)])
    for name, data in {**tree_files(raw), "checkpoint": note, "policy": policy.text}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return [digest.hex() for digest in hashes]


class Shelf:
    """A folder with a log and a package that one of its entries authorizes."""

    def __init__(self, folder):
        self.folder, self.log = folder, folder / "log"
        self.hashes = write_log(self.log)
        self.seal(self.hashes[2])
        (folder / "release.pem").write_bytes(made().release.pem)

    def seal(self, authorizing_entry):
        it, terms = made(), replace(TERMS, authorizing_entry=authorizing_entry)
        signer = ReleaseSigner(it.release.der, it.release.key)
        package = build_package(it.answers, terms, it.officer.der, signer, token_bytes)
        (self.folder / "p.package").write_bytes(package)

    def verify(self, *more):
        parser = ArgumentParser()
        COMMAND.arguments(parser)
        certificate = ("--release-certificate", str(self.folder / "release.pem"))
        return COMMAND.run(parser.parse_args([str(self.folder / "p.package"), *certificate, *more]))

    def in_log(self, *more):
        return self.verify("--log", str(self.log), *more)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_package_verifies_and_says_the_log_was_not_asked_when_none_is_given(shelf):
    answer = shelf.verify()
    assert answer.data["ok"] is True
    assert answer.data["package"] == TERMS.package
    assert answer.data["entry"] is None
    assert any("NOT LOOKED UP" in line for line in answer.lines)


def test_package_verifies_when_the_authorizing_entry_stands_in_the_log(shelf):
    assert shelf.in_log().data["entry"] == 2
    assert any("NOT PINNED" in line for line in shelf.in_log().lines)
    pinned = shelf.in_log("--policy", str(shelf.log / "policy"))
    assert pinned.data["entry"] == 2
    assert not any("NOT PINNED" in line for line in pinned.lines)


@pytest.mark.parametrize(("index", "said"), [(1, "an act review on the same case"), (3, "on another case")])
def test_package_is_refused_when_the_entry_named_authorizes_something_else(shelf, index, said):
    shelf.seal(shelf.hashes[index])
    with pytest.raises(IntegrityError, match=said):
        shelf.in_log()


def test_package_is_refused_when_the_entry_stands_nowhere_in_the_log(shelf):
    shelf.seal("ab" * 32)
    with pytest.raises(IntegrityError, match="does not stand in the log"):
        shelf.in_log()


def test_package_is_refused_when_the_log_itself_does_not_verify(shelf):
    checkpoint = shelf.log / "checkpoint"
    signed = checkpoint.read_bytes()
    checkpoint.write_bytes(signed[:-3] + (b"E=\n" if signed.endswith(b"A=\n") else b"A=\n"))
    with pytest.raises(IntegrityError, match="checkpoint"):
        shelf.in_log()


def test_package_is_refused_when_the_certificate_is_another_or_a_byte_changed(shelf):
    (shelf.folder / "release.pem").write_bytes(made().officer.pem)
    with pytest.raises(IntegrityError, match="not released by the expected custodian"):
        shelf.verify()
    (shelf.folder / "release.pem").write_bytes(made().release.der)
    shelf.verify()
    package = bytearray((shelf.folder / "p.package").read_bytes())
    package[40_000] ^= 1
    (shelf.folder / "p.package").write_bytes(package)
    with pytest.raises(IntegrityError, match="package"):
        shelf.verify()


def test_command_is_bad_usage_when_a_file_is_missing_or_a_policy_has_no_log(shelf):
    with pytest.raises(UsageError, match="give --log DIR"):
        shelf.verify("--policy", str(shelf.log / "policy"))
    with pytest.raises(UsageError, match="does not exist"):
        shelf.verify("--log", str(shelf.folder / "nowhere"))
    (shelf.folder / "release.pem").unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        shelf.verify()


def test_command_says_what_it_needs_when_asn1crypto_is_not_installed(shelf, monkeypatch):
    monkeypatch.setitem(sys.modules, "asn1crypto.cms", None)
    with pytest.raises(UsageError, match="needs the library asn1crypto"):
        shelf.verify()
