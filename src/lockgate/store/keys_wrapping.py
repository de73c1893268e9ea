"""The gateway's key: it wraps the key of each gated package (AES Key Wrap, RFC 3394).

A wrapped key says in its first eight bytes which gateway key wrapped it, so that what was wrapped before a
rotation is opened by the older key, and a key that is gone is named when it is missed.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from lockgate.errors import IntegrityError, UsageError

KEY_SIZE = 32
"""Bytes of a gateway key, and of a package's key."""

_ID = 8


@dataclass(frozen=True, slots=True)
class GatewayKey:
    """The gateway's secret, and the older ones that still open what they wrapped.

    Raises:
        UsageError: on construction, where a secret has not 32 bytes.
    """

    secret: bytes = field(repr=False)
    older: tuple[bytes, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        for secret in (self.secret, *self.older):
            if len(secret) != KEY_SIZE:
                raise UsageError(f"A gateway key has {KEY_SIZE} bytes, and this one has {len(secret)}.")

    @property
    def key_id(self) -> str:
        """The name of the key in force, 16 hexadecimal digits; it tells nothing of the key."""
        return _key_id(self.secret).hex()

    def wrap(self, key: bytes) -> bytes:
        """A package's key of 32 bytes, wrapped: 48 bytes."""
        return _key_id(self.secret) + aes_key_wrap(self.secret, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The package's key, opened with the gateway key that wrapped it.

        Raises:
            IntegrityError: the wrapping key is not here any more, or what was wrapped has been changed.
        """
        named, body = wrapped[:_ID], wrapped[_ID:]
        secret = next((one for one in (self.secret, *self.older) if _key_id(one) == named), None)
        if secret is None:
            raise IntegrityError(f"The gateway key {named.hex()} is not here; put it back below keys/retired.")
        try:
            return aes_key_unwrap(secret, body)
        except (InvalidUnwrap, ValueError) as error:
            raise IntegrityError("A package's key was changed after it was wrapped.") from error


def _key_id(secret: bytes) -> bytes:
    return sha256(b"lockgate/gateway key id/v1\n" + secret).digest()[:_ID]
