"""The facts of every record of a batch, column by column (``law.facts.RecordFacts``).

Facts come from distinct values (:mod:`lockgate.pipeline.encoding`); the readings themselves are the law's.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lockgate.law import readings
from lockgate.law.facts import Asked, Load, RecordFacts
from lockgate.law.record_reading import FIGURES_ALIKE, LAPSES, Reading, text_readings
from lockgate.pipeline.encoding import Coded, Column, coded, coded_flags, in_one_piece
from lockgate.store.records import Desk, statement

BATCH = 32_768
"""Rows of a column that are held at a time."""


def record_facts(desk: Desk, how: Reading, dear: Mapping[str, Coded[Hashable]]) -> dict[str, Coded[Hashable]]:
    """The coded facts of every field of :class:`RecordFacts`, by its name and in its order.

    One batch of one column is read at a time and only its codes are kept, so that a million records stay small.

    Args:
        desk: where the view ``records`` and the tables of ``sql/examine`` stand.
        how: what the readings depend on.
        dear: the fields that are read by other means (``record_texts``).
    """
    facts = dict(dear)
    for field, (column, reading) in text_readings(how).items():
        if field not in facts:
            facts[field] = coded(_batches(desk, column), lru_cache(_REMEMBERED)(reading))
    lapses = desk.sql(statement("examine/lapses")).to_arrow_table()
    facts |= {field: _lapses(lapses[field]) for field in LAPSES}
    facts |= _counts(desk.sql(statement("examine/counted")).to_arrow_table())
    return {field.name: facts[field.name] for field in fields(RecordFacts)}


_REMEMBERED = 1 << 16
"""How many distinct values of a column are kept in mind from batch to batch."""
_DIGITS_ALIKE = "translate({column}, '23456789', '11111111') AS {column}"
"""A column of which only few digits matter, as fewer distinct values."""


def _batches(desk: Desk, column: str) -> Iterator[Column]:
    # Names are the law's own; rows come in the table's order (DuckDB keeps the order of insertion).
    asked = _DIGITS_ALIKE.format(column=column) if column in FIGURES_ALIKE else column
    for batch in desk.sql(f"SELECT {asked} FROM records").to_arrow_reader(BATCH):  # noqa: S608
        yield pa.Table.from_batches([batch]).column(0)


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
