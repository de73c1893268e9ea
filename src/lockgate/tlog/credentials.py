"""An officer's WebAuthn credential, as a register holds it. See docs/formats/registers.md.

A credential stands where a certificate may stand: its canonical bytes are what two persons load, what a decision's
``certificate`` leaf shows, and what a report of a lost key names. It carries the one address at which its officer
signs with it, so whoever verifies a signature needs nothing else.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass

from lockgate.canonical import canonical, parse_canonical
from lockgate.tlog.text import decode_base64, encode_base64

FORMAT = "lockgate/credential/v1"
"""Names the format in the document."""

LONGEST_ID = 1023
"""Bytes of a credential's id, at most (WebAuthn Level 3, section 4)."""

_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(rf"(https://{_LABEL}(\.{_LABEL})+|https?://localhost)(:[1-9][0-9]{{0,4}})?")
_BEGINS = b'{"format":"lockgate/credential/'
_LONGEST_ORIGIN = 300


@dataclass(frozen=True, slots=True)
class Credential:
    """One authenticator's key for one address.

    Attributes:
        id: by which the authenticator knows it.
        key: SubjectPublicKeyInfo in DER.
        origin: where its officer signs with it: scheme, host and port, as a browser states it.

    Raises:
        ValueError: on construction, where a field is not in its form.
    """

    id: bytes
    key: bytes
    origin: str

    def __post_init__(self) -> None:
        if not 0 < len(self.id) <= LONGEST_ID:
            raise ValueError(f"a credential's id has 1 to {LONGEST_ID} bytes")
        if not 0 < len(self.origin) <= _LONGEST_ORIGIN or not _ORIGIN.fullmatch(self.origin):
            raise ValueError("a credential's origin is https://HOST or https://HOST:PORT; http only for localhost")

    @property
    def relying_party(self) -> str:
        """The id of the relying party: the host itself, no parent of it."""
        return self.origin.partition("://")[2].partition(":")[0]


def credential_bytes(credential: Credential) -> bytes:
    """The document: canonical JSON."""
    return canonical({
        "format": FORMAT,
        "id": encode_base64url(credential.id),
        "key": encode_base64(credential.key),
        "origin": credential.origin,
    })  # fmt: skip


def is_credential(data: bytes) -> bool:
    """Whether these bytes are meant to be a credential; a certificate and a public key in DER begin otherwise."""
    return data.startswith(_BEGINS)


def parse_credential(data: bytes) -> Credential:
    """The credential of a document; raises ValueError for anything but a document in its one spelling."""
    match parse_canonical(data):
        case {"format": str(name), "id": str(id_), "key": str(key), "origin": str(origin), **rest} if (
            name == FORMAT and not rest
        ):
            return Credential(decode_base64url(id_), decode_base64(key), origin)
        case _:
            raise ValueError(f"this is not a credential in the format {FORMAT}")


def encode_base64url(data: bytes) -> str:
    """Base 64 for addresses, without padding (RFC 4648 section 5), as WebAuthn writes bytes."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """The bytes of such a text; raises ValueError for anything but their one spelling."""
    try:
        data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (UnicodeEncodeError, Error) as error:
        raise ValueError(f"{text[:60]!r} is not Base 64 for addresses") from error
    if encode_base64url(data) != text:
        raise ValueError(f"{text[:60]!r} is not the one spelling of its bytes")
    return data
