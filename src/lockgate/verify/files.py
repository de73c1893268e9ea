"""Reading what is to be verified: only plain files, of bounded size, and nothing followed.

Whoever hands over a directory to be verified may have prepared it: a symbolic link out of it, a pipe
that never ends, a name that is no text, ten million empty folders. None of these is opened.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lockgate.errors import IntegrityError, UsageError

MOST_FILES = 20_000_000
"""Files below a directory at which reading it is given up; a log of a billion entries has 7.9 million."""


def shown(path: str) -> str:
    """A path as it may be shown: in ASCII, so that no name can steer a terminal."""
    return ascii(path)[1:-1]


def read_argument(path: str, limit: int) -> bytes:
    """The bytes of a file named on the command line.

    Raises:
        UsageError: where it cannot be read or is larger than `limit` bytes.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown(path)} cannot be read; give the path of a readable file") from error
    if len(data) > limit:
        raise UsageError(f"{shown(path)} is larger than {limit:,} bytes, which no such file is")
    return data


@contextmanager
def open_argument(path: str, limit: int) -> Iterator[BinaryIO]:
    """A file named on the command line, to be read in pieces.

    Raises:
        UsageError: where it cannot be read, is no plain file, or is larger than `limit` bytes.
    """
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            raise UsageError(f"{shown(path)} is no plain file, or larger than {limit:,} bytes")
        with Path(path).open("rb") as file:
            yield file
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown(path)} cannot be read; give the path of a readable file") from error


def read_below(root: Path, name: str, limit: int) -> bytes:
    """The bytes of a file below the directory that is verified.

    Raises:
        IntegrityError: where it is no plain file, cannot be read, or is larger than `limit` bytes.
    """
    path = root / name
    try:
        size = path.lstat()
        if not stat.S_ISREG(size.st_mode) or size.st_size > limit:
            raise IntegrityError(f"{shown(name)} is no plain file, or larger than {limit:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise IntegrityError(f"{shown(name)} cannot be read") from error


def list_files(root: Path) -> set[str]:
    """The paths of all files below a directory, with `/` between their parts.

    Raises:
        UsageError: where the directory does not exist.
        IntegrityError: where it is no directory or cannot be read, and for anything below it that is
            neither a plain file nor a folder with something in it.
    """
    if not os.path.exists(root):  # noqa: PTH110 - says no where Path.exists raises
        raise UsageError(f"{shown(str(root))} does not exist; give the directory of a log")
    if not root.is_dir():
        raise IntegrityError(f"{shown(str(root))} is not a directory")
    found: set[str] = set()
    folders = [""]
    while folders:
        folder = folders.pop()
        for name, is_folder in _entries(root, folder):
            (folders.append if is_folder else found.add)(name)
            if len(found) + len(folders) > MOST_FILES:
                raise IntegrityError(f"there are more than {MOST_FILES:,} files, more than any log has")
    return found


def _entries(root: Path, folder: str) -> list[tuple[str, bool]]:
    entries = []
    try:
        with os.scandir(root / folder) as scan:
            for entry in scan:
                name = f"{folder}/{entry.name}" if folder else entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if not is_folder and not entry.is_file(follow_symlinks=False):
                    raise IntegrityError(f"{shown(name)} is neither a plain file nor a folder; remove it")
                entries.append((name, is_folder))
    except OSError as error:
        raise IntegrityError(f"the folder {shown(folder) or '.'} cannot be read") from error
    if folder and not entries:
        raise IntegrityError(f"the folder {shown(folder)} is empty, and a log has no empty folder; remove it")
    return entries
