"""Where the office's home and database are: what the command was told, else what the environment settles."""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from lockgate.errors import UsageError
from lockgate.store.home import Home, attach, is_prepared
from lockgate.store.presence import stay
from lockgate.store.tables import check_tables


def database_address() -> str:
    """The PostgreSQL address of the environment; empty for SQLite in the home."""
    return str(settings.LOCKGATE_DATABASE_URL)


def budgets() -> Mapping[str, tuple[int, int]]:
    """How many requests an hour (``ask``) and uploads a day (``upload``) an officer and an agency may make."""
    found: Mapping[str, tuple[int, int]] = settings.LOCKGATE_BUDGETS
    return found


def home_at(root: Path | None) -> Home:
    """The home of this folder, or of the environment where none is given; nothing is opened."""
    return Home(root if root is not None else Path(settings.LOCKGATE_HOME))


def attached_home(root: Path | None) -> Home:
    """The home, its database attached, whatever its tables are.

    Raises:
        UsageError: there is no office at this folder.
    """
    home = home_at(root)
    if not is_prepared(home):
        raise UsageError(f"There is no office at {home.root}; make one with lockgate keys create, or give --home.")
    attach(home, database_address())
    return home


def opened_home(root: Path | None) -> Home:
    """The home, its database attached, and held against a change of its tables as long as the process lives.

    Raises:
        UsageError: there is no office at this folder, or its tables are not this version's.
    """
    home = attached_home(root)
    stay(home)
    check_tables(home.root)
    return home
