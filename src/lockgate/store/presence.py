"""Who uses an office: each process holds a lock on it, shared, as long as it lives; a change of tables holds it alone.

On the home it is a lock on a file, which the processes of one machine see. Processes of machines that share a
PostgreSQL database and no home see each other there: each keeps a connection of its own for nothing but the lock. Both
are freed by the system when the process ends, however that ends. A connection that breaks is not made anew: acts under
way are then still seen by the locks of their tables (``store.upgrading``), and later ones compare the tables
(``store.tables.check_unchanged``).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from lockgate.errors import UsageError
from lockgate.store.files import PRIVATE
from lockgate.store.home import Home

_KEY = int.from_bytes(b"presence")
"""PostgreSQL's advisory lock that stands for the use of the office; the log's head has another (``store.ledger``)."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A home that this process holds: its file, and the connection that holds its database, where it has a server."""

    root: Path
    handle: int
    session: BaseDatabaseWrapper | None


_held: list[_Held] = []


def stay(home: Home) -> None:
    """Hold the office among all processes that use it, until this one ends or uses another; its database is attached.

    Raises:
        UsageError: its tables are being changed just now.
    """
    if _held and _held[0].root == home.root:
        return
    handle = _lock(home, fcntl.LOCK_SH, _CHANGING)
    try:
        session = _shared(home)
    except BaseException:
        os.close(handle)
        raise
    leave()
    _held.append(_Held(home.root, handle, session))


def leave() -> None:
    """Let go of the home that this process holds, if it holds one."""
    while _held:
        one = _held.pop()
        os.close(one.handle)
        if one.session is not None:
            one.session.close()


@contextmanager
def sole(home: Home) -> Iterator[None]:
    """Hold the home alone; the database, in the commit that changes it (:func:`is_alone`).

    Raises:
        UsageError: another process uses it.
    """
    leave()
    handle = _lock(home, fcntl.LOCK_EX, IN_USE)
    try:
        yield
    finally:
        os.close(handle)


def is_alone() -> bool:
    """Hold the attached database alone until the commit, if no other process does; asked inside the transaction.

    On SQLite the transaction holds it already.
    """
    return connection.vendor != "postgresql" or _asked(connection, "pg_try_advisory_xact_lock")


IN_USE = "another process uses it; end lockgate serve, lockgate work and every command under way, then do it again"
"""Why tables are not changed."""

_CHANGING = "its tables are being brought on just now; do it again when that is done"


def _shared(home: Home) -> BaseDatabaseWrapper | None:
    if connection.vendor != "postgresql":
        return None
    session = connection.copy()
    # It is closed by whichever thread lets go.
    session.inc_thread_sharing()
    if not _asked(session, "pg_try_advisory_lock_shared"):
        session.close()
        raise _refused(home, _CHANGING)
    return session


def _asked(of: BaseDatabaseWrapper, function: str) -> bool:
    with of.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_KEY])
        return bool(cursor.fetchone()[0])


def _lock(home: Home, kind: int, otherwise: str) -> int:
    handle = os.open(home.root / "use-lock", os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise _refused(home, otherwise) from error
    return handle


def _refused(home: Home, why: str) -> UsageError:
    return UsageError(f"Nothing is done with the office at {home.root}: {why}.")
