"""Whether a database has the tables of this version of the program: those of another are not used."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from pkgutil import iter_modules

from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from lockgate.errors import UsageError
from lockgate.store import migrations

APP = "store"
"""Django's name for the one application with tables."""


@dataclass(frozen=True, slots=True)
class Tables:
    """How a database's tables stand to the program's, by the names of the steps that make them.

    Attributes:
        made: the steps that were taken, in order.
        missing: those of this version that were not.
        unknown: those taken that this version does not know: a later one's.
    """

    made: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def wrong(self) -> str:
        """Why the program does nothing with them, and what to do; empty where they are its own."""
        if not self.made:
            return "the database has no tables of an office; see whether LOCKGATE_DATABASE_URL names the right one"
        if self.unknown:
            return (
                f"the tables are those of a later version of lockgate ({self.unknown[-1]} is not known here); "
                "use that version"
            )
        if self.missing:
            return (
                f"the tables are those of an earlier version ({self.made[-1]}; this one's are {self.missing[-1]}); "
                "end what uses the office, back its database up, and run lockgate upgrade"
            )
        return ""


@cache
def _steps() -> tuple[str, ...]:
    return tuple(sorted(one.name for one in iter_modules(migrations.__path__)))


def tables() -> Tables:
    """The tables of the attached database."""
    made = sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == APP)
    missing = tuple(name for name in _steps() if name not in made)
    return Tables(tuple(made), missing, tuple(name for name in made if name not in _steps()))


def check_tables(root: Path) -> None:
    """Refuse to go on with tables that are not this version's.

    Args:
        root: the office's home, for the sentence.

    Raises:
        UsageError: they are an earlier version's, a later one's, or there are none.
    """
    wrong = tables().wrong
    if wrong:
        raise UsageError(f"Nothing is done with the office at {root}: {wrong}.")
    _known[:] = [_last()]


_known: list[str] = []
"""The last step of the attached database's tables, as this process knows them; none before it asked."""


def forget_tables() -> None:
    """Another database is attached; its tables are not known yet."""
    _known.clear()


def check_unchanged() -> None:
    """Refuse an act on tables that were brought on since this process opened the office; asked under the act's lock.

    ``lockgate upgrade`` sees who uses the office (``store.presence``), but not a process whose connection for that was
    cut, or given to others by a pooler.

    Raises:
        OperationalError: they were, by the program's next version: nothing is wrong with what was asked.
    """
    last = _last()
    if not _known:
        _known.append(last)
    elif last != _known[0]:
        raise OperationalError(
            f"the office's tables were brought on to {last} since this process began ({_known[0]}); end it, and begin"
            " it anew with the version of the program that did that"
        )


def _last() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(name) FROM django_migrations WHERE app = %s", [APP])
        found = cursor.fetchone()
    return str(found[0]) if found is not None else ""
