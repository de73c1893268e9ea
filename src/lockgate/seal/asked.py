"""A signed request to the API: what is asked, by whom, when, in the one header ``Lockgate-Request`` (docs/api.md).

The signed object names method and address with everything after it, and the hash of the body, so that a signature is
good for exactly one request; a key that repeats within one sender's requests makes the second the first.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64Error
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from lockgate.errors import IntegrityError
from lockgate.seal.documents import (
    HASH,
    PACKAGE_ID,
    SECOND,
    Form,
    document_verifies,
    read_signed,
    sign_document,
    signed_bytes,
)

FORMAT = "lockgate/asked/v1"
HEADER = "Lockgate-Request"
LONGEST = 1 << 13
"""Letters of the header, at most."""

_FORM = Form(
    "asked",
    FORMAT,
    {
        "method": re.compile("GET|POST|PUT"),
        "address": re.compile(r"/v1/[\x21-\x7e]{1,500}"),
        "body": HASH,
        "key": PACKAGE_ID,
        # An official who may ask is known by their name, as the register has it.
        "officer": re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,200}"),
        "at": SECOND,
    },
    "signed request",
)


@dataclass(frozen=True)
class Asked:
    """What is asked.

    Attributes:
        method: GET, POST or PUT.
        address: the path with its query, from ``/v1/`` on.
        body: sha256 of the body; of no bytes where there is none.
        key: the idempotency key, 32 hexadecimal digits.
        officer: who asks: an id in a register.
        at: when, by their clock, UTC, to the second.
    """

    method: str
    address: str
    body: str
    key: str
    officer: str
    at: str


def sign_asked(asked: Asked, private_key: ec.EllipticCurvePrivateKey) -> str:
    """The header's value, signed with the key of the *signature* certificate.

    Raises:
        UsageError: the key is not on P-256 or P-384.
        ValueError: a value is not of the form its field asks for.
    """
    signed = signed_bytes(_FORM, vars(asked), sign_document(_FORM, vars(asked), private_key))
    return b64encode(signed).decode("ascii")


def claimed_asked(header: str) -> Asked:
    """What a header says of itself; nothing is believed yet.

    Raises:
        IntegrityError: it is not one canonical signed request of this version.
    """
    return Asked(**_read(header)[0])


def is_asked_by(header: str, certificate_der: bytes) -> bool:
    """Whether the key of this certificate signed exactly this; the header can be read."""
    values, signature = _read(header)
    return document_verifies(_FORM, values, signature, certificate_der)


def _read(header: str) -> tuple[dict[str, str], bytes]:
    try:
        data = b64decode(header[: LONGEST + 1].encode("ascii"), validate=True)
    except (NotBase64Error, UnicodeEncodeError, ValueError) as error:
        raise IntegrityError("The signed request is no base64.") from error
    return read_signed(_FORM, data)
