"""The custodian's own tables: where they lie, what their columns are called, and reading them once.

Two Parquet tables as docs/formats/custodian-file.md describes them, or whatever ``registry.toml`` says. They are read
only to build the prepared index (``pipeline/registry.py``), and that is an act. A table that is not as described is
refused with one sentence; no sentence holds a value of it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa

from lockgate.canonical import canonical
from lockgate.errors import UsageError
from lockgate.store.records import Desk, RecordsError, sql_path
from lockgate.store.registry_index import Source, SourceFile, source_file, unchanged
from lockgate.store.registry_query import Query, connected
from lockgate.store.registry_toml import NAME, Registry, Table, read_registry

TAXPAYERS = ("taxpayer_id", "tin", "given_name", "middle_name", "family_name", "suffix", "date_of_birth")
ADDRESSES = (
    "taxpayer_id", "tax_period", "line1", "line2", "city", "state", "zip", "country", "effective_date",
)  # fmt: skip
TERMS = {"taxpayers": TAXPAYERS, "addresses": ADDRESSES}
"""What each of the two tables must hold, in our terms."""

_DATES = frozenset({"date_of_birth", "effective_date"})
_TEXTS = frozenset({"tin", "zip"})
_MAY_BE_ABSENT = frozenset({"middle_name", "suffix", "line2", "country", "effective_date"})


@dataclass(frozen=True, slots=True)
class HeldTable:
    """One of the custodian's tables.

    Attributes:
        role: ``taxpayers`` or ``addresses``.
        form: ``parquet``, ``csv`` or ``postgresql``.
        place: the file, or the folder of files; None for a query.
        query: the query, and beside it the one that tells its version; '' for files.
        names: our term and the custodian's name, in our order; '' where the custodian has no such column.
    """

    role: str
    form: str
    place: Path | None
    query: tuple[str, str]
    names: tuple[tuple[str, str], ...]

    @property
    def told(self) -> str:
        """What to call it in a sentence."""
        return str(self.place) if self.place else f"The query of {self.role}"


@dataclass(frozen=True, slots=True)
class CustodianFile:
    """The custodian's two tables, and how the database of a query is reached ('' where there is none)."""

    taxpayers: HeldTable
    addresses: HeldTable
    connect: str = ""

    @property
    def tables(self) -> tuple[HeldTable, HeldTable]:
        """Both tables, taxpayers first."""
        return (self.taxpayers, self.addresses)


def custodian_at(place: Path) -> CustodianFile:
    """The custodian's file at a folder, or as a ``registry.toml`` declares it; nothing of it is read yet.

    Raises:
        UsageError: ``registry.toml`` is not as described.
    """
    file = place / NAME if (place / NAME).is_file() else place
    if file.suffix == ".toml":
        return _declared(read_registry(file), file)
    return parquet_tables(place / "taxpayers.parquet", place / "addresses.parquet")


def parquet_tables(taxpayers: Path, addresses: Path) -> CustodianFile:
    """The custodian's file as two Parquet tables under our own terms; each a file or a folder of them."""
    places = {"taxpayers": taxpayers, "addresses": addresses}
    found = {
        role: HeldTable(role, "parquet", place, ("", ""), tuple((term, term) for term in TERMS[role]))
        for role, place in places.items()
    }
    return CustodianFile(found["taxpayers"], found["addresses"])


def _declared(registry: Registry, file: Path) -> CustodianFile:
    tables = {
        role: _table(role, one, file)
        for role, one in (("taxpayers", registry.taxpayers), ("addresses", registry.addresses))
    }
    connect = registry.postgresql.connect if registry.postgresql else ""
    if "password" in connect:
        raise UsageError(f"{file}: connect holds a password; give it by the environment or a password file instead.")
    return CustodianFile(tables["taxpayers"], tables["addresses"], connect)


def _table(role: str, table: Table, file: Path) -> HeldTable:
    terms = TERMS[role]
    if unknown := sorted(set(table.columns) - set(terms)):
        raise UsageError(f"{file}: {role}.columns has {', '.join(unknown)}, which is none of {', '.join(terms)}.")
    names = tuple((term, table.columns.get(term, term)) for term in terms)
    if absent := [term for term, name in names if not name and term not in _MAY_BE_ABSENT]:
        raise UsageError(f"{file}: {role} cannot do without a column for {', '.join(absent)}.")
    form = "parquet" if table.parquet else "csv" if table.csv else "postgresql"
    place = None if table.postgresql else file.parent / (table.parquet or table.csv)
    return HeldTable(role, form, place, (table.postgresql, table.version), names)


def files_of(table: HeldTable) -> list[Path]:
    """The files of a table, in the order of their names.

    Raises:
        UsageError: there is none.
    """
    if table.place is None:
        return []
    suffix = "csv" if table.form == "csv" else "parquet"
    found = sorted(table.place.glob(f"*.{suffix}")) if table.place.is_dir() else [table.place]
    if not found:
        raise UsageError(f"{table.place} holds no .{suffix} file; give the folder of the custodian's table.")
    return found


@contextmanager
def reached(custodian: CustodianFile) -> Iterator[Query | None]:
    """The database of the custodian's queries; None where all is files.

    Raises:
        UsageError: it cannot be reached.
    """
    if not custodian.connect:
        yield None
        return
    with connected(custodian.connect) as query:
        yield query


def sources_of(
    custodian: CustodianFile, query: Query | None, known: Mapping[str, SourceFile] | None = None
) -> tuple[Source, ...]:
    """What the custodian's tables are now: every file with its hash, every query with its version.

    Args:
        custodian: the tables.
        query: the database, where one is needed.
        known: files whose hash is known from before, by path; one that bears no mark of a change is not read again.

    Raises:
        UsageError: a file cannot be read, or a version query fails.
    """
    seen = known or {}
    return tuple(
        Source(
            table.role,
            _reading(table),
            tuple(_seen(path, seen) for path in files_of(table)),
            query.version(table.query[1]) if query and table.query[1] else "",
        )
        for table in custodian.tables
    )


def _seen(path: Path, known: Mapping[str, SourceFile]) -> SourceFile:
    file = known.get(str(path.resolve()))
    return file if file is not None and unchanged(file) else source_file(path)


def _reading(table: HeldTable) -> str:
    return canonical([table.form, table.query[0], [list(pair) for pair in table.names]]).decode()


def show_table(desk: Desk, table: HeldTable, query: Query | None) -> None:
    """Put a table on the desk as ``<role>_file``, its columns under our terms.

    Raises:
        UsageError: it is not there, cannot be read, or a column or type is not as described.
    """
    name = f"{table.role}_file"
    if query is not None and table.place is None:
        batches = query.batches(table.query[0], table.names)
        # The first rows are fetched here: what DuckDB meets while it reads, it cannot tell in our words.
        first = list(islice(batches, 1))
        schema = pa.schema([(term, pa.string()) for term, _ in table.names])
        desk.register(name, pa.RecordBatchReader.from_batches(schema, chain(first, batches)))
        return
    found = _view(desk, f"{table.role}_raw", table)
    _check_columns(table, found)
    columns = ", ".join(f"{_quoted(theirs)} AS {term}" if theirs else f"'' AS {term}" for term, theirs in table.names)
    desk.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {columns} FROM {table.role}_raw")  # noqa: S608


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _view(desk: Desk, name: str, table: HeldTable) -> dict[str, str]:
    paths = ", ".join(sql_path(path) for path in files_of(table))
    how = (
        f"read_csv([{paths}], header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
        if table.form == "csv"
        else f"read_parquet([{paths}])"
    )
    form = "CSV" if table.form == "csv" else "Parquet"
    try:
        desk.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {how}")  # noqa: S608 - paths are quoted
        found = desk.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = $1", [name])
        return {str(column): str(kind) for column, kind in found.fetchall()}
    except RecordsError as error:
        raise UsageError(f"{table.told} cannot be read as {form}; give a file that is there and whole.") from error


def _check_columns(table: HeldTable, found: Mapping[str, str]) -> None:
    wanted = [(term, theirs) for term, theirs in table.names if theirs]
    missing = [theirs for _, theirs in wanted if theirs not in found]
    if missing:
        raise UsageError(f"{table.told} has no column {', '.join(missing)}; see docs/formats/custodian-file.md.")
    if table.form == "csv":
        return
    for term, theirs in wanted:
        if term in _DATES and found[theirs] != "DATE":
            raise UsageError(f"{table.told} has {theirs} as {found[theirs]}; write it as a DATE column.")
        if term in _TEXTS and found[theirs] != "VARCHAR":
            raise UsageError(
                f"{table.told} has {theirs} as {found[theirs]}; write it as text, so that no leading zero is lost."
            )
