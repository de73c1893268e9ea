"""The facts of every record of a batch, column by column (``law.facts.RecordFacts``).

Facts come from distinct values (:mod:`lockgate.pipeline.encoding`); the readings themselves are the law's.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.law import readings
from lockgate.law.facts import Asked, Load, RecordFacts
from lockgate.law.record_reading import FIGURES_ALIKE, LAPSES, Reading, text_readings
from lockgate.pipeline.encoding import Coded, Column, coded, coded_flags, in_one_piece
from lockgate.store.records import Desk, statement

BATCH = 32_768
"""Rows of a column of mostly distinct values that are held at a time."""


def text_facts(
    desk: Desk, records: Path, how: Reading, done: Mapping[str, Coded[Hashable]]
) -> dict[str, Coded[Hashable]]:
    """The coded facts of the fields that are read from one column each, or from the days between two.

    One column is read at a time and only its codes are kept, so that a million records stay small.

    Args:
        desk: where the view ``records`` stands.
        records: ``records.parquet``, the same.
        how: what the readings depend on.
        done: the fields that are read by other means (``record_places``, ``record_reasons``); part of the answer.
    """
    facts = dict(done)
    for field, (column, reading) in text_readings(how).items():
        if field not in facts:
            values = _figures(desk, column) if column in FIGURES_ALIKE else _values(records, column)
            facts[field] = coded(values, lru_cache(_REMEMBERED)(reading))
    lapses = desk.sql(statement("examine/lapses")).to_arrow_table()
    return facts | {field: _lapses(lapses[field]) for field in LAPSES}


def record_facts(desk: Desk, read: Mapping[str, Coded[Hashable]]) -> dict[str, Coded[Hashable]]:
    """The coded facts of every field of :class:`RecordFacts`, by its name and in its order.

    Args:
        desk: where the tables of ``sql/examine`` stand.
        read: the fields that are read from the records.
    """
    facts = {**read, **_counts(desk.sql(statement("examine/counted")).to_arrow_table())}
    return {field.name: facts[field.name] for field in fields(RecordFacts)}


_REMEMBERED = 1 << 16
"""How many distinct values of a column are kept in mind from batch to batch."""
_DIGITS_ALIKE = "translate({column}, '23456789', '11111111') AS {column}"
"""A column of which only few digits matter, as fewer distinct values."""


def _figures(desk: Desk, column: str) -> Iterator[Column]:
    # Names are the law's own; rows come in the table's order (DuckDB keeps the order of insertion).
    asked = _DIGITS_ALIKE.format(column=column)
    for batch in desk.sql(f"SELECT {asked} FROM records").to_arrow_reader(BATCH):  # noqa: S608
        yield pa.Table.from_batches([batch]).column(0)


def _values(records: Path, column: str) -> Iterator[Column]:
    """A column as the file has it: as dictionaries, so that nothing is looked up twice."""
    with pq.ParquetFile(records, read_dictionary=[column]) as file:
        for group in range(file.num_row_groups):
            values: Any = file.read_row_group(group, columns=[column], use_threads=False).column(0)
            yield from (pa.chunked_array([chunk]) for chunk in values.chunks)


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
