"""Signers: a private key in a PEM file, or one on a token, behind one interface.

Both are private keys as ``cryptography`` sees them; a token's has no private bytes, and signs where it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from lockgate.errors import UsageError
from lockgate.store.keys_address import SCHEME, token_address
from lockgate.tlog.notes import NoteKey

Random = Callable[[int], bytes]
"""Gives that many random bytes."""

PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
"""The kinds of private key that are read."""

LOG_KEY_FILE = "log.pem"
"""The log's key below ``HOME/keys``."""


@dataclass(frozen=True, slots=True)
class FileSigner:
    """A private key that signs: read from a PEM file, or held by a token."""

    private_key: PrivateKey

    @property
    def public_key_der(self) -> bytes:
        """The SubjectPublicKeyInfo, DER."""
        return self.private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes) -> bytes:
        """Sign: Ed25519 as it is, P-256 with SHA-256, P-384 with SHA-384 (DER).

        Raises:
            UsageError: the key is of a kind that signs no decisions.
        """
        match self.private_key:
            case Ed25519PrivateKey() as key:
                return key.sign(data)
            case ec.EllipticCurvePrivateKey(curve=ec.SECP256R1()) as key:
                return key.sign(data, ec.ECDSA(SHA256()))
            case ec.EllipticCurvePrivateKey(curve=ec.SECP384R1()) as key:
                return key.sign(data, ec.ECDSA(SHA384()))
            case _:
                raise UsageError("This key cannot sign a decision; use an ECDSA key on P-256 or P-384.")


def load_signer(address: str) -> FileSigner:
    """The signer at an address: the path of a PEM file, or ``pkcs11:…`` (RFC 7512).

    Raises:
        UsageError: the file cannot be read or holds no key; or token or key is not there, or the PIN is wrong.
    """
    if address.startswith(SCHEME):
        return FileSigner(tokens().token_signer(token_address(address)))
    try:
        key = load_pem_private_key(Path(address).read_bytes(), password=None)
    except OSError as error:
        raise UsageError(f"The key {address} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError) as error:
        raise UsageError(f"{address} is not an unencrypted private key in PEM.") from error
    if not isinstance(key, Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise UsageError(f"The key {address} is of a kind that is not used here; use ECDSA on P-256 or P-384.")
    return FileSigner(key)


def tokens() -> ModuleType:
    """What speaks to tokens (``store.keys_token``), which needs a library that not every office has.

    Raises:
        UsageError: the library is not installed.
    """
    try:
        return import_module("lockgate.store.keys_token")
    except ImportError as error:
        raise UsageError("Keys on a token need python-pkcs11; install lockgate[hsm].") from error


@dataclass(frozen=True, slots=True)
class LogSigner:
    """The log's key under the log's name. The name is the checkpoints' origin and never changes."""

    origin: str
    signer: FileSigner
    former: tuple[NoteKey, ...] = ()
    """The public keys that signed this log before, the newest first."""

    @property
    def keys(self) -> tuple[NoteKey, ...]:
        """The key in force, then the former ones: a head signed before is of one of them."""
        return (self.key, *self.former)

    @property
    def key(self) -> NoteKey:
        """The public key as signed notes name it."""
        raw = self.signer.private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return NoteKey(self.origin, raw[-32:])

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature."""
        return self.signer.sign(data)


def log_signer(origin: str, signer: FileSigner) -> LogSigner:
    """The log's signer of this name.

    Raises:
        UsageError: the key is not Ed25519 (C2SP signed-note), or the name cannot be a key's name.
    """
    if not isinstance(signer.private_key, Ed25519PrivateKey):
        raise UsageError("The log is signed with an Ed25519 key, and this is another kind of key.")
    found = LogSigner(origin, signer)
    try:
        _ = found.key
    except ValueError as error:
        raise UsageError(f"{origin!r} cannot be the log's name: {error}.") from error
    return found


def private_pem(key: PrivateKey) -> bytes:
    """A private key as PEM (PKCS #8), unencrypted."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
