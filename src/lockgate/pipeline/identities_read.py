"""What many records set forth, read by columns and by several processes; a few are read one by one.

The texts are those of ``identities.identity_of``, row for row: each distinct value of a column is read once, and
a place that is known from before is not read again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from lockgate.errors import IntegrityError, UsageError
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.location import Said, birth_date_of, said, tin_of
from lockgate.law.meetings import birth_name_marks, name_marks, place_mark
from lockgate.law.names import NameKey
from lockgate.pipeline import identities
from lockgate.pipeline.identities import (
    IDENTITIES,
    MARKS,
    NAMES,
    Sought,
    identity_of,
    periods_told,
    stated_periods,
    told,
)
from lockgate.pipeline.location_texts import Places, names_of, once_each, spots_of
from lockgate.pipeline.readers_arrow import Texts
from lockgate.pipeline.shared_work import shared
from lockgate.store.records import Desk, RecordsError, sql_path, statement

_pc: Any = pyarrow.compute

BATCH = 32_768
"""Records read into texts at a time."""

_FIELDS = ("address_line2", "city", "state", "zip", "country")
_NOTHING_KNOWN = pa.table({"row": pa.array([], pa.int64()), "place": pa.array([], pa.string())})


@dataclass(frozen=True, slots=True)
class _Reading:
    places: Places
    marker: str


def identities_on(
    desk: Desk, sought: Sought, gazetteer: Gazetteer, workers: int, known: pa.Table | None = None
) -> pa.Table:
    """What the records set forth (``IDENTITIES``), in row order, read in batches by several processes.

    Args:
        desk: an open desk; the views and tables of ``sql/locate`` are its own.
        sought: which records.
        gazetteer: the tables addresses are read by.
        workers: processes.
        known: row and place of records of which the place is known as it is compared; they are not read again.

    Raises:
        UsageError: a file cannot be read.
        IntegrityError: a row is not in the records.
    """
    count = _put(desk, sought)
    desk.register("known_places", _NOTHING_KNOWN if known is None else known)
    marker = sought.single_name_marker
    if count <= identities.SINGLY:
        records = desk.sql(statement("locate/asked")).to_arrow_table().sort_by("row").to_pylist()
        found = [told(one["row"], identity_of(one, gazetteer, marker)) for one in records]
        return pa.Table.from_pylist(found, schema=IDENTITIES)
    batches = desk.sql(statement("locate/asked")).to_arrow_reader(BATCH)
    parts = shared(_identities, _Reading(Places(gazetteer), marker), batches, min(workers, -(-count // BATCH)))
    table = pa.concat_tables(parts)
    return table.take(np.argsort(table["row"].to_numpy(), kind="stable")).combine_chunks()


def _put(desk: Desk, sought: Sought) -> int:
    """Put the records that are sought on the desk, and nothing else of the submission; how many they are."""
    try:
        desk.execute(f"CREATE TEMP VIEW records_file AS SELECT * FROM read_parquet({sql_path(sought.records)})")  # noqa: S608
        if isinstance(sought.rows, Path):
            desk.execute(f"CREATE TEMP VIEW rows_file AS SELECT * FROM read_parquet({sql_path(sought.rows)})")  # noqa: S608
        else:
            desk.register("rows_file", pa.table({"row": pa.array(sought.rows, pa.int64())}))
        desk.execute(statement("locate/sought"))
    except RecordsError as error:
        raise UsageError(f"{sought.records}, or its list of rows, cannot be read as Parquet.") from error
    count, lost = desk.execute(statement("locate/lost")).fetchall()[0]
    if lost:
        raise IntegrityError(f"{sought.records} does not hold {lost} of the rows that are said to be sufficient.")
    return int(count)


def _identities(reading: _Reading, batch: pa.RecordBatch) -> pa.Table:
    """The same for the records of one batch, by columns."""
    rows = pa.Table.from_batches([batch])
    names = names_of([rows[name].combine_chunks() for name in NAMES], reading.marker)
    places = _places(rows, reading.places)
    marks = list(map(place_mark, places.to_pylist()))
    births = once_each(rows["date_of_birth"], birth_date_of)
    columns = [
        rows["row"].combine_chunks(),
        names.texts,
        places,
        pa.array(marks, pa.string()),
        pa.array(once_each(rows["tin"], tin_of), pa.string()),
        pa.array(births, pa.string()),
        pa.array(once_each(rows["tax_periods"], _periods_of), pa.string()),
        _where(map(bool, marks), names.keys, name_marks),
        _where((said(born) is Said.READ for born in births), names.keys, birth_name_marks),
    ]
    return pa.Table.from_arrays(columns, schema=IDENTITIES)


def _periods_of(text: str) -> str:
    return periods_told(stated_periods(text))


def _where(asked: Iterable[bool], names: list[NameKey], marks: Callable[[NameKey], tuple[str, ...]]) -> Any:  # noqa: ANN401 - Arrow
    """The marks of the names that are asked, an empty list for the others."""
    return pa.array([marks(name) if one else () for one, name in zip(asked, names, strict=True)], MARKS)


def _places(rows: pa.Table, places: Places) -> Texts:
    """Where the records say the taxpayers live: those not known yet are read."""
    known = rows["known"].combine_chunks()
    unknown = known.is_null()
    if not _pc.any(unknown).as_py():
        return known
    return _pc.replace_with_mask(known, unknown, _read(rows.filter(unknown), places))


def _read(rows: pa.Table, places: Places) -> Texts:
    """Where the records say the taxpayers live; nowhere when the parts and the one field say different places."""
    rest = [rows[name] for name in _FIELDS]
    both = _pc.and_(_pc.not_equal(rows["address"], ""), _pc.not_equal(rows["address_line1"], ""))
    first = _pc.if_else(_pc.equal(rows["address_line1"], ""), rows["address"], rows["address_line1"])
    found = spots_of([first, *rest], places).of_rows()
    if not _pc.any(both).as_py():
        return found
    blank = pa.chunked_array([pa.repeat(pa.scalar(""), rows.num_rows)])
    second = [_pc.if_else(both, rows["address"], first), _pc.if_else(both, blank, rest[0]), *rest[1:]]
    again = spots_of(second, places).of_rows()
    return _pc.if_else(_pc.equal(found, again), found, "")
