import subprocess
from io import BytesIO
from secrets import token_bytes

import pytest
from asn1crypto import cms

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal import cipher
from unit.seal.people_seal import KINDS, OPENSSL, certify, new_key, pair


def encrypt(data, certificate, random):
    return b"".join(cipher.encrypt([data], len(data), certificate, random))


def decrypt(message, key, certificate):
    return b"".join(cipher.decrypt(BytesIO(message), len(message), key, certificate))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [b"", b"x", b"a" * 127, b"a" * 128, b"a" * 256, b"answer\n" * 30_000])
def test_decrypt_gives_the_data_when_sealed_for_that_certificate(kind, data):
    officer = pair(kind)
    assert decrypt(encrypt(data, officer.der, token_bytes), officer.key, officer.der) == data


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.skipif(OPENSSL is None, reason="no openssl on this machine")
def test_stock_openssl_gives_the_data_when_sealed_for_that_certificate(kind, tmp_path):
    officer = pair(kind)
    data = token_bytes(70_000)
    (tmp_path / "m.p7m").write_bytes(encrypt(data, officer.der, token_bytes))
    (tmp_path / "key.pem").write_bytes(officer.key_pem)
    (tmp_path / "cert.pem").write_bytes(officer.pem)
    command = [OPENSSL, "cms", "-decrypt", "-inform", "DER", "-binary", "-in", "m.p7m"]
    command += ["-inkey", "key.pem", "-recip", "cert.pem", "-out", "plain"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "plain").read_bytes() == data


@pytest.mark.parametrize("kind", KINDS)
def test_decrypt_is_refused_when_sealed_for_another_certificate(kind):
    officer, other = pair(kind), pair(kind, "stranger")
    message = encrypt(b"secret", officer.der, token_bytes)
    with pytest.raises(IntegrityError):
        decrypt(message, other.key, other.der)


@pytest.mark.parametrize("kind", KINDS)
def test_decrypt_is_refused_when_a_like_named_certificate_has_another_key(kind):
    officer, key = pair(kind), new_key(kind)
    message = encrypt(b"secret", officer.der, token_bytes)
    with pytest.raises(IntegrityError, match="not wrapped for this certificate"):
        decrypt(message, key, certify(key, "officer"))


def test_decrypt_is_refused_when_the_key_is_of_another_certificate():
    officer = pair("p384")
    message = encrypt(b"secret", officer.der, token_bytes)
    with pytest.raises(UsageError, match="does not belong"):
        decrypt(message, pair("p384", "stranger").key, officer.der)


@pytest.mark.parametrize("kind", KINDS)
def test_decrypt_is_refused_when_one_byte_is_flipped_cut_or_added(kind):
    officer = pair(kind)
    message = encrypt(b"secret", officer.der, token_bytes)
    for position in range(len(message)):
        for bit in (0x01, 0x20, 0x80):
            changed = bytearray(message)
            changed[position] ^= bit
            with pytest.raises(IntegrityError):
                decrypt(bytes(changed), officer.key, officer.der)
        with pytest.raises(IntegrityError):
            decrypt(message[:position], officer.key, officer.der)
    for longer in (message + b"\x00", b"\x00" + message):
        with pytest.raises(IntegrityError):
            decrypt(longer, officer.key, officer.der)


def test_each_message_has_its_own_key_and_nonce_when_the_data_is_the_same():
    officer, drawn = pair("p384"), []

    def random(size):
        drawn.append(token_bytes(size))
        return drawn[-1]

    assert encrypt(b"x", officer.der, random) != encrypt(b"x", officer.der, random)
    assert [len(item) for item in drawn] == [32, 12, 32, 12]


def test_encrypt_is_refused_when_the_source_of_randomness_gives_too_little():
    with pytest.raises(ValueError, match="gave 3 bytes for 32"):
        encrypt(b"x", pair("p384").der, lambda _size: b"abc")


@pytest.mark.parametrize("kind", ["rsa1024", "p224", "p521"])
def test_encrypt_is_refused_when_the_key_is_too_weak_or_of_another_curve(kind):
    with pytest.raises(UsageError, match="RSA of 2048 bits or more"):
        encrypt(b"x", certify(new_key(kind), "weak"), token_bytes)


@pytest.mark.parametrize(
    ("kind", "usage", "sealed"),
    [
        ("rsa", "key_encipherment", True),
        ("rsa", "digital_signature", False),
        ("p384", "key_agreement", True),
        ("p384", "digital_signature", False),
    ],
)
def test_encrypt_follows_key_usage_when_the_certificate_has_one(kind, usage, sealed):
    officer = pair(kind)
    der = certify(officer.key, "officer", usage=usage)
    if sealed:
        assert decrypt(encrypt(b"x", der, token_bytes), officer.key, der) == b"x"
    else:
        with pytest.raises(UsageError, match="keyUsage forbids"):
            encrypt(b"x", der, token_bytes)


@pytest.mark.parametrize("junk", [b"", b"\x30\x00", b"no certificate"])
def test_encrypt_is_refused_when_there_is_no_certificate(junk):
    with pytest.raises(UsageError, match="cannot be read as DER"):
        encrypt(b"x", junk, token_bytes)


@pytest.mark.parametrize("kind", KINDS)
def test_message_is_the_same_der_when_another_library_writes_it_out_again(kind):
    message = encrypt(b"answers", pair(kind).der, token_bytes)
    parsed = cms.ContentInfo.load(message, strict=True)
    assert parsed.copy().dump(force=True) == message
    assert parsed["content"]["auth_encrypted_content_info"]["content_type"].native == "data"


def test_encrypt_is_refused_when_the_pieces_are_not_as_many_bytes_as_said():
    for said in (1, 3):
        with pytest.raises(ValueError, match="was given 2"):
            b"".join(cipher.encrypt([b"x", b"y"], said, pair("p384").der, token_bytes))


def test_decrypt_reads_no_further_when_more_stands_behind_the_message():
    officer = pair("p256")
    message = encrypt(b"secret", officer.der, token_bytes)
    file = BytesIO(b"before" + message + b"behind")
    file.seek(6)
    assert b"".join(cipher.decrypt(file, len(message), officer.key, officer.der)) == b"secret"
    assert file.read() == b"behind"
