"""WebAuthn assertions as signatures over decisions: one way to be right, and every forgery of it refused."""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from authenticator import ATTACHED, COPIED, EXTENDED, PRESENT, VERIFIED, Authenticator, digest
from lockgate.tlog.assertions import Assertion, assertion_bytes, parse_assertion, spelled
from lockgate.tlog.credentials import credential_bytes, encode_base64url, parse_credential
from lockgate.tlog.signatures import Decision, decision_bytes, public_key_der, verify_decision

ORIGIN = "https://console.example.gov"
OWN = Authenticator(ORIGIN)
OTHER = Authenticator(ORIGIN, id=b"another")
DECISION = Decision(
    "ca" * 32, "review", "ben", "bb" * 32, "2025-08-07T12:00:00Z", f"{5:032x}", "80" * 32
)  # fmt: skip
SIGNED = decision_bytes(DECISION)
NEXT = decision_bytes(replace(DECISION, nonce=f"{6:032x}"))


def with_client(**other: object) -> bytes:
    return assertion_bytes(OWN.signs(OWN.stated(), OWN.client(SIGNED, **other)))


def with_stated(authenticator: bytes) -> bytes:
    return assertion_bytes(OWN.signs(authenticator, OWN.client(SIGNED)))


def with_flags(flags: int) -> bytes:
    return with_stated(OWN.stated(flags))


def malleated() -> bytes:
    return assertion_bytes(other_spelling(parse_assertion(OWN.assertion(SIGNED))))


def other_spelling(right: Assertion) -> Assertion:
    r, s = decode_dss_signature(right.signature)
    return replace(right, signature=encode_dss_signature(r, ec.SECP256R1().group_order - s))


def swapped(**parts: bytes) -> bytes:
    return assertion_bytes(replace(parse_assertion(OWN.assertion(SIGNED)), **parts))


def said_twice() -> bytes:
    client = OWN.client(SIGNED)[:-1] + b', "origin": "https://console.example.gov"}'
    return assertion_bytes(OWN.signs(OWN.stated(), client))


FORGED = {
    "wrong challenge": lambda: with_client(challenge=encode_base64url(digest(b"something else"))),
    "challenge is the decision and not its hash": lambda: with_client(challenge=encode_base64url(SIGNED)),
    "challenge in hexadecimal": lambda: with_client(challenge=digest(SIGNED).hex()),
    "no challenge": lambda: with_client(challenge=None),
    "another decision's": lambda: OWN.assertion(NEXT),
    "registration": lambda: with_client(type="webauthn.create"),
    "payment": lambda: with_client(type="payment.get"),
    "other origin": lambda: with_client(origin="https://console.example.org"),
    "origin below": lambda: with_client(origin="https://evil.console.example.gov"),
    "origin above": lambda: with_client(origin="https://example.gov"),
    "other port": lambda: with_client(origin=f"{ORIGIN}:8443"),
    "no TLS": lambda: with_client(origin="http://console.example.gov"),
    "no origin": lambda: with_client(origin=None),
    "in a frame of another's": lambda: with_client(crossOrigin=True),
    "frame said as a text": lambda: with_client(crossOrigin="false"),
    "another's top page": lambda: with_client(topOrigin="https://evil.example"),
    "member twice": said_twice,
    "wrong relying party": lambda: with_stated(OWN.stated(party="example.gov")),
    "empty relying party": lambda: with_stated(OWN.stated(party="")),
    "nobody verified": lambda: with_flags(PRESENT),
    "nobody present": lambda: with_flags(VERIFIED),
    "no flags": lambda: with_flags(0),
    "key that may be copied": lambda: with_flags(PRESENT | VERIFIED | COPIED),
    "attached data said and absent": lambda: with_flags(PRESENT | VERIFIED | ATTACHED),
    "extensions said and absent": lambda: with_flags(PRESENT | VERIFIED | EXTENDED),
    "authenticator data cut": lambda: with_stated(OWN.stated()[:-1]),
    "authenticator data longer": lambda: with_stated(OWN.stated() + b"\0"),
    "no authenticator data": lambda: with_stated(b""),
    "other credential": lambda: OTHER.assertion(SIGNED),
    "other curve": lambda: Authenticator(ORIGIN, ec.SECP384R1()).assertion(SIGNED),
    "malleated": malleated,
    "flags changed after signing": lambda: swapped(authenticator=OWN.stated(counter=1)),
    "client data changed after signing": lambda: swapped(client=OWN.client(SIGNED) + b" "),
    "signature cut": lambda: swapped(signature=parse_assertion(OWN.assertion(SIGNED)).signature[:-1]),
    "no signature": lambda: swapped(signature=b""),
    "zero signature": lambda: swapped(signature=encode_dss_signature(0, 0)),
    "client data is no object": lambda: assertion_bytes(OWN.signs(OWN.stated(), b"[]")),
    "client data is no text": lambda: assertion_bytes(OWN.signs(OWN.stated(), b"\xff\xfe")),
    "client data too long": lambda: with_client(more="x" * 5000),
    "nothing": lambda: b"",
    "no document": lambda: b"{}",
    "document cut": lambda: OWN.assertion(SIGNED)[:-1],
    "document with a blank": lambda: OWN.assertion(SIGNED) + b" ",
    "plain signature of the decision": lambda: OWN.private.sign(SIGNED, ec.ECDSA(SHA256())),
}  # fmt: skip
"""Every way to be wrong in one thing."""


def test_assertion_over_the_decision_verifies():
    assert verify_decision(OWN.document, SIGNED, OWN.assertion(SIGNED))


@pytest.mark.parametrize("forgery", FORGED)
def test_forged_assertion_is_refused(forgery):
    assert not verify_decision(OWN.document, SIGNED, FORGED[forgery]())


def test_assertion_of_p384_verifies():
    own = Authenticator(ORIGIN, ec.SECP384R1())
    assert verify_decision(own.document, SIGNED, own.assertion(SIGNED))


def test_what_a_browser_adds_of_its_own_is_no_matter():
    assert verify_decision(OWN.document, SIGNED, with_client(other_keys_can_be_added_here="do not compare"))
    assert verify_decision(OWN.document, SIGNED, with_client(crossOrigin=None))


def test_counter_is_not_relied_on():
    for counter in (0, 7, 3):
        assert verify_decision(OWN.document, SIGNED, with_stated(OWN.stated(counter=counter)))


def test_assertion_is_no_signature_of_a_certificate_s_key():
    assert not verify_decision(OWN.credential.key, SIGNED, OWN.assertion(SIGNED))


def test_assertion_over_what_is_no_decision_authorizes_nothing():
    assert not verify_decision(OWN.document, b"{}", OWN.assertion(b"{}"))


def test_either_spelling_of_an_authenticator_comes_to_the_one_that_is_kept():
    right = parse_assertion(OWN.assertion(SIGNED))
    assert spelled(other_spelling(right), OWN.private.public_key()) == right != other_spelling(right)


@pytest.mark.parametrize(
    "origin",
    [
        "http://console.example.gov", "https://console.example.gov/", "https://Console.example.gov", "https://gov",
        "https://a@b.gov", "https://127.0.0.1:80:90", "", "null", "https://" + "a." * 200 + "gov",
    ],
)  # fmt: skip
def test_credential_of_no_address_of_its_own_is_none(origin):
    document = {**json.loads(OWN.document), "origin": origin}
    spelling = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(ValueError, match="credential's origin"):
        parse_credential(spelling)
    assert not verify_decision(spelling, SIGNED, OWN.assertion(SIGNED))


def test_credential_has_one_spelling():
    assert credential_bytes(parse_credential(OWN.document)) == OWN.document
    padded = OWN.document.replace(b'"id":"', b'"id":"=')
    for other in (b" " + OWN.document, padded, OWN.document.replace(b"credential/v1", b"credential/v2")):
        with pytest.raises(ValueError, match=r"."):
            parse_credential(other)


def test_key_of_a_credential_is_the_key_of_its_certificate_too():
    assert public_key_der(OWN.document) == OWN.credential.key
    with pytest.raises(ValueError, match="neither a certificate"):
        public_key_der(OWN.document.replace(b64encode(OWN.credential.key), b64encode(b"no key")))


def test_assertion_keeps_what_came_byte_by_byte():
    came = Assertion(OWN.stated(), OWN.client(SIGNED), b"\x30\x00")
    assert parse_assertion(assertion_bytes(came)) == came


def test_assertion_that_was_made_once_verifies_for_ever():
    vector = Path(__file__).parents[2] / "vectors" / "tlog" / "assertion.json"
    held, signed, assertion = (one.encode() for one in json.loads(vector.read_text(encoding="utf-8")).values())
    assert verify_decision(held, signed, assertion)
    assert assertion_bytes(parse_assertion(assertion)) == assertion
