"""The officer's signed request to open a gated package, once, from the machine that asks.

A signed document (`lockgate.seal.documents`) whose object is called ``opening``. It names the package
and its manifest, the nonce the gateway gave for this opening, and a fresh ephemeral key, to which
alone the answer is encrypted; so a request that was overheard opens nothing elsewhere, and one that
is replayed is known by its nonce.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from lockgate.errors import IntegrityError
from lockgate.seal.documents import (
    HASH,
    OFFICER,
    PACKAGE_ID,
    SECOND,
    Form,
    document_bytes,
    document_verifies,
    read_signed,
    sign_document,
    signed_bytes,
)

FORMAT = "lockgate/opening/v1"

_FORM = Form(
    "opening",
    FORMAT,
    {
        "package": PACKAGE_ID,
        "manifest": HASH,
        "nonce": PACKAGE_ID,
        "ephemeral": re.compile(r"([0-9a-f]{2}){91}"),
        "officer": OFFICER,
        "at": SECOND,
    },
    "request to open",
)


@dataclass(frozen=True)
class OpeningRequest:
    """What is asked.

    Attributes:
        package: the package id, 32 hex digits.
        manifest: the manifest's hash, 64 hex digits.
        nonce: the gateway's nonce for this opening, 32 hex digits.
        ephemeral: the requester's fresh public key on P-256, SubjectPublicKeyInfo in DER, hex.
        officer: the officer's id in the register.
        at: when, by the requester's clock, UTC, to the second: ``2025-08-07T12:00:00Z``.
    """

    package: str
    manifest: str
    nonce: str
    ephemeral: str
    officer: str
    at: str


def sign_opening(request: OpeningRequest, private_key: ec.EllipticCurvePrivateKey) -> bytes:
    """The signed request as it is sent; `private_key` is that of the *signature* certificate.

    Raises:
        UsageError: the key is not on P-256 or P-384.
        ValueError: a value is not of the form its field asks for.
    """
    _check_ephemeral(request)
    values = vars(request)
    return signed_bytes(_FORM, values, sign_document(_FORM, values, private_key))


def claimed_opening(data: bytes) -> OpeningRequest:
    """What a request says of itself, so that the officer's certificate can be found; nothing is believed yet.

    Raises:
        IntegrityError: it is not one canonical signed request of this version.
    """
    request, _ = _parse(data)
    return request


def read_opening(data: bytes, signature_certificate_der: bytes) -> OpeningRequest:
    """The request, once it is shown that the key of this certificate signed exactly it.

    Raises:
        IntegrityError: it is not one canonical signed request of this version, or not signed by that key.
    """
    request, signature = _parse(data)
    if not document_verifies(_FORM, vars(request), signature, signature_certificate_der):
        raise IntegrityError("The request to open is not signed with the officer's registered signature certificate.")
    return request


def request_hash(request: OpeningRequest) -> str:
    """sha256 of the signed object's bytes, 64 hex digits: the request's name.

    The signature is left out: an ECDSA signature has a second spelling that verifies as well, and the
    same request must have one name.
    """
    return sha256(document_bytes(_FORM, vars(request))).hexdigest()


def _parse(data: bytes) -> tuple[OpeningRequest, bytes]:
    values, signature = read_signed(_FORM, data)
    request = OpeningRequest(**values)
    try:
        _check_ephemeral(request)
    except ValueError as error:
        raise IntegrityError(f"The request to open cannot be read: {error}") from error
    return request, signature


def _check_ephemeral(request: OpeningRequest) -> None:
    """Refuse what is not one P-256 key in its one encoding; the library refuses points off the curve."""
    wrong = "its ephemeral key is not a SubjectPublicKeyInfo on P-256 in DER."
    try:
        der = bytes.fromhex(request.ephemeral)
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError(wrong) from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise ValueError(wrong)
    if key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != der:
        raise ValueError(wrong)
