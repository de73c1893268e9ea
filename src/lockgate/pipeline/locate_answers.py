"""Which address answers for each taxpayer identified (R58): the law is asked once for each distinct situation.

A situation is what decides: in the order of their lines, the addresses held for the stated periods, which of them
are one place or none, and the order of the days since when they are held.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from lockgate.law.address import WrittenAddress
from lockgate.law.location import HeldAddress, answer_address
from lockgate.pipeline.encoding import SEPARATOR
from lockgate.pipeline.lists import Numbers, distinct_lists, positions
from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.locate_compare import Piece, pieces_of
from lockgate.pipeline.locate_meet import Pairs, spread
from lockgate.pipeline.shared_work import Share
from lockgate.store.registry_index import Index
from lockgate.store.registry_layouts import EPOCH, PAIR, UNKNOWN
from lockgate.store.registry_parts import Parts

_pc: Any = pyarrow.compute

BLANK = SEPARATOR * 5
"""Six blank fields."""

_RANKS = 1 << 16
_PERIOD = date(2000, 12, 31)
"""Stands for every stated period, where only their addresses are left."""


@dataclass(frozen=True, slots=True)
class Answers:
    """For each record identified: who it is, and what may answer.

    Attributes:
        taxpayers: the taxpayer's id.
        from_periods: whether one address answers.
        deliverable: whether that is a place.
        lines: its six fields joined; ``BLANK`` where nothing may be released.
    """

    taxpayers: Any
    from_periods: npt.NDArray[np.bool_]
    deliverable: npt.NDArray[np.bool_]
    lines: Any


@dataclass(frozen=True, slots=True)
class _Answering:
    asked: Asked
    parts: Parts


def answer_all(asked: Asked, index: Index, found: Pairs, share: Share) -> Answers:
    """The answers to the records identified.

    Args:
        asked: all records.
        index: the prepared index.
        found: the records identified and their taxpayers, in the order of the taxpayers.
        share: who does the work.
    """
    answering = _Answering(asked.met(), index.parts)
    parts = list(share(_answered, answering, pieces_of(index, found)))
    none = np.zeros(0, dtype=np.bool_)
    return Answers(
        pa.chunked_array([part.taxpayers for part in parts], pa.string()).combine_chunks(),
        np.concatenate([none, *(part.from_periods for part in parts)]),
        np.concatenate([none, *(part.deliverable for part in parts)]),
        pa.chunked_array([part.lines for part in parts], pa.string()).combine_chunks(),
    )


def _answered(answering: _Answering, piece: Piece) -> Answers:
    owners, numbers = piece.pairs.owners, piece.pairs.numbers
    answering.parts.ahead(f"people{piece.suffix}", f"homes{piece.suffix}")
    with answering.parts.open(f"people{piece.suffix}") as part:
        where: Any = numbers - piece.first
        taxpayers = part.read(("taxpayer_id",))["taxpayer_id"].take(where).combine_chunks()
    with answering.parts.open(f"homes{piece.suffix}") as part:
        homes = part.read(("number", "same", "since", "lines"))
    held = homes["number"].to_numpy()
    first = np.searchsorted(held, numbers, side="left")
    counts = np.searchsorted(held, numbers, side="right") - first
    chosen = _chosen(answering.asked, _periods(homes, owners, first, counts), len(owners))
    answers = chosen >= 0
    places = homes["same"].to_numpy()
    deliverable = answers.copy()
    deliverable[answers] = places[chosen[answers]] > 0
    lines = pa.concat_arrays([homes["lines"].combine_chunks(), pa.array([BLANK])])
    told: Any = np.where(deliverable, chosen, len(lines) - 1)
    return Answers(taxpayers, answers, deliverable, lines.take(told))


@dataclass(frozen=True, slots=True)
class _Homes:
    """The periods of the homes of taxpayers identified, one row each.

    Attributes:
        finds: whose: the position among those identified.
        owners: the record that found them.
        homes: the row of the home in its part.
        orders: which home of the taxpayer it is, in the order of lines.
        same: which place of the taxpayer; 0 where it is none.
        ends: the end of the period.
        since: since when the custodian has the address.
    """

    finds: Numbers
    owners: Numbers
    homes: Numbers
    orders: Numbers
    same: Numbers
    ends: Numbers
    since: Numbers

    def where(self, kept: npt.NDArray[np.bool_]) -> "_Homes":
        """Only these rows."""
        columns = (self.finds, self.owners, self.homes, self.orders, self.same, self.ends, self.since)
        finds, owners, homes, orders, same, ends, since = (column[kept] for column in columns)
        return _Homes(finds, owners, homes, orders, same, ends, since)


def _periods(homes: pa.Table, owners: Numbers, first: Numbers, counts: Numbers) -> _Homes:
    """The periods of all homes of those identified, whose homes begin at ``first`` and are so many."""
    rows: Any = spread(first, counts)
    packed: Any = homes["since"].take(rows).combine_chunks()
    sizes = _pc.binary_length(packed).to_numpy(zero_copy_only=False).astype(np.int64) // PAIR.itemsize
    pairs = np.frombuffer(b"".join(packed.to_pylist()), dtype=PAIR)
    same = homes["same"].to_numpy()[rows].astype(np.int64)
    finds = np.repeat(np.arange(len(first)), counts)
    columns = (finds, np.repeat(owners, counts), rows, rows - np.repeat(first, counts), same)
    finds, owners, rows, orders, same = (np.repeat(column, sizes) for column in columns)
    return _Homes(finds, owners, rows, orders, same, pairs["end"].astype(np.int64), pairs["since"].astype(np.int64))


def _chosen(asked: Asked, homes: _Homes, count: int) -> Numbers:
    """The row of the home that answers for each one identified; -1 where none does."""
    homes = homes.where(_stated(asked, homes))
    orders = _ranks(homes.finds, homes.orders)
    days = np.where(homes.since == UNKNOWN, 0, 1 + _ranks(homes.finds, homes.since))
    situations = (orders * _RANKS + homes.same) * _RANKS + days
    order = np.lexsort((situations, homes.finds))
    lists = distinct_lists(homes.finds[order], situations[order], count)
    winners = np.array([_winner(one) for one in lists.members], dtype=np.int64)
    wanted = winners[lists.codes]
    found = np.full(count, -1, dtype=np.int64)
    answers = orders == wanted[homes.finds]
    found[homes.finds[answers]] = homes.homes[answers]
    return found


def _stated(asked: Asked, homes: _Homes) -> npt.NDArray[np.bool_]:
    """Which periods are stated by the record."""
    days, codes = np.unique(homes.ends, return_inverse=True)
    both, of_row = np.unique(asked.periods[homes.owners] * (len(days) + 1) + codes, return_inverse=True)
    width = len(days) + 1
    found = [date.fromordinal(int(days[one % width]) + EPOCH) in asked.stated[one // width] for one in both.tolist()]
    return np.array(found, dtype=np.bool_)[of_row]


def _ranks(groups: Numbers, values: Numbers) -> Numbers:
    """The place of each value among the distinct ones of its group, from 0."""
    order = np.lexsort((values, groups))
    steps = positions([groups[order], values[order]])
    _, begins, of_row = np.unique(groups[order], return_index=True, return_inverse=True)
    found = np.empty(len(order), dtype=np.int64)
    found[order] = steps - steps[begins][of_row] if len(order) else steps
    return found


def _winner(situation: tuple[int, ...]) -> int:
    """The law's answer on one situation: the order of the home, -1 where none answers."""
    homes = []
    for one in situation:
        rest, day = divmod(one, _RANKS)
        order, same = divmod(rest, _RANKS)
        effective = date.fromordinal(day) if day else None
        homes.append(HeldAddress(_PERIOD, f"place {same}" if same else "", WrittenAddress(f"{order:09}"), effective))
    answer = answer_address(homes, frozenset({_PERIOD}))
    return int(answer.written.line1) if answer else -1
