"""Encryption at rest of what the custodian's file gave, and keyed hashes, under the evidence key.

A sealed file: ``LGS2``, the evidence key's name of 8 bytes, a salt of 16 bytes, then chunks of at most 1 MiB of
AES-256-GCM, each with its own nonce (the chunk's number) under a key derived for this file alone (HKDF-SHA256
over the salt). What is authenticated with each chunk: case, kind, the chunk's number, and whether it is the
last; so chunks cannot be moved, dropped or added, nor a file put in the place of another.

The salt is a keyed hash of case, kind and content. So an act repeated after a crash writes the same file
again, and a key with its nonces can meet no second content.

After a rotation new evidence is sealed under the new key, and older evidence is opened by the key it names.
What is compared across years (keyed hashes) stays under the office's first key, or nothing would be found equal
again. Files of an earlier version (``LGS1``) name no key; they are the first key's.
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

MAGIC = b"LGS2"
CHUNK = 1 << 20
"""Plain bytes of a chunk, at most."""

_NAMELESS = b"LGS1"
_SALT, _TAG, _KEY, _NAME = 16, 16, 32, 8


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    """The custodian's secret for evidence: 32 random bytes, from which every other key is derived.

    Attributes:
        secret: the key in force.
        older: those in force before, the newest first; the last one is the office's first.
    """

    secret: bytes = field(repr=False)
    older: tuple[bytes, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        for secret in (self.secret, *self.older):
            if len(secret) != _KEY:
                raise UsageError(f"The evidence key has {_KEY} bytes, and this one has {len(secret)}.")

    @property
    def name(self) -> bytes:
        """The name of the key in force, 8 bytes; it tells nothing of the key."""
        return self.derived("evidence key name")[:_NAME]

    @property
    def first(self) -> "EvidenceKey":
        """The office's first key, under which hashes are compared across rotations."""
        return EvidenceKey(self.older[-1]) if self.older else self

    def named(self, name: bytes) -> "EvidenceKey":
        """The key of that name.

        Raises:
            IntegrityError: it is not here.
        """
        for secret in (self.secret, *self.older):
            if (one := EvidenceKey(secret)).name == name:
                return one
        raise IntegrityError(f"The evidence key {name.hex()} is not here; put it back below keys/retired.")

    def derived(self, purpose: str, salt: bytes = b"") -> bytes:
        """A key of 32 bytes for one purpose."""
        return HKDF(SHA256(), _KEY, salt or None, f"lockgate/{purpose}/v1".encode()).derive(self.secret)

    def keyed_hash(self, purpose: str, text: str) -> str:
        """HMAC-SHA256 of a text, in hexadecimal: equal for equal texts, and telling nothing without the key.

        Args:
            purpose: what the hashes are compared for, such as ``taxpayer`` or ``question`` (R48).
            text: what is hashed.
        """
        return hmac.new(self.first.derived(purpose), text.encode("utf-8"), sha256).hexdigest()

    def keyed_hashes(self, purpose: str, texts: Iterator[str]) -> Iterator[str]:
        """As ``keyed_hash`` for many texts, deriving the key once."""
        start = hmac.new(self.first.derived(purpose), b"", sha256)
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
    yield MAGIC + key.name + salt
    count = max(1, -(-len(data) // CHUNK))
    for number in range(count):
        plain = data[number * CHUNK : (number + 1) * CHUNK]
        yield cipher.encrypt(_nonce(number), plain, _bound(case, kind, number, last=number == count - 1))


def open_chunks(key: EvidenceKey, case: str, kind: str, data: bytes) -> bytes:
    """The plain bytes of a sealed file; nothing is returned before every chunk was verified.

    Raises:
        IntegrityError: it is no sealed file, was changed, or was sealed for another case or kind.
    """
    sealed_by, start = _sealed_by(key, data)
    cipher = AESGCM(sealed_by.derived("evidence", data[start - _SALT : start]))
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


def sealed_under(header: bytes) -> bytes | None:
    """The name of the key a sealed file was sealed with, from its first bytes; None where it is the first key."""
    return header[len(MAGIC) : len(MAGIC) + _NAME] if header.startswith(MAGIC) else None


def _sealed_by(key: EvidenceKey, data: bytes) -> tuple[EvidenceKey, int]:
    """The key that sealed these bytes, and where their chunks begin."""
    magic, name = data[: len(MAGIC)], sealed_under(data)
    start = len(MAGIC) + (0 if name is None else _NAME) + _SALT
    if magic not in {MAGIC, _NAMELESS} or len(data) < start + _TAG:
        raise IntegrityError("This is not a sealed evidence file.")
    return (key.first if name is None else key.named(name)), start


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(case: str, kind: str, number: int, *, last: bool) -> bytes:
    return f"lockgate/evidence/v1\n{case}\n{kind}\n{number}\n{int(last)}".encode()
