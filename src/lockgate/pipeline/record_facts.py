"""The facts of every record of a batch, column by column (``law.facts.RecordFacts``).

Facts come from distinct values (:mod:`lockgate.pipeline.encoding`); the readings themselves are the law's.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lockgate.law import readings
from lockgate.law.address import AddressFact, WrittenAddress, address_fact
from lockgate.law.facts import Asked, Load, RecordFacts
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.record_reading import LAPSES, MASKED_REASON, Reading, text_readings
from lockgate.pipeline.encoding import SEPARATOR, Coded, Column, coded, coded_flags, in_one_piece, together
from lockgate.pipeline.workers import coded_by_many
from lockgate.store.records import Desk, statement

BATCH = 32_768
"""Rows of a column that are held at a time."""


def record_facts(desk: Desk, how: Reading, workers: int) -> dict[str, Coded[Hashable]]:
    """The coded facts of every field of :class:`RecordFacts`, by its name and in its order.

    One batch of one column is read at a time and only its codes are kept, so that a million records stay small.

    Args:
        desk: where the view ``records`` and the tables of ``sql/examine`` stand.
        how: what the readings depend on.
        workers: processes that judge addresses and reasons, whose values hardly ever repeat.
    """
    facts: dict[str, Coded[Hashable]] = {}
    for field, (column, reading) in text_readings(how).items():
        if column == MASKED_REASON:
            facts[field] = coded_by_many(_batches(desk, "masked", "reasons"), reading, workers)
        else:
            facts[field] = coded(_batches(desk, column, "records"), reading)
    lapses = desk.sql(statement("examine/lapses")).to_arrow_table()
    facts |= {field: _lapses(lapses[field]) for field in LAPSES}
    facts |= _counts(desk.sql(statement("examine/counted")).to_arrow_table())
    facts["address"] = coded_by_many(_batches(desk, _ADDRESS, "records"), _AddressReading(how.gazetteer), workers)
    return {field.name: facts[field.name] for field in fields(RecordFacts)}


_ADDRESS = (
    "CASE WHEN address_line1 <> '' THEN address_line1 ELSE address END AS line1,"
    " address_line2, city, state, zip, country"
)
"""The address as it was written; the one-field address stands for a blank first line."""


def _batches(desk: Desk, columns: str, table: str) -> Iterator[Column]:
    # Names are this module's own; rows come in the table's order (DuckDB keeps the order of insertion).
    reader = desk.sql(f"SELECT {columns} FROM {table}").to_arrow_reader(BATCH)  # noqa: S608
    for batch in reader:
        found = pa.Table.from_batches([batch])
        yield found.column(0) if found.num_columns == 1 else together(found.columns)


def facts_from(codes: Sequence[int], columns: Sequence[Coded[Hashable]]) -> RecordFacts:
    """One combination of codes as the facts of a record; the columns are in the order of the fields."""
    return RecordFacts(*(column.facts[code] for code, column in zip(codes, columns, strict=True)))  # type: ignore[arg-type]


def _counts(counted: pa.Table) -> dict[str, Coded[Hashable]]:
    return {
        "matter_load": coded_flags(_flags(counted["matter_over"]), Load.WITHIN, Load.OVER),
        "address_load": coded_flags(_flags(counted["address_over"]), Load.WITHIN, Load.OVER),
        "reason_cluster": coded_flags(_flags(counted["reason_over"]), Load.WITHIN, Load.OVER),
        "asked": coded_flags(_flags(counted["repeated"]), Asked.ONCE, Asked.REPEATED),
    }


def _flags(column: Column) -> npt.NDArray[np.bool_]:
    return np.asarray(column.to_numpy(), dtype=np.bool_)


def _lapses(column: Column) -> Coded[Hashable]:
    encoded = in_one_piece(column).dictionary_encode(null_encoding="encode")
    of_value = [readings.lapse(days) for days in encoded.dictionary.to_pylist()]
    numbers = {fact: position for position, fact in enumerate(dict.fromkeys(of_value))}
    lookup = np.array([numbers[fact] for fact in of_value], dtype=np.int32)
    return Coded(lookup[encoded.indices.to_numpy(zero_copy_only=False)], tuple(numbers))


@dataclass(frozen=True, slots=True)
class _AddressReading:
    """From the joined columns of one address to its fact."""

    gazetteer: Gazetteer

    def __call__(self, joined: str) -> AddressFact:
        return address_fact(WrittenAddress(*joined.split(SEPARATOR)), self.gazetteer)
