"""CMS AuthEnvelopedData with AES-256-GCM for one recipient (RFC 5083, RFC 5084), in pieces.

There is one encoding of a message, DER, and `decrypt` accepts no other: it takes the message apart,
puts it together again, and compares every byte. What stock ``openssl cms -decrypt`` opens, and what
`decrypt` opens, is therefore the same file with nothing hidden in unauthenticated corners.

The content is neither built nor read whole: its length is known beforehand, so what DER puts before it
(`_head`) and behind it (`_tail`) is written around a stream.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from asn1crypto import cms, core
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.certificates import Certificate, PrivateKey, load_certificate
from lockgate.seal.recipients import (
    KEY_BYTES,
    WrappedKey,
    read_recipient_info,
    recipient_info,
    unwrap,
    wrap,
)

Random = Callable[[int], bytes]
"""A source of randomness: asked for n, it returns n fresh unpredictable bytes."""

NONCE_BYTES = 12
TAG_BYTES = 16
HEAD_BYTES_MAX = 16_384
"""More than any head: the issuer's name and a wrapped key of RSA-4096 are far below it."""
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises on bytes that are not the structure asked for."""

_NOT_A_MESSAGE = "The sealed part is not a whole CMS message sealed for this certificate; fetch it again."
_PIECE = 1 << 20
_TAIL_BYTES = 2 + TAG_BYTES
_SEQUENCE, _SET, _EXPLICIT_0, _IMPLICIT_0 = 0x30, 0x31, 0xA0, 0x80


class _GcmParameters(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    """GCMParameters, RFC 5084 section 3.2."""

    _fields = [  # noqa: RUF012 - the library's own way of declaring a SEQUENCE
        ("nonce", core.OctetString),
        ("icv_length", core.Integer, {"default": 12}),
    ]


@dataclass(frozen=True)
class _Message:
    """What one message carries before its content; everything else in its head follows from these."""

    key: WrappedKey
    nonce: bytes
    size: int
    """Bytes of content."""


def encrypt(pieces: Iterable[bytes], size: int, certificate_der: bytes, random: Random) -> Iterator[bytes]:
    """The DER, piece by piece, of a message that seals `pieces` (`size` bytes in all) for one certificate.

    `random` gives the content key and nonce, both fresh in every message. (The ephemeral EC key or
    OAEP seed comes from the library.)

    Raises:
        UsageError: the certificate cannot receive: wrong kind of key, or its keyUsage forbids it.
        ValueError: the pieces are not `size` bytes.
    """
    certificate = load_certificate(certificate_der)
    if not certificate.may_receive():
        raise UsageError("The recipient's certificate may not be sealed to: its keyUsage forbids it.")
    content_key, nonce = _draw(random, KEY_BYTES), _draw(random, NONCE_BYTES)
    yield _head(_Message(wrap(content_key, certificate), nonce, size), certificate)
    cipher = Cipher(AES256(content_key), GCM(nonce)).encryptor()
    written = 0
    for piece in pieces:
        written += len(piece)
        yield cipher.update(piece)
    if written != size:
        raise ValueError(f"A message of {size} bytes was given {written}.")
    cipher.finalize()
    yield _tail(cipher.tag)


def decrypt(message: BinaryIO, size: int, private_key: PrivateKey, certificate_der: bytes) -> Iterator[bytes]:
    """The plaintext of a message that `encrypt` made: the `size` bytes from where the file stands.

    The pieces come before the tag was checked, so whoever takes them keeps them to himself until the
    last one came; the caller here has checked a signature over the whole message besides.

    Raises:
        IntegrityError: any byte of the message is not as it was made, or it was made for another.
        UsageError: `private_key` does not belong to the certificate.
    """
    certificate = load_certificate(certificate_der)
    if not certificate.belongs_to(private_key):
        raise UsageError("The private key does not belong to the certificate; give the pair that does.")
    start = message.tell()
    first, head = _take_apart(message.read(min(size, HEAD_BYTES_MAX)), certificate)
    if head + first.size + _TAIL_BYTES != size:
        raise IntegrityError(_NOT_A_MESSAGE)
    message.seek(start + head)
    cipher = Cipher(AES256(unwrap(first.key, private_key)), GCM(first.nonce)).decryptor()
    left = first.size
    while left and (piece := message.read(min(left, _PIECE))):
        left -= len(piece)
        yield cipher.update(piece)
    tail = message.read(_TAIL_BYTES)
    if left or tail != _tail(tail[2:]):
        raise IntegrityError(_NOT_A_MESSAGE)
    try:
        yield cipher.finalize_with_tag(tail[2:])
    except InvalidTag as error:
        raise IntegrityError("The sealed part was changed after it was made: its tag is wrong.") from error


def _draw(random: Random, size: int) -> bytes:
    """Bytes from the caller's source; a source that gives too few would seal under a weak key."""
    drawn = random(size)
    if len(drawn) != size:
        raise ValueError(f"The source of randomness gave {len(drawn)} bytes for {size}.")
    return drawn


def _head(message: _Message, certificate: Certificate) -> bytes:
    """What stands before the content (RFC 5083 section 2.1), in DER."""
    gcm = _GcmParameters({"nonce": message.nonce, "icv_length": TAG_BYTES})
    algorithm = cms.EncryptionAlgorithm({"algorithm": "aes256_gcm", "parameters": gcm})
    infos = cms.RecipientInfos([recipient_info(message.key, certificate)])
    described = cms.ContentType("data").dump() + algorithm.dump()
    within = bytes(described) + _tag(_IMPLICIT_0, message.size)
    before = bytes(cms.CMSVersion("v0").dump() + infos.dump()) + _tag(_SEQUENCE, len(within) + message.size)
    body = before + within
    kind = bytes(cms.ContentType("authenticated_enveloped_data").dump())
    length = len(body) + message.size + _TAIL_BYTES
    inner = _tag(_EXPLICIT_0, length + len(_tag(_SEQUENCE, length))) + _tag(_SEQUENCE, length)
    return _tag(_SEQUENCE, len(kind) + len(inner) + length) + kind + inner + body


def _tail(tag: bytes) -> bytes:
    """What stands behind the content: the tag, an OCTET STRING."""
    return bytes((0x04, TAG_BYTES)) + tag.ljust(TAG_BYTES, b"\0")


def _tag(tag: int, length: int) -> bytes:
    """Tag and length, in DER."""
    if length < 0x80:
        return bytes((tag, length))
    coded = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(coded))) + coded


def _take_apart(start: bytes, certificate: Certificate) -> tuple[_Message, int]:
    """The message whose head `start` begins with exactly, and how long that head is."""
    try:
        at = _inside(start, 0, _SEQUENCE)
        at = _inside(start, _behind(start, at), _EXPLICIT_0)
        at = _behind(start, _inside(start, at, _SEQUENCE))
        infos = cms.RecipientInfos.load(start[at : _behind(start, at)], strict=True)
        at = _behind(start, _inside(start, _behind(start, at), _SEQUENCE))
        algorithm = cms.EncryptionAlgorithm.load(start[at : _behind(start, at)], strict=True)
        at = _behind(start, at)
        gcm = algorithm["parameters"].parse(_GcmParameters)
        size = _length(start, at, _IMPLICIT_0)
        message = _Message(read_recipient_info(infos[0]), bytes(gcm["nonce"].native), size)
        head = _head(message, certificate)
    except MALFORMED as error:
        raise IntegrityError(_NOT_A_MESSAGE) from error
    if not start.startswith(head) or len(message.nonce) != NONCE_BYTES:
        raise IntegrityError(_NOT_A_MESSAGE)
    return message, len(head)


def _inside(data: bytes, at: int, tag: int) -> int:
    """Where the content of the value at `at`, which must have that tag, begins."""
    return at + len(_tag(tag, _length(data, at, tag)))


def _behind(data: bytes, at: int) -> int:
    """Where the value behind the one at `at` begins."""
    return _inside(data, at, data[at]) + _length(data, at, data[at])


def _length(data: bytes, at: int, tag: int) -> int:
    """The length in the head at `at`; ValueError where the tag is another."""
    if data[at] != tag:
        raise ValueError("Another tag stands there.")
    first = data[at + 1]
    if first < 0x80:
        return first
    return int.from_bytes(data[at + 2 : at + 2 + (first & 0x7F)], "big")
