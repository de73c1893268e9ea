"""Encryption at rest of what the custodian's file gave, and keyed hashes, under the evidence key.

A sealed file: ``LGS1``, a salt of 16 bytes, then chunks of at most 1 MiB of AES-256-GCM, each with its own
nonce (the chunk's number) under a key derived for this file alone (HKDF-SHA256 over the salt). What is
authenticated with each chunk: case, kind, the chunk's number, and whether it is the last; so chunks cannot be
moved, dropped or added, nor a file put in the place of another.

The salt is a keyed hash of case, kind and content. So an act repeated after a crash writes the same file
again, and a key with its nonces can meet no second content.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lockgate.errors import IntegrityError, UsageError

MAGIC = b"LGS1"
CHUNK = 1 << 20
"""Plain bytes of a chunk, at most."""

_SALT, _TAG, _KEY = 16, 16, 32


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    """The custodian's secret for evidence: 32 random bytes, from which every other key is derived."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != _KEY:
            raise UsageError(f"The evidence key has {_KEY} bytes, and this one has {len(self.secret)}.")

    def derived(self, purpose: str, salt: bytes = b"") -> bytes:
        """A key of 32 bytes for one purpose."""
        return HKDF(SHA256(), _KEY, salt or None, f"lockgate/{purpose}/v1".encode()).derive(self.secret)

    def keyed_hash(self, purpose: str, text: str) -> str:
        """HMAC-SHA256 of a text, in hexadecimal: equal for equal texts, and telling nothing without the key.

        Args:
            purpose: what the hashes are compared for, such as ``taxpayer`` or ``question`` (R48).
            text: what is hashed.
        """
        return hmac.new(self.derived(purpose), text.encode("utf-8"), sha256).hexdigest()

    def keyed_hashes(self, purpose: str, texts: Iterator[str]) -> Iterator[str]:
        """As ``keyed_hash`` for many texts, deriving the key once."""
        start = hmac.new(self.derived(purpose), b"", sha256)
        for text in texts:
            one = start.copy()
            one.update(text.encode("utf-8"))
            yield one.hexdigest()


def seal_chunks(key: EvidenceKey, case: str, kind: str, data: bytes) -> Iterator[bytes]:
    """The parts of a sealed file, in order."""
    bound = hmac.new(key.derived("evidence salt"), f"{case}\n{kind}\n".encode(), sha256)
    bound.update(sha256(data).digest())
    salt = bound.digest()[:_SALT]
    cipher = AESGCM(key.derived("evidence", salt))
    yield MAGIC + salt
    count = max(1, -(-len(data) // CHUNK))
    for number in range(count):
        plain = data[number * CHUNK : (number + 1) * CHUNK]
        yield cipher.encrypt(_nonce(number), plain, _bound(case, kind, number, last=number == count - 1))


def open_chunks(key: EvidenceKey, case: str, kind: str, data: bytes) -> bytes:
    """The plain bytes of a sealed file; nothing is returned before every chunk was verified.

    Raises:
        IntegrityError: it is no sealed file, was changed, or was sealed for another case or kind.
    """
    if data[: len(MAGIC)] != MAGIC or len(data) < len(MAGIC) + _SALT + _TAG:
        raise IntegrityError("This is not a sealed evidence file.")
    start = len(MAGIC) + _SALT
    cipher = AESGCM(key.derived("evidence", data[len(MAGIC) : start]))
    parts = [data[at : at + CHUNK + _TAG] for at in range(start, len(data), CHUNK + _TAG)]
    plain = []
    for number, part in enumerate(parts):
        bound = _bound(case, kind, number, last=number == len(parts) - 1)
        try:
            plain.append(cipher.decrypt(_nonce(number), part, bound))
        except InvalidTag as error:
            raise IntegrityError(
                f"Chunk {number} of sealed evidence does not verify for this case, kind and key."
            ) from error
    return b"".join(plain)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(case: str, kind: str, number: int, *, last: bool) -> bytes:
    return f"lockgate/evidence/v1\n{case}\n{kind}\n{number}\n{int(last)}".encode()
