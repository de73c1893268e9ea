"""The custodian's file: two Parquet tables, read only by an act on an open case (R49).

``docs/formats/custodian-file.md`` describes the columns. A file that is not as described is refused with one
sentence before anything of it is compared; no sentence holds a value of the file.
"""

from dataclasses import dataclass
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.store.records import Desk, RecordsError, statement

TAXPAYERS = ("taxpayer_id", "tin", "given_name", "middle_name", "family_name", "suffix", "date_of_birth")
ADDRESSES = (
    "taxpayer_id", "tax_period", "line1", "line2", "city", "state", "zip", "country", "effective_date",
)  # fmt: skip
_DATES = frozenset({"date_of_birth", "effective_date"})


@dataclass(frozen=True, slots=True)
class CustodianFile:
    """Where the custodian's two tables lie; each may be a Parquet file or a folder of them."""

    taxpayers: Path
    addresses: Path


def view_parquet(desk: Desk, name: str, path: Path) -> dict[str, str]:
    """Make a view of a Parquet file, or of a folder of them; its columns and their types.

    Raises:
        UsageError: it is not there or is no Parquet.
    """
    pattern = str(path / "*.parquet") if path.is_dir() else str(path)
    try:
        desk.read_parquet(pattern).create_view(name)
        found = desk.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = $1", [name])
        return {str(column): str(kind) for column, kind in found.fetchall()}
    except RecordsError as error:
        raise UsageError(f"{path} cannot be read as Parquet; give a file that is there and whole.") from error


def open_custodian(desk: Desk, custodian: CustodianFile) -> None:
    """Put the custodian's tables on the desk as ``held_taxpayers`` and ``held_addresses``.

    Raises:
        UsageError: a file, a column or a type is not as described, or a taxpayer id is absent or repeated.
    """
    for view, path, needed in (
        ("taxpayers_file", custodian.taxpayers, TAXPAYERS),
        ("addresses_file", custodian.addresses, ADDRESSES),
    ):
        _check_columns(path, view_parquet(desk, view, path), needed)
    desk.execute(statement("locate/held"))
    total, absent, distinct = desk.execute(
        "SELECT count(*), count(*) FILTER (coalesce(trim(taxpayer_id), '') = ''), count(DISTINCT taxpayer_id) "
        "FROM held_taxpayers"
    ).fetchall()[0]
    if absent:
        raise UsageError(f"{custodian.taxpayers} has {absent} taxpayers without taxpayer_id; give each one its id.")
    if total != distinct:
        raise UsageError(
            f"{custodian.taxpayers} has {total - distinct} repeated taxpayer_id; each taxpayer must stand there once."
        )


def _check_columns(path: Path, found: dict[str, str], needed: tuple[str, ...]) -> None:
    missing = [column for column in needed if column not in found]
    if missing:
        raise UsageError(f"{path} has no column {', '.join(missing)}; see docs/formats/custodian-file.md.")
    for column in sorted(_DATES.intersection(needed)):
        if found[column] != "DATE":
            raise UsageError(f"{path} has {column} as {found[column]}; write it as a DATE column.")
