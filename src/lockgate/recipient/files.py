"""Files of the recipient: read within bounds, written privately and whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from lockgate.errors import UsageError

PACKAGE_BYTES_MAX = (1 << 31) - 1
SMALL_FILE_BYTES_MAX = 1 << 16
PIECE = 1 << 20
"""What is read of a package at once."""


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a file.

    Raises:
        UsageError: it cannot be read, or is larger than `limit` bytes.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}; give a file you may read.") from error
    if len(data) > limit:
        raise UsageError(f"{path} is larger than {limit:,} bytes, which no such file is.")
    return data


def ask_for_room(directory: Path, *, replace: bool, allowed: frozenset[str] = frozenset()) -> None:
    """See that `directory` may be written into: absent, empty, or given up with `--replace`.

    Args:
        directory: where something is to be written.
        replace: whether what lies there may be replaced.
        allowed: names that do not count, such as what a killed run left behind.

    Raises:
        UsageError: it is no directory, cannot be read, or holds something.
    """
    try:
        held = {entry.name for entry in directory.iterdir()} - allowed
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(f"{directory} cannot be used: {error.strerror}; give another --out.") from error
    if held and not replace:
        raise UsageError(f"{directory} is not empty; give another --out, or --replace to write into it.")


def partial_name(name: str) -> str:
    """What the file `name` is called until it is whole."""
    return f".{name}.partial"


def write_private(path: Path, data: bytes) -> None:
    """Write `data` under `path`, readable by its owner alone, complete before it bears that name.

    Raises:
        UsageError: the file cannot be written.
    """
    with private_file(path) as file:
        file.write(data)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """A new file to be written and read back, which bears the name `path` once the block ends without an error.

    What a killed earlier run left under the partial name is removed first. After a failure neither
    the partial file nor a folder made for it is left.

    Raises:
        UsageError: the file cannot be written.
    """
    partial = path.with_name(partial_name(path.name))
    made = False
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True)
            made = True
        partial.unlink(missing_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(partial, flags, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; make room and repeat.") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        if made and not path.exists():
            with suppress(OSError):
                path.parent.rmdir()


@contextmanager
def package_file(path: Path) -> Iterator[BinaryIO]:
    """A package, open for reading piece by piece.

    Raises:
        UsageError: it cannot be read, or is larger than a package is.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}; give a file you may read.") from error
    with file:
        if os.fstat(file.fileno()).st_size > PACKAGE_BYTES_MAX:
            raise UsageError(f"{path} is larger than {PACKAGE_BYTES_MAX:,} bytes, which no package is.")
        yield file


def lines_in(file: BinaryIO) -> int:
    """How many lines a file has, read piece by piece."""
    file.seek(0)
    return sum(piece.count(b"\n") for piece in iter(lambda: file.read(PIECE), b""))


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in `folder` last through a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def append_line(path: Path, line: bytes) -> None:
    """Add one line to a record that only grows, durably.

    Raises:
        UsageError: it cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(path, flags, 0o600), "ab") as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; make room and repeat.") from error
