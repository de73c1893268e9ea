"""What many records set forth, read by columns and by several processes; a few are read one by one.

The texts are those of ``identities.identity_of``, row for row: each distinct value of a column is read once, and
a place that is known from before is not read again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
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
class _Wanted:
    """The rows that are sought, ascending, and the place of each."""

    rows: npt.NDArray[np.int64]
    places: Texts


def identities_on(
    desk: Desk, sought: Sought, gazetteer: Gazetteer, workers: int, known: pa.Table | None = None
) -> pa.RecordBatchReader:
    """What the records set forth (``IDENTITIES``), in row order, read in batches by several processes.

    The places come first, by streets; then a batch is made while it is asked for, so that no more than a few are held.

    Args:
        desk: an open desk, in use until the last batch; the views and tables of ``sql/locate`` are its own.
        sought: which records.
        gazetteer: the tables addresses are read by.
        workers: processes.
        known: row and place of records of which the place is known as it is compared; they are not read again.

    Raises:
        UsageError: a file cannot be read.
        IntegrityError: a row is not in the records, or (while batches are asked for) they are not in their order.
    """
    count = _put(desk, sought)
    marker = sought.single_name_marker
    if count <= identities.SINGLY:
        records = desk.sql(statement("locate/asked")).to_arrow_table().to_pylist()
        found = [told(one["row"], identity_of(one, gazetteer, marker)) for one in records]
        return pa.Table.from_pylist(found, schema=IDENTITIES).to_reader()
    workers = min(workers, -(-count // BATCH))
    wanted = _wanted(desk, gazetteer, workers, _NOTHING_KNOWN if known is None else known)
    return pa.RecordBatchReader.from_batches(IDENTITIES, shared(_identities, marker, _written(desk, wanted), workers))


def _wanted(desk: Desk, gazetteer: Gazetteer, workers: int, known: pa.Table) -> _Wanted:
    """Where the records say the taxpayers live: what is known, and the others read."""
    rows = desk.sql("SELECT row FROM sought_rows ORDER BY row").to_arrow_table()["row"].to_numpy()
    desk.register("known_places", known)
    unread = desk.sql(statement("locate/unread")).to_arrow_reader(BATCH)
    read = pa.concat_tables([_NOTHING_KNOWN, *shared(_read, Places(gazetteer), unread, workers)])
    every = pa.concat_tables([read, known])
    numbers = every["row"].to_numpy()
    # Of two places of a row, the first is the one that was read.
    in_order = np.argsort(numbers, kind="stable")
    where = in_order[np.searchsorted(numbers, rows, sorter=in_order)]
    return _Wanted(rows, every["place"].take(where).combine_chunks())


def _written(desk: Desk, wanted: _Wanted) -> Iterator[pa.RecordBatch]:
    """The columns beside the address of the records that are sought, with their places, in the order of the rows."""
    done = 0
    for batch in desk.sql(statement("locate/written")).to_arrow_reader(BATCH):
        numbers = batch["row"].to_numpy()
        near = np.minimum(np.searchsorted(wanted.rows, numbers), len(wanted.rows) - 1)
        here = batch.filter(pa.array(wanted.rows[near] == numbers))
        first, done = done, done + here.num_rows
        if not np.array_equal(here["row"].to_numpy(), wanted.rows[first:done]):
            raise IntegrityError("The records are not in the order of their rows.")
        if here.num_rows:
            # Taken, not cut out: what is cut out goes to another process with all that it was cut from.
            yield here.append_column("place", wanted.places.take(pa.array(np.arange(first, done))))


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


def _identities(marker: str, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same for the records of one batch, by columns."""
    rows = pa.Table.from_batches([batch])
    names = names_of([batch[name] for name in NAMES], marker)
    marks = once_each(rows["place"], place_mark)
    births = once_each(rows["date_of_birth"], birth_date_of)
    columns = [
        batch["row"],
        names.texts,
        batch["place"],
        pa.array(marks, pa.string()),
        pa.array(once_each(rows["tin"], tin_of), pa.string()),
        pa.array(births, pa.string()),
        pa.array(once_each(rows["tax_periods"], _periods_of), pa.string()),
        _where(map(bool, marks), names.keys, name_marks),
        _where((said(born) is Said.READ for born in births), names.keys, birth_name_marks),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=IDENTITIES)


def _periods_of(text: str) -> str:
    return periods_told(stated_periods(text))


def _where(asked: Iterable[bool], names: list[NameKey], marks: Callable[[NameKey], tuple[str, ...]]) -> Any:  # noqa: ANN401 - Arrow
    """The marks of the names that are asked, an empty list for the others."""
    return pa.array([marks(name) if one else () for one, name in zip(asked, names, strict=True)], MARKS)


def _read(places: Places, batch: pa.RecordBatch) -> pa.Table:
    """Row and place: nowhere when the parts and the one field say different places."""
    rows = pa.Table.from_batches([batch])
    rest = [rows[name] for name in _FIELDS]
    both = _pc.and_(_pc.not_equal(rows["address"], ""), _pc.not_equal(rows["address_line1"], ""))
    first = _pc.if_else(_pc.equal(rows["address_line1"], ""), rows["address"], rows["address_line1"])
    found = spots_of([first, *rest], places).of_rows()
    if _pc.any(both).as_py():
        blank = pa.chunked_array([pa.repeat(pa.scalar(""), rows.num_rows)])
        second = [_pc.if_else(both, rows["address"], first), _pc.if_else(both, blank, rest[0]), *rest[1:]]
        again = spots_of(second, places).of_rows()
        found = _pc.if_else(_pc.equal(found, again), found, "")
    return pa.table([batch["row"], found], schema=_NOTHING_KNOWN.schema)
