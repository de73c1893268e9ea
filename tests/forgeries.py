"""Every way in which a WebAuthn assertion can be wrong in one thing, over whatever was to be signed."""

from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from authenticator import ATTACHED, COPIED, EXTENDED, PRESENT, VERIFIED, Authenticator, digest
from lockgate.tlog.assertions import Assertion, assertion_bytes, parse_assertion
from lockgate.tlog.credentials import encode_base64url


@dataclass(frozen=True)
class Forging:
    """Whose key is forged, another's, what was to be signed, and something else that the same key signed."""

    own: Authenticator
    other: Authenticator
    signed: bytes
    later: bytes


def with_client(by: Forging, **other: object) -> bytes:
    return assertion_bytes(by.own.signs(by.own.stated(), by.own.client(by.signed, **other)))


def with_stated(by: Forging, authenticator: bytes) -> bytes:
    return assertion_bytes(by.own.signs(authenticator, by.own.client(by.signed)))


def with_flags(by: Forging, flags: int) -> bytes:
    return with_stated(by, by.own.stated(flags))


def malleated(by: Forging) -> bytes:
    return assertion_bytes(other_spelling(parse_assertion(by.own.assertion(by.signed))))


def other_spelling(right: Assertion) -> Assertion:
    r, s = decode_dss_signature(right.signature)
    return replace(right, signature=encode_dss_signature(r, ec.SECP256R1().group_order - s))


def swapped(by: Forging, **parts: bytes) -> bytes:
    return assertion_bytes(replace(parse_assertion(by.own.assertion(by.signed)), **parts))


def said_twice(by: Forging) -> bytes:
    client = by.own.client(by.signed)[:-1] + f', "origin": "{by.own.origin}"}}'.encode()
    return assertion_bytes(by.own.signs(by.own.stated(), client))


FORGED = {
    "wrong challenge": lambda by: with_client(by, challenge=encode_base64url(digest(b"something else"))),
    "challenge is the decision and not its hash": lambda by: with_client(by, challenge=encode_base64url(by.signed)),
    "challenge in hexadecimal": lambda by: with_client(by, challenge=digest(by.signed).hex()),
    "no challenge": lambda by: with_client(by, challenge=None),
    "another decision's": lambda by: by.own.assertion(by.later),
    "registration": lambda by: with_client(by, type="webauthn.create"),
    "payment": lambda by: with_client(by, type="payment.get"),
    "other origin": lambda by: with_client(by, origin="https://console.example.org"),
    "origin below": lambda by: with_client(by, origin="https://evil.console.example.gov"),
    "origin above": lambda by: with_client(by, origin="https://example.gov"),
    "other port": lambda by: with_client(by, origin=f"{by.own.origin}:8443"),
    "no TLS": lambda by: with_client(by, origin="http://console.example.gov"),
    "no origin": lambda by: with_client(by, origin=None),
    "in a frame of another's": lambda by: with_client(by, crossOrigin=True),
    "frame said as a text": lambda by: with_client(by, crossOrigin="false"),
    "another's top page": lambda by: with_client(by, topOrigin="https://evil.example"),
    "member twice": said_twice,
    "wrong relying party": lambda by: with_stated(by, by.own.stated(party="example.gov")),
    "empty relying party": lambda by: with_stated(by, by.own.stated(party="")),
    "nobody verified": lambda by: with_flags(by, PRESENT),
    "nobody present": lambda by: with_flags(by, VERIFIED),
    "no flags": lambda by: with_flags(by, 0),
    "key that may be copied": lambda by: with_flags(by, PRESENT | VERIFIED | COPIED),
    "attached data said and absent": lambda by: with_flags(by, PRESENT | VERIFIED | ATTACHED),
    "extensions said and absent": lambda by: with_flags(by, PRESENT | VERIFIED | EXTENDED),
    "authenticator data cut": lambda by: with_stated(by, by.own.stated()[:-1]),
    "authenticator data longer": lambda by: with_stated(by, by.own.stated() + b"\0"),
    "no authenticator data": lambda by: with_stated(by, b""),
    "other credential": lambda by: by.other.assertion(by.signed),
    "other curve": lambda by: Authenticator(by.own.origin, ec.SECP384R1()).assertion(by.signed),
    "malleated": malleated,
    "flags changed after signing": lambda by: swapped(by, authenticator=by.own.stated(counter=1)),
    "client data changed after signing": lambda by: swapped(by, client=by.own.client(by.signed) + b" "),
    "signature cut": lambda by: swapped(by, signature=parse_assertion(by.own.assertion(by.signed)).signature[:-1]),
    "no signature": lambda by: swapped(by, signature=b""),
    "zero signature": lambda by: swapped(by, signature=encode_dss_signature(0, 0)),
    "client data is no object": lambda by: assertion_bytes(by.own.signs(by.own.stated(), b"[]")),
    "client data is no text": lambda by: assertion_bytes(by.own.signs(by.own.stated(), b"\xff\xfe")),
    "client data too long": lambda by: with_client(by, more="x" * 5000),
    "nothing": lambda _: b"",
    "no document": lambda _: b"{}",
    "document cut": lambda by: by.own.assertion(by.signed)[:-1],
    "document with a blank": lambda by: by.own.assertion(by.signed) + b" ",
    "plain signature of the decision": lambda by: by.own.private.sign(by.signed, ec.ECDSA(SHA256())),
}  # fmt: skip
"""Every way to be wrong in one thing."""
