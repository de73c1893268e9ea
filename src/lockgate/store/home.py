"""The home: the folder in which one custodian's office keeps its state, and the database it belongs to."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from lockgate.errors import UsageError
from lockgate.store.database import complete, database_settings
from lockgate.store.tables import check_tables, forget_tables, tables


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one office below ``root``. Only ``log`` is ever shown to anybody outside."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file, where no PostgreSQL address is given."""
        return self.root / "lockgate.sqlite"

    @property
    def evidence(self) -> Path:
        """Write-once files, one folder per case."""
        return self.root / "evidence"

    @property
    def log(self) -> Path:
        """The published log: policy, checkpoint, tiles, entry bundles, and nothing else."""
        return self.root / "log"

    @property
    def sealed(self) -> Path:
        """Packages as sealed, named by their hash."""
        return self.root / "sealed"

    @property
    def handover(self) -> Path:
        """Packages a recipient may fetch."""
        return self.root / "handover"

    @property
    def keys(self) -> Path:
        """The custodian's private keys, readable by their owner only."""
        return self.root / "keys"

    @property
    def head(self) -> Path:
        """The last signed head of the log, kept beside the database and outside its backups."""
        return self.root / "log-head"

    @property
    def index(self) -> Path:
        """Prepared indexes of the custodian's file, encrypted; one folder each."""
        return self.root / "index"

    @property
    def uploads(self) -> Path:
        """Submissions on their way in, one folder each, until their cases are opened."""
        return self.root / "uploads"

    @property
    def scratch(self) -> Path:
        """Unfinished files, on the same file system as the folders they are renamed into."""
        return self.root / "scratch"

    def folders(self) -> tuple[Path, ...]:
        """All folders of the home, the root first."""
        below = (self.evidence, self.log, self.sealed, self.handover, self.keys, self.scratch)
        return (self.root, *below)


_attached: list[Home] = []


def attached() -> Home:
    """The home whose database is attached: the last one given to ``attach``, else the environment's."""
    return _attached[-1] if _attached else Home(settings.LOCKGATE_HOME)


def attach(home: Home, address: str = "") -> None:
    """Point the default connection at this home's database, closing whatever was open in this thread.

    Args:
        home: the home whose SQLite file is used where no address is given.
        address: a PostgreSQL address, or empty.

    Raises:
        UsageError: the address is not one of PostgreSQL.
    """
    wanted = complete(database_settings(home.database, address))
    connections["default"].close()
    connections.settings["default"] = wanted
    del connections["default"]
    _attached[:] = [home]
    forget_tables()


def detach() -> None:
    """Close this thread's connection, so that the home's folder can be moved; the next question opens it anew."""
    connections["default"].close()


def prepare(home: Home, address: str = "") -> None:
    """Make the home's folders and the tables of its database; doing it again changes nothing.

    Raises:
        UsageError: a folder cannot be made, the address is not one of PostgreSQL, or there is an office of another
            version, whose tables only ``lockgate upgrade`` changes.
    """
    try:
        for folder in home.folders():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The home {home.root} cannot be made: {error.strerror}.") from error
    attach(home, address)
    found = tables()
    if found.unknown or (found.made and home.head.exists()):
        check_tables(home.root)
    call_command("migrate", verbosity=0, interactive=False)


def check_no_office(home: Home, address: str = "") -> None:
    """Refuse a database with the tables of an office, before a rehearsal is founded on it; nothing is made.

    Raises:
        UsageError: the database has them, or the address is not one of PostgreSQL.
    """
    if not address and not home.database.exists():
        return
    attach(home, address)
    if tables().made:
        raise UsageError(
            "The database has the tables of an office already, and no rehearsal is founded there; "
            "name an empty one in LOCKGATE_DATABASE_URL, or leave it out."
        )


def is_prepared(home: Home) -> bool:
    """Whether the folders of a home are there and can be entered."""
    return all(folder.is_dir() and os.access(folder, os.R_OK | os.X_OK) for folder in home.folders())
