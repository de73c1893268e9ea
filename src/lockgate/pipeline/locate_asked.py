"""What the sufficient records ask, as the texts and block keys that are compared and met with the index."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from lockgate.errors import IntegrityError, UsageError
from lockgate.law.location import AskedIdentity, birth_date_of, tin_of
from lockgate.law.names import name_from_text
from lockgate.law.readings import period_end
from lockgate.pipeline.encoding import distinct
from lockgate.pipeline.lists import Numbers
from lockgate.pipeline.location_texts import Known, Places, Spots, meetings_of, names_of, once_each, spots_of
from lockgate.pipeline.registry_homes import taken
from lockgate.pipeline.shared_work import shared
from lockgate.store.records import Desk, RecordsError, sql_path, statement
from lockgate.store.registry_keys import BlockKeys, block_keys

_pc: Any = pyarrow.compute

BATCH = 32_768
"""Records read into texts at a time."""

_NAMES = ("given_name", "middle_name", "family_name", "suffix")
_FIELDS = ("address_line2", "city", "state", "zip", "country")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought: the rows of ``records.parquet`` that are sufficient, and no other.

    Attributes:
        records: the case's ``records.parquet``.
        rows: the sufficient rows, as numbers or as a Parquet file with a column ``row``.
        single_name_marker: the marker the submission declares for people of one name; '' when none.
    """

    records: Path
    rows: Path | Sequence[int]
    single_name_marker: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reading of records depends on.

    Attributes:
        places: reads addresses.
        hashing: the key of block keys.
        single_name_marker: as in ``Sought``.
    """

    places: Places
    hashing: bytes
    single_name_marker: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What many records set forth, one position a record; text columns are Arrow arrays without nulls.

    Attributes:
        rows: the record's row.
        names: ``NameKey.text``.
        places: the key of the place set forth; '' when it has none.
        marks: four bytes of the block key of the place's mark.
        tins: nine digits, '' or ``?``.
        births: a day, '' or ``?``.
        periods: which of ``stated`` it states.
        stated: the distinct sets of periods.
        owners: the position of the record of each block key.
        keys: the block keys under which the record can be met.
    """

    rows: Numbers
    names: Any
    places: Any
    marks: Any
    tins: Any
    births: Any
    periods: Numbers
    stated: tuple[frozenset[date], ...]
    owners: Numbers
    keys: BlockKeys

    def met(self) -> "Asked":
        """The same without the block keys, once everybody is met who can be."""
        return replace(self, owners=self.owners[:0], keys=self.keys[:0])

    def identity(self, position: int) -> AskedIdentity:
        """What one record sets forth."""
        return AskedIdentity(
            name_from_text(self.names[position].as_py()),
            self.places[position].as_py(),
            self.tins[position].as_py(),
            self.births[position].as_py(),
            self.stated[self.periods[position]],
        )


def put_sought(desk: Desk, sought: Sought) -> int:
    """Put the sufficient records on the desk, and nothing else of the submission; how many they are.

    Raises:
        UsageError: a file cannot be read.
        IntegrityError: a sufficient row is not in the records.
    """
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


def sought_records(desk: Desk) -> list[dict[str, str]]:
    """The records on the desk, in row order; not for many."""
    records = desk.sql(statement("locate/asked")).to_arrow_table().to_pylist()
    return sorted(records, key=lambda record: record["row"])


def read_asked(desk: Desk, reading: Reading, workers: int) -> Asked:
    """What the records on the desk ask, in row order, read in batches by several processes.

    They come in the order of their streets, so that one street is read by one process.
    """
    batches = desk.sql(statement("locate/asked")).to_arrow_reader(BATCH)
    return in_row_order(joined(list(shared(asked_of, reading, batches, workers))))


def asked_of(reading: Reading, batch: pa.RecordBatch) -> Asked:
    """What the records of one batch ask."""
    rows = pa.Table.from_batches([batch])
    names = names_of([rows[name].combine_chunks() for name in _NAMES], reading.single_name_marker)
    tins, births = once_each(rows["tin"], tin_of), once_each(rows["date_of_birth"], birth_date_of)
    spots = _set_forth(rows, reading.places)
    places = taken(spots.places, spots.codes.astype(np.int64))
    marks = (block_keys(reading.hashing, spots.marks) >> np.uint64(32)).astype(np.uint32)[spots.codes]
    homes = [position for position, code in enumerate(spots.codes.tolist()) if spots.marks[code]]
    known = Known(names.keys, tins, births, homes, [spots.marks[code] for code in spots.codes[homes].tolist()])
    owners, keys = meetings_of(known, reading.hashing)
    texts, periods = distinct(rows["tax_periods"])
    return Asked(
        rows["row"].to_numpy(),
        names.texts,
        places,
        marks,
        pa.array(tins, pa.string()),
        pa.array(births, pa.string()),
        periods.astype(np.int64),
        tuple(stated_periods(text) for text in texts),
        owners,
        keys,
    )


def stated_periods(text: str) -> frozenset[date]:
    """The last days of the tax periods a record states."""
    ends = {period_end(part.strip()) for part in re.split(r"[;,|]", text) if part.strip()}
    return frozenset(end for end in ends if end is not None)


def _set_forth(rows: pa.Table, places: Places) -> Spots:
    """Where the records say the taxpayers live; nowhere when the parts and the one field say different places."""
    rest = [rows[name] for name in _FIELDS]
    both = _pc.and_(_pc.not_equal(rows["address"], ""), _pc.not_equal(rows["address_line1"], ""))
    first = _pc.if_else(_pc.equal(rows["address_line1"], ""), rows["address"], rows["address_line1"])
    spots = spots_of([first, *rest], places)
    if not _pc.any(both).as_py():
        return spots
    blank = pa.chunked_array([pa.repeat(pa.scalar(""), rows.num_rows)])
    second = [_pc.if_else(both, rows["address"], first), _pc.if_else(both, blank, rest[0]), *rest[1:]]
    again = spots_of(second, places)
    pairs = zip(spots.codes.tolist(), again.codes.tolist(), strict=True)
    nowhere = [spots.places[one] != again.places[other] for one, other in pairs]
    codes = np.where(nowhere, len(spots.places), spots.codes).astype(np.int32)
    return Spots(codes, [*spots.places, ""], [*spots.marks, ""], spots.fields)


def joined(parts: Sequence[Asked]) -> Asked:
    """Several batches as one."""
    numbers: dict[frozenset[date], int] = {}
    periods, owners, before = [], [], 0
    for part in parts:
        codes = np.array([numbers.setdefault(one, len(numbers)) for one in part.stated], dtype=np.int64)
        periods.append(codes[part.periods])
        owners.append(part.owners + before)
        before += len(part.rows)

    def texts(name: str) -> Any:  # noqa: ANN401 - an Arrow array
        return pa.chunked_array([getattr(part, name) for part in parts], pa.string()).combine_chunks()

    def numbers_of(name: str, kind: type[np.generic]) -> Any:  # noqa: ANN401 - an array of that kind
        return np.concatenate([np.zeros(0, dtype=kind), *(getattr(part, name) for part in parts)])

    nothing = np.zeros(0, dtype=np.int64)
    return Asked(
        rows=numbers_of("rows", np.int64),
        names=texts("names"),
        places=texts("places"),
        marks=numbers_of("marks", np.uint32),
        tins=texts("tins"),
        births=texts("births"),
        periods=np.concatenate([nothing, *periods]),
        stated=tuple(numbers),
        owners=np.concatenate([nothing, *owners]),
        keys=numbers_of("keys", np.uint64),
    )


def in_row_order(asked: Asked) -> Asked:
    """The same records in the order of their rows."""
    order: Any = np.argsort(asked.rows, kind="stable")
    position = np.empty_like(order)
    position[order] = np.arange(len(order))
    return replace(
        asked,
        rows=asked.rows[order],
        names=asked.names.take(order),
        places=asked.places.take(order),
        marks=asked.marks[order],
        tins=asked.tins.take(order),
        births=asked.births.take(order),
        periods=asked.periods[order],
        owners=position[asked.owners],
    )
