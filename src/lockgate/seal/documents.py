"""Small signed documents: canonical JSON and an officer's signature over it, kept in one file.

``{"<name>": {...}, "signature": "<DER, hex>"}``, canonical as a whole. The signature is ECDSA over
the canonical bytes of the inner object alone (SHA-384 on P-384, SHA-256 on P-256), by the officer's
*signature* certificate: encryption keys are often escrowed, signature keys are not. Receipts and
requests to open are such documents; a `Form` says which fields each has.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from lockgate.canonical import Parsed, canonical, parse_document
from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.certificates import CURVES, load_certificate

PACKAGE_ID = re.compile(r"[0-9a-f]{32}")
"""A package id, or a nonce: 16 random bytes."""
HASH = re.compile(r"[0-9a-f]{64}")
"""A sha256."""
OFFICER = re.compile(r"[^\x00-\x20\x7f-\x9f]{1,100}")
"""An officer's id in the register: no spaces, no controls."""
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
"""An instant, UTC, to the second; whether it exists is asked besides."""

_SIGNATURE = re.compile(r"([0-9a-f]{2}){8,150}")


@dataclass(frozen=True)
class Form:
    """One kind of document.

    Attributes:
        name: the word for it, and the key of the object that is signed.
        format: the value of its field ``format``.
        patterns: its other fields, all strings, and the form of each; every one has an ``at``.
        words: what it is called in a sentence; its name where that is empty.
        known_by: whom to ask for the original when it cannot be read.
    """

    name: str
    format: str
    patterns: Mapping[str, re.Pattern[str]]
    words: str = ""
    known_by: str = "the officer"

    @property
    def called(self) -> str:
        """What it is called in a sentence."""
        return self.words or self.name


def document_bytes(form: Form, values: Mapping[str, str]) -> bytes:
    """The one encoding of the signed object.

    Raises:
        ValueError: a value is not of the form its field asks for.
    """
    return canonical(_document(form, values))


def sign_document(form: Form, values: Mapping[str, str], private_key: ec.EllipticCurvePrivateKey) -> bytes:
    """The signature (DER) over a document; its nonce is the library's own.

    Raises:
        UsageError: the key is not on P-256 or P-384.
        ValueError: a value is not of the form its field asks for.
    """
    if private_key.curve.name not in CURVES:
        raise UsageError(f"A {form.called} is signed with an EC key on P-256 or P-384; give the officer's own.")
    return private_key.sign(document_bytes(form, values), _algorithm(private_key.curve))


def document_verifies(form: Form, values: Mapping[str, str], signature: bytes, certificate_der: bytes) -> bool:
    """Whether the key of this certificate signed exactly this document."""
    try:
        certificate = load_certificate(certificate_der)
        if not isinstance(certificate.key, ec.EllipticCurvePublicKey) or not certificate.may_sign():
            return False
        algorithm = _algorithm(certificate.key.curve)
        certificate.key.verify(signature, document_bytes(form, values), algorithm)
    except (UsageError, InvalidSignature, ValueError):
        return False
    return True


def signed_bytes(form: Form, values: Mapping[str, str], signature: bytes) -> bytes:
    """The file a document is kept and sent as."""
    return canonical({form.name: _document(form, values), "signature": signature.hex()})


def read_signed(form: Form, data: bytes) -> tuple[dict[str, str], bytes]:
    """The values and the signature in a file; the signature is not checked yet.

    Raises:
        IntegrityError: the file is not one canonical document of that form.
    """
    document = parse_document(data, form.called)
    if not isinstance(document, dict) or set(document) != {form.name, "signature"}:
        raise IntegrityError(_wrong(form, "its fields"))
    body, signature = document[form.name], document["signature"]
    if not isinstance(signature, str) or _SIGNATURE.fullmatch(signature) is None:
        raise IntegrityError(_wrong(form, "its signature"))
    if not isinstance(body, dict) or set(body) != {"format", *form.patterns} or body["format"] != form.format:
        raise IntegrityError(_wrong(form, "its format"))
    values = {name: str(body[name]) for name in form.patterns}
    try:
        same = _document(form, values) == body
    except ValueError as error:
        raise IntegrityError(_wrong(form, str(error))) from error
    if not same:
        raise IntegrityError(_wrong(form, "its values"))
    return values, bytes.fromhex(signature)


def _document(form: Form, values: Mapping[str, str]) -> dict[str, Parsed]:
    for name, pattern in form.patterns.items():
        if pattern.fullmatch(values[name]) is None:
            raise ValueError(f"its {name}")
    datetime.strptime(values["at"], "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - only whether it exists
    return {"format": form.format, **values}


def _algorithm(curve: ec.EllipticCurve) -> ec.ECDSA:
    return ec.ECDSA(hashes.SHA384() if curve.name == "secp384r1" else hashes.SHA256())


def _wrong(form: Form, what: str) -> str:
    said = f"The {form.called} is not of format {form.format}: {what} cannot be read"
    return f"{said}; ask {form.known_by} for the original."
