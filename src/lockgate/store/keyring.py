"""Making and loading the office's own keys, below ``HOME/keys``.

=====================  ======================================================================
log.pem, log.vkey      the log's Ed25519 key; its verifier line, which holds the log's name
evidence.key           32 random bytes, in hexadecimal
gateway.key            32 random bytes, in hexadecimal; wraps the key of each gated package
release.pem, .crt      ECDSA P-384; signs package manifests
=====================  ======================================================================

A key on a token has its address in ``NAME.pkcs11`` instead; former keys lie below ``keys/retired``
(``store/keys_kept.py``).
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.errors import UsageError
from lockgate.seal.packages import ReleaseSigner
from lockgate.store.files import sync_folder
from lockgate.store.home import Home
from lockgate.store.keys import (
    LOG_KEY_FILE,
    FileSigner,
    LogSigner,
    Random,
    load_signer,
    log_signer,
    private_pem,
)
from lockgate.store.keys_files import write_private, write_public
from lockgate.store.keys_kept import (
    KeyName,
    held,
    hexadecimal,
    on_token,
    retired,
    retired_id,
    secret_in,
    signer_in,
    wrapper_in,
)
from lockgate.store.keys_lost import lost_ids, refuse_lost
from lockgate.store.keys_officers import certificate_pem, check_pair, create_officer_key, load_certificate
from lockgate.store.keys_wrapping import KEY_SIZE, GatewayKey
from lockgate.store.sealing import EvidenceKey
from lockgate.tlog.notes import NoteKey, vkey

LOG = "log"
LOG_VKEY_FILE, EVIDENCE_KEY_FILE, GATEWAY_KEY_FILE = "log.vkey", "evidence.key", "gateway.key"
RELEASE_KEY_FILE, RELEASE_CERTIFICATE_FILE = "release.pem", "release.crt"


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """The office's own keys: the log's, the evidence key, and the key that signs releases."""

    log: LogSigner
    evidence: EvidenceKey
    release: ReleaseSigner


def create_office_keys(home: Home, origin: str, at: datetime, random: Random, log_key: str = "") -> OfficeKeys:
    """Make the office's keys, once.

    Args:
        home: the office's home.
        origin: the log's name, such as ``log.example.gov/disclosures``; it never changes.
        at: the instant from which the release certificate is valid, aware.
        random: gives random bytes.
        log_key: the address of the log's key on a token; empty for a new one in a file.

    Raises:
        UsageError: keys are there already, the name cannot be a log's, or the key on the token cannot be used.
    """
    own = FileSigner(Ed25519PrivateKey.from_private_bytes(random(32)))
    log = log_signer(origin, load_signer(log_key) if log_key else own)
    release = create_officer_key(f"{origin} release", at, random, curve=ec.SECP384R1())
    folder = home.scratch / f"keys.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    if log_key:
        write_private(folder / f"{LOG}.pkcs11", f"{log_key}\n".encode())
    else:
        write_private(folder / LOG_KEY_FILE, private_pem(log.signer.private_key))
    write_private(folder / EVIDENCE_KEY_FILE, hexadecimal(random(KEY_SIZE)))
    write_private(folder / RELEASE_KEY_FILE, private_pem(release.signer.private_key))
    write_private(folder / GATEWAY_KEY_FILE, hexadecimal(random(KEY_SIZE)))
    write_public(folder / LOG_VKEY_FILE, f"{vkey(origin, log.key.public_key_raw)}\n".encode())
    write_public(folder / RELEASE_CERTIFICATE_FILE, certificate_pem(release.certificate))
    sync_folder(folder)
    try:
        # All of them or none: a folder can be renamed only onto an empty one.
        folder.rename(home.keys)
    except OSError as error:
        shutil.rmtree(folder)
        raise UsageError(f"{home.keys} holds keys already; keys are never overwritten.") from error
    sync_folder(home.root)
    return load_office_keys(home)


def load_office_keys(home: Home) -> OfficeKeys:
    """The office's keys.

    Raises:
        UsageError: a key is missing, cannot be read, is not of its kind, or may be read by others.
    """
    return OfficeKeys(load_log_signer(home), load_evidence_key(home), load_release_signer(home))


def load_log_signer(home: Home) -> LogSigner:
    """The log's signer, under the name in ``log.vkey``.

    Raises:
        UsageError: a file is missing or cannot be read, or key and verifier line do not belong together, or the
            key was reported lost.
    """
    known = log_key_in(home.keys)
    signer = log_signer(known.name, signer_in(home.keys, LOG))
    if signer.key != known:
        raise UsageError(
            f"The log's key is not the key of {LOG_VKEY_FILE}; put the right one back, or complete a rotation that was "
            "cut short with lockgate keys show."
        )
    refuse_lost(LOG, known.id.hex())
    return replace(signer, former=tuple(log_key_in(folder) for folder in retired(home, LOG)))


def log_key_in(folder: Path) -> NoteKey:
    """The public key of the log in a folder of keys, from its verifier line.

    Raises:
        UsageError: the file is missing or cannot be read.
    """
    file = folder / LOG_VKEY_FILE
    try:
        return NoteKey.parse(file.read_text("utf-8").removesuffix("\n"))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}; run lockgate keys create.") from error
    except ValueError as error:
        raise UsageError(f"{file} is not the log's verifier line: {error}.") from error


@dataclass(frozen=True, slots=True)
class NewLogKey:
    """A new key of the log that is not in force: its public key, and its files by name."""

    key: NoteKey
    files: Mapping[str, bytes] = field(repr=False)


def new_log_key(origin: str, random: Random, address: str = "") -> NewLogKey:
    """Make a new key of the log, or take one that lies on a token.

    Args:
        origin: the log's name.
        random: gives random bytes.
        address: of a key on a token; empty for one in a file.

    Raises:
        UsageError: the key on the token is not there or is of another kind.
    """
    own = FileSigner(Ed25519PrivateKey.from_private_bytes(random(32)))
    made = log_signer(origin, load_signer(address) if address else own)
    files = {LOG_VKEY_FILE: f"{vkey(origin, made.key.public_key_raw)}\n".encode()}
    if address:
        files[f"{LOG}.pkcs11"] = f"{address}\n".encode()
    else:
        files[LOG_KEY_FILE] = private_pem(made.signer.private_key)
    return NewLogKey(made.key, files)


def load_evidence_key(home: Home) -> EvidenceKey:
    """The evidence key, with the former ones that still open what they sealed.

    Raises:
        UsageError: it is missing, cannot be read, is not 32 bytes in hexadecimal, or was reported lost.
    """
    name = KeyName.EVIDENCE
    older = tuple(secret_in(folder, name) for folder in retired(home, name) if held(folder))
    key = EvidenceKey(secret_in(home.keys, name), older)
    refuse_lost(name, key.name.hex())
    return key


def load_gateway_key(home: Home) -> GatewayKey:
    """The gateway's key, with the former ones that still open what they wrapped; but none that was reported lost.

    Raises:
        UsageError: it is missing, cannot be read, is not 32 bytes in hexadecimal, or was reported lost.
    """
    name = KeyName.GATEWAY
    lost = lost_ids()
    older = tuple(wrapper_in(one, name) for one in retired(home, name) if held(one) and retired_id(one) not in lost)
    key = GatewayKey(wrapper_in(home.keys, name), older)
    refuse_lost(name, key.key_id)
    return key


def create_missing_keys(home: Home, random: Random) -> tuple[Path, ...]:
    """Make the keys that an office founded by an earlier version has not got; answers the files written.

    Raises:
        UsageError: the office has no keys at all.
    """
    _ = load_log_signer(home)
    file = home.keys / GATEWAY_KEY_FILE
    if file.exists() or on_token(home.keys, KeyName.GATEWAY):
        return ()
    write_private(file, hexadecimal(random(KEY_SIZE)))
    sync_folder(home.keys)
    return (file,)


def load_release_signer(home: Home) -> ReleaseSigner:
    """The key that signs releases, with its certificate.

    Raises:
        UsageError: one of the two is missing, or they do not belong together, or the key was reported lost.
    """
    name = KeyName.RELEASE
    key = signer_in(home.keys, name)
    certificate = load_certificate(home.keys / RELEASE_CERTIFICATE_FILE)
    check_pair(key, certificate, home.keys / RELEASE_CERTIFICATE_FILE)
    if isinstance(key.private_key, Ed25519PrivateKey):
        raise UsageError("The release key is an Ed25519 key; releases are signed with ECDSA or RSA.")
    refuse_lost(name, certificate_id(certificate))
    return ReleaseSigner(certificate, key.private_key)


def release_certificates(home: Home) -> tuple[bytes, ...]:
    """The certificates (DER) under which this office released or releases, the one in force first.

    A package that was signed before a rotation is verified under the certificate of its day. Certificates whose
    key was reported lost are not among them.

    Raises:
        UsageError: one of them cannot be read.
    """
    folders = (home.keys, *retired(home, KeyName.RELEASE))
    lost = lost_ids()
    found = (load_certificate(folder / RELEASE_CERTIFICATE_FILE) for folder in folders)
    return tuple(one for one in found if certificate_id(one) not in lost)


def certificate_id(certificate: bytes) -> str:
    """The name of the release key with this certificate (DER): 16 hexadecimal digits of its SHA-256."""
    return sha256(certificate).hexdigest()[:16]
