"""WebAuthn assertions as signatures over decisions: one way to be right, and every forgery of it refused."""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from authenticator import Authenticator
from forgeries import FORGED, Forging, other_spelling
from lockgate.tlog.assertions import Assertion, assertion_bytes, parse_assertion, spelled
from lockgate.tlog.credentials import credential_bytes, parse_credential
from lockgate.tlog.signatures import Decision, decision_bytes, public_key_der, verify_decision

ORIGIN = "https://console.example.gov"
OWN = Authenticator(ORIGIN)
OTHER = Authenticator(ORIGIN, id=b"another")
DECISION = Decision(
    "ca" * 32, "review", "ben", "bb" * 32, "2025-08-07T12:00:00Z", f"{5:032x}", "80" * 32
)  # fmt: skip
SIGNED = decision_bytes(DECISION)
NEXT = decision_bytes(replace(DECISION, nonce=f"{6:032x}"))


def with_stated(authenticator: bytes) -> bytes:
    return assertion_bytes(OWN.signs(authenticator, OWN.client(SIGNED)))


def with_client(**other: object) -> bytes:
    return assertion_bytes(OWN.signs(OWN.stated(), OWN.client(SIGNED, **other)))


def test_assertion_over_the_decision_verifies():
    assert verify_decision(OWN.document, SIGNED, OWN.assertion(SIGNED))


@pytest.mark.parametrize("forgery", FORGED)
def test_forged_assertion_is_refused(forgery):
    assert not verify_decision(OWN.document, SIGNED, FORGED[forgery](Forging(OWN, OTHER, SIGNED, NEXT)))


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
