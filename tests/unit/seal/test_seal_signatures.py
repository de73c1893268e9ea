import subprocess
from hashlib import sha256, sha384

import pytest
from asn1crypto import cms

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.signatures import (
    Refused,
    SignerInfo,
    in_own_form,
    sign_detached,
    signer_certificate,
    verify_detached,
)
from unit.seal.people_seal import KINDS, OPENSSL, certify, new_key, pair

DATA = b'number = "2025-000123"\n'


def reason(data, signature, certificate):
    verdict = verify_detached(data, signature, certificate)
    assert isinstance(verdict, Refused)
    return verdict.reason


def remade(signature, change):
    """The signature with its structure altered by `change`."""
    whole = cms.ContentInfo.load(signature)
    change(whole["content"])
    return whole.dump(force=True)


@pytest.mark.parametrize("kind", KINDS)
def test_signer_is_told_when_the_pinned_certificate_signed_the_data(kind):
    officer = pair(kind)
    signature = sign_detached(DATA, officer.der, officer.key)
    verdict = verify_detached(DATA, signature, officer.der)
    assert isinstance(verdict, SignerInfo)
    assert verdict.certificate == sha256(officer.der).hexdigest()
    assert "Synthetic Agency" in verdict.subject
    assert verdict.serial == 7
    assert signer_certificate(signature) == officer.der
    assert in_own_form(signature, officer.der)


@pytest.mark.parametrize("kind", KINDS)
def test_verify_is_refused_when_the_data_or_the_signer_is_another(kind):
    officer = pair(kind)
    signature = sign_detached(DATA, officer.der, officer.key)
    assert "changed after it was signed" in reason(DATA + b" ", signature, officer.der)
    assert "another certificate" in reason(DATA, signature, pair(kind, "stranger").der)


@pytest.mark.parametrize("kind", KINDS)
def test_verify_is_refused_when_another_key_signed_under_the_same_name(kind):
    officer, key = pair(kind), new_key(kind)
    signature = sign_detached(DATA, certify(key, "officer"), key)
    assert "another certificate" in reason(DATA, signature, officer.der)


@pytest.mark.parametrize("kind", KINDS)
def test_verify_is_refused_when_the_certificate_is_swapped_into_anothers_signature(kind):
    officer, key = pair(kind), new_key(kind)
    forged = remade(
        sign_detached(DATA, certify(key, "officer"), key),
        lambda signed: signed.__setitem__("certificates", [cms.CertificateChoices.load(officer.der)]),
    )
    assert reason(DATA, forged, officer.der) == "The signature does not verify under the certificate."


def test_no_flipped_byte_is_in_own_form_when_it_still_verifies():
    officer = pair("p384")
    signature = sign_detached(DATA, officer.der, officer.key)
    lenient = 0
    for position in range(len(signature)):
        changed = bytearray(signature)
        changed[position] ^= 0x01
        if isinstance(verify_detached(DATA, bytes(changed), officer.der), SignerInfo):
            lenient += 1
            assert not in_own_form(bytes(changed), officer.der)
    assert lenient < len(signature) // 20


@pytest.mark.parametrize("junk", [b"", b"0", b"\x30\x00", b"\x30\x80" * 5000, b"x" * (2 << 20)])
def test_verify_is_refused_when_the_bytes_are_no_signature(junk):
    officer = pair("p384")
    assert "cannot be read" in reason(DATA, junk, officer.der)
    with pytest.raises(IntegrityError, match="cannot be read"):
        signer_certificate(junk)
    assert not in_own_form(junk, officer.der)


def test_verify_is_refused_when_the_pinned_certificate_is_none():
    officer = pair("p384")
    signature = sign_detached(DATA, officer.der, officer.key)
    assert "cannot be read as DER" in reason(DATA, signature, b"none")
    assert not in_own_form(signature, b"none")


def test_verify_is_refused_when_two_signed():
    officer = pair("p384")
    signature = sign_detached(DATA, officer.der, officer.key)
    twice = remade(signature, lambda signed: signed["signer_infos"].append(signed["signer_infos"][0].copy()))
    assert "2 signers" in reason(DATA, twice, officer.der)


def test_verify_is_refused_when_the_content_is_carried_inside():
    officer = pair("p384")
    signature = sign_detached(DATA, officer.der, officer.key)
    inside = remade(
        signature,
        lambda signed: signed.__setitem__("encap_content_info", {"content_type": "data", "content": DATA}),
    )
    assert "content of its own" in reason(DATA, inside, officer.der)


def test_verify_is_refused_when_the_signed_attributes_are_missing():
    officer = pair("p384")

    def strip(signed):
        del signed["signer_infos"][0]["signed_attrs"]

    stripped = remade(sign_detached(DATA, officer.der, officer.key), strip)
    assert isinstance(verify_detached(DATA, stripped, officer.der), Refused)


def test_verify_is_refused_when_the_message_digest_stands_twice():
    officer = pair("p384")
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [sha384(DATA).digest()]},
            {"type": "message_digest", "values": [sha384(b"other").digest()]},
        ],
    )
    twice = remade(
        sign_detached(DATA, officer.der, officer.key),
        lambda signed: signed["signer_infos"][0].__setitem__("signed_attrs", attributes),
    )
    assert "changed after it was signed" in reason(DATA, twice, officer.der)


def test_verify_is_refused_when_the_digest_is_weak():
    officer = pair("p384")

    def weaken(signed):
        signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha1"}
        signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha1_ecdsa"}

    weak = remade(sign_detached(DATA, officer.der, officer.key), weaken)
    assert "sha1 is not accepted" in reason(DATA, weak, officer.der)


@pytest.mark.parametrize("kind", ["rsa", "p384"])
def test_key_usage_is_followed_when_signing_and_verifying(kind):
    officer = pair(kind)
    sealing_only = "key_encipherment" if kind == "rsa" else "key_agreement"
    der = certify(officer.key, "officer", usage=sealing_only)
    with pytest.raises(UsageError, match="keyUsage forbids"):
        sign_detached(DATA, der, officer.key)
    signature = sign_detached(DATA, officer.der, officer.key)  # the same name, number and key
    swapped = remade(
        signature,
        lambda signed: signed.__setitem__("certificates", [cms.CertificateChoices.load(der)]),
    )
    assert "keyUsage forbids" in reason(DATA, swapped, der)


def test_sign_is_refused_when_the_key_is_of_another_certificate():
    with pytest.raises(UsageError, match="does not belong"):
        sign_detached(DATA, pair("p384").der, pair("p384", "stranger").key)


def test_signer_certificate_is_refused_when_it_is_not_carried():
    officer = pair("p384")
    signature = sign_detached(DATA, officer.der, officer.key)
    bare = remade(signature, lambda signed: signed.__setitem__("certificates", []))
    with pytest.raises(IntegrityError, match="does not carry"):
        signer_certificate(bare)
    assert "another certificate" in reason(DATA, bare, officer.der)


@pytest.fixture
def shop(tmp_path):
    """Run openssl in a folder that holds data, key.pem and cert.pem of the given pair."""

    def run(officer, *arguments):
        (tmp_path / "data").write_bytes(DATA)
        (tmp_path / "key.pem").write_bytes(officer.key_pem)
        (tmp_path / "cert.pem").write_bytes(officer.pem)
        return subprocess.run([OPENSSL, "cms", *arguments], cwd=tmp_path, check=False, capture_output=True)

    run.folder = tmp_path
    return run


VERIFY = ("-verify", "-inform", "DER", "-binary", "-in", "s.p7s", "-content", "data")
TRUST = ("-CAfile", "cert.pem", "-purpose", "any", "-out", "back")
SIGN = ("-sign", "-binary", "-in", "data", "-inkey", "key.pem", "-signer", "cert.pem")
MADE = ("-outform", "DER", "-out", "o.p7s")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.skipif(OPENSSL is None, reason="no openssl on this machine")
def test_openssl_agrees_when_the_signature_is_ours(kind, shop):
    officer = pair(kind)
    (shop.folder / "s.p7s").write_bytes(sign_detached(DATA, officer.der, officer.key))
    assert shop(officer, *VERIFY, *TRUST).returncode == 0
    (shop.folder / "s.p7s").write_bytes(sign_detached(DATA + b"!", officer.der, officer.key))
    assert shop(officer, *VERIFY, *TRUST).returncode != 0


PSS = ("-keyopt", "rsa_padding_mode:pss")


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("rsa", ()),
        ("rsa", ("-md", "sha512")),
        ("rsa", (*PSS, "-md", "sha256")),
        ("rsa", (*PSS, "-md", "sha384", "-keyopt", "rsa_pss_saltlen:20")),
        ("p256", ("-md", "sha256")),
        ("p256", ("-md", "sha384", "-nosmimecap")),
        ("p384", ("-md", "sha384", "-keyid")),
    ],
)
@pytest.mark.skipif(OPENSSL is None, reason="no openssl on this machine")
def test_signer_is_told_when_openssl_signed(kind, options, shop):
    officer = pair(kind)
    made = shop(officer, *SIGN, *options, *MADE)
    assert made.returncode == 0, made.stderr
    signature = (shop.folder / "o.p7s").read_bytes()
    assert isinstance(verify_detached(DATA, signature, officer.der), SignerInfo)
    assert signer_certificate(signature) == officer.der
    assert not in_own_form(signature, officer.der)
    assert isinstance(verify_detached(DATA + b"!", signature, officer.der), Refused)


@pytest.mark.parametrize("options", [("-noattr",), ("-nodetach",), ("-md", "sha1"), ("-nocerts",)])
@pytest.mark.skipif(OPENSSL is None, reason="no openssl on this machine")
def test_verify_is_refused_when_openssl_signed_in_a_form_not_accepted(options, shop):
    officer = pair("p384")
    assert shop(officer, *SIGN, *options, *MADE).returncode == 0
    signature = (shop.folder / "o.p7s").read_bytes()
    assert isinstance(verify_detached(DATA, signature, officer.der), Refused)


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [
        ("rsa", {"algorithm": "sha256_ecdsa"}),
        ("p256", {"algorithm": "sha256_rsa"}),
        ("p256", {"algorithm": "rsassa_pkcs1v15"}),
        ("p256", {"algorithm": "sha384_ecdsa"}),
        ("rsa", {"algorithm": "sha512_rsa"}),
        ("rsa", {"algorithm": "rsassa_pss", "parameters": {"hash_algorithm": {"algorithm": "sha512"}}}),
    ],
)
def test_verify_is_refused_when_the_algorithm_goes_with_another_key_or_digest(kind, algorithm):
    officer = pair(kind)
    signature = sign_detached(DATA, officer.der, officer.key)
    renamed = remade(
        signature,
        lambda signed: signed["signer_infos"][0].__setitem__("signature_algorithm", algorithm),
    )
    assert renamed != signature
    assert isinstance(verify_detached(DATA, renamed, officer.der), Refused)
