import csv
import json
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from lockgate.errors import UsageError
from lockgate.recipient import files
from lockgate.recipient.main import main, stated
from lockgate.recipient.receipt_log import COLUMNS
from lockgate.seal.packages import verify_package
from lockgate.seal.receipts import parse_signed_receipt, verify_receipt
from unit.seal.packages_seal import SECRET, TERMS, made, pack, unpack
from unit.seal.people_seal import KINDS, pair

STATED = "2025-08-08T09:30:00Z"
NOW = datetime(2025, 8, 8, 9, 30, 5, 999_999, tzinfo=UTC)


class Desk:
    """An officer's folder with a package, the keys and certificates, and the tool to run in it."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys, self.out = folder, capsys, folder / "out"
        self.handed = folder / "handed"
        self.handed.mkdir()
        self.set_up(made())

    def set_up(self, it):
        (self.handed / f"{TERMS.package}.package").write_bytes(it.package)
        (self.folder / "p.package").write_bytes(it.package)
        (self.folder / "key.pem").write_bytes(it.officer.key_pem)
        (self.folder / "cert.pem").write_bytes(it.officer.pem)
        (self.folder / "release.der").write_bytes(it.release.der)

    def path(self, name):
        return str(self.folder / name)

    def run(self, *words):
        self.code = main(words, lambda: NOW)
        self.shown = self.capsys.readouterr()
        return self.code

    def open(self, *more):
        return self.run(*self.open_words(), *more)

    def open_words(self):
        return (
            *("open", self.path("p.package"), "--key", self.path("key.pem")),
            *("--certificate", self.path("cert.pem"), "--release-certificate", self.path("release.der")),
            *("--out", str(self.out)),
        )

    def fetch(self, *more, package=TERMS.package):
        return self.run(
            *("fetch", str(self.handed), package, "--as", "officer-17", "--key", self.path("key.pem")),
            *("--certificate", self.path("cert.pem"), "--out", str(self.out), *more),
        )

    def acknowledge(self, *more):
        return self.run(
            *("acknowledge", self.path("p.package"), "--officer", "officer-17"),
            *("--key", self.path("key.pem"), "--out", self.path("receipt.json"), *more),
        )

    def log(self, *more, **changes):
        values = {
            "file": self.path("log.csv"),
            "officer": "officer-17",
            "requested": "2025-06-27",
            "reason": "step in a criminal matter, 8 USC 1253(a)(1)",
            "periods": "2022-12-31",
            "location": "Room 4, safe 2",
            "access": "officer-17 alone",
            "records": "3",
        } | changes
        words = [word for name, value in values.items() for word in (f"--{name}", value)]
        return self.run("log", self.path("p.package"), *words, *more)

    def logged(self):
        return list(csv.DictReader((self.folder / "log.csv").read_text().splitlines()))

    def plaintext(self):
        """Files anywhere below the folder that hold a released address."""
        return [path for path in self.folder.rglob("*") if path.is_file() and SECRET in path.read_bytes()]


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path, capsys)


@pytest.mark.parametrize("kind", KINDS)
def test_answers_appear_for_the_owner_alone_when_opened(desk, kind):
    desk.set_up(made(kind))
    assert desk.open() == 0
    answers = desk.out / "answers.csv"
    assert answers.read_bytes() == made(kind).answers
    assert stat.S_IMODE(answers.stat().st_mode) == 0o600
    assert [path.name for path in desk.out.iterdir()] == ["answers.csv"]
    assert "Not a finding that the person lives there" in desk.shown.out
    assert "It says nothing about whether the person filed" in desk.shown.out
    assert "Oak" not in desk.shown.out + desk.shown.err


def test_one_object_is_shown_when_json_is_asked_for(desk):
    assert desk.open("--json") == 0
    assert json.loads(desk.shown.out) == {
        "ok": True,
        "package": TERMS.package,
        "answers": 3,
        "file": str(desk.out / "answers.csv"),
    }
    assert desk.open("--json") == 2
    assert json.loads(desk.shown.out)["ok"] is False


def test_nothing_is_written_when_the_target_holds_something(desk):
    desk.out.mkdir()
    (desk.out / "other.txt").write_text("kept")
    assert desk.open() == 2
    assert "--replace" in desk.shown.err
    assert desk.plaintext() == []
    assert desk.open("--replace") == 0
    assert (desk.out / "other.txt").read_text() == "kept"
    assert len(desk.plaintext()) == 1


def test_answers_are_replaced_whole_when_replace_is_given(desk):
    desk.out.mkdir()
    (desk.out / "answers.csv").write_text("old")
    assert desk.open("--replace") == 0
    assert (desk.out / "answers.csv").read_bytes() == made().answers


def test_earlier_answers_stay_when_a_replacing_open_is_refused(desk):
    assert desk.open() == 0
    (desk.folder / "release.der").write_bytes(pair("p384", "stranger").der)
    assert desk.open("--replace") == 3
    assert (desk.out / "answers.csv").read_bytes() == made().answers


@pytest.mark.parametrize("name", ["cert.pem", "release.der"])
def test_open_is_refused_when_a_certificate_is_anothers(desk, name):
    stranger = pair("p384", "stranger")
    (desk.folder / name).write_bytes(stranger.pem)
    if name == "cert.pem":
        (desk.folder / "key.pem").write_bytes(stranger.key_pem)
    assert desk.open() == 3
    assert desk.plaintext() == []
    assert not desk.out.exists()


def test_open_is_bad_usage_when_the_key_is_not_the_certificates(desk):
    (desk.folder / "key.pem").write_bytes(pair("p384", "stranger").key_pem)
    assert desk.open() == 2
    assert not desk.out.exists()


def test_open_is_refused_when_the_package_was_changed(desk):
    package = bytearray(made().package)
    package[len(package) // 2] ^= 1
    (desk.folder / "p.package").write_bytes(package)
    assert desk.open() == 3
    assert desk.plaintext() == []
    assert not desk.out.exists()


@pytest.mark.parametrize("name", ["p.package", "key.pem", "cert.pem", "release.der"])
def test_open_is_bad_usage_when_a_file_is_missing_or_too_large(desk, name):
    (desk.folder / name).unlink()
    assert desk.open() == 2
    assert desk.path(name) in desk.shown.err
    if name != "p.package":
        (desk.folder / name).write_bytes(b"x" * (1 << 17))
        assert desk.open() == 2
        assert "larger than" in desk.shown.err
    assert not desk.out.exists()


def test_open_is_bad_usage_when_a_file_holds_several_or_no_certificates(desk):
    both = made().officer.pem + made().release.pem
    for data in (both, b"", b"-----BEGIN CERTIFICATE-----\nxxxx\n-----END CERTIFICATE-----\n"):
        (desk.folder / "cert.pem").write_bytes(data)
        assert desk.open() == 2
        assert "certificate" in desk.shown.err


def test_open_asks_for_the_passphrase_when_the_key_has_one(desk):
    key = made().officer.key
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame"))
    (desk.folder / "key.pem").write_bytes(sealed)
    assert desk.open() == 2
    assert "--passphrase-file" in desk.shown.err
    (desk.folder / "pass").write_bytes(b"open barley\n")
    assert desk.open("--passphrase-file", desk.path("pass")) == 2
    (desk.folder / "pass").write_bytes(b"open sesame\r\n")
    assert desk.open("--passphrase-file", desk.path("pass")) == 0
    (desk.folder / "key.pem").write_bytes(made().officer.key_pem)
    assert desk.open("--replace", "--passphrase-file", desk.path("pass")) == 2
    assert "has no passphrase" in desk.shown.err


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_nothing_is_left_when_writing_fails(desk, monkeypatch, step):
    def fail(*_):
        raise OSError(28, "No space left on device")

    if step == "fsync":
        monkeypatch.setattr(files.os, "fsync", fail)
    else:
        monkeypatch.setattr(files.Path, "replace", fail)
    assert desk.open() == 2
    assert "No space left" in desk.shown.err
    assert desk.plaintext() == []
    assert not desk.out.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from lockgate.errors import UsageError
from lockgate.recipient.main import main, stated
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(sys.argv[1:])
"""


def test_nothing_bears_the_final_name_when_killed_before_the_rename(desk):
    done = subprocess.run([sys.executable, "-c", KILLED, *desk.open_words()], check=False)
    assert done.returncode == -signal.SIGKILL
    assert [path.name for path in desk.out.iterdir()] == [".answers.csv.partial"]
    assert stat.S_IMODE((desk.out / ".answers.csv.partial").stat().st_mode) == 0o600
    assert desk.open() == 0  # what the killed run left does not count, and goes
    assert [path.name for path in desk.out.iterdir()] == ["answers.csv"]


def test_module_runs_when_called_by_python(desk):
    done = subprocess.run(
        [sys.executable, "-m", "lockgate.recipient", *desk.open_words()], check=False, capture_output=True
    )
    assert done.returncode == 0
    assert b"answers  3" in done.stdout


def test_package_is_copied_when_it_was_handed_over(desk):
    assert desk.fetch() == 0
    target = desk.out / f"{TERMS.package}.package"
    assert target.read_bytes() == made().package
    assert sha256(made().package).hexdigest() in desk.shown.out
    assert desk.fetch() == 2
    assert desk.fetch("--replace") == 0


def test_package_is_copied_by_its_hash_as_a_custodian_keeps_it(desk):
    name = sha256(made().package).hexdigest()
    (desk.handed / f"{name}.package").write_bytes(made().package)
    assert desk.fetch(package=name) == 0
    assert (desk.out / f"{name}.package").read_bytes() == made().package
    (desk.handed / ("ee" * 32 + ".package")).write_bytes(made().package)
    assert desk.fetch(package="ee" * 32) == 3


def test_fetch_is_bad_usage_when_nothing_was_handed_over_or_the_id_is_no_id(desk):
    assert desk.fetch(package="ff" * 16) == 2
    assert "handed over" in desk.shown.err
    for package in ("../p", "", "FF" * 16):
        assert desk.fetch(package=package) == 2
        assert "32 lower-case hex digits" in desk.shown.err
    assert not desk.out.exists()


def test_fetch_is_refused_when_the_package_is_another_or_anothers(desk):
    (desk.handed / ("ff" * 16 + ".package")).write_bytes(made().package)
    assert desk.fetch(package="ff" * 16) == 3
    (desk.handed / f"{TERMS.package}.package").write_bytes(made("p256").package)
    assert desk.fetch() == 3
    assert "another certificate" in desk.shown.err
    (desk.handed / f"{TERMS.package}.package").write_bytes(b"junk")
    assert desk.fetch() == 3
    (desk.folder / "key.pem").write_bytes(pair("p384", "stranger").key_pem)
    assert desk.fetch() == 2
    assert not desk.out.exists()


@pytest.mark.parametrize("kind", ["p256", "p384"])
def test_receipt_is_signed_for_this_package_when_acknowledged(desk, kind):
    it = made(kind)
    desk.set_up(it)
    assert desk.acknowledge("--release-certificate", desk.path("release.der")) == 0
    signed = parse_signed_receipt((desk.folder / "receipt.json").read_bytes())
    assert verify_receipt(signed, it.officer.der)
    assert signed.receipt.package == TERMS.package
    assert signed.receipt.manifest == verify_package(it.package, it.release.der).manifest_hash
    assert (signed.receipt.officer, signed.receipt.at) == ("officer-17", "2025-08-08T09:30:05Z")
    assert desk.acknowledge() == 2
    assert desk.acknowledge("--replace") == 0


def test_acknowledge_is_refused_when_package_key_or_officer_will_not_do(desk):
    assert desk.acknowledge("--release-certificate", desk.path("cert.pem")) == 3
    assert desk.acknowledge("--officer", "two words") == 2
    (desk.folder / "key.pem").write_bytes(pair("rsa").key_pem)
    assert desk.acknowledge() == 2
    assert "EC key" in desk.shown.err
    assert not (desk.folder / "receipt.json").exists()


def test_one_line_is_logged_for_each_receipt_when_every_column_is_given(desk):
    assert desk.log() == 0
    assert desk.log("--disposed", "2026-01-31", "--disposal-method", "shredded, 1 mm x 5 mm") == 0
    rows = desk.logged()
    assert tuple(rows[0]) == COLUMNS
    assert rows[0] | {"date_disposed": "2026-01-31", "disposal_method": "shredded, 1 mm x 5 mm"} == rows[1]
    assert rows[0]["package"] == TERMS.package
    assert rows[0]["identifier"] == f"case {TERMS.case}"
    assert (rows[0]["date_received"], rows[0]["date_transmitted"]) == ("2025-08-08", "2025-08-07")
    assert rows[0]["received_by"] == "officer-17"
    assert stat.S_IMODE((desk.folder / "log.csv").stat().st_mode) == 0o600
    assert SECRET not in (desk.folder / "log.csv").read_bytes()


def test_log_is_unchanged_when_a_line_is_repeated_or_out_of_form(desk):
    assert desk.log() == 0
    before = (desk.folder / "log.csv").read_bytes()
    assert desk.log() == 2
    assert "very line" in desk.shown.err
    for changes in (
        {"requested": "27.06.2025"},
        {"requested": "20250627"},
        {"received": "yesterday"},
        {"records": "0"},
        {"records": "three"},
        {"reason": ""},
        {"reason": "two\nlines"},
        {"reason": "about 900-12-3456"},
        {"location": "safe 900123456"},
        {"disposed": "2026-01-31"},
    ):
        assert desk.log(**changes) == 2, changes
    assert (desk.folder / "log.csv").read_bytes() == before


def test_log_is_bad_usage_when_the_file_is_another(desk):
    for data in (b"name,when\n", ",".join(COLUMNS).encode(), b"\xff\n"):
        (desk.folder / "log.csv").write_bytes(data)
        assert desk.log() == 2
        assert (desk.folder / "log.csv").read_bytes() == data


def test_formula_is_escaped_when_it_stands_in_the_log(desk):
    assert desk.log(reason="=HYPERLINK(1)") == 0
    rows = desk.logged()
    assert rows[0]["reason"] == "'=HYPERLINK(1)"


def test_tool_answers_with_an_exit_code_when_used_wrongly_or_interrupted(desk, monkeypatch):
    assert desk.run() == 2
    assert desk.run("open") == 2
    assert desk.run("open", "--help") == 0
    for error, code in ((KeyboardInterrupt(), 130), (RuntimeError("secret value"), 70)):

        def fail(*_, error=error, **__):
            raise error

        monkeypatch.setattr("lockgate.recipient.packages.open_package_into", fail)
        assert desk.open() == code
        assert "secret value" not in desk.shown.err
    assert not desk.out.exists()


def test_nothing_is_found_below_the_folder_when_a_member_was_swapped(desk):
    part, *signed = unpack(made().package)
    other = unpack(made("p256").package)[0]
    assert part[0] == other[0]
    (desk.folder / "p.package").write_bytes(pack((other, *signed)))
    assert desk.open() == 3
    assert desk.plaintext() == []


def test_folder_is_not_followed_when_the_partial_name_is_a_link(desk):
    desk.out.mkdir()
    elsewhere = desk.folder / "elsewhere"
    (desk.out / ".answers.csv.partial").symlink_to(elsewhere)
    assert desk.open() == 0
    assert not elsewhere.exists()


def test_open_is_bad_usage_when_the_target_is_a_file(desk):
    desk.out.write_text("a file")
    assert desk.open() == 2
    assert desk.open("--replace") == 2
    assert desk.out.read_text() == "a file"
    assert desk.plaintext() == []


def test_open_is_bad_usage_when_the_key_is_of_another_kind(desk):
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (desk.folder / "key.pem").write_bytes(pem)
    assert desk.open() == 2
    assert "neither RSA nor EC" in desk.shown.err


def test_log_is_bad_usage_when_its_folder_does_not_exist(desk):
    assert desk.log(file=desk.path("nowhere/log.csv")) == 2
    assert "cannot be written" in desk.shown.err


def test_time_of_a_rehearsal_is_stated_in_full_or_refused():
    assert stated(STATED) == NOW.replace(second=0, microsecond=0)
    for text in ("2025-08-08", "2025-08-08T09:30:00+02:00", "now"):
        with pytest.raises(UsageError, match="is no instant; write it as"):
            stated(text)
