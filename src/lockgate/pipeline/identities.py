"""What sufficient records set forth, as the texts that are compared and met: made once and kept with the case.

The law makes a name, a place, a number and a day of what was written, and says under which marks others may meet
them (``law/meetings``). Examine reads every address anyway, so the table is made there, of every record that was not
returned; locate takes from it the rows that are sufficient by then. It holds the requester's own words, read.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.errors import IntegrityError
from lockgate.law.address import WrittenAddress, place_of
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.location import AskedIdentity, Said, birth_date_of, said, tin_of
from lockgate.law.meetings import birth_name_marks, name_marks, place_mark
from lockgate.law.minimum import without_third_parties
from lockgate.law.names import WrittenName, name_from_text, name_key
from lockgate.law.readings import period_end
from lockgate.law.record_reading import written_address

KIND = "identities"
"""The evidence this table is kept as."""

_READ_BY = b"lockgate.gazetteer"

SINGLY = 200
"""Up to so many records are read, and sought, one by one: that is when it is faster than by columns."""

MARKS = pa.list_(pa.string())
"""The type of lists of marks."""
_TYPES: dict[str, pa.DataType] = {
    "row": pa.int64(),
    **dict.fromkeys(("name", "place", "place_mark", "tin", "date_of_birth", "periods"), pa.string()),
    **dict.fromkeys(("name_marks", "birth_marks"), MARKS),
}
IDENTITIES = pa.schema(_TYPES)
"""The columns (docs/formats/identities.md), one row a record, ascending."""

NAMES = ("given_name", "middle_name", "family_name", "suffix")
"""The columns of a record that make a name."""


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


def rows_of(identities: pa.Table, rows: Iterable[int]) -> pa.Table:
    """The identities of these rows, ascending.

    Raises:
        IntegrityError: a row has none.
    """
    wanted = np.unique(np.fromiter(rows, dtype=np.int64))
    held = identities["row"].to_numpy()
    where = np.searchsorted(held, wanted)
    lost = int((held[np.minimum(where, len(held) - 1)] != wanted).sum()) if len(held) else len(wanted)
    if lost:
        raise IntegrityError(f"What was read of the records does not hold {lost} of the rows that are sufficient.")
    return identities.take(where)


def identity_of(record: Mapping[str, str], gazetteer: Gazetteer, single_name_marker: str = "") -> AskedIdentity:
    """What one record sets forth, by its columns."""
    written = WrittenName(*(record[name] for name in NAMES))
    return AskedIdentity(
        name_key(written, single_name_marker),
        _set_forth(record, gazetteer),
        tin_of(record["tin"]),
        birth_date_of(record["date_of_birth"]),
        stated_periods(record["tax_periods"]),
    )


def identity_in(identities: pa.Table, place: int) -> AskedIdentity:
    """What one row of the table says."""
    name, spot, tin, born, periods = (
        identities[column][place].as_py() for column in ("name", "place", "tin", "date_of_birth", "periods")
    )
    return AskedIdentity(name_from_text(name), spot, tin, born, periods_in(periods))


def stated_periods(text: str) -> frozenset[date]:
    """The last days of the tax periods a record states."""
    ends = {period_end(part.strip()) for part in re.split(r"[;,|]", text) if part.strip()}
    return frozenset(end for end in ends if end is not None)


def periods_in(told: str) -> frozenset[date]:
    """The days in the column ``periods``."""
    return frozenset(date.fromisoformat(day) for day in told.split())


def periods_told(periods: frozenset[date]) -> str:
    """The days as the column ``periods`` has them."""
    return " ".join(sorted(day.isoformat() for day in periods))


def _set_forth(record: Mapping[str, str], gazetteer: Gazetteer) -> str:
    """Where a record says the taxpayer lives; nowhere when its parts and its one field say different places."""
    key = _key(written_address(record), gazetteer)
    if record["address"] and record["address_line1"]:
        again = _key(written_address({**record, "address_line1": "", "address_line2": ""}), gazetteer)
        return key if key == again else ""
    return key


def _key(written: WrittenAddress, gazetteer: Gazetteer) -> str:
    place = place_of(without_third_parties(written), gazetteer)
    return place.key if place else ""


def told(row: int, asked: AskedIdentity) -> dict[str, object]:
    """One row of the table (``IDENTITIES``)."""
    mark = place_mark(asked.place)
    return {
        "row": row,
        "name": asked.name.text,
        "place": asked.place,
        "place_mark": mark,
        "tin": asked.tin,
        "date_of_birth": asked.date_of_birth,
        "periods": periods_told(asked.periods),
        "name_marks": name_marks(asked.name) if mark else (),
        "birth_marks": birth_name_marks(asked.name) if said(asked.date_of_birth) is Said.READ else (),
    }


def gazetteer_id(gazetteer: Gazetteer) -> str:
    """Which tables addresses are read by: the version of the ZIP table, and a hash over all that it holds.

    Gazetteers are equal by version, and a table that was changed under its version must be noticed: what is kept in
    mind is kept for this very value.
    """
    return _id_of(_This(gazetteer))


class _This:
    """One gazetteer, equal to nothing but itself."""

    __slots__ = ("gazetteer",)

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def __hash__(self) -> int:
        return id(self.gazetteer)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.gazetteer is self.gazetteer


@lru_cache(maxsize=2)
def _id_of(this: _This) -> str:
    gazetteer = this.gazetteer
    told = [gazetteer.version, *(f"{code} {area.state} {sorted(area.cities)}" for code, area in gazetteer.zips.items())]
    return f"{gazetteer.version} {sha256(chr(10).join(told).encode()).hexdigest()[:16]}".strip()


def write_identities(read: pa.RecordBatchReader, gazetteer: Gazetteer, file: Path) -> int:
    """Write the table batch after batch, with the gazetteer it was read by in its metadata; how many rows it has."""
    schema = IDENTITIES.with_metadata({_READ_BY: gazetteer_id(gazetteer)})
    rows = 0
    # Read by every link: periods alone repeat, and zstd takes twice as long to read.
    with pq.ParquetWriter(file, schema, compression="lz4", use_dictionary=["periods"]) as writer:  # type: ignore[arg-type]
        for batch in read:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def read_by(identities: Path) -> str:
    """By which gazetteer the table of a file was read; '' where it does not say."""
    return (pq.read_schema(identities).metadata or {}).get(_READ_BY, b"").decode()
