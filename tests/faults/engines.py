"""Where an office of a soak keeps its database: copied before each fault, dropped after it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from faults.kills import Stand, copy_folder, drop_folder
from postgres_server import DATABASE, administer, postgres


class Sqlite:
    """A SQLite file in the office's home."""

    name = "sqlite"

    def new(self) -> str:
        """The address of a new database; none is needed."""
        return ""

    def copy(self, stand: Stand, name: str) -> Stand:
        """A copy of an office that no process has open."""
        return copy_folder(stand, name)

    def drop(self, stand: Stand) -> None:
        """Remove a copy."""
        drop_folder(stand)


class Postgres(Sqlite):
    """A database for each office on one PostgreSQL server."""

    name = "postgresql"

    def __init__(self, server: str) -> None:
        self._server, self._numbers = server, count(1)

    def new(self) -> str:
        """The address of a new, empty database."""
        return self._made("")

    def copy(self, stand: Stand, name: str) -> Stand:
        """The folder and the database copied."""
        base = stand.database.removeprefix(self._server.partition(DATABASE)[0]).partition("?")[0]
        return replace(copy_folder(stand, name), database=self._made(f" TEMPLATE {base}"))

    def drop(self, stand: Stand) -> None:
        """Remove folder and database."""
        drop_folder(stand)
        base = stand.database.removeprefix(self._server.partition(DATABASE)[0]).partition("?")[0]
        administer(self._server, f"DROP DATABASE {base} WITH (FORCE)")

    def _made(self, template: str) -> str:
        name = f"soak_{os.getpid()}_{next(self._numbers)}"
        administer(self._server, f"CREATE DATABASE {name}{template}")
        return self._server.replace(DATABASE, name)


@contextmanager
def engines(folder: Path) -> Iterator[tuple[Sqlite, Postgres]]:
    """Both engines, and a folder that is gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with postgres() as server:
            yield Sqlite(), Postgres(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def place(name: str) -> Iterator[Path]:
    """Where offices live: in memory where there is room, since disks are slow and no power fails here."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
    folder = tempfile.mkdtemp(prefix=f"lockgate-{name}-", dir=memory if os.access(memory, os.W_OK) else None)
    try:
        yield Path(folder)
    finally:
        if sys.exc_info()[0] is None:
            shutil.rmtree(folder)
        else:
            sys.stderr.write(f"What failed is left in {folder}.\n")
