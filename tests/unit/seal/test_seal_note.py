import subprocess
from base64 import b64decode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.certificates import load_certificate
from lockgate.seal.note import open_signed_note, signed_note, text_in
from lockgate.tlog.notes import split_note
from unit.seal.people_seal import OPENSSL, certify, pair

TEXT = '{"format":"lockgate/package/v2","custodian":"Bureau é"}\n'


@pytest.mark.parametrize("kind", ["p256", "p384"])
def test_text_comes_back_when_the_release_key_signed_it(kind):
    release = pair(kind, "release")
    note = signed_note(TEXT, release.der, release.key)
    assert open_signed_note(note, release.der) == text_in(note) == TEXT


@pytest.mark.parametrize("kind", ["p256", "p384"])
def test_note_is_one_by_the_specification_when_another_reader_splits_it(kind):
    release = pair(kind, "release")
    text, (signature,) = split_note(signed_note(TEXT, release.der, release.key))
    spki = load_certificate(release.der).key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert text == TEXT
    assert signature.name == f"lockgate.release/{sha256(release.der).hexdigest()}"
    assert signature.key_id == sha256(spki).digest()[:4]


@pytest.mark.skipif(OPENSSL is None, reason="no openssl on this machine")
def test_note_verifies_when_there_is_only_openssl(tmp_path):
    release = pair("p384", "release")
    note = signed_note(TEXT, release.der, release.key)
    (tmp_path / "text").write_text(TEXT)
    (tmp_path / "signature").write_bytes(b64decode(note.split()[-1])[4:])
    key = release.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(key)
    command = [OPENSSL, "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "text"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_no_byte_of_a_note_can_change_when_opened():
    release = pair("p256", "release")
    note = signed_note(TEXT, release.der, release.key)
    for position in range(len(note)):
        changed = bytearray(note)
        changed[position] ^= 1 << (position % 8)
        with pytest.raises(IntegrityError, match="not signed by the expected release key"):
            open_signed_note(bytes(changed), release.der)


def test_note_is_refused_when_signed_by_another_or_more_stands_in_it():
    release, other = pair("p256", "release"), pair("p256", "stranger")
    note = signed_note(TEXT, release.der, release.key)
    line = signed_note(TEXT, other.der, other.key).split(b"\n\n")[1]
    like_named = certify(other.key, "officer")
    for changed, der in (
        (note, other.der),
        (note, like_named),
        (note, pair("rsa").der),
        (note, b"no certificate"),
        (note + line, release.der),
        (note + b"\n", release.der),
        (note[:-1], release.der),
        (TEXT.encode(), release.der),
        (b"", release.der),
        (b"\xff\n\n", release.der),
    ):
        with pytest.raises(IntegrityError, match="not signed by the expected release key"):
            open_signed_note(changed, der)


def test_sign_is_refused_when_the_key_is_rsa_or_not_the_certificates():
    with pytest.raises(UsageError, match="EC key"):
        signed_note(TEXT, pair("rsa").der, pair("rsa").key)
    with pytest.raises(UsageError, match="does not belong"):
        signed_note(TEXT, pair("p256").der, pair("p256", "stranger").key)
