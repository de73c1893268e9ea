"""New keys of the office: made, named, put in force once their entry stands, and the former ones let go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from lockgate.canonical import Parsed, parse_canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.store.files import sync_folder
from lockgate.store.home import Home
from lockgate.store.keyring import LOG, RELEASE_CERTIFICATE_FILE, certificate_id, log_key_in
from lockgate.store.keys import Random, load_signer, private_pem, tokens
from lockgate.store.keys_address import token_address
from lockgate.store.keys_kept import (
    KeyName,
    held,
    hexadecimal,
    on_token,
    retired,
    retired_id,
    secret_in,
    settle,
    staged,
    unstage,
    wrapper_in,
)
from lockgate.store.keys_lost import lost_ids
from lockgate.store.keys_officers import certificate_for, certificate_pem, create_officer_key, load_certificate
from lockgate.store.keys_wrapping import KEY_SIZE, FileWrapper, Wrapper, wrapper_id
from lockgate.store.models.acts import ActRow
from lockgate.store.models.gateway import GatewayKeyRow
from lockgate.store.models.log import EntryRow
from lockgate.store.sealing import EvidenceKey, sealed_under

CHANGED = "key"
"""The act's word in the log."""

NAMES = (LOG, *KeyName)
"""The office's keys that can be rotated, by name."""

_HEADER = 12
_PRIVATE = (".key", ".pem", ".pkcs11", ".wrapped")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was made and is not in force: its id, and its files by name."""

    id: str
    files: Mapping[str, bytes] = field(repr=False)


def new_key(name: KeyName, origin: str, at: datetime, random: Random, address: str = "") -> NewKey:
    """Make a new key of the office, or take one that lies on a token.

    Args:
        name: which.
        origin: the log's name, for a release certificate.
        at: the instant, aware.
        random: gives random bytes.
        address: of a key on a token; empty for one in a file. An evidence secret is wrapped by that key.

    Raises:
        UsageError: the key on the token is not there or is of another kind.
    """
    match name:
        case KeyName.EVIDENCE:
            return _evidence(random(KEY_SIZE), address)
        case KeyName.GATEWAY:
            return _gateway(random(KEY_SIZE), address)
        case KeyName.RELEASE:
            return _release(f"{origin} release", at, random, address)


def _evidence(secret: bytes, address: str) -> NewKey:
    name = EvidenceKey(secret).name.hex()
    if not address:
        return NewKey(name, {"evidence.key": hexadecimal(secret)})
    wrapped = hexadecimal(_on_token(address).wrap(secret))
    return NewKey(name, {"evidence.pkcs11": _line(address), "evidence.wrapped": wrapped})


def _gateway(secret: bytes, address: str) -> NewKey:
    if not address:
        return NewKey(wrapper_id(FileWrapper(secret)).hex(), {"gateway.key": hexadecimal(secret)})
    return NewKey(wrapper_id(_on_token(address)).hex(), {"gateway.pkcs11": _line(address)})


def _release(name: str, at: datetime, random: Random, address: str) -> NewKey:
    if not address:
        made = create_officer_key(name, at, random, curve=ec.SECP384R1())
        certificate, private = made.certificate, {"release.pem": private_pem(made.signer.private_key)}
    else:
        key = load_signer(address).private_key
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise UsageError("Releases are signed with an ECDSA key on P-256 or P-384, and this is another kind.")
        certificate, private = certificate_for(name, key, at, random), {"release.pkcs11": _line(address)}
    return NewKey(certificate_id(certificate), {**private, RELEASE_CERTIFICATE_FILE: certificate_pem(certificate)})


def _on_token(address: str) -> Wrapper:
    found: Wrapper = tokens().token_wrapper(token_address(address))
    return found


def _line(address: str) -> bytes:
    return address.encode("utf-8") + b"\n"


def key_id_in(folder: Path, name: str) -> str:
    """The id of the key of this name in a folder of keys.

    Raises:
        UsageError: it is missing, or cannot be read.
    """
    if name == LOG:
        return log_key_in(folder).id.hex()
    match KeyName(name):
        case KeyName.EVIDENCE:
            return EvidenceKey(secret_in(folder, name)).name.hex()
        case KeyName.GATEWAY:
            return wrapper_id(wrapper_in(folder, name)).hex()
        case KeyName.RELEASE:
            return certificate_id(load_certificate(folder / RELEASE_CERTIFICATE_FILE))


@dataclass(frozen=True, slots=True)
class Kept:
    """One key of the office as it is kept: which, its id, where, and whether it waits, is in force, former or gone."""

    name: str
    id: str
    where: str
    state: str


def kept_keys(home: Home) -> tuple[Kept, ...]:
    """Every key of the office that can be rotated: the one in force, then the former ones, the newest first.

    Raises:
        UsageError: one is missing, or cannot be read.
    """
    found = []
    for name in NAMES:
        found.append(Kept(name, key_id_in(home.keys, name), _where(home.keys, name), "in force"))
        for folder in retired(home, name):
            state = "former" if held(folder) else "gone"
            found.append(Kept(name, retired_id(folder), _where(folder, name), state))
        waiting = staged(home, name)
        if waiting is not None:
            found.append(Kept(name, key_id_in(waiting, name), _where(waiting, name), "waits for the witnesses"))
    return tuple(found)


def _where(folder: Path, name: str) -> str:
    return "token" if on_token(folder, name) else "file"


def finish(home: Home) -> None:
    """Complete what was entered and not done when a crash came, and drop what was never entered.

    A new key of the log that was not entered is not dropped: it waits until the witnesses know it.

    Raises:
        UsageError: a staged key cannot be read.
        IntegrityError: an entry about keys cannot be read.
    """
    entered = list(_entered())
    for name in NAMES:
        if is_entered(home, name):
            settle(home, name)
        elif name != LOG:
            unstage(home, name)
        for one in retired(home, name):
            if {"event": "retire", "key": name, "old": retired_id(one)} in entered:
                let_go(one)


def is_entered(home: Home, name: str) -> bool:
    """Whether a new key of this name was written down, and its entry stands.

    Raises:
        UsageError: the staged key cannot be read.
        IntegrityError: an entry about keys cannot be read.
    """
    folder = staged(home, name)
    if folder is None:
        return False
    wanted = {"event": "rotate", "key": name, "new": key_id_in(folder, name)}
    return wanted in [{word: one.get(word) for word in wanted} for one in _entered()]


def _entered() -> list[dict[str, Parsed]]:
    entries = EntryRow.objects.filter(act=CHANGED)
    found = []
    for act in ActRow.objects.filter(entry__in=entries):
        content = parse_canonical(bytes(act.content))
        if not isinstance(content, dict):
            raise IntegrityError("An entry about a key of the office cannot be read.")
        found.append(content)
    return found


def former(home: Home, name: str, identity: str) -> Path:
    """The folder of a former key that is still held.

    Raises:
        UsageError: there is none of that id.
    """
    for folder in retired(home, name):
        if retired_id(folder) == identity and held(folder):
            return folder
    raise UsageError(f"There is no former {name} key {identity} here; lockgate keys show lists them.")


def still_needed(home: Home, name: str, folder: Path) -> str:
    """Why a former key must be kept; empty where it may go.

    A release key, or a key of the log, has signed what it signed; certificate and verifier line are kept for ever. A
    gateway key goes when the keys of all packages it wrapped were erased, or it was reported lost, for then nothing is
    opened with it. An evidence key goes when nothing is sealed under it, and the office's first one never: hashes are
    compared under it.
    """
    if name in {KeyName.RELEASE, LOG}:
        return ""
    if name == KeyName.GATEWAY:
        return _needed_gateway(folder)
    return _needed_evidence(home, folder)


def _needed_gateway(folder: Path) -> str:
    if retired_id(folder) in lost_ids():
        return ""
    name = bytes.fromhex(retired_id(folder))
    kept = GatewayKeyRow.objects.values_list("wrapped", flat=True).iterator()
    waiting = sum(bytes(wrapped).startswith(name) for wrapped in kept)
    return f"the keys of {waiting} packages are wrapped by it and not erased" if waiting else ""


def _needed_evidence(home: Home, folder: Path) -> str:
    if folder == retired(home, KeyName.EVIDENCE)[-1]:
        return "it is the office's first, under which taxpayers and questions are compared across years"
    key = bytes.fromhex(retired_id(folder))
    for file in home.evidence.rglob("*"):
        if file.is_file() and sealed_under(_beginning(file)) == key:
            return f"evidence is sealed under it, such as {file.relative_to(home.evidence)}"
    return ""


def _beginning(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_HEADER)


def let_go(folder: Path) -> None:
    """Remove the private half of a former key; a key on a token is to be destroyed there."""
    for file in folder.iterdir():
        if file.suffix in _PRIVATE:
            file.unlink()
    sync_folder(folder)
