"""Parquet evidence through DuckDB: the only file that imports ``duckdb``.

A *desk* is one DuckDB connection with its memory and spill bounded. It reads and writes Parquet files by path
and registers Arrow tables; it never judges. Relations of another connection are not to be mixed in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

Desk = duckdb.DuckDBPyConnection
"""One DuckDB connection."""

RecordsError = duckdb.Error
"""What DuckDB raises when a file cannot be read or a statement cannot be run."""


@contextmanager
def desk(*, threads: int = 2, memory: str = "2GB", spill: Path | None = None) -> Iterator[Desk]:
    """Open a desk; whatever it spilled is wiped when it closes.

    Args:
        threads: how many cores it may use.
        memory: DuckDB's limit, such as ``2GB``.
        spill: the folder it may spill into; a temporary one when absent.
    """
    with TemporaryDirectory(prefix="lockgate-", dir=spill) as folder:
        connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "memory_limit": memory,
                "temp_directory": folder,
                "preserve_insertion_order": True,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        try:
            yield connection
        finally:
            connection.close()


def sql_path(path: Path) -> str:
    """A path as an SQL string literal."""
    return "'" + str(path).replace("'", "''") + "'"
