"""Officers' signatures over their decisions. See docs/formats/entry.md.

A decision's canonical bytes name the case, the act, the officer, the proposal's hash, the instant,
a nonce and the hash of whatever else was decided. So a signature can be moved to no other case, act
or proposal, and two votes on one proposal are two signatures. Signing is done where the keys are.
"""

from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from cryptography.x509 import load_der_x509_certificate

from lockgate.canonical import canonical, parse_canonical
from lockgate.tlog.assertions import verify_assertion
from lockgate.tlog.credentials import is_credential, parse_credential
from lockgate.tlog.entries import ACTS
from lockgate.tlog.text import HASH_SIZE, check_second, decode_hex

FORMAT = "lockgate/decision/v1"
"""Names the format inside the signed bytes, so that no other document can be taken for a decision."""

NONCE_SIZE = 16
"""Bytes of a decision's nonce."""

_LONGEST_OFFICER = 200


@dataclass(frozen=True)
class Decision:
    """What one officer decided.

    Raises:
        ValueError: on construction, where a field is not in its form.
    """

    case: str
    """The blinded case reference as in the entry, or empty."""
    act: str
    """A word of `entries.ACTS`."""
    officer: str
    """The officer's id in the register."""
    proposal: str
    """The proposal's hash, 64 hexadecimal digits; empty where the act is on no proposal."""
    at: str
    """The instant in UTC to the second: 2025-08-07T12:00:00Z."""
    nonce: str
    """32 hexadecimal digits, fresh for each decision."""
    content: str
    """SHA-256, 64 hexadecimal digits, of what else was decided (a vote, a finding, a list)."""

    def __post_init__(self) -> None:
        if self.act not in ACTS:
            raise ValueError(f"{self.act[:40]!r} is not an act that can be decided")
        if not 0 < len(self.officer) <= _LONGEST_OFFICER:
            raise ValueError(f"a decision names an officer in 1 to {_LONGEST_OFFICER} characters")
        for value in (self.case, self.proposal):
            if value:
                decode_hex(value, HASH_SIZE)
        decode_hex(self.content, HASH_SIZE)
        decode_hex(self.nonce, NONCE_SIZE)
        check_second(self.at)


def decision_bytes(decision: Decision) -> bytes:
    """The canonical bytes that the officer signs."""
    return canonical({"format": FORMAT, **asdict(decision)})


def parse_decision(data: bytes) -> Decision:
    """The decision of these bytes; raises ValueError for anything but its canonical bytes."""
    members = parse_canonical(data)
    if not isinstance(members, dict) or members.pop("format", None) != FORMAT:
        raise ValueError(f"this is not a decision in the format {FORMAT}")
    texts = {name: value for name, value in members.items() if isinstance(value, str)}
    if len(texts) != len(members) or set(texts) != set(Decision.__dataclass_fields__):
        raise ValueError("a decision has exactly the members of its format, all of them texts")
    return Decision(**texts)


def public_key_of(held: bytes) -> ec.EllipticCurvePublicKey:
    """The P-256 or P-384 public key of what a register holds for somebody.

    Args:
        held: an X.509 certificate or a SubjectPublicKeyInfo in DER, or a credential's document.

    Raises:
        ValueError: where it is none of them, or holds another kind of key.
    """
    match _load_key(parse_credential(held).key if is_credential(held) else held):
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1() | ec.SECP384R1()) as key:
            return key
        case _:
            raise ValueError("officers sign with ECDSA keys on P-256 or P-384, and this is another kind of key")


def _load_key(der: bytes) -> object:
    try:
        return load_der_x509_certificate(der).public_key()
    except (ValueError, UnsupportedAlgorithm):
        pass
    try:
        return load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("this is neither a certificate nor a public key in DER") from error


def public_key_der(held: bytes) -> bytes:
    """The SubjectPublicKeyInfo: the same for two certificates of one key; raises ValueError as above."""
    return public_key_of(held).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def verify_decision(held: bytes, decision: bytes, signature: bytes) -> bool:
    """Whether the signature is over a well-formed decision's bytes, by the key a register holds.

    A certificate's or a public key's signature is ECDSA in DER: P-256 goes with SHA-256, P-384 with SHA-384. A
    credential's is a WebAuthn assertion. False too where what is held cannot be read or the bytes are not a
    decision: such a signature authorizes nothing.
    """
    try:
        parse_decision(decision)
    except ValueError:
        return False
    return verify_signed(held, decision, signature)


def verify_signed(held: bytes, signed: bytes, signature: bytes) -> bool:
    """The same for any bytes that name their own format."""
    try:
        key = public_key_of(held)
        if is_credential(held):
            return verify_assertion(parse_credential(held), key, signed, signature)
        hash_of = SHA256() if isinstance(key.curve, ec.SECP256R1) else SHA384()
        key.verify(signature, signed, ec.ECDSA(hash_of))
    except (InvalidSignature, ValueError):
        return False
    return True
