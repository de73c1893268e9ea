"""The homes of one bucket of the custodian's tables: each distinct writing of an address of one taxpayer, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from lockgate.law.readings import period_end
from lockgate.pipeline.encoding import distinct
from lockgate.pipeline.lists import Numbers, distinct_lists, first_of_each, positions
from lockgate.pipeline.location_texts import Places, Spots, bare_lines, spots_of
from lockgate.store.registry_layouts import EPOCH, PAIR, UNKNOWN, iso_day

_pc: Any = pyarrow.compute


@dataclass(frozen=True, slots=True)
class Held:
    """Address rows of known taxpayers, with the taxpayer's position beside each."""

    owners: Numbers
    rows: pa.Table


@dataclass(frozen=True, slots=True)
class Homes:
    """The homes of a bucket.

    Attributes:
        owners: the taxpayer's position.
        spot: which of ``spots`` it is.
        spots: the distinct writings.
        table: its columns but for ``number`` and ``mark``.
    """

    owners: Numbers
    spot: Numbers
    spots: Spots
    table: dict[str, Any]


def homes_of(held: Held, places: Places) -> Homes:
    """The homes of a bucket's address rows, in the order of taxpayers and lines."""
    columns = [held.rows[name] for name in ("line1", "line2", "city", "state", "zip", "country")]
    spots = spots_of(columns, places)
    lines = bare_lines(spots.fields)
    order = np.asarray(_pc.rank(pa.array(lines, pa.string()), tiebreaker="dense"), dtype=np.int64)
    of_order = np.empty(len(order) + 1, dtype=np.int64)
    of_order[order] = np.arange(len(order))
    periods = _Periods(held.rows)
    ranks = order[spots.codes] if len(order) else np.zeros(0, dtype=np.int64)
    rows = first_of_each(held.owners, ranks, periods.ends, periods.since)
    owners, ranks, ends, since = held.owners[rows], ranks[rows], periods.ends[rows], periods.since[rows]
    homes = positions([owners, ranks])
    first = np.flatnonzero(np.diff(homes, prepend=-1))
    spot = of_order[ranks[first]]
    place = taken(spots.places, spot)
    table = {
        "place": place,
        "ends": periods.told(homes, ends, len(first)),
        "same": _same(owners[first], place),
        "since": _pairs(homes, ends, since, len(first)),
        "lines": taken(lines, spot),
    }
    return Homes(owners[first], spot, spots, table)


def taken(texts: Sequence[str], positions_: Numbers) -> Any:  # noqa: ANN401 - an Arrow array
    """The texts at these positions."""
    return pa.array(texts, pa.string()).take(pa.array(positions_))  # type: ignore[arg-type]


class _Periods:
    """The ends of tax periods and the dates of addresses, as days since 1970."""

    def __init__(self, rows: pa.Table) -> None:
        texts, codes = distinct(rows["tax_period"])
        days = [period_end(text) for text in texts]
        found = np.array([day.toordinal() - EPOCH if day else UNKNOWN for day in days], dtype=np.int64)
        self.ends = found[codes] if len(found) else np.zeros(0, dtype=np.int64)
        since = _pc.fill_null(rows["effective_date"].combine_chunks().cast(pa.int32()), UNKNOWN)
        self.since = since.to_numpy(zero_copy_only=False).astype(np.int64)

    def told(self, homes: Numbers, ends: Numbers, count: int) -> Any:  # noqa: ANN401 - an Arrow array
        """The readable ends of each home, as one text."""
        days, codes = np.unique(ends, return_inverse=True)
        known = ends != UNKNOWN
        homes, codes = homes[known], codes[known]
        pairs = first_of_each(homes, codes)
        lists = distinct_lists(homes[pairs], codes[pairs], count)
        texts = [" ".join(iso_day(int(days[code])) for code in members) for members in lists.members]
        return taken(texts, lists.codes)


def _same(owners: Numbers, places: Any) -> Any:  # noqa: ANN401 - an Arrow array
    """A small number for each place of one taxpayer, 0 where it is none."""
    texts, codes = distinct(pa.chunked_array([places], pa.string()))
    here = np.array([bool(text) for text in texts], dtype=np.bool_)[codes] if texts else np.zeros(0, dtype=np.bool_)
    width = len(texts) + 1
    pairs, of_home = np.unique(owners[here] * width + codes[here], return_inverse=True)
    begins = np.searchsorted(pairs // width, pairs // width)
    numbers = np.zeros(len(owners), dtype=np.uint16)
    numbers[here] = (np.arange(len(pairs)) - begins + 1)[of_home]
    return pa.array(numbers)


def _pairs(homes: Numbers, ends: Numbers, since: Numbers, count: int) -> Any:  # noqa: ANN401 - an Arrow array
    known = ends != UNKNOWN
    pairs = np.empty(int(known.sum()), dtype=PAIR)
    pairs["end"], pairs["since"] = ends[known], since[known]
    offsets = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(homes[known], minlength=count) * PAIR.itemsize, out=offsets[1:])
    return pa.Array.from_buffers(
        pa.binary(), count, [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(pairs.tobytes())]
    )
