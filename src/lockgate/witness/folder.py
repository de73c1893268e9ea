"""What a witness keeps, in one folder, and nothing else has to be kept.

=================  ======================================================================
witness.pem        its Ed25519 key, readable by its owner only
witness.vkey       the verifier line of that key: what the log's policy names
logs               one verifier line for each key of a log it knows; two while a log's key changes
views/<hash>       by SHA-256 of a log's origin: the tree it cosigned last, as a note of its own
=================  ======================================================================

A view is written before the cosignature leaves: a temporary name, fsync, rename, fsync of the folder. A witness
that has forgotten what it saw would cosign a second history, so one whose view is lost does not serve.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from lockgate.errors import IntegrityError, UsageError
from lockgate.tlog.checkpoints import Checkpoint, parse_checkpoint
from lockgate.tlog.cosignatures import cosign
from lockgate.tlog.merkle import EMPTY_ROOT
from lockgate.tlog.notes import LOG_KEY, WITNESS_KEY, NoteKey, join_note, open_note, vkey
from lockgate.tlog.witnessing import View

Random = Callable[[int], bytes]
"""Gives that many random bytes."""

KEY, VKEY, LOGS, VIEWS, LOCK = "witness.pem", "witness.vkey", "logs", "views", "lock"
"""The names in the folder."""

_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Keeper:
    """A witness's key, the logs it knows, and where their views lie."""

    folder: Path
    secret: Ed25519PrivateKey
    key: NoteKey
    logs: tuple[NoteKey, ...]

    def read_view(self, origin: str) -> View:
        """The tree cosigned last of a log that is known.

        Raises:
            IntegrityError: the view is lost, or is not as this witness wrote it.
        """
        file = view_file(self.folder, origin)
        try:
            opened = open_note(file.read_bytes(), [self.key])
            checkpoint = parse_checkpoint(opened.text)
        except FileNotFoundError as error:
            raise IntegrityError(
                f"The view of the log {origin} is missing at {file}; a witness that has forgotten what it saw must "
                "not cosign. Put the file back as it was last. If it is lost for good, create a new witness in "
                "another folder, and have the log's officers name its key in the policy instead of this one."
            ) from error
        except (OSError, ValueError) as error:
            raise IntegrityError(f"The view {file} cannot be read: {error}; put it back as it was last.") from error
        if checkpoint.origin != origin:
            raise IntegrityError(f"The view {file} is of the log {checkpoint.origin}, not of {origin}.")
        return View(checkpoint.size, checkpoint.root)

    def cosign(self, text: str, at: datetime) -> str:
        """The cosignature line over a checkpoint's note text."""
        return cosign(text, self.key, self.secret.sign, at)

    def keep_view(self, text: str, line: str) -> None:
        """Make the view last before anybody hears of it.

        Args:
            text: the checkpoint's note text.
            line: this witness's cosignature over it.

        Raises:
            OSError: it could not be written; then nothing may be answered.
        """
        origin = parse_checkpoint(text).origin
        replace(view_file(self.folder, origin), join_note(text, [line]))


def view_file(folder: Path, origin: str) -> Path:
    """Where the view of a log lies."""
    return folder / VIEWS / sha256(origin.encode("utf-8")).hexdigest()


def create(folder: Path, name: str, random: Random) -> NoteKey:
    """Make a witness: its key, and no log yet.

    Args:
        folder: is made; nothing may lie there.
        name: the key's name, such as ``witness.example/ig``.
        random: gives random bytes.

    Raises:
        UsageError: something lies there, or the name cannot be a key's.
    """
    secret = Ed25519PrivateKey.from_private_bytes(random(32))
    raw = secret.public_key().public_bytes_raw()
    try:
        key = NoteKey(name, raw, WITNESS_KEY)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty; a witness's key is never overwritten. Give another folder.")
        (folder / VIEWS).mkdir(mode=0o700)
        pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        replace(folder / LOGS, b"")
        replace(folder / VKEY, f"{vkey(name, raw, WITNESS_KEY)}\n".encode())
        replace(folder / KEY, pem)
    except ValueError as error:
        raise UsageError(f"{name!r} cannot name a witness: {error}.") from error
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    return key


def add_log(folder: Path, log: NoteKey, at: datetime) -> None:
    """Let the witness know a log, or another key of one it knows, whose view stays. Not while it serves.

    Args:
        folder: the witness's.
        log: the log's key, named as its origin.
        at: the instant, aware.

    Raises:
        UsageError: it knows this key, the key is no log's, or the witness is serving.
    """
    if log.kind != LOG_KEY:
        raise UsageError(f"{log.name} is not a log's key (type 0x01); ask the log's officers for their log.vkey.")
    with held(folder) as keeper:
        if log in keeper.logs:
            raise UsageError(f"This key of the log {log.name} is known here already; its view stays as it is.")
        text = Checkpoint(log.name, 0, EMPTY_ROOT).body()
        # The view first: a log that is known without one is a log whose view was lost.
        if log.name not in [known.name for known in keeper.logs] and not view_file(folder, log.name).exists():
            keeper.keep_view(text, keeper.cosign(text, at))
        lines = [vkey(known.name, known.public_key_raw) for known in (*keeper.logs, log)]
        replace(folder / LOGS, "".join(f"{line}\n" for line in lines).encode())


@contextmanager
def held(folder: Path) -> Iterator[Keeper]:
    """The witness of a folder, held by this process alone until the block ends.

    Raises:
        UsageError: there is no witness, or another process holds it.
    """
    keeper = load(folder)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, _PRIVATE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(f"Another process holds the witness at {folder}; stop that one first.") from error
        yield keeper
    finally:
        os.close(handle)


def load(folder: Path) -> Keeper:
    """The witness of a folder, not held; its views are not looked at.

    Raises:
        UsageError: a file is missing or cannot be read, the key can be read by others, or is not its line's.
    """
    try:
        if (folder / KEY).stat().st_mode & 0o077:
            raise UsageError(f"{folder / KEY} can be read by others than its owner; run chmod 600 on it.")
        secret = load_pem_private_key((folder / KEY).read_bytes(), password=None)
        key = NoteKey.parse((folder / VKEY).read_text("utf-8").removesuffix("\n"))
        logs = tuple(NoteKey.parse(line) for line in (folder / LOGS).read_text("utf-8").splitlines())
    except OSError as error:
        raise UsageError(f"There is no witness at {folder}: {error.strerror} ({error.filename}).") from error
    except (ValueError, TypeError) as error:
        raise UsageError(f"The witness at {folder} cannot be read: {error}.") from error
    if not isinstance(secret, Ed25519PrivateKey) or secret.public_key().public_bytes_raw() != key.public_key_raw:
        raise UsageError(f"{folder / KEY} is not the key of {VKEY}; put the right one back.")
    return Keeper(folder, secret, key, logs)


def replace(file: Path, data: bytes) -> None:
    """Write or replace a file in one step that lasts; readable by its owner only.

    Raises:
        OSError: it could not be written; what was there before is still there.
    """
    temporary = file.with_name(f".{file.name}.part")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _PRIVATE)
    with os.fdopen(handle, "wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    temporary.replace(file)
    handle = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
