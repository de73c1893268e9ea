"""Keys that a token holds: to sign, and to wrap other keys. They are used where they are, never taken out.

A signing key stands behind the interface of ``cryptography``, so everything that signs is written once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import new as new_digest
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, KeySerializationEncryption, PrivateFormat
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import PKCS11Error
from pkcs11.types import Key, Session, SignMixin, UnwrapMixin, WrapMixin

from lockgate.errors import IntegrityError, UsageError


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say in one sentence what a token refused to do."""
    try:
        yield
    except PKCS11Error as error:
        raise UsageError(f"The token could not {what}: {type(error).__name__}.") from error


_NO_KEY_LEAVES = "A key on a token cannot be taken out of it."


class TokenEd25519(Ed25519PrivateKey):
    """An Ed25519 key on a token."""

    def __init__(self, key: SignMixin, public: Ed25519PublicKey) -> None:
        """Take the token's key and its public half."""
        self._key, self._public = key, public

    def public_key(self) -> Ed25519PublicKey:
        """The public half."""
        return self._public

    def sign(self, data: bytes) -> bytes:  # type: ignore[override] # a narrower kind of buffer
        """Let the token sign (CKM_EDDSA): 64 bytes."""
        with told("sign"):
            return bytes(self._key.sign(data, mechanism=Mechanism.EDDSA))

    def private_bytes(
        self,
        encoding: Encoding,
        format: PrivateFormat,  # noqa: A002 - the interface's name
        encryption_algorithm: KeySerializationEncryption,
    ) -> bytes:
        """Refuse: the key stays on its token."""
        del encoding, format, encryption_algorithm
        return _refuse()

    def private_bytes_raw(self) -> bytes:
        """Refuse: the key stays on its token."""
        return _refuse()

    def __copy__(self) -> "TokenEd25519":
        """Itself: there is one key, on the token."""
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "TokenEd25519":
        """Itself: there is one key, on the token."""
        return self


class TokenEc(ec.EllipticCurvePrivateKey):
    """An ECDSA key on a token."""

    def __init__(self, key: SignMixin, public: ec.EllipticCurvePublicKey) -> None:
        """Take the token's key and its public half."""
        self._key, self._public = key, public

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        return self._public

    @property
    def curve(self) -> ec.EllipticCurve:
        """P-256 or P-384."""
        return self._public.curve

    @property
    def key_size(self) -> int:
        """Bits of the curve."""
        return self._public.key_size

    def sign(  # type: ignore[override] # a narrower kind of buffer
        self, data: bytes, signature_algorithm: ec.EllipticCurveSignatureAlgorithm
    ) -> bytes:
        """Hash here, and let the token sign the hash (CKM_ECDSA): DER, as X9.62 has it."""
        algorithm = signature_algorithm.algorithm
        digest = data if isinstance(algorithm, Prehashed) else new_digest(algorithm.name, data).digest()
        with told("sign"):
            raw = bytes(self._key.sign(digest, mechanism=Mechanism.ECDSA))
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> bytes:
        """Refuse: keys that sign agree on no other."""
        del algorithm, peer_public_key
        raise UsageError("A signing key on a token opens no package; use the key-management certificate's key.")

    def private_numbers(self) -> ec.EllipticCurvePrivateNumbers:
        """Refuse: the key stays on its token."""
        return _refuse()

    def private_bytes(
        self,
        encoding: Encoding,
        format: PrivateFormat,  # noqa: A002 - the interface's name
        encryption_algorithm: KeySerializationEncryption,
    ) -> bytes:
        """Refuse: the key stays on its token."""
        del encoding, format, encryption_algorithm
        return _refuse()

    def __copy__(self) -> "TokenEc":
        """Itself: there is one key, on the token."""
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "TokenEc":
        """Itself: there is one key, on the token."""
        return self


def _refuse() -> NoReturn:
    raise UsageError(_NO_KEY_LEAVES)


@dataclass(frozen=True, slots=True)
class TokenWrapper:
    """An AES-256 key on a token that wraps keys of 32 bytes (CKM_AES_KEY_WRAP: RFC 3394)."""

    wraps: WrapMixin
    unwraps: UnwrapMixin
    session: Session

    def wrap(self, secret: bytes) -> bytes:
        """The 40 bytes of a wrapped key."""
        with told("wrap a key"):
            held = self.session.create_object(
                {
                    Attribute.CLASS: ObjectClass.SECRET_KEY,
                    Attribute.KEY_TYPE: KeyType.AES,
                    Attribute.VALUE: secret,
                    **_PASSING,
                }
            )
            if not isinstance(held, Key):
                raise UsageError("The token does not take in a key that is to be wrapped.")
            try:
                return bytes(self.wraps.wrap_key(held, mechanism=Mechanism.AES_KEY_WRAP))
            finally:
                held.destroy()

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key inside.

        Raises:
            IntegrityError: the token refuses it, which is what a changed one meets.
        """
        try:
            held = self.unwraps.unwrap_key(
                ObjectClass.SECRET_KEY, KeyType.AES, wrapped, mechanism=Mechanism.AES_KEY_WRAP, template=_PASSING
            )
            value = bytes(held[Attribute.VALUE])
            held.destroy()
        except PKCS11Error as error:
            raise IntegrityError("A wrapped key was changed, or is not this token's.") from error
        return value


_PASSING = {Attribute.TOKEN: False, Attribute.SENSITIVE: False, Attribute.EXTRACTABLE: True}
"""A key that only passes through the token: it lives in this session and is given back."""
