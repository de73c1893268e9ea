"""Signers and secrets held in files. Private files are 0600, are made once and never overwritten.

A key on a token (``pkcs11:…``) answers with one clear sentence for now. Randomness comes in as an argument:
the same bytes make the same key, which the rehearsal needs and nobody else should use.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
from lockgate.store.files import PRIVATE
from lockgate.tlog.notes import NoteKey

Random = Callable[[int], bytes]
"""Gives that many random bytes."""

PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
"""The kinds of private key that are read."""

LOG_KEY_FILE = "log.pem"
"""The log's key below ``HOME/keys``."""

TOKEN = "pkcs11:"  # noqa: S105 - the scheme of an address, no secret
"""How the address of a key on a token begins (RFC 7512)."""


@dataclass(frozen=True, slots=True)
class FileSigner:
    """A private key read from a PEM file."""

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
    """The signer at an address: the path of a PEM file.

    Raises:
        UsageError: the file cannot be read, holds no key, or the address is of a token.
    """
    if address.startswith(TOKEN):
        raise UsageError("Keys on a token (pkcs11:) are not built yet; give the path of a PEM file.")
    try:
        key = load_pem_private_key(Path(address).read_bytes(), password=None)
    except OSError as error:
        raise UsageError(f"The key {address} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError) as error:
        raise UsageError(f"{address} is not an unencrypted private key in PEM.") from error
    if not isinstance(key, Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise UsageError(f"The key {address} is of a kind that is not used here; use ECDSA on P-256 or P-384.")
    return FileSigner(key)


@dataclass(frozen=True, slots=True)
class LogSigner:
    """The log's key under the log's name. The name is the checkpoints' origin and never changes."""

    origin: str
    signer: FileSigner

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


def write_private(file: Path, data: bytes) -> None:
    """Write a private file once, readable by its owner only.

    Raises:
        UsageError: a file of that name is there, or it cannot be written.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError as error:
        raise UsageError(f"{file} is there already; keys are never overwritten.") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.") from error
    with os.fdopen(handle, "wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())


def read_private(file: Path) -> bytes:
    """Read a private file.

    Raises:
        UsageError: it is not there, or others than its owner may read it.
    """
    try:
        if file.stat().st_mode & 0o077:
            raise UsageError(f"{file} can be read by others than its owner; run chmod 600 on it.")
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
