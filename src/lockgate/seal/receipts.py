"""The recipient's signed receipt: these bytes arrived, and I, the officer named, opened them.

The receipt is canonical JSON; the signature is plain ECDSA over its bytes (SHA-384 on P-384,
SHA-256 on P-256), by the officer's *signature* certificate, and is kept beside it in one file:
``{"receipt": {...}, "signature": "<DER, hex>"}``, canonical as well.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.canonical import Value, canonical, parse_canonical
from lockgate.seal.certificates import CURVES, load_certificate

FORMAT = "lockgate/receipt/v1"

_PATTERNS = {
    "package": re.compile(r"[0-9a-f]{32}"),
    "manifest": re.compile(r"[0-9a-f]{64}"),
    "officer": re.compile(r"[^\x00-\x20\x7f-\x9f]{1,100}"),
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII),
}
_SIGNATURE = re.compile(r"([0-9a-f]{2}){8,150}")


@dataclass(frozen=True)
class Receipt:
    """What is acknowledged.

    Attributes:
        package: the package id, 32 hex digits.
        manifest: sha256 of its ``manifest.json``, 64 hex digits.
        officer: the officer's id in the register.
        at: when, UTC, to the second: ``2025-08-07T12:00:00Z``.
    """

    package: str
    manifest: str
    officer: str
    at: str


@dataclass(frozen=True)
class SignedReceipt:
    """A receipt and the signature (DER) over its bytes; not believed until `verify_receipt`."""

    receipt: Receipt
    signature: bytes


def receipt_bytes(receipt: Receipt) -> bytes:
    """The one encoding of `receipt`, to be signed.

    Raises:
        ValueError: a value is not of the form its field asks for.
    """
    return canonical(_document(receipt))


def sign_receipt(receipt: Receipt, private_key: ec.EllipticCurvePrivateKey) -> SignedReceipt:
    """`receipt`, signed; the signature's nonce is the library's own.

    Raises:
        UsageError: the key is not on P-256 or P-384.
        ValueError: a value is not of the form its field asks for.
    """
    if private_key.curve.name not in CURVES:
        raise UsageError("A receipt is signed with an EC key on P-256 or P-384; give the officer's own.")
    return SignedReceipt(receipt, private_key.sign(receipt_bytes(receipt), _algorithm(private_key.curve)))


def verify_receipt(signed: SignedReceipt, certificate_der: bytes) -> bool:
    """Whether the key of this certificate signed exactly this receipt."""
    try:
        certificate = load_certificate(certificate_der)
        if not isinstance(certificate.key, ec.EllipticCurvePublicKey) or not certificate.may_sign():
            return False
        algorithm = _algorithm(certificate.key.curve)
        certificate.key.verify(signed.signature, receipt_bytes(signed.receipt), algorithm)
    except (UsageError, InvalidSignature, ValueError):
        return False
    return True


def signed_receipt_bytes(signed: SignedReceipt) -> bytes:
    """The file a signed receipt is kept and sent as."""
    return canonical({"receipt": _document(signed.receipt), "signature": signed.signature.hex()})


def parse_signed_receipt(data: bytes) -> SignedReceipt:
    """The receipt and signature in a file; the signature is not checked yet.

    Raises:
        IntegrityError: the file is not one canonical signed receipt of this version.
    """
    document = parse_canonical(data, "receipt")
    if not isinstance(document, dict) or set(document) != {"receipt", "signature"}:
        raise IntegrityError(_wrong("its fields"))
    body, signature = document["receipt"], document["signature"]
    if not isinstance(signature, str) or _SIGNATURE.fullmatch(signature) is None:
        raise IntegrityError(_wrong("its signature"))
    if not isinstance(body, dict) or set(body) != {"format", *_PATTERNS} or body["format"] != FORMAT:
        raise IntegrityError(_wrong("its format"))
    receipt = Receipt(**{name: str(body[name]) for name in _PATTERNS})
    try:
        same = _document(receipt) == body
    except ValueError as error:
        raise IntegrityError(_wrong(str(error))) from error
    if not same:
        raise IntegrityError(_wrong("its values"))
    return SignedReceipt(receipt, bytes.fromhex(signature))


def _document(receipt: Receipt) -> dict[str, Value]:
    values: dict[str, str] = vars(receipt)
    for name, pattern in _PATTERNS.items():
        if pattern.fullmatch(values[name]) is None:
            raise ValueError(f"its {name}")
    datetime.strptime(receipt.at, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - only whether it exists
    return {"format": FORMAT, **values}


def _algorithm(curve: ec.EllipticCurve) -> ec.ECDSA:
    return ec.ECDSA(hashes.SHA384() if curve.name == "secp384r1" else hashes.SHA256())


def _wrong(what: str) -> str:
    return f"The receipt is not of format {FORMAT}: {what} cannot be read; ask the officer for the original."
