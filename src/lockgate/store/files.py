"""Writing files so that they are whole or absent: a temporary name, fsync, rename, fsync of the folder."""

import fcntl
import io
import itertools
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Self

from lockgate.errors import IntegrityError
from lockgate.store import crashpoints

PRIVATE, READ_ONLY, PUBLIC = 0o600, 0o444, 0o644
"""Modes: keys and heads; evidence, which nobody changes; the published log."""

UNFINISHED = ".part"
"""How unfinished files and folders end, after the number of the process that writes them."""

_BLOCK = 1 << 20
_NUMBERS = itertools.count()
_FLUSHED_AT_ONCE = 8
"""A file system writes its journal once for all that wait for it; eight at once took a tenth of the time."""


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable."""
    sync_file(folder, os.O_DIRECTORY)


def sync_file(file: Path, more: int = 0) -> None:
    """Make the bytes of a written file durable; ``more``: flags to open it with."""
    handle = os.open(file, os.O_RDONLY | more)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_stream(source: BinaryIO, temporary: Path, mode: int) -> tuple[str, int]:
    """Write a file under its temporary name, durably; one left by a crash is replaced.

    Returns:
        The SHA-256 of what was written, in hexadecimal, and its length in bytes.
    """
    written = spool(source, temporary, mode)
    sync_file(temporary)
    return written


def spool(source: BinaryIO, temporary: Path, mode: int) -> tuple[str, int]:
    """Write a file under its temporary name, for ``Together`` to make durable; one left by a crash is replaced.

    Returns:
        The SHA-256 of what was written, in hexadecimal, and its length in bytes.
    """
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    digest, size = sha256(), 0
    with os.fdopen(handle, "wb") as file:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += file.write(block)
        os.fchmod(file.fileno(), mode)
    return digest.hexdigest(), size


def replace(data: bytes, target: Path, scratch: Path, mode: int) -> None:
    """Write or replace a file in one step.

    Args:
        data: the whole new content.
        target: the file.
        scratch: a folder on the same file system for the unfinished file.
        mode: the file's mode.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = scratch / f"{target.name}.{os.getpid()}{UNFINISHED}"
    write_stream(io.BytesIO(data), temporary, mode)
    temporary.rename(target)
    sync_folder(target.parent)


class Together:
    """Written files that are made durable and named together: the disk is waited for once and not for each of them.

    A block: at its end each file has its final name, which must be free, or ``IntegrityError`` is raised. Where an
    error ends the block, none has.
    """

    def __init__(self) -> None:
        self._written: list[tuple[Path, Path]] = []

    @staticmethod
    def temporary(scratch: Path, word: str) -> Path:
        """A name for an unfinished file that no other one of this machine has."""
        return scratch / f"{word}-{next(_NUMBERS)}.{os.getpid()}{UNFINISHED}"

    def settle(self, temporary: Path, target: Path) -> None:
        """Give a spooled file its final name at the block's end."""
        self._written.append((temporary, target))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, ended_by: type[BaseException] | None, *_: object) -> None:
        written, self._written = self._written, []
        if ended_by is not None:
            for temporary, _target in written:
                temporary.unlink(missing_ok=True)
        elif written:
            with ThreadPoolExecutor(_FLUSHED_AT_ONCE) as flushing:
                list(flushing.map(sync_file, (temporary for temporary, _target in written)))
            _name(written)


def _name(written: Sequence[tuple[Path, Path]]) -> None:
    """Give durable files their final names, which must be free, durably.

    Raises:
        IntegrityError: a file of such a name is there already.
    """
    crashpoints.reached("file.before_rename")
    for temporary, target in written:
        try:
            # A hard link refuses a name that is taken; a rename would silently replace it.
            os.link(temporary, target)
        except FileExistsError as error:
            raise IntegrityError(f"{target.name} is there already and is never written twice.") from error
        temporary.unlink()
    for folder in {target.parent for _temporary, target in written}:
        sync_folder(folder)
    crashpoints.reached("file.after_rename")


def unfinished_folder(scratch: Path | None, word: str) -> TemporaryDirectory[str]:
    """A folder for unfinished work, gone when its block ends.

    It is named after the process, as unfinished files are, so that what a killed one left can be told from
    what another one is still writing.

    Args:
        scratch: where to make it; the machine's own place for temporary files when None.
        word: what the work is.
    """
    return TemporaryDirectory(prefix=f"{word}-", suffix=f".{os.getpid()}{UNFINISHED}", dir=scratch)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold an advisory lock among the processes of this machine; freed when the process ends."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
