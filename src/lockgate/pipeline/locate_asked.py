"""What sufficient records ask, as arrays and as the block keys under which they are met with the index."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from lockgate.law.location import AskedIdentity
from lockgate.law.meetings import BIRTH, PLACE, TIN
from lockgate.law.names import name_from_text
from lockgate.pipeline.encoding import SEPARATOR, distinct
from lockgate.pipeline.identities import periods_in
from lockgate.pipeline.lists import Numbers
from lockgate.pipeline.shared_work import shared
from lockgate.store.registry_keys import BlockKeys, block_keys

_pc: Any = pyarrow.compute

_HASHED = 1 << 14
"""Records whose keys are made at a time."""
_LEAST_READ = 2
"""A number or day that was read has more letters than the mark of one that was not."""


@dataclass(frozen=True, slots=True)
class Run:
    """The block keys of some records.

    Attributes:
        keys: ascending.
        owners: the position of each one's record.
    """

    keys: BlockKeys
    owners: Numbers

    def between(self, least: int, greatest: int) -> "Run":
        """Those from one key to another, both included."""
        start = np.searchsorted(self.keys, np.uint64(least), side="left")
        end = np.searchsorted(self.keys, np.uint64(greatest), side="right")
        return Run(self.keys[start:end], self.owners[start:end])


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
        runs: the block keys under which the records can be met, run after run.
    """

    rows: Numbers
    names: Any
    places: Any
    marks: Any
    tins: Any
    births: Any
    periods: Numbers
    stated: tuple[frozenset[date], ...]
    runs: tuple[Run, ...]

    def met(self) -> "Asked":
        """The same without the block keys, once everybody is met who can be."""
        return replace(self, runs=())

    def identity(self, position: int) -> AskedIdentity:
        """What one record sets forth."""
        return AskedIdentity(
            name_from_text(self.names[position].as_py()),
            self.places[position].as_py(),
            self.tins[position].as_py(),
            self.births[position].as_py(),
            self.stated[self.periods[position]],
        )


def asked_by(identities: pa.Table, hashing: bytes, workers: int) -> Asked:
    """What records ask, in the order of their rows.

    Args:
        identities: what they set forth (``identities.IDENTITIES``).
        hashing: the key of block keys.
        workers: processes that make block keys.
    """
    table = identities.combine_chunks()
    starts = range(0, table.num_rows, _HASHED)
    keyed = list(shared(_keyed, _Keying(table, hashing), starts, workers))
    texts, periods = distinct(table["periods"])
    return Asked(
        rows=table["row"].to_numpy(),
        names=_column(table, "name"),
        places=_column(table, "place"),
        marks=np.concatenate([np.zeros(0, dtype=np.uint32), *(one.marks for one in keyed)]),
        tins=_column(table, "tin"),
        births=_column(table, "date_of_birth"),
        periods=periods.astype(np.int64),
        stated=tuple(map(periods_in, texts)),
        runs=tuple(one.run for one in keyed),
    )


@dataclass(frozen=True, slots=True)
class _Keying:
    identities: pa.Table
    hashing: bytes


@dataclass(frozen=True, slots=True)
class _Keyed:
    """The keys of some records: marks of their places, and the block keys."""

    marks: npt.NDArray[np.uint32]
    run: Run


def _keyed(keying: _Keying, start: int) -> _Keyed:
    rows = keying.identities.slice(start, _HASHED).combine_chunks()
    marks = block_keys(keying.hashing, _column(rows, "place_mark").to_pylist()) >> np.uint64(32)
    found = list(_meetings(rows))
    owners = np.concatenate([owners for owners, _ in found]) + start
    keys = np.concatenate([block_keys(keying.hashing, texts.to_pylist()) for _, texts in found])
    order = np.argsort(keys)
    return _Keyed(marks.astype(np.uint32), Run(keys[order], owners[order]))


def _meetings(rows: pa.Table) -> Iterator[tuple[Numbers, Any]]:
    """Whose they are, and the texts of ``law.meetings.meeting``: at places, by numbers, by birth dates."""
    for way, value, marks in ((PLACE, "place_mark", "name_marks"), (BIRTH, "date_of_birth", "birth_marks")):
        lists = _column(rows, marks)
        counts = _pc.list_value_length(lists).to_numpy(zero_copy_only=False)
        owners = np.repeat(np.arange(rows.num_rows, dtype=np.int64), counts)
        yield owners, _meeting(way, _column(rows, value).take(owners), _pc.list_flatten(lists))
    tins = _column(rows, "tin")
    owners = np.flatnonzero(_pc.binary_length(tins).to_numpy(zero_copy_only=False) >= _LEAST_READ)
    yield owners, _meeting(TIN, tins.take(owners))


def _meeting(way: str, *parts: Any) -> Any:  # noqa: ANN401 - Arrow arrays
    return _pc.binary_join_element_wise(way, *parts, SEPARATOR)


def _column(table: pa.Table, name: str) -> Any:  # noqa: ANN401 - an Arrow array
    found = table[name].combine_chunks()
    return found if isinstance(found, pa.Array) else pa.concat_arrays(found.chunks)
