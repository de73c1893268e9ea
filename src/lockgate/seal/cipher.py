"""CMS AuthEnvelopedData with AES-256-GCM for one recipient (RFC 5083, RFC 5084).

There is one encoding of a message, DER, and `decrypt` accepts no other: it takes the message apart,
puts it together again, and compares every byte. What stock ``openssl cms -decrypt`` opens, and what
`decrypt` opens, is therefore the same file with nothing hidden in unauthenticated corners.
"""

from collections.abc import Callable
from dataclasses import dataclass

from asn1crypto import cms, core
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises on bytes that are not the structure asked for."""
_NOT_A_MESSAGE = "The sealed part is not a whole CMS message sealed for this certificate; fetch it again."


class _GcmParameters(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    """GCMParameters, RFC 5084 section 3.2."""

    _fields = [  # noqa: RUF012 - the library's own way of declaring a SEQUENCE
        ("nonce", core.OctetString),
        ("icv_length", core.Integer, {"default": 12}),
    ]


@dataclass(frozen=True)
class _Message:
    """What one message carries; everything else in it follows from these and the certificate."""

    key: WrappedKey
    nonce: bytes
    ciphertext: bytes
    tag: bytes


def encrypt(data: bytes, certificate_der: bytes, random: Random) -> bytes:
    """`data` sealed for one certificate, as DER.

    `random` gives the content key and nonce, both fresh in every message. (The ephemeral EC key or
    OAEP seed comes from the library.)

    Raises:
        UsageError: the certificate cannot receive: wrong kind of key, or its keyUsage forbids it.
    """
    certificate = load_certificate(certificate_der)
    if not certificate.may_receive():
        raise UsageError("The recipient's certificate may not be sealed to: its keyUsage forbids it.")
    content_key, nonce = _draw(random, KEY_BYTES), _draw(random, NONCE_BYTES)
    sealed = AESGCM(content_key).encrypt(nonce, data, None)
    message = _Message(wrap(content_key, certificate), nonce, sealed[:-TAG_BYTES], sealed[-TAG_BYTES:])
    return _assemble(message, certificate)


def decrypt(message_der: bytes, private_key: PrivateKey, certificate_der: bytes) -> bytes:
    """The plaintext of a message that `encrypt` made, returned only after its tag was checked.

    Raises:
        IntegrityError: any byte of the message is not as it was made, or it was made for another.
        UsageError: `private_key` does not belong to the certificate.
    """
    certificate = load_certificate(certificate_der)
    if not certificate.belongs_to(private_key):
        raise UsageError("The private key does not belong to the certificate; give the pair that does.")
    message = _take_apart(message_der, certificate)
    content_key = unwrap(message.key, private_key)
    try:
        return AESGCM(content_key).decrypt(message.nonce, message.ciphertext + message.tag, None)
    except InvalidTag as error:
        raise IntegrityError("The sealed part was changed after it was made: its tag is wrong.") from error


def _draw(random: Random, size: int) -> bytes:
    """Bytes from the caller's source; a source that gives too few would seal under a weak key."""
    drawn = random(size)
    if len(drawn) != size:
        raise ValueError(f"The source of randomness gave {len(drawn)} bytes for {size}.")
    return drawn


def _assemble(message: _Message, certificate: Certificate) -> bytes:
    """The one DER encoding of `message`."""
    gcm = _GcmParameters({"nonce": message.nonce, "icv_length": TAG_BYTES})
    content = cms.AuthEnvelopedData(
        {
            "version": "v0",
            "recipient_infos": [recipient_info(message.key, certificate)],
            "auth_encrypted_content_info": {
                "content_type": "data",
                "content_encryption_algorithm": {"algorithm": "aes256_gcm", "parameters": gcm},
                "encrypted_content": message.ciphertext,
            },
            "mac": message.tag,
        },
    )
    whole = cms.ContentInfo({"content_type": "authenticated_enveloped_data", "content": content})
    return bytes(whole.dump())


def _take_apart(message_der: bytes, certificate: Certificate) -> _Message:
    """The pieces of a message whose bytes are exactly `_assemble` of them."""
    try:
        content = cms.ContentInfo.load(message_der, strict=True)["content"]
        encrypted = content["auth_encrypted_content_info"]
        gcm = encrypted["content_encryption_algorithm"]["parameters"].parse(_GcmParameters)
        message = _Message(
            key=read_recipient_info(content["recipient_infos"][0]),
            nonce=bytes(gcm["nonce"].native),
            ciphertext=bytes(encrypted["encrypted_content"].native),
            tag=bytes(content["mac"].native),
        )
        same = _assemble(message, certificate) == message_der
    except MALFORMED as error:
        raise IntegrityError(_NOT_A_MESSAGE) from error
    if not same or len(message.nonce) != NONCE_BYTES or len(message.tag) != TAG_BYTES:
        raise IntegrityError(_NOT_A_MESSAGE)
    return message
