"""Signed heads of the log that live outside the database and outside its backups.

They are what a restored copy of the database cannot bring back to yesterday. Two are kept: ``HOME/log-head``,
written after every signature and before anything is published, and the published checkpoint itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lockgate.errors import IntegrityError
from lockgate.store.files import PRIVATE, locked, replace
from lockgate.store.home import Home
from lockgate.store.models.log import CheckpointRow
from lockgate.tlog.checkpoints import parse_checkpoint
from lockgate.tlog.merkle import EMPTY_ROOT
from lockgate.tlog.notes import NoteKey, open_note


@dataclass(frozen=True, slots=True)
class Head:
    """A tree that was signed: its size and root."""

    size: int
    root: bytes


def read_head(file: Path, keys: Sequence[NoteKey]) -> Head | None:
    """The head in a file, its signature verified; None where there is no file.

    Raises:
        IntegrityError: the file is not a checkpoint of this log, or its signature is wrong.
    """
    try:
        note = file.read_bytes()
    except FileNotFoundError:
        return None
    return head_of(note, keys, str(file))


def head_of(note: bytes, keys: Sequence[NoteKey], where: str) -> Head:
    """The head of a signed note, its signature by the log's key, or a former one, verified.

    Args:
        note: the bytes.
        keys: the log's key, then those that signed it before.
        where: what to call it in the sentence of an error.

    Raises:
        IntegrityError: it is not a checkpoint of this log, or its signature is wrong.
    """
    try:
        opened = open_note(note, keys)
        checkpoint = parse_checkpoint(opened.text)
    except ValueError as error:
        raise IntegrityError(f"{where} is not a signed head of the log: {error}.") from error
    if checkpoint.origin != keys[0].name:
        raise IntegrityError(f"{where} is a head of {checkpoint.origin}, not of {keys[0].name}.")
    return Head(checkpoint.size, checkpoint.root)


def kept_heads(home: Home, keys: Sequence[NoteKey]) -> tuple[Head, ...]:
    """The heads outside the database: the last signed, and the published one where there is one.

    Raises:
        IntegrityError: the last signed head is missing, or one of the two does not verify.
    """
    signed = read_head(home.head, keys)
    if signed is None:
        raise IntegrityError(
            f"The last signed head of the log is missing at {home.head}; nothing is signed without it. "
            "Put the file back, or begin the log with the office's keys."
        )
    published = read_head(home.log / "checkpoint", keys)
    return (signed, *([published] if published else []))


@contextmanager
def writing(home: Home) -> Iterator[None]:
    """Hold the right to write heads and the published log, among all processes on this machine."""
    with locked(home.root / "log-lock"):
        yield


def keep_empty_head(home: Home, note: bytes) -> None:
    """Write the head of the empty log, if no head was ever kept here."""
    with writing(home):
        if not home.head.exists():
            replace(note, home.head, home.scratch, PRIVATE)


def keep_head(home: Home) -> None:
    """Write the newest signed head of the database beside it."""
    with writing(home):
        # Read inside the lock: a slower process must not put an older head over a newer one.
        last = CheckpointRow.objects.order_by("-size").first()
        if last is not None:
            replace(bytes(last.note), home.head, home.scratch, PRIVATE)


EMPTY = Head(0, EMPTY_ROOT)
"""The head of a log without entries."""
