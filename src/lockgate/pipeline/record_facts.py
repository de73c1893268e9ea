"""The facts of every record of a batch, column by column (``law.facts.RecordFacts``).

Facts come from distinct values (:mod:`lockgate.pipeline.encoding`); the readings themselves are the law's.
"""

from collections.abc import Hashable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lockgate.law import readings
from lockgate.law.address import AddressFact, WrittenAddress, address_fact
from lockgate.law.facts import Asked, Load, RecordFacts
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.record_reading import ADDRESS_COLUMNS, LAPSES, Reading, text_readings
from lockgate.pipeline.encoding import SEPARATOR, Coded, Column, coded, coded_flags, coded_together, in_one_piece

_AT_ONCE = 20_000
"""Addresses a worker judges at a time; below twice this many no worker is started."""


def record_facts(table: pa.Table, how: Reading, workers: int) -> dict[str, Coded[Hashable]]:
    """The coded facts of every field of :class:`RecordFacts`, by its name and in its order.

    Args:
        table: the columns of ``sql/examine/columns.sql``, one row a record.
        how: what the readings depend on.
        workers: processes that judge addresses.
    """
    facts: dict[str, Coded[Hashable]] = {
        field: coded(table[column], reading) for field, (column, reading) in text_readings(how).items()
    }
    facts |= {field: _lapses(table[field]) for field in LAPSES}
    facts |= _counts(table)
    columns = [table[name] for name in ADDRESS_COLUMNS]
    facts["address"] = coded_together(columns, partial(_addresses, gazetteer=how.gazetteer, workers=workers))
    return {field.name: facts[field.name] for field in fields(RecordFacts)}


def facts_from(codes: Sequence[int], columns: Sequence[Coded[Hashable]]) -> RecordFacts:
    """One combination of codes as the facts of a record; the columns are in the order of the fields."""
    return RecordFacts(*(column.facts[code] for code, column in zip(codes, columns, strict=True)))  # type: ignore[arg-type]


def _counts(table: pa.Table) -> dict[str, Coded[Hashable]]:
    return {
        "matter_load": coded_flags(_flags(table["matter_over"]), Load.WITHIN, Load.OVER),
        "address_load": coded_flags(_above_zero(table["address_records"]), Load.WITHIN, Load.OVER),
        "reason_cluster": coded_flags(_above_zero(table["reason_records"]), Load.WITHIN, Load.OVER),
        "asked": coded_flags(_flags(table["repeated"]), Asked.ONCE, Asked.REPEATED),
    }


def _flags(column: Column) -> npt.NDArray[np.bool_]:
    return np.asarray(column.to_numpy(), dtype=np.bool_)


def _above_zero(column: Column) -> npt.NDArray[np.bool_]:
    return np.asarray(column.to_numpy() > 0, dtype=np.bool_)


def _lapses(column: Column) -> Coded[Hashable]:
    encoded = in_one_piece(column).dictionary_encode(null_encoding="encode")
    of_value = [readings.lapse(days) for days in encoded.dictionary.to_pylist()]
    numbers = {fact: position for position, fact in enumerate(dict.fromkeys(of_value))}
    lookup = np.array([numbers[fact] for fact in of_value], dtype=np.int32)
    return Coded(lookup[encoded.indices.to_numpy(zero_copy_only=False)], tuple(numbers))


def _addresses(values: Sequence[str], gazetteer: Gazetteer, workers: int) -> Sequence[AddressFact]:
    if workers < 2 or len(values) < 2 * _AT_ONCE:
        return [_address(value, gazetteer) for value in values]
    chunks = [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]
    with ProcessPoolExecutor(workers, initializer=_remember, initargs=(gazetteer,)) as pool:
        return [fact for facts in pool.map(_addresses_in_worker, chunks) for fact in facts]


def _address(joined: str, gazetteer: Gazetteer) -> AddressFact:
    return address_fact(WrittenAddress(*joined.split(SEPARATOR)), gazetteer)


_in_worker: list[Gazetteer] = []
"""A worker process's own copy of the gazetteer, set once when it starts."""


def _remember(gazetteer: Gazetteer) -> None:
    _in_worker[:] = [gazetteer]


def _addresses_in_worker(values: Sequence[str]) -> list[AddressFact]:
    return [_address(value, _in_worker[0]) for value in values]
