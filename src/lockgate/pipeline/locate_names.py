"""Names are compared only where the decision hangs on them: the law is asked first what would follow from each answer.

Pairs that met by a birth date, or by an address, mostly bear unequal names. Where the law decides the same on a record
whatever comparing its names would show, they are not compared; no rule stands here, the law is asked in each way.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from lockgate.law.likeness import Likeness
from lockgate.law.location import Evidence, Located, decide, likeness_evidence
from lockgate.law.names import compare_names, name_from_text
from lockgate.pipeline.lists import Lists, Numbers, distinct_lists
from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.locate_meet import Pairs
from lockgate.pipeline.shared_work import Share

COMPARED = 1 << 14
"""Pairs of names compared at a time."""

MOST_OPEN = 3
"""Of so many names not compared yet every way is asked about (27 decisions); where there are more, all are compared."""

_WAYS = tuple(Likeness)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a request and a taxpayer have in common.

    Attributes:
        evidence: the law's; its name says nothing where ``open``.
        open: whether both have names, unequal as texts, that were not compared.
    """

    evidence: Evidence
    open: bool = False

    def when(self, likeness: Likeness) -> Evidence:
        """The evidence if the names compared so; the evidence itself where nothing is open."""
        return replace(self.evidence, name=likeness_evidence(likeness)) if self.open else self.evidence


@dataclass(frozen=True, slots=True)
class Related:
    """The relation of every pair.

    Attributes:
        codes: for each pair, which relation.
        relations: the distinct ones.
        names: the name held (``NameKey.text``) of each pair that is open, in the order of the pairs; an Arrow array.
    """

    codes: Numbers
    relations: tuple[Relation, ...]
    names: Any

    @property
    def open(self) -> npt.NDArray[np.bool_]:
        """Of which pairs the names were not compared."""
        return np.array([one.open for one in self.relations], dtype=np.bool_)[self.codes]


@dataclass(frozen=True, slots=True)
class Compared:
    """The evidence on every pair. Of names that nothing hangs on it says that they differ, compared or not.

    Attributes:
        codes: for each pair, which evidence.
        evidences: the distinct ones.
    """

    codes: Numbers
    evidences: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Names of two sides, as texts; Arrow arrays, equally long."""

    asked: Any
    held: Any


def settle_names(asked: Asked, pairs: Pairs, related: Related, share: Share) -> Compared:
    """The evidence on every pair: names compared wherever the decision on a record could hang on them."""
    waiting = related.open
    needed = _needed(pairs.owners, related, waiting)
    likeness = np.full(len(related.codes), int(Likeness.DIFFERENT), dtype=np.int64)
    if len(needed):
        held: Any = np.cumsum(waiting)[needed] - 1
        owners: Any = pairs.owners[needed]
        ends = range(0, len(needed), COMPARED)
        cut = [slice(start, start + COMPARED) for start in ends]
        texts = [_Texts(asked.names.take(owners[one]), related.names.take(held[one])) for one in cut]
        likeness[needed] = np.concatenate(list(share(_likenesses, None, texts)))
    numbers: dict[Evidence, int] = {}
    table = [[numbers.setdefault(one.when(way), len(numbers)) for way in _WAYS] for one in related.relations]
    of_relation = np.array(table, dtype=np.int64).reshape(-1, len(_WAYS))
    return Compared(of_relation[related.codes, likeness], tuple(numbers))


def _needed(owners: Numbers, related: Related, waiting: npt.NDArray[np.bool_]) -> Numbers:
    """The pairs whose names must be compared, in the order of the records."""
    concerned = np.zeros(int(owners.max(initial=-1)) + 1, dtype=np.bool_)
    concerned[owners[waiting]] = True
    rows = np.flatnonzero(concerned[owners])
    order = rows[np.lexsort((related.codes[rows], owners[rows]))]
    lists: Lists = distinct_lists(owners[order], related.codes[order], len(concerned))
    hang = np.array([_hangs([related.relations[code] for code in one]) for one in lists.members], dtype=np.bool_)
    found = order[waiting[order]]
    return found[hang[lists.codes[owners[found]]]] if len(found) else found


def _hangs(relations: list[Relation]) -> bool:
    """Whether the decision on a record hangs on how its names that were not compared do compare."""
    if sum(one.open for one in relations) > MOST_OPEN:
        return True
    ways = product(*(_WAYS if one.open else (Likeness.DIFFERENT,) for one in relations))
    decisions = (_decided(relations, way) for way in ways)
    first = next(decisions)
    return any(other != first for other in decisions)


def _decided(relations: list[Relation], way: tuple[Likeness, ...]) -> Located:
    evidences = (one.when(likeness) for one, likeness in zip(relations, way, strict=True))
    return decide([(str(place), evidence) for place, evidence in enumerate(evidences)])


def _likenesses(_nothing: None, texts: _Texts) -> npt.NDArray[np.int64]:
    """How each two names compare. A name is asked about with several, and held of several asked about: read once."""
    read = lru_cache(maxsize=None)(name_from_text)
    both = zip(map(read, texts.asked.to_pylist()), map(read, texts.held.to_pylist()), strict=True)
    return np.fromiter((compare_names(one, other) for one, other in both), dtype=np.int64, count=len(texts.asked))
