"""Bring an office's tables on to this version: all steps and the entry that says so in one commit, or nothing of it.

Both engines change tables inside transactions. So a process that is killed leaves the former tables, and there is no
state in between. What was append-only before is so afterwards, or nothing is changed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from lockgate.errors import IntegrityError, UsageError
from lockgate.store.presence import IN_USE, is_alone
from lockgate.store.transactions import Writing, one_commit
from lockgate.store.values import Enacted, EntryRef

_PATIENCE_MILLISECONDS = 2_000

_HELD = f"The tables were not changed: {IN_USE}."

_GUARDS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
_REFUSING = ("_delete", "_update", "_truncate")


def bring_on(enacted: Callable[[], Enacted]) -> EntryRef:
    """Take every step that the attached database's tables lack, and enter it.

    Args:
        enacted: makes the entry, once the tables are new.

    Raises:
        UsageError: another process uses the office, or an act is under way in one.
        IntegrityError: a step would leave a table whose rows could be changed; nothing was done.
    """
    with _references_checked_later(), _others_told(), one_commit():
        _hold()
        guards = _guards()
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        lost = sorted(guards - _guards())
        if lost:
            raise IntegrityError(f"The new tables would be without {lost[0]}, so rows could be changed; nothing was.")
        return Writing(None).enter_own(enacted())


@contextmanager
def _references_checked_later() -> Iterator[None]:
    """SQLite changes tables only where it was told before the transaction not to follow references meanwhile.

    Django checks all of them itself at the end of each step.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.close()


@contextmanager
def _others_told() -> Iterator[None]:
    """A database that another process holds is a matter of that process, and is told as that."""
    try:
        yield
    except OperationalError as error:
        if not _is_held(error):
            raise
        raise UsageError(_HELD) from error


def _is_held(error: OperationalError) -> bool:
    known = getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "sqlite_errorname", "")
    return known in {"55P03", "SQLITE_BUSY"}


def _hold() -> None:
    """Hold the office alone, and the standing row's table, which every act shares; on SQLite the transaction does."""
    if not is_alone():
        raise UsageError(_HELD)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE store_standingrow IN ACCESS EXCLUSIVE MODE NOWAIT")


def _guards() -> frozenset[str]:
    """The names of the triggers that refuse a change of what is there, and of the gates of a release."""
    with connection.cursor() as cursor:
        cursor.execute(_GUARDS[connection.vendor])
        return frozenset(
            name for (name,) in cursor.fetchall() if name.endswith(_REFUSING) or "_guard_" in name or "_gate_" in name
        )
