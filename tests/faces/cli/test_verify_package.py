import io
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from verify_logs import refusal, verified

from lockgate.clock import system_clock
from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.gated import Gate, wrap
from lockgate.seal.signatures import sign_detached
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.entries import Entry, Subtree, entry_bytes
from lockgate.tlog.merkle import inclusion_proof, leaf_hash, root_of
from lockgate.tlog.notes import join_note, sign_note, vkey
from lockgate.tlog.policies import parse_policy
from lockgate.tlog.proofs import LogProof, proof_bytes
from lockgate.tlog.tiles import tree_files
from lockgate.verify.package import COMMAND
from lockgate.verify.release import check_release, release_certificate
from unit.seal.packages_seal import TERMS, made, sealed, unpack
from unit.seal.people_seal import pair

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

    def seal(self, authorizing_entry, authorized=2, carried=b""):
        it, terms = made(), replace(TERMS, authorizing_entry=authorizing_entry)
        package = sealed(it.officer, it.release, terms=terms, proof=self.proof(authorized, carried))
        (self.folder / "p.package").write_bytes(package)

    def proof(self, index, carried=b""):
        path = inclusion_proof([bytes.fromhex(one) for one in self.hashes], index)
        return proof_bytes(LogProof(index, path, (self.log / "checkpoint").read_bytes(), carried))

    def verify(self, *more):
        parser = ArgumentParser()
        COMMAND.arguments(parser)
        certificate = ("--release-certificate", str(self.folder / "release.pem"))
        words = parser.parse_args([str(self.folder / "p.package"), *certificate, *more])
        return COMMAND.run(Namespace(now=system_clock(), **vars(words)))

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


def test_package_s_own_proof_is_enough_for_whoever_holds_the_policy(shelf):
    policy = ("--policy", str(shelf.log / "policy"))
    assert shelf.verify(*policy).data["entry"] == 2
    shelf.seal(shelf.hashes[2], authorized=3)
    with pytest.raises(IntegrityError, match="does not show its authorizing entry"):
        shelf.verify(*policy)
    Path(shelf.log / "policy").write_text("quorum none\n", "utf-8")
    with pytest.raises(IntegrityError, match="the package's proof or the policy"):
        shelf.verify(*policy)


def test_entry_that_the_proof_carries_is_the_proved_one_and_authorizes_this_package(shelf):
    policy = ("--policy", str(shelf.log / "policy"))
    raw = [entry_bytes(one) for one in entries_of(parse_policy((shelf.log / "policy").read_bytes()).hash)]
    shelf.seal(shelf.hashes[2], 2, raw[2])
    assert shelf.verify(*policy).data["entry"] == 2
    for index, carried, said in (
        (2, raw[3], "carries another entry"),
        (1, raw[1], "an act review on the same case"),
        (3, raw[3], "on another case"),
    ):
        shelf.seal(shelf.hashes[index], index, carried)
        with pytest.raises(IntegrityError, match=said):
            shelf.verify(*policy)


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
    with pytest.raises(IntegrityError, match="another certificate"):
        shelf.verify()
    (shelf.folder / "release.pem").write_bytes(made().release.der)
    shelf.verify()
    package = bytearray((shelf.folder / "p.package").read_bytes())
    package[40_000] ^= 1
    (shelf.folder / "p.package").write_bytes(package)
    with pytest.raises(IntegrityError, match="package"):
        shelf.verify()


def test_command_is_bad_usage_when_a_file_or_the_log_is_missing(shelf):
    with pytest.raises(UsageError, match="does not exist"):
        shelf.verify("--log", str(shelf.folder / "nowhere"))
    (shelf.folder / "release.pem").unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        shelf.verify()


def test_every_changed_byte_of_the_signature_is_found_for_every_kind_of_key():
    for kind in ("rsa", "p256", "p384"):
        release = pair(kind, "release")
        certificate = release_certificate(release.pem)
        signature = sign_detached(b"manifest", release.der, release.key)
        check_release(b"manifest", signature, certificate)
        changes = [flip(signature, at) for at in range(len(signature))]
        for other in (*changes, signature[:-1], signature[1:], signature + b"\x00", b""):
            with pytest.raises(IntegrityError):
                check_release(b"manifest", other, certificate)
        with pytest.raises(IntegrityError, match="over this manifest"):
            check_release(b"Manifest", signature, certificate)
        with pytest.raises(IntegrityError, match="another certificate"):
            check_release(b"manifest", signature, release_certificate(pair(kind, "other").der))


def flip(data, at):
    return data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]


def test_release_certificate_is_bad_usage_when_it_is_none_or_several_or_may_not_sign():
    pem = made().release.pem
    for data in (b"", b"junk", pem + pem, pem[:-60], made().release.der[:-1], made().release.der + b"x"):
        with pytest.raises(UsageError, match="cannot be read"):
            release_certificate(data)
    with pytest.raises(UsageError, match="may not sign"):
        release_certificate(may_only_receive())


def may_only_receive():
    key, name = Ed25519PrivateKey.generate(), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    at = datetime(2025, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(at).not_valid_after(at)
    return builder.sign(key, None).public_bytes(Encoding.DER)


def test_manifest_verifies_by_itself(shelf):
    members = dict(unpack((shelf.folder / "p.package").read_bytes()))
    for name in ("manifest.note", "manifest.note.p7s"):
        (shelf.folder / name).write_bytes(members[name])
    words = ("manifest", shelf.folder / "manifest.note", "--release-certificate", shelf.folder / "release.pem")
    assert verified(*words, "--log", shelf.log)["entry"] == 2
    (shelf.folder / "manifest.note").write_bytes(members["manifest.note"].replace(b"2025-08-07", b"2025-08-08"))
    assert "the manifest or the signature was changed" in refusal(*words)


def test_gated_package_is_shown_as_what_it_claims_and_its_authorization_looked_up(shelf):
    gate = Gate("ab" * 16, "aa" * 32, "bb" * 32, "cc" * 32, ORIGIN, shelf.hashes[2])
    with (shelf.folder / "p.package").open("rb") as direct:
        out = io.BytesIO()
        wrap(direct, gate, bytes(32), out)
    (shelf.folder / "p.package").write_bytes(out.getvalue())
    answer = shelf.in_log()
    assert (answer.data["claimed"], answer.data["entry"]) == (True, 2)
    assert "CLAIMED" in answer.lines[-1]
