"""Files that are given, and output folders: whole or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from lockgate.errors import UsageError


def given_bytes(file: Path) -> bytes:
    """What a file holds that was named on the command line.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error


@contextmanager
def whole_folder(out: Path, *, replace: bool) -> Iterator[Path]:
    """A folder to write into that becomes ``out`` only when everything is written.

    Args:
        out: where it shall be; must not exist, or be empty, or ``replace``.
        replace: what is there goes, once the new one is whole.

    Raises:
        UsageError: ``out`` holds something and ``replace`` was not given, or it cannot be written.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file. Give a folder as --out.")
    if out.is_dir() and any(out.iterdir()) and not replace:
        raise UsageError(f"{out} is not empty. Give another folder as --out, or --replace.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        half = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as problem:
        raise UsageError(f"{out} cannot be written: {problem.strerror}. Give another folder as --out.") from problem
    try:
        yield half
        half.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        half.rename(out)
    finally:
        shutil.rmtree(half, ignore_errors=True)
