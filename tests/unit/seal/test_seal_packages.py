import io
import subprocess
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

import pytest

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal import building, layout, packages
from lockgate.seal.answers import Answer, Word, parse_answers, render_answers
from lockgate.seal.building import build_package
from lockgate.seal.cipher import encrypt
from lockgate.seal.layout import PROOF, package_hash
from lockgate.seal.manifests import Form, Part, manifest_bytes
from lockgate.seal.marks import mark_hash
from lockgate.seal.packages import (
    ReleaseSigner,
    claimed_manifest,
    open_package,
    open_package_into,
    verify_package,
)
from lockgate.seal.signatures import sign_detached
from unit.seal.packages_seal import (
    ANSWERS,
    DUTIES,
    GIVEN,
    LOGGED,
    MARK,
    SECRET,
    TERMS,
    copy_for,
    digest,
    made,
    pack,
    resigned,
    sealed,
    unpack,
    with_members,
)
from unit.seal.people_seal import KINDS, OPENSSL, pair

VECTORS = Path(__file__).parents[2] / "vectors" / "seal" / "v1"
NOTE, SIGNATURE = "manifest.note", "manifest.note.p7s"


@pytest.mark.parametrize("kind", KINDS)
def test_answers_come_back_when_the_named_officer_opens(kind):
    it = made(kind)
    opened = open_package(it.package, it.release.der, it.officer.key, it.officer.der)
    assert opened.answers == it.answers
    assert parse_answers(opened.answers) == ANSWERS
    assert opened.manifest.terms == TERMS
    assert opened.manifest.recipient_certificate == sha256(it.officer.der).hexdigest()


def test_package_verifies_when_nobody_has_the_recipients_key():
    it = made()
    verified = verify_package(it.package, it.release.der)
    members = dict(unpack(it.package))
    assert verified.manifest.terms == TERMS
    assert verified.manifest_hash == sha256(members[NOTE]).hexdigest()
    assert verified.package_hash == package_hash(it.package) == sha256(it.package).hexdigest()
    assert verified.signer.certificate == sha256(it.release.der).hexdigest()


def test_package_shows_nothing_of_an_answer_when_read_without_the_key():
    it = made()
    for answer in ANSWERS:
        assert answer.record_id.encode() not in it.package
    assert SECRET not in it.package


@pytest.mark.skipif(OPENSSL is None, reason="no openssl on this machine")
def test_package_opens_when_there_is_only_unzip_and_openssl(tmp_path):
    it = made("p256")
    with zipfile.ZipFile(io.BytesIO(it.package)) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "key.pem").write_bytes(it.officer.key_pem)
    (tmp_path / "cert.pem").write_bytes(it.officer.pem)
    (tmp_path / "release.pem").write_bytes(it.release.pem)
    verify = "cms -verify -inform DER -binary -in manifest.note.p7s -content manifest.note"
    verify += " -CAfile release.pem -purpose any -out checked"
    decrypt = "cms -decrypt -inform DER -binary -in part-0001.p7m -inkey key.pem -recip cert.pem -out plain"
    for command in (verify, decrypt):
        subprocess.run([OPENSSL, *command.split()], cwd=tmp_path, check=True, capture_output=True)
    plain = (tmp_path / "plain").read_bytes()
    assert plain.startswith(it.answers)
    assert set(plain[len(it.answers) :]) == {ord("\n")}


def test_open_is_refused_when_the_officer_is_another():
    it, other = made(), pair("p384", "stranger")
    with pytest.raises(IntegrityError, match="sealed for another certificate"):
        open_package(it.package, it.release.der, other.key, other.der)
    with pytest.raises(UsageError, match="does not belong"):
        open_package(it.package, it.release.der, other.key, it.officer.der)


def test_open_is_refused_when_the_release_certificate_is_another():
    it = made()
    with pytest.raises(IntegrityError, match="not released by the expected custodian"):
        open_package(it.package, it.officer.der, it.officer.key, it.officer.der)


def test_open_is_refused_when_the_signature_file_was_touched_where_nothing_is_signed():
    it = made()
    signature = bytearray(dict(unpack(it.package))[SIGNATURE])
    position = signature.index(b"\x02\x01\x01") + 2  # SignedData's version
    signature[position] = 3
    touched = with_members(it.package, {SIGNATURE: bytes(signature)})
    with pytest.raises(IntegrityError, match="package"):
        verify_package(touched, it.release.der)


def reordered(package, *names):
    members = dict(unpack(package))
    return pack(tuple((name, members[name]) for name in names))


def test_open_is_refused_when_a_member_is_missing_added_moved_or_renamed():
    it = made()
    part, proof, manifest, signature = dict(unpack(it.package))
    members = unpack(it.package)
    for changed in (
        reordered(it.package, part, manifest, signature),
        reordered(it.package, part, proof, manifest),
        reordered(it.package, part, proof, signature),
        reordered(it.package, proof, manifest, signature),
        reordered(it.package, manifest, signature),
        reordered(it.package, manifest),
        reordered(it.package, manifest, signature, part, proof),
        reordered(it.package, part, proof, signature, manifest),
        reordered(it.package, proof, part, manifest, signature),
        pack((*members, ("readme.txt", b"x"))),
        pack((("readme.txt", b"x"), *members)),
        pack((members[0], ("part-0002.p7m", members[0][1]), *members[1:])),
        pack((("part-0002.p7m", members[0][1]), *members[1:])),
        with_members(it.package, {part: members[0][1] + b"x"}),
        with_members(it.package, {PROOF: LOGGED + b"x"}),
        with_members(it.package, {PROOF: b""}),
    ):
        with pytest.raises(IntegrityError):
            verify_package(changed, it.release.der)


def test_parts_open_in_order_when_there_are_several(monkeypatch):
    monkeypatch.setattr(building, "PART_PLAINTEXT_BYTES", 30_000)
    it = made()
    answers = tuple(Answer(f"r{i}", Word.IDENTIFIED, f"{i} Oak St") for i in range(600))
    package = sealed(it.officer, it.release, render_answers(answers))
    names = [name for name, _ in unpack(package)]
    assert names[:-3] == [f"part-000{number}.p7m" for number in range(1, 8)]
    opened = open_package(package, it.release.der, it.officer.key, it.officer.der)
    assert opened.answers == render_answers(answers, MARK)

    contents = dict(unpack(package))
    swapped = {"part-0001.p7m": contents["part-0002.p7m"], "part-0002.p7m": contents["part-0001.p7m"]}
    with pytest.raises(IntegrityError, match="not those its manifest names"):
        verify_package(with_members(package, swapped), it.release.der)


def test_part_of_another_package_is_refused_when_put_in_place():
    it = made()
    mixed = pack((*unpack(sealed(it.officer, it.release))[:1], *unpack(it.package)[1:]))
    with pytest.raises(IntegrityError, match="not those its manifest names"):
        open_package(mixed, it.release.der, it.officer.key, it.officer.der)


def test_package_says_who_owes_what_by_when_and_how_it_is_opened_when_sealed():
    it = made()
    manifest = verify_package(sealed(it.officer, it.release, form=Form.GATED), it.release.der).manifest
    assert manifest.form is Form.GATED
    assert manifest.duties == DUTIES
    assert manifest.pick_up_by == "2025-09-06"
    assert manifest.mark == mark_hash(MARK)
    assert MARK.encode() not in it.package


def test_proof_travels_with_the_package_when_sealed():
    it = made()
    verified = verify_package(it.package, it.release.der)
    assert verified.proof == LOGGED
    assert verified.manifest.proof == digest(LOGGED)


def test_signature_of_the_note_is_asked_too_when_only_the_other_one_holds():
    it, other = made(), pair("p384", "stranger")
    note = dict(unpack(resigned(it.package, manifest_of(it), other)))[NOTE]
    package = with_members(it.package, {NOTE: note, SIGNATURE: sign_detached(note, it.release.der, it.release.key)})
    with pytest.raises(IntegrityError, match="not signed by the expected release key"):
        verify_package(package, it.release.der)


def manifest_of(it):
    """The canonical bytes of a package's manifest."""
    return manifest_bytes(verify_package(it.package, it.release.der).manifest)


def test_build_is_refused_when_the_release_key_is_rsa_or_another():
    officer = pair("p384")
    with pytest.raises(UsageError, match="EC key on P-256 or P-384"):
        sealed(officer, pair("rsa", "release"))
    mixed = replace(pair("p384", "release"), key=pair("p384", "stranger").key)
    with pytest.raises(UsageError, match="does not belong"):
        sealed(officer, mixed)


def test_answers_appear_only_as_they_are_decrypted_when_opened_into_a_file(tmp_path):
    it = made()
    (tmp_path / "p").write_bytes(it.package)
    with (tmp_path / "p").open("rb") as package, (tmp_path / "answers").open("wb") as out:
        open_package_into(package, it.release.der, it.officer.key, it.officer.der, out)
    assert (tmp_path / "answers").read_bytes() == it.answers


def test_open_is_refused_when_the_answers_carry_another_copys_mark():
    it = made()
    other = dict(unpack(sealed(it.officer, it.release, mark="mark-" + "f" * 20)))["part-0001.p7m"]
    with pytest.raises(IntegrityError, match="mark of another copy"):
        opened_with(it, other)


def opened_with(it, part):
    """Open the package with another part, the manifest naming it and signed again."""
    manifest = verify_package(it.package, it.release.der).manifest
    named = replace(manifest, parts=(Part("part-0001.p7m", len(part), digest(part)),))
    package = resigned(with_members(it.package, {"part-0001.p7m": part}), manifest_bytes(named), it.release)
    return open_package(package, it.release.der, it.officer.key, it.officer.der)


def test_open_is_refused_when_the_signed_manifest_names_another_recipient():
    it = made()
    manifest = verify_package(it.package, it.release.der).manifest
    other = manifest_bytes(replace(manifest, recipient_certificate="00" * 32))
    with pytest.raises(IntegrityError, match="sealed for another certificate"):
        open_package(resigned(it.package, other, it.release), it.release.der, it.officer.key, it.officer.der)


def test_open_is_refused_when_the_plaintext_is_not_answers_filled_up():
    it = made()
    for plaintext in (b"r-1,identified", it.answers, b"\n" * 65536, b"", GIVEN.ljust(65536, b"\n")):
        part = b"".join(encrypt([plaintext], len(plaintext), it.officer.der, token_bytes))
        with pytest.raises(IntegrityError, match="answers"):
            opened_with(it, part)


def test_build_is_refused_when_the_answers_are_not_as_rendered():
    it = made()
    with pytest.raises(IntegrityError, match="not in the form"):
        sealed(it.officer, it.release, b"record_id,answer\nr,none\n")


def test_nothing_is_decrypted_when_the_signature_or_a_hash_is_wrong(monkeypatch):
    it, asked = made(), []
    monkeypatch.setattr(packages, "decrypt", lambda *_: asked.append(1))
    spoiled = with_members(it.package, {"part-0001.p7m": unpack(it.package)[0][1][:-1] + b"\x00"})
    for package, certificate in ((it.package, it.officer.der), (spoiled, it.release.der)):
        with pytest.raises(IntegrityError):
            open_package(package, certificate, it.officer.key, it.officer.der)
    assert asked == []


class Changing(io.BytesIO):
    """Answers that are others when they are read again."""

    def __init__(self, first, second):
        super().__init__(first)
        self.second, self.begun = second, 0

    def seek(self, position, *more):
        self.begun += 1
        if self.begun == 2:
            self.truncate(0)
            super().seek(0)
            self.write(self.second)
        return super().seek(position, *more)


@pytest.mark.parametrize("second", [b"", GIVEN[:20], GIVEN * 400, GIVEN.replace(b"none", b"nine")])
def test_build_is_refused_when_the_answers_change_while_they_are_sealed(second):
    it = made()
    signer = ReleaseSigner(it.release.der, it.release.key)
    with pytest.raises(ValueError, match="changed while they were sealed"):
        build_package(Changing(GIVEN, second), copy_for(it.officer), signer, token_bytes, io.BytesIO())


def test_package_is_refused_when_its_manifest_is_too_large_to_be_one(monkeypatch):
    it = made()
    monkeypatch.setattr(layout, "SMALL_BYTES_MAX", 100)
    with pytest.raises(IntegrityError, match="too large"):
        verify_package(it.package, it.release.der)


def test_package_is_refused_when_its_manifest_is_of_another_version_than_its_members():
    it = made()
    old = unpack((VECTORS / "p384.package").read_bytes())
    mixed = pack((("manifest.json", manifest_of(it)), *old[1:]))
    with pytest.raises(IntegrityError, match="not in the form of its version"):
        claimed_manifest(mixed)
