"""A custodian's tables behind a PostgreSQL query: read once, as text, in one transaction that changes nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pyarrow as pa

from lockgate.errors import UsageError

_ROWS = 50_000
"""Rows fetched at a time."""


class Query:
    """One connection, in one transaction that sees one state of the database and changes nothing."""

    def __init__(self, connection: Any, failure: type[Exception]) -> None:  # noqa: ANN401 - psycopg is an extra
        self._connection = connection
        self._failure = failure

    def version(self, query: str) -> str:
        """The one value of a version query.

        Raises:
            UsageError: the query fails, or gives anything but one value.
        """
        with self._told(), self._connection.cursor() as cursor:
            cursor.execute(query)
            rows = cursor.fetchmany(2)
        if len(rows) != 1 or len(rows[0]) != 1 or rows[0][0] is None:
            raise UsageError("The version query of registry.toml must give one row of one value.")
        return str(rows[0][0])

    def batches(self, query: str, columns: Sequence[tuple[str, str]]) -> Iterator[pa.RecordBatch]:
        """The rows of a query, all values as text.

        Args:
            query: what registry.toml declares.
            columns: our term and the query's name for it; '' where it has none.

        Raises:
            UsageError: the query fails, or lacks a column.
        """
        with self._told(), self._connection.cursor(name="lockgate") as cursor:
            cursor.itersize = _ROWS
            cursor.execute(query)
            rows = cursor.fetchmany(_ROWS)
            places = _places([column.name for column in cursor.description], columns)
            while rows:
                yield _batch(rows, places)
                rows = cursor.fetchmany(_ROWS)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._failure as error:
            # The server's own words may quote a value; its class of error does not.
            raise UsageError(
                f"A query of registry.toml failed in the database ({type(error).__name__}); run it by hand to see why."
            ) from error


def _places(found: list[str], columns: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    missing = [name for _, name in columns if name and name not in found]
    if missing:
        raise UsageError(f"A query of registry.toml gives no column {', '.join(missing)}.")
    return [(term, found.index(name) if name else -1) for term, name in columns]


def _batch(rows: list[tuple[Any, ...]], places: list[tuple[str, int]]) -> pa.RecordBatch:
    texts = {
        term: ["" if place < 0 or row[place] is None else str(row[place]) for row in rows] for term, place in places
    }
    return pa.RecordBatch.from_pydict({term: pa.array(values, pa.string()) for term, values in texts.items()})


@contextmanager
def connected(connect: str) -> Iterator[Query]:
    """A connection to the database.

    Args:
        connect: as libpq reads it, without a password: that is given by the environment or a password file.

    Raises:
        UsageError: the extra ``pg`` is not installed, or the database cannot be reached.
    """
    try:
        psycopg = import_module("psycopg")
    except ImportError as error:
        raise UsageError("A postgresql query needs the extra pg; install lockgate[pg].") from error
    try:
        connection = psycopg.connect(connect)
    except psycopg.Error as error:
        raise UsageError("The database of registry.toml cannot be reached; try its connect with psql.") from error
    try:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield Query(connection, psycopg.Error)
    finally:
        connection.close()
