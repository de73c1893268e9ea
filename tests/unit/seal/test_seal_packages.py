import io
import subprocess
import zipfile
from dataclasses import replace
from hashlib import sha256
from secrets import token_bytes

import pytest

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal import packages
from lockgate.seal.answers import Answer, Word, parse_answers, render_answers
from lockgate.seal.archive import pack, unpack
from lockgate.seal.cipher import encrypt
from lockgate.seal.manifests import Manifest, Part, manifest_bytes
from lockgate.seal.packages import ReleaseSigner, build_package, open_package, package_hash, verify_package
from unit.seal.packages_seal import ANSWERS, SECRET, TERMS, made, resigned
from unit.seal.people_seal import KINDS, OPENSSL, pair


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
    assert verified.manifest_hash == sha256(members["manifest.json"]).hexdigest()
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
    verify = "cms -verify -inform DER -binary -in manifest.json.p7s -content manifest.json"
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
    members = dict(unpack(it.package))
    signature = bytearray(members["manifest.json.p7s"])
    position = signature.index(b"\x02\x01\x01") + 2  # SignedData's version
    signature[position] = 3
    touched = pack(tuple((members | {"manifest.json.p7s": bytes(signature)}).items()))
    with pytest.raises(IntegrityError, match="package"):
        verify_package(touched, it.release.der)


def reordered(package, *names):
    members = dict(unpack(package))
    return pack(tuple((name, members[name]) for name in names))


def test_open_is_refused_when_a_member_is_missing_added_moved_or_renamed():
    it = made()
    manifest, signature, part = dict(unpack(it.package))
    members = unpack(it.package)
    for changed in (
        reordered(it.package, manifest, signature),
        reordered(it.package, manifest, part),
        reordered(it.package, manifest),
        reordered(it.package, signature, manifest, part),
        reordered(it.package, manifest, part, signature),
        pack((*members, ("readme.txt", b"x"))),
        pack((*members, ("part-0002.p7m", members[2][1]))),
        pack((*members[:2], ("part-0002.p7m", members[2][1]))),
        pack((*members[:2], (part, members[2][1] + b"x"))),
    ):
        with pytest.raises(IntegrityError):
            verify_package(changed, it.release.der)


def test_parts_open_in_order_when_there_are_several(monkeypatch):
    monkeypatch.setattr(packages, "PART_PLAINTEXT_BYTES", 30_000)
    it = made()
    answers = render_answers(tuple(Answer(f"r{i}", Word.IDENTIFIED, f"{i} Oak St") for i in range(600)))
    signer = ReleaseSigner(it.release.der, it.release.key)
    package = build_package(answers, TERMS, it.officer.der, signer, token_bytes)
    names = [name for name, _ in unpack(package)]
    assert names[2:] == [f"part-000{number}.p7m" for number in range(1, 8)]
    assert open_package(package, it.release.der, it.officer.key, it.officer.der).answers == answers

    members = list(unpack(package))
    members[2], members[3] = (members[2][0], members[3][1]), (members[3][0], members[2][1])
    with pytest.raises(IntegrityError, match="not those its manifest names"):
        verify_package(pack(tuple(members)), it.release.der)


def test_part_of_another_package_is_refused_when_put_in_place():
    it = made()
    signer = ReleaseSigner(it.release.der, it.release.key)
    second = build_package(it.answers, TERMS, it.officer.der, signer, token_bytes)
    mixed = pack((*unpack(it.package)[:2], *unpack(second)[2:]))
    with pytest.raises(IntegrityError, match="not those its manifest names"):
        open_package(mixed, it.release.der, it.officer.key, it.officer.der)


def test_open_is_refused_when_the_signed_manifest_names_another_recipient():
    it = made()
    manifest = verify_package(it.package, it.release.der).manifest
    other = manifest_bytes(replace(manifest, recipient_certificate="00" * 32))
    with pytest.raises(IntegrityError, match="sealed for another certificate"):
        open_package(resigned(it.package, other, it.release), it.release.der, it.officer.key, it.officer.der)


def test_open_is_refused_when_the_plaintext_is_not_answers_filled_up():
    it = made()
    for plaintext in (b"r-1,identified", it.answers, b"\n" * 65536, b""):
        part = encrypt(plaintext, it.officer.der, token_bytes)
        manifest = Manifest(
            TERMS,
            sha256(it.officer.der).hexdigest(),
            (Part("part-0001.p7m", len(part), sha256(part).hexdigest()),),
        )
        members = (*unpack(it.package)[:2], ("part-0001.p7m", part))
        package = resigned(pack(members), manifest_bytes(manifest), it.release)
        with pytest.raises(IntegrityError, match="answers"):
            open_package(package, it.release.der, it.officer.key, it.officer.der)


def test_build_is_refused_when_the_answers_are_not_as_rendered():
    it = made()
    signer = ReleaseSigner(it.release.der, it.release.key)
    with pytest.raises(IntegrityError, match="not in the form"):
        build_package(b"record_id,answer\nr,none\n", TERMS, it.officer.der, signer, token_bytes)


def test_nothing_is_decrypted_when_the_signature_or_a_hash_is_wrong(monkeypatch):
    it, asked = made(), []
    monkeypatch.setattr(packages, "decrypt", lambda *_: asked.append(1))
    members = unpack(it.package)
    spoiled = pack((*members[:2], (members[2][0], members[2][1][:-1] + b"\x00")))
    for package, certificate in ((it.package, it.officer.der), (spoiled, it.release.der)):
        with pytest.raises(IntegrityError):
            open_package(package, certificate, it.officer.key, it.officer.der)
    assert asked == []
