"""Private files: written once, readable by their owner only, and refused where others may read them."""

import os
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.store.files import PRIVATE, PUBLIC


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


def write_public(file: Path, data: bytes) -> None:
    """Write a public file once; readable by everybody on the machine.

    Raises:
        UsageError: a file of that name is there, or it cannot be written.
    """
    write_private(file, data)
    file.chmod(PUBLIC)
