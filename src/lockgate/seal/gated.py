"""The gated form: a package in the direct form, nested in a second encryption whose key a gateway keeps.

Two lines, the format's name and the `Gate` in canonical JSON, and behind them the chunks.

Each chunk is AES-256-GCM over 1 MiB of the package (the last one over what is left, at least a byte),
ciphertext and then the tag. The chunks' key is derived (HKDF-SHA256, RFC 5869) from the package's
random key and the hash of the first two lines; its nonces are the chunks' numbers, counted from 1, and
what is authenticated is the format, the hash of the first two lines, the number, and whether it is the
last. So no chunk can be cut off, moved, repeated, added, or taken from another package.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lockgate.canonical import canonical, parse_document
from lockgate.errors import IntegrityError
from lockgate.seal.manifests import Form, Manifest

FORMAT = "lockgate/gated/v1"
OUTER_CHUNK = 1 << 20
"""Bytes of the package in every chunk but the last."""
KEY_BYTES = 32
HEADER_BYTES_MAX = 4096

_TAG_BYTES = 16
_MAGIC = f"{FORMAT}\n".encode()
_HASH = re.compile(r"[0-9a-f]{64}")
_PATTERNS = {
    "package": re.compile(r"[0-9a-f]{32}"),
    "manifest": _HASH,
    "recipient_certificate": _HASH,
    "signature_certificate": _HASH,
    "origin": re.compile(r"[^\x00-\x20\x7f-\x9f]{1,200}"),
    "authorizing_entry": _HASH,
}
_NOT_GATED = "The file is not a gated package as lockgate writes them; fetch it again, unchanged."


@dataclass(frozen=True)
class Gate:
    """What a gated package is bound to; hashes are 64 lower-case hex digits.

    Attributes:
        package: the package id, 32 hex digits.
        manifest: hash of the manifest inside.
        recipient_certificate: sha256 of the certificate the inner package is encrypted to.
        signature_certificate: sha256 of the officer's signature certificate, which signs the opening.
        origin: the origin of the log in which the opening will stand.
        authorizing_entry: RFC 6962 leaf hash of the log entry that authorizes the release.
    """

    package: str
    manifest: str
    recipient_certificate: str
    signature_certificate: str
    origin: str
    authorizing_entry: str


def wrap(direct: BinaryIO, gate: Gate, key: bytes, out: BinaryIO) -> None:
    """Write the gated form of the package in `direct` to `out`, under `key` (32 random bytes, used once).

    Raises:
        ValueError: `key` or a value of `gate` is not of its form, or `direct` is empty.
    """
    header = _header(gate)
    cipher = _cipher(key, header)
    out.write(header)
    for number, chunk, last in _chunks(direct, OUTER_CHUNK):
        if not chunk:
            raise ValueError("There is no package to wrap: the file is empty.")
        out.write(cipher.encrypt(_nonce(number), chunk, _bound(header, number, last=last)))


def read_gate(file: BinaryIO) -> Gate:
    """What a gated package says of itself; not believed until `unwrap` returned. Leaves `file` at the first chunk.

    Raises:
        IntegrityError: the file does not begin as a gated package does.
    """
    if file.read(len(_MAGIC)) != _MAGIC:
        raise IntegrityError(_NOT_GATED)
    line = file.readline(HEADER_BYTES_MAX)
    if not line.endswith(b"\n"):
        raise IntegrityError(_NOT_GATED)
    values = parse_document(line[:-1], "gated package's header")
    if not isinstance(values, dict) or set(values) != set(_PATTERNS):
        raise IntegrityError(_NOT_GATED)
    strings = {name: value for name, value in values.items() if isinstance(value, str)}
    try:
        gate = Gate(**strings)
        _header(gate)
    except (TypeError, ValueError) as error:
        raise IntegrityError(_NOT_GATED) from error
    return gate


def unwrap(file: BinaryIO, key: bytes, out: BinaryIO) -> Gate:
    """Write the package inside to `out`, chunk by chunk as each is authenticated.

    Until this returns, what was written may be the beginning of a package that was cut off: use a
    temporary file, and rename it afterwards.

    Raises:
        IntegrityError: any byte is not as it was made, a chunk is missing, moved or repeated, or it was
            made under another key.
        ValueError: `key` is not 32 bytes long.
    """
    gate = read_gate(file)
    header = _header(gate)
    cipher = _cipher(key, header)
    for number, chunk, last in _chunks(file, OUTER_CHUNK + _TAG_BYTES):
        if len(chunk) <= _TAG_BYTES:
            raise IntegrityError(_NOT_GATED)
        try:
            out.write(cipher.decrypt(_nonce(number), chunk, _bound(header, number, last=last)))
        except InvalidTag as error:
            raise IntegrityError(
                f"The gated package does not open at part {number}: it was cut, changed, or made under another "
                "key; fetch it again, and keep nothing of what was written.",
            ) from error
    return gate


def check_inside(gate: Gate, manifest: Manifest, manifest_hash: str) -> None:
    """Ask, once the package inside was verified, whether it is the one its gate names.

    Raises:
        IntegrityError: it is another, or was not made to be gated.
    """
    terms = manifest.terms
    inside = (terms.package, manifest_hash, manifest.recipient_certificate, terms.authorizing_entry)
    named = (gate.package, gate.manifest, gate.recipient_certificate, gate.authorizing_entry)
    if inside != named or manifest.form is not Form.GATED:
        raise IntegrityError("The package inside is not the one its gate names; tell the custodian.")


def _header(gate: Gate) -> bytes:
    """The first two lines; ValueError where a value is not of its form."""
    values: dict[str, str] = vars(gate)
    for name, pattern in _PATTERNS.items():
        if pattern.fullmatch(values[name]) is None:
            raise ValueError(f"The gate's {name} is not of the form asked for.")
    return _MAGIC + canonical(dict(values)) + b"\n"


def _cipher(key: bytes, header: bytes) -> AESGCM:
    """Under a key of this package and these first lines alone, so that a key used twice repeats no nonce."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"The key of a gated package is {KEY_BYTES} bytes long.")
    info = _MAGIC + sha256(header).digest()
    return AESGCM(HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=info).derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(header: bytes, number: int, *, last: bool) -> bytes:
    """What a chunk is authenticated with."""
    return _MAGIC + sha256(header).digest() + struct.pack(">Q?", number, last)


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Every chunk with its number, and whether it is the last; at least one, which may be empty."""
    number, chunk = 1, _read(file, size)
    while following := _read(file, size):
        yield number, chunk, False
        number, chunk = number + 1, following
    yield number, chunk, True


def _read(file: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end of the file; an unbuffered file may give them in pieces."""
    pieces: list[bytes] = []
    while size and (piece := file.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
