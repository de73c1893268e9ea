"""Where the office's own keys lie: those in force, those retired, and one that is about to take over.

===============================  ==================================================================================
``keys/NAME.*``                  the key in force: in a file, or on a token (``NAME.pkcs11``: one line, its address)
``keys/retired/NAME.NNN.ID/``    a former key: the same files, numbered in the order of their retirement
``keys/next.NAME/``              a new key, written down before its entry is committed, and what it replaces
===============================  ==================================================================================

A rotation is entered between two steps here: ``stage`` writes the new key, ``settle`` puts it in force. A crash
between the two leaves the old key in force until ``settle`` is called again; a crash before the entry leaves a
staged key that nothing names, and ``unstage`` removes it.
"""

import os
import shutil
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.store.files import sync_folder
from lockgate.store.home import Home
from lockgate.store.keys import FileSigner, load_signer, tokens
from lockgate.store.keys_address import token_address
from lockgate.store.keys_files import read_private, write_private, write_public
from lockgate.store.keys_wrapping import FileWrapper, Wrapper

RETIRED = "retired"
"""The folder of former keys below ``HOME/keys``."""

_REPLACES = "replaces"
_PUBLIC = (".crt", ".vkey")


class KeyName(StrEnum):
    """The office's keys that can be rotated, as their files are named."""

    EVIDENCE = "evidence"
    GATEWAY = "gateway"
    RELEASE = "release"


def on_token(folder: Path, name: str) -> str:
    """The address of a key that lies on a token; empty where it lies in a file."""
    file = folder / f"{name}.pkcs11"
    return read_private(file).decode("utf-8").strip() if file.exists() else ""


def signer_in(folder: Path, name: str) -> FileSigner:
    """The signing key of this name in a folder of keys.

    Raises:
        UsageError: it is missing, may be read by others, or its token is not there.
    """
    address = on_token(folder, name)
    if address:
        return load_signer(address)
    _ = read_private(folder / f"{name}.pem")
    return load_signer(str(folder / f"{name}.pem"))


def wrapper_in(folder: Path, name: str) -> Wrapper:
    """The wrapping key of this name in a folder of keys.

    Raises:
        UsageError: it is missing, may be read by others, is not of its form, or its token is not there.
    """
    address = on_token(folder, name)
    if not address:
        return FileWrapper(read_secret(folder / f"{name}.key"))
    found: Wrapper = tokens().token_wrapper(token_address(address))
    return found


def secret_in(folder: Path, name: str) -> bytes:
    """The secret of this name: from its file, or unwrapped by a key on a token, which alone can.

    Raises:
        UsageError: it is missing, may be read by others, is not of its form, or its token is not there.
        IntegrityError: what was wrapped has been changed.
    """
    if not on_token(folder, name):
        return read_secret(folder / f"{name}.key")
    return wrapper_in(folder, name).unwrap(read_secret(folder / f"{name}.wrapped"))


def read_secret(file: Path) -> bytes:
    """The bytes of a private file in hexadecimal.

    Raises:
        UsageError: it is missing, may be read by others, or is not in hexadecimal.
    """
    try:
        return bytes.fromhex(read_private(file).decode("ascii").strip())
    except ValueError as error:
        raise UsageError(f"{file} is not 32 bytes in hexadecimal.") from error


def hexadecimal(secret: bytes) -> bytes:
    """A secret as its file holds it."""
    return secret.hex().encode("ascii") + b"\n"


def retired(home: Home, name: str) -> tuple[Path, ...]:
    """The folders of the former keys of this name, the newest first."""
    return tuple(sorted((home.keys / RETIRED).glob(f"{name}.???.*"), reverse=True))


def retired_id(folder: Path) -> str:
    """The id of the former key in this folder."""
    return folder.name.rpartition(".")[2]


def held(folder: Path) -> bool:
    """Whether the private half of the former key in this folder is still kept."""
    return any(file.suffix in {".key", ".pem", ".pkcs11"} for file in folder.iterdir())


def stage(home: Home, name: str, files: Mapping[str, bytes], replaces: str) -> None:
    """Write a new key down, durably, without putting it in force.

    Args:
        home: the office's home.
        name: which key.
        files: its files, by name.
        replaces: the id of the key in force.
    """
    unstage(home, name)
    draft = home.scratch / f"keys.{name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    for file, data in {**files, _REPLACES: replaces.encode()}.items():
        (write_public if file.endswith(_PUBLIC) else write_private)(draft / file, data)
    sync_folder(draft)
    draft.rename(_next(home, name))
    sync_folder(home.keys)


def staged(home: Home, name: str) -> Path | None:
    """The folder of a new key of this name that was written down and is not in force yet."""
    folder = _next(home, name)
    return folder if folder.is_dir() else None


def unstage(home: Home, name: str) -> None:
    """Remove a new key that was written down."""
    shutil.rmtree(_next(home, name), ignore_errors=True)


def settle(home: Home, name: str) -> None:
    """Put the staged key in force, and keep the one before among the retired; again changes nothing.

    At every instant between, either the old key's files or the new one's are in their place, and the old ones are
    among the retired before the first of them is replaced.
    """
    folder = staged(home, name)
    if folder is None:
        return
    replaces = (folder / _REPLACES).read_text("utf-8")
    if replaces not in [retired_id(one) for one in retired(home, name)]:
        _retire(home, name, replaces)
    coming = {file.name: file for file in folder.iterdir() if file.name != _REPLACES}
    # The private half first: a certificate that waits for its key is refused in one clear sentence, and mended.
    for file in sorted(coming.values(), key=lambda one: one.name.endswith(_PUBLIC)):
        _put(file, home.keys / file.name)
    for file in home.keys.glob(f"{name}.*"):
        if file.name not in coming:
            file.unlink()
    sync_folder(home.keys)
    unstage(home, name)


def _put(file: Path, place: Path) -> None:
    """Put a copy of a file in its place in one step; the staged one stays, so that a crash loses nothing."""
    again = place.with_name(f"{place.name}.new")
    again.unlink(missing_ok=True)
    os.link(file, again)
    again.replace(place)


def _retire(home: Home, name: str, replaces: str) -> None:
    number = len(retired(home, name)) + 1
    draft = home.scratch / f"retired.{name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    for file in home.keys.glob(f"{name}.*"):
        os.link(file, draft / file.name)
    sync_folder(draft)
    (home.keys / RETIRED).mkdir(mode=0o700, exist_ok=True)
    draft.rename(home.keys / RETIRED / f"{name}.{number:03}.{replaces}")
    sync_folder(home.keys / RETIRED)


def _next(home: Home, name: str) -> Path:
    return home.keys / f"next.{name}"
