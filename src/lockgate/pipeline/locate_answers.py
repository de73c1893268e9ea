"""Which address answers for each taxpayer who could be meant (R58): the law is asked once for each situation.

A situation is what decides: in the order of their lines, the addresses held for the stated periods, which of them
are one place or none, and the order of the days since when they are held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from lockgate.law.address import WrittenAddress
from lockgate.law.location import HeldAddress, answer_address
from lockgate.pipeline.encoding import SEPARATOR
from lockgate.pipeline.lists import Numbers, distinct_lists, positions
from lockgate.pipeline.locate_held import Held, taken
from lockgate.pipeline.location_texts import fields_of
from lockgate.store.registry_layouts import UNKNOWN

_pc: Any = pyarrow.compute

FIELDS = 6
"""Of an address: line1, line2, city, state, zip, country."""

_BLANK = SEPARATOR * (FIELDS - 1)
_RANKS = 1 << 16
_PERIOD = date(2000, 12, 31)
"""Stands for every stated period, where only their addresses are left."""


@dataclass(frozen=True, slots=True)
class Answers:
    """For each of some taxpayers: who it is, and what may answer.

    Attributes:
        taxpayers: the taxpayer's id.
        from_periods: whether one address answers.
        deliverable: whether that is a place.
        lines: its six fields; blank where nothing may be released.
    """

    taxpayers: Any
    from_periods: npt.NDArray[np.bool_]
    deliverable: npt.NDArray[np.bool_]
    lines: tuple[Any, ...]

    def at(self, wanted: Numbers) -> "Answers":
        """Some of them."""
        lines = tuple(taken(column, wanted) for column in self.lines)
        return Answers(taken(self.taxpayers, wanted), self.from_periods[wanted], self.deliverable[wanted], lines)


def every_answer(parts: Sequence[Answers]) -> Answers:
    """The answers of several pieces, one after another."""
    none = np.zeros(0, dtype=np.bool_)
    return Answers(
        _joined([part.taxpayers for part in parts]),
        np.concatenate([none, *(part.from_periods for part in parts)]),
        np.concatenate([none, *(part.deliverable for part in parts)]),
        tuple(_joined([part.lines[place] for part in parts]) for place in range(FIELDS)),
    )


def _joined(columns: Sequence[Any]) -> Any:  # noqa: ANN401 - an Arrow array
    return pa.chunked_array(columns, pa.string()).combine_chunks()


def answered(held: Held, pairs: Numbers) -> Answers:
    """The answers to some of the pairs, in their order, if it is their taxpayer who is meant."""
    chosen = _chosen(held, pairs)
    answers = chosen >= 0
    here = _pc.not_equal(held.homes.places, "").to_numpy(zero_copy_only=False)
    deliverable = answers.copy()
    deliverable[answers] = here[chosen[answers]]
    where = np.zeros(len(pairs), dtype=np.int64)
    where[deliverable] = held.homes.rows[chosen[deliverable]]
    told = _pc.fill_null(held.homes.lines.take(pa.array(where, mask=~deliverable)), _BLANK)
    taxpayers = taken(held.people["taxpayer_id"], pairs)
    return Answers(taxpayers, answers, deliverable, tuple(fields_of(told, FIELDS)))


def _chosen(held: Held, pairs: Numbers) -> Numbers:
    """The home that answers for each of these pairs; -1 where none does."""
    of_pair = np.full(len(held.owners), -1, dtype=np.int64)
    of_pair[pairs] = np.arange(len(pairs))
    finds = of_pair[held.homes.pairs[held.periods.homes]]
    kept = np.flatnonzero((finds >= 0) & held.periods.stated)
    finds, homes, since = finds[kept], held.periods.homes[kept], held.periods.since[kept]
    orders = _ranks(finds, homes)
    days = np.where(since == UNKNOWN, 0, 1 + _ranks(finds, since))
    situations = (orders * _RANKS + _same(held, finds, homes)) * _RANKS + days
    order = np.lexsort((situations, finds))
    lists = distinct_lists(finds[order], situations[order], len(pairs))
    winners = np.array([_winner(one) for one in lists.members], dtype=np.int64)
    wanted = winners[lists.codes]
    found = np.full(len(pairs), -1, dtype=np.int64)
    answers = orders == wanted[finds]
    found[finds[answers]] = homes[answers]
    return found


def _same(held: Held, finds: Numbers, homes: Numbers) -> Numbers:
    """A small number for each place of one taxpayer, 0 where it is none."""
    places = taken(held.homes.places, homes)
    here = _pc.not_equal(places, "").to_numpy(zero_copy_only=False)
    codes = places.dictionary_encode().indices.to_numpy().astype(np.int64)
    return np.where(here, 1 + _ranks(finds, codes), 0)


def _ranks(groups: Numbers, values: Numbers) -> Numbers:
    """The place of each value among the distinct ones of its group, from 0."""
    order = np.lexsort((values, groups))
    ordered = groups[order]
    steps = positions([ordered, values[order]])
    found = np.empty(len(order), dtype=np.int64)
    found[order] = steps - steps[np.searchsorted(ordered, ordered)] if len(order) else steps
    return found


@lru_cache(1 << 14)
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
