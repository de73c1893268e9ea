"""The tables of an office on SQLite are migrated once in a run; wherever an empty home is prepared, they are copied."""

import os
import shutil
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from lockgate.store import home

_folder: list[Path] = []


def keep_in(folder: Path | str) -> None:
    """Keep the tables in this folder from now on: whoever prepares a home first migrates; '' keeps nothing."""
    if folder:
        _folder[:] = [Path(folder)]
        home.call_command = migrate


def given() -> str:
    """The folder, for another process; '' where nothing is kept."""
    return str(_folder[0]) if _folder else ""


def migrate(*words: str, **named: object) -> None:
    """What ``prepare`` asks of Django; only a SQLite file that has no table at all is laid in."""
    connection, kept = connections["default"], _folder[0] / "tables.sqlite"
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        call_command(*words, **named)
        return
    file = Path(connection.settings_dict["NAME"])
    if not kept.exists():
        call_command(*words, **named)
        connection.close()
        other = kept.with_name(str(os.getpid()))
        shutil.copyfile(file, other)
        other.replace(kept)
    else:
        connection.close()
        shutil.copyfile(kept, file)
