"""Who uses an office: each process holds a lock on its home, shared, as long as it lives; a change of tables, alone.

It is freed by the system when its process ends, however that ends. Processes of machines that share a database and no
home do not see each other here; what they are in the midst of is asked of the database (``store.upgrading``).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.store.files import PRIVATE
from lockgate.store.home import Home

_held: list[tuple[Path, int]] = []


def stay(home: Home) -> None:
    """Hold the home, among all processes that use it, until this one ends or uses another.

    Raises:
        UsageError: its tables are being changed just now.
    """
    if _held and _held[0][0] == home.root:
        return
    handle = _lock(home, fcntl.LOCK_SH, "its tables are being brought on just now; do it again when that is done")
    leave()
    _held.append((home.root, handle))


def leave() -> None:
    """Let go of the home that this process holds, if it holds one."""
    while _held:
        os.close(_held.pop()[1])


@contextmanager
def sole(home: Home) -> Iterator[None]:
    """Hold the home alone.

    Raises:
        UsageError: another process uses it.
    """
    leave()
    handle = _lock(home, fcntl.LOCK_EX, IN_USE)
    try:
        yield
    finally:
        os.close(handle)


IN_USE = "another process uses it; end lockgate serve, lockgate work and every command under way, then do it again"
"""Why tables are not changed."""


def _lock(home: Home, kind: int, otherwise: str) -> int:
    handle = os.open(home.root / "use-lock", os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise UsageError(f"Nothing is done with the office at {home.root}: {otherwise}.") from error
    return handle
