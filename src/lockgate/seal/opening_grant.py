"""The gateway's answer to a request to open: the package's key, for one ephemeral key, with the proof.

``{"ephemeral": …, "format": …, "key": …, "proof": …, "request": …}``, canonical JSON of hex strings.
The key is encrypted with AES-256-GCM under a key agreed between the two ephemeral keys (ECDH on
P-256, HKDF-SHA256, RFC 5869). Everything that matters goes into the derivation and into what is
authenticated: format, request, both public keys and the proof that the opening stands in the log. So
a grant answers one request, with one proof; the same makings give the same bytes, and other makings
never meet the same key and nonce.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from lockgate.canonical import canonical, parse_document
from lockgate.errors import IntegrityError

FORMAT = "lockgate/grant/v1"
KEY_BYTES = 32
PROOF_BYTES_MAX = 1 << 20
"""A proof is a few kilobytes: an entry, at most 63 hashes, a checkpoint and its signatures."""

_NONCE_BYTES = 12
_HASH = re.compile(r"[0-9a-f]{64}")
_HEX = re.compile(r"([0-9a-f]{2})+")
_FIELDS = ("ephemeral", "format", "key", "proof", "request")
_UNREADABLE = f"The answer to the request to open is not of format {FORMAT}; ask again with the same request."
_NOT_OURS = "The answer to the request to open was changed, or answers another request; ask again with the same one."


@dataclass(frozen=True)
class Granted:
    """What a grant gives: the package's key (32 bytes), and the proof that was accepted."""

    key: bytes
    proof: bytes


def grant(
    key: bytes,
    request_hash: str,
    ephemeral_spki: bytes,
    own_ephemeral: ec.EllipticCurvePrivateKey,
    proof: bytes,
) -> bytes:
    """The answer that gives `key` (32 bytes) to the holder of one ephemeral key.

    Args:
        key: the package's key.
        request_hash: the request's name, 64 hex digits (`opening_request.request_hash`).
        ephemeral_spki: the requester's ephemeral public key (DER).
        own_ephemeral: the gateway's, on P-256, fresh for this request and kept with it until it is answered for good.
        proof: that the opening stands in the log, with what a verifier needs; opaque here.

    Raises:
        ValueError: one of them is not of its form.
    """
    if len(key) != KEY_BYTES or _HASH.fullmatch(request_hash) is None or not 0 < len(proof) <= PROOF_BYTES_MAX:
        raise ValueError("A grant is made of a key of 32 bytes, a request's hash and a proof.")
    own_spki = _spki(own_ephemeral.public_key())
    shared = own_ephemeral.exchange(ec.ECDH(), _public(ephemeral_spki))
    context = _context(request_hash, proof, ephemeral_spki, own_spki)
    wrapping_key, nonce = _derived(shared, context)
    sealed = AESGCM(wrapping_key).encrypt(nonce, key, context)
    return canonical(
        {
            "format": FORMAT,
            "request": request_hash,
            "ephemeral": own_spki.hex(),
            "proof": proof.hex(),
            "key": sealed.hex(),
        },
    )


def read_grant(
    data: bytes,
    request_hash: str,
    ephemeral_private: ec.EllipticCurvePrivateKey,
    accept: Callable[[bytes], object],
) -> Granted:
    """The key that a grant gives to the one who asked.

    Args:
        data: the gateway's answer.
        request_hash: the name of the request that was sent.
        ephemeral_private: the other half of the ephemeral key in it.
        accept: raises IntegrityError unless the proof holds under the policy the requester pins; asked
            before the key is given out, so that nobody goes on with a key whose opening is not on record.

    Raises:
        IntegrityError: any byte is not as it was made, it answers another request, or the proof does not hold.
    """
    document = _parsed(data)
    if document["request"] != request_hash:
        raise IntegrityError(_NOT_OURS)
    own_spki, proof = bytes.fromhex(document["ephemeral"]), bytes.fromhex(document["proof"])
    try:
        shared = ephemeral_private.exchange(ec.ECDH(), _public(own_spki))
        context = _context(request_hash, proof, _spki(ephemeral_private.public_key()), own_spki)
        wrapping_key, nonce = _derived(shared, context)
        key = AESGCM(wrapping_key).decrypt(nonce, bytes.fromhex(document["key"]), context)
    except (ValueError, InvalidTag) as error:
        raise IntegrityError(_NOT_OURS) from error
    accept(proof)
    return Granted(key, proof)


def _parsed(data: bytes) -> dict[str, str]:
    document = parse_document(data, "answer to the request to open")
    if not isinstance(document, dict) or tuple(sorted(document)) != _FIELDS or document["format"] != FORMAT:
        raise IntegrityError(_UNREADABLE)
    fields = {name: value for name, value in document.items() if isinstance(value, str)}
    if len(fields) != len(_FIELDS) or any(_HEX.fullmatch(fields[name]) is None for name in _FIELDS if name != "format"):
        raise IntegrityError(_UNREADABLE)
    if len(fields["key"]) != 2 * (KEY_BYTES + 16) or len(fields["proof"]) > 2 * PROOF_BYTES_MAX:
        raise IntegrityError(_UNREADABLE)
    return fields


def _context(request_hash: str, proof: bytes, asked_spki: bytes, own_spki: bytes) -> bytes:
    """What both sides bind the key to."""
    return canonical(
        {
            "format": FORMAT,
            "request": request_hash,
            "proof": sha256(proof).hexdigest(),
            "asked": asked_spki.hex(),
            "answered": own_spki.hex(),
        },
    )


def _derived(shared: bytes, context: bytes) -> tuple[bytes, bytes]:
    """The key and the nonce for this context; each is used for one message only."""
    drawn = HKDF(hashes.SHA256(), KEY_BYTES + _NONCE_BYTES, salt=None, info=context).derive(shared)
    return drawn[:KEY_BYTES], drawn[KEY_BYTES:]


def _public(spki: bytes) -> ec.EllipticCurvePublicKey:
    """The P-256 key in `spki`; ValueError for any other, and for another encoding of it."""
    try:
        key = load_der_public_key(spki)
    except UnsupportedAlgorithm as error:
        raise ValueError("The ephemeral key is of an unknown kind.") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1" or _spki(key) != spki:
        raise ValueError("The ephemeral key is not one on P-256 in DER.")
    return key


def _spki(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
