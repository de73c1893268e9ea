"""Keys that wrap other keys (AES Key Wrap, RFC 3394): the gateway's, from a file or on a token.

The gateway's key wraps the key of each gated package. A wrapped key says in its first eight bytes which key
wrapped it, so that what was wrapped before a rotation is opened by the older key, and a key that is gone is
named when it is missed.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from lockgate.errors import IntegrityError, UsageError

KEY_SIZE = 32
"""Bytes of a wrapping key, and of what it wraps."""

_ID = 8


class Wrapper(Protocol):
    """What wraps a key of 32 bytes, wherever it keeps its own."""

    def wrap(self, secret: bytes) -> bytes:
        """The 40 bytes of a wrapped key."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key inside; IntegrityError where it was changed."""


@dataclass(frozen=True, slots=True)
class FileWrapper:
    """A wrapping key read from a file.

    Raises:
        UsageError: on construction, where it has not 32 bytes.
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_SIZE:
            raise UsageError(f"A wrapping key has {KEY_SIZE} bytes, and this one has {len(self.secret)}.")

    def wrap(self, secret: bytes) -> bytes:
        """The 40 bytes of a wrapped key."""
        return aes_key_wrap(self.secret, secret)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key inside; IntegrityError where it was changed."""
        try:
            return aes_key_unwrap(self.secret, wrapped)
        except (InvalidUnwrap, ValueError) as error:
            raise IntegrityError("A wrapped key was changed after it was wrapped.") from error


@dataclass(frozen=True, slots=True)
class GatewayKey:
    """The gateway's key in force, and the older ones that still open what they wrapped."""

    current: Wrapper
    older: tuple[Wrapper, ...] = ()

    @property
    def key_id(self) -> str:
        """The name of the key in force, 16 hexadecimal digits; it tells nothing of the key."""
        return wrapper_id(self.current).hex()

    def wrap(self, key: bytes) -> bytes:
        """A package's key of 32 bytes, wrapped: 48 bytes."""
        return wrapper_id(self.current) + self.current.wrap(key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The package's key, opened with the gateway key that wrapped it.

        Raises:
            IntegrityError: the wrapping key is not here any more, or what was wrapped has been changed.
        """
        named, body = wrapped[:_ID], wrapped[_ID:]
        for one in (self.current, *self.older):
            if wrapper_id(one) == named:
                return one.unwrap(body)
        raise IntegrityError(f"The gateway key {named.hex()} is not here; put it back below keys/retired.")


def wrapper_id(wrapper: Wrapper) -> bytes:
    """The name of a wrapping key, 8 bytes: the same whether the key is in a file or on a token."""
    return sha256(b"lockgate/wrapping key id/v1\n" + wrapper.wrap(bytes(KEY_SIZE))).digest()[:_ID]
