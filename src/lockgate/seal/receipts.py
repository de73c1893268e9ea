"""The recipient's signed receipt: these bytes arrived, and I, the officer named, opened them.

A signed document (`lockgate.seal.documents`) whose object is called ``receipt``.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

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

FORMAT = "lockgate/receipt/v1"

_FORM = Form("receipt", FORMAT, {"package": PACKAGE_ID, "manifest": HASH, "officer": OFFICER, "at": SECOND})


@dataclass(frozen=True)
class Receipt:
    """What is acknowledged.

    Attributes:
        package: the package id, 32 hex digits.
        manifest: the manifest's hash, 64 hex digits.
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
    return document_bytes(_FORM, vars(receipt))


def sign_receipt(receipt: Receipt, private_key: ec.EllipticCurvePrivateKey) -> SignedReceipt:
    """`receipt`, signed; the signature's nonce is the library's own.

    Raises:
        UsageError: the key is not on P-256 or P-384.
        ValueError: a value is not of the form its field asks for.
    """
    return SignedReceipt(receipt, sign_document(_FORM, vars(receipt), private_key))


def verify_receipt(signed: SignedReceipt, certificate_der: bytes) -> bool:
    """Whether the key of this certificate signed exactly this receipt."""
    return document_verifies(_FORM, vars(signed.receipt), signed.signature, certificate_der)


def signed_receipt_bytes(signed: SignedReceipt) -> bytes:
    """The file a signed receipt is kept and sent as."""
    return signed_bytes(_FORM, vars(signed.receipt), signed.signature)


def parse_signed_receipt(data: bytes) -> SignedReceipt:
    """The receipt and signature in a file; the signature is not checked yet.

    Raises:
        IntegrityError: the file is not one canonical signed receipt of this version.
    """
    values, signature = read_signed(_FORM, data)
    return SignedReceipt(Receipt(**values), signature)
