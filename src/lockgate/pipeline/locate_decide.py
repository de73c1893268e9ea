"""Decide on every record: some records at a time, names compared where a decision hangs on them, the law once a list.

What is decided on a record hangs on its own pairs alone, so records can be cut anywhere.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from lockgate.law.likeness import Likeness
from lockgate.law.location import Evidence, Located, decide
from lockgate.pipeline.lists import Lists, Numbers, distinct_lists
from lockgate.pipeline.locate_compare import Related
from lockgate.pipeline.locate_held import taken
from lockgate.pipeline.locate_names import WAYS, Relation, hangs, likenesses
from lockgate.pipeline.shared_work import Share

RECORDS = 1 << 14
"""Records decided on at a time."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions.

    Attributes:
        decisions: the distinct ones; whoever is identified is not named in them.
        which: the decision on each record.
        winners: the pair that names the taxpayer of each record who is identified, -1 where nobody is.
    """

    decisions: tuple[Located, ...]
    which: Numbers
    winners: Numbers


@dataclass(frozen=True, slots=True)
class _Deciding:
    """What every piece needs.

    Attributes:
        names: the names asked.
        held: the name held of each pair that is open.
        relations: the distinct relations.
        evidences: the distinct evidences that can come of them.
        table: for each relation and each way the names can compare, which evidence it comes to.
        known: the decisions a process has asked the law for, by the numbers of their evidences.
    """

    names: Any
    held: Any
    relations: tuple[Relation, ...]
    evidences: tuple[Evidence, ...]
    table: Numbers
    known: dict[tuple[int, ...], Located] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Any, related: Related) -> "_Deciding":  # noqa: ANN401 - an Arrow array
        numbers: dict[Evidence, int] = {}
        table = [[numbers.setdefault(one.when(way), len(numbers)) for way in WAYS] for one in related.relations]
        by_way = np.array(table, dtype=np.int64).reshape(-1, len(WAYS))
        return cls(names, related.names, related.relations, tuple(numbers), by_way)

    def decided(self, codes: tuple[int, ...]) -> Located:
        """The law's decision on one list of evidence; whoever is identified is named by the place in the list."""
        found = self.known.get(codes)
        if found is None:
            evidences = [(str(place), self.evidences[code]) for place, code in enumerate(codes)]
            found = self.known[codes] = decide(evidences)
        return found


@dataclass(frozen=True, slots=True)
class _Records:
    """Records in a row, with their pairs in the order of the records.

    Attributes:
        first: the position of the first record.
        count: how many records.
        owners: the record of each pair, from 0 for the first.
        codes: the relation of each pair.
        waiting: which pair it is among all that are open, of each that is.
    """

    first: int
    count: int
    owners: Numbers
    codes: Numbers
    waiting: Numbers


def decide_all(names: Any, owners: Numbers, related: Related, share: Share) -> Decided:  # noqa: ANN401 - an Arrow array
    """The law's decision on every record.

    Args:
        names: the names asked, one a record.
        owners: the record of each pair.
        related: what the two of every pair have in common.
        share: who does the work.
    """
    order = np.argsort(owners, kind="stable")
    pieces = _cut(len(names), owners, related, order)
    found: list[Decided] = list(share(_decided, _Deciding.of(names, related), pieces))
    numbers: dict[Located, int] = {}
    nothing = np.zeros(0, dtype=np.int64)
    which, winners, before = [nothing], [nothing], 0
    for piece, one in zip(pieces, found, strict=True):
        of_piece = np.array([numbers.setdefault(each, len(numbers)) for each in one.decisions], dtype=np.int64)
        which.append(of_piece[one.which])
        winners.append(np.where(one.winners < 0, -1, one.winners + before))
        before += len(piece.owners)
    # The last place stands for nobody.
    return Decided(tuple(numbers), np.concatenate(which), np.append(order, -1)[np.concatenate(winners)])


def _cut(count: int, owners: Numbers, related: Related, order: Numbers) -> list[_Records]:
    waiting = related.open
    of_pair = np.where(waiting, np.cumsum(waiting) - 1, -1)
    owners, codes, of_pair = owners[order], related.codes[order], of_pair[order]
    pieces = []
    for first in range(0, count, RECORDS):
        here = slice(*np.searchsorted(owners, [first, first + RECORDS]).tolist())
        found = of_pair[here]
        pieces.append(
            _Records(first, min(RECORDS, count - first), owners[here] - first, codes[here], found[found >= 0])
        )
    return pieces


def _decided(deciding: _Deciding, records: _Records) -> Decided:
    order, lists = _lists(records.owners, _compared(deciding, records), records.count)
    decisions = [deciding.decided(one) for one in lists.members]
    named = np.array([int(one.taxpayer_id) if one.taxpayer_id else -1 for one in decisions], dtype=np.int64)
    places = named[lists.codes]
    identified = np.flatnonzero(places >= 0)
    winners = np.full(records.count, -1, dtype=np.int64)
    winners[identified] = order[np.searchsorted(records.owners, identified) + places[identified]]
    unnamed = tuple(Located(one.identified, evidence=one.evidence) for one in decisions)
    return Decided(unnamed, lists.codes, winners)


def _compared(deciding: _Deciding, records: _Records) -> Numbers:
    """The evidence on every pair. Of names that nothing hangs on it says that they differ, compared or not."""
    waiting: npt.NDArray[np.bool_] = np.array([one.open for one in deciding.relations], dtype=np.bool_)[records.codes]
    _, lists = _lists(records.owners, records.codes, records.count)
    hang = [hangs(tuple(deciding.relations[code] for code in one)) for one in lists.members]
    needed = waiting & np.array(hang, dtype=np.bool_)[lists.codes][records.owners]
    likeness = np.full(len(records.codes), int(Likeness.DIFFERENT), dtype=np.int64)
    asked = taken(deciding.names, records.owners[needed] + records.first)
    likeness[needed] = likenesses(asked, taken(deciding.held, records.waiting[needed[waiting]]))
    return deciding.table[records.codes, likeness]


def _lists(owners: Numbers, codes: Numbers, count: int) -> tuple[Numbers, Lists]:
    """The order of the pairs in which each record's codes ascend, and the lists of codes in that order."""
    order = np.lexsort((codes, owners))
    return order, distinct_lists(owners[order], codes[order], count)
