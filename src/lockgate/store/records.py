"""Parquet evidence through DuckDB: the only file that imports ``duckdb``.

A *desk* is one DuckDB connection with its memory and spill bounded. It reads and writes Parquet files by path
and registers Arrow tables; it never judges. Relations of another connection are not to be mixed in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb

from lockgate.cells import FORMULA
from lockgate.store.files import unfinished_folder

SPILL = "lockgate"
"""The word that unfinished work of a desk is named by."""

Desk = duckdb.DuckDBPyConnection
"""One DuckDB connection."""

RecordsError = duckdb.Error
"""What DuckDB raises when a file cannot be read or a statement cannot be run."""


_AS_TEXT = f"""CREATE MACRO as_text(cell) AS
    CASE WHEN regexp_matches(cell, '{FORMULA}') THEN '''' || cell ELSE nullif(cell, '') END"""
_CSV = "(FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '')"


@contextmanager
def desk(*, threads: int = 2, memory: str = "2GB", spill: Path | None = None) -> Iterator[Desk]:
    """Open a desk; whatever it spilled is wiped when it closes.

    Args:
        threads: how many cores it may use.
        memory: DuckDB's limit, such as ``2GB``.
        spill: the folder it may spill into; a temporary one when absent.
    """
    with unfinished_folder(spill, SPILL) as folder:
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
            connection.execute(_AS_TEXT)
            yield connection
        finally:
            connection.close()


def sql_path(path: Path) -> str:
    """A path as an SQL string literal."""
    return "'" + str(path).replace("'", "''") + "'"


def see(connection: Desk, name: str, parquet: Path) -> None:
    """Let a Parquet file be read under a name; nothing is copied."""
    # A view takes no parameters, so the path is quoted here; names are identifiers in our own source.
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet({sql_path(parquet)})")  # noqa: S608


def write_csv(connection: Desk, query: str, path: Path) -> None:
    """Write the rows of a query, in their order, as CSV: texts escaped against formulas, nothing for '' and NULL."""
    columns = connection.execute(f"DESCRIBE {query}").fetchall()
    escaped = [f'as_text("{name}") AS "{name}"' if kind == "VARCHAR" else f'"{name}"' for name, kind, *_ in columns]
    # The query and its columns' names are our own source.
    selected = f"SELECT {', '.join(escaped)} FROM ({query})"  # noqa: S608
    connection.execute(f"COPY ({selected}) TO {sql_path(path)} {_CSV}")


def statement(name: str) -> str:
    """The SQL of ``store/sql/<name>.sql``; the steps of bulk work are files that can be read and run by hand."""
    return (files("lockgate.store") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
