"""A WebAuthn assertion as an officer's signature: its challenge is the SHA-256 of what is signed (WebAuthn Level 3).

Everything an outsider needs is in three texts: what the authenticator said, what the browser said, and the signature
over both. The signature counter is no matter here: a decision carries a nonce that stands once. Who takes signatures in
asks it (``lockgate.actions.credentials``).
"""

import json
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

from lockgate.canonical import canonical, parse_canonical
from lockgate.tlog.credentials import Credential, encode_base64url
from lockgate.tlog.text import decode_base64, encode_base64

FORMAT = "lockgate/assertion/v1"
"""Names the format in the document."""

LONGEST_CLIENT_DATA = 4096
"""Bytes of what the browser states, at most."""

AUTHENTICATOR_DATA = 37
"""Bytes of what the authenticator states: relying party, flags, counter; nothing attached, for nothing is asked."""

_BEGINS = b'{"authenticator":'
_PRESENT, _VERIFIED = 0x01, 0x04
_MAY_BE_COPIED, _ATTACHED, _EXTENDED = 0x08, 0x40, 0x80


@dataclass(frozen=True, slots=True)
class Assertion:
    """What came back from the browser, as it came."""

    authenticator: bytes
    client: bytes
    signature: bytes
    """ECDSA in DER over the authenticator's data and the SHA-256 of the client's."""


def assertion_bytes(assertion: Assertion) -> bytes:
    """The document, as it stands where another key's signature would."""
    return canonical({
        "authenticator": encode_base64(assertion.authenticator),
        "client": encode_base64(assertion.client),
        "format": FORMAT,
        "signature": encode_base64(assertion.signature),
    })  # fmt: skip


def is_assertion(data: bytes) -> bool:
    """Whether these bytes are meant to be an assertion; a signature in DER begins otherwise."""
    return data.startswith(_BEGINS)


def parse_assertion(data: bytes) -> Assertion:
    """The assertion of a document; raises ValueError for anything but a document in its one spelling."""
    match parse_canonical(data):
        case {
            "format": str(name), "authenticator": str(authenticator), "client": str(client),
            "signature": str(signature), **rest,
        } if name == FORMAT and not rest:  # fmt: skip
            return Assertion(decode_base64(authenticator), decode_base64(client), decode_base64(signature))
        case _:
            raise ValueError(f"this is not an assertion in the format {FORMAT}")


def counter_of(assertion: Assertion) -> int:
    """The authenticator's signature counter; of an assertion that verified."""
    return int.from_bytes(assertion.authenticator[33:37], "big")


def spelled(assertion: Assertion, key: ec.EllipticCurvePublicKey) -> Assertion:
    """The same with the one spelling of its signature, as it is kept; authenticators give either.

    Raises:
        ValueError: the signature is not one in DER.
    """
    r, s = decode_dss_signature(assertion.signature)
    # Of two signatures that verify alike, the one with the smaller s is the spelling.
    order = key.curve.group_order
    return Assertion(assertion.authenticator, assertion.client, encode_dss_signature(r, min(s, order - s)))


def verify_assertion(credential: Credential, key: ec.EllipticCurvePublicKey, signed: bytes, data: bytes) -> bool:
    """Whether these bytes are an assertion over ``signed`` by this credential, at its address, by a verified person.

    Args:
        credential: as the register holds it.
        key: its key, read.
        signed: what was to be signed.
        data: the assertion's document.
    """
    try:
        assertion = parse_assertion(data)
        if not (_client_holds(credential, signed, assertion.client) and _stated(credential, assertion.authenticator)):
            return False
        if spelled(assertion, key) != assertion:
            return False
        hash_of = SHA256() if isinstance(key.curve, ec.SECP256R1) else SHA384()
        over = assertion.authenticator + sha256(assertion.client).digest()
        key.verify(assertion.signature, over, ec.ECDSA(hash_of))
    except (InvalidSignature, ValueError):
        return False
    return True


def _client_holds(credential: Credential, signed: bytes, client: bytes) -> bool:
    """What the browser says: an assertion, over this, at the credential's own address and in no frame of another's."""
    if len(client) > LONGEST_CLIENT_DATA:
        return False
    said = json.loads(client.decode("utf-8"), object_pairs_hook=_once)
    return (
        isinstance(said, dict)
        and said.get("type") == "webauthn.get"
        and said.get("challenge") == encode_base64url(sha256(signed).digest())
        and said.get("origin") == credential.origin
        and said.get("crossOrigin", False) is False
        and "topOrigin" not in said
    )


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object in which no member stands twice: two readers would take two of them."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice")
    return found


def _stated(credential: Credential, authenticator: bytes) -> bool:
    """What the authenticator says: for this relying party, a person present and verified, a key that stays in it."""
    if len(authenticator) != AUTHENTICATOR_DATA:
        return False
    flags = authenticator[32]
    return (
        authenticator[:32] == sha256(credential.relying_party.encode("ascii")).digest()
        and bool(flags & _PRESENT)
        and bool(flags & _VERIFIED)
        and not flags & (_MAY_BE_COPIED | _ATTACHED | _EXTENDED)
    )
