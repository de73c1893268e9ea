"""Names are compared only where the decision hangs on them: the law is asked first what would follow from each answer.

Pairs that met by a birth date, or by an address, mostly bear unequal names. Where the law decides the same on a record
whatever comparing its names would show, they are not compared; no rule stands here, the law is asked in each way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from lockgate.law.likeness import Likeness
from lockgate.law.location import Evidence, Located, decide, likeness_evidence
from lockgate.law.names import NameKey, compare_names
from lockgate.pipeline.lists import Numbers

MOST_OPEN = 3
"""Of so many names not compared yet every way is asked about (27 decisions); where there are more, all are compared."""

WAYS = tuple(Likeness)
"""How two names can compare."""


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

    @property
    def could_be_meant(self) -> bool:
        """Whether this taxpayer alone would be identified, if their names are alike.

        Another taxpayer never makes anybody identified who was not (``law/location.decide``).
        """
        return any(_decided((self,), (way,)).taxpayer_id for way in WAYS)


@lru_cache(1 << 14)
def hangs(relations: tuple[Relation, ...]) -> bool:
    """Whether the decision on a record hangs on how its names that were not compared do compare."""
    if sum(one.open for one in relations) > MOST_OPEN:
        return True
    ways = product(*(WAYS if one.open else (Likeness.DIFFERENT,) for one in relations))
    decisions = (_decided(relations, way) for way in ways)
    first = next(decisions)
    return any(other != first for other in decisions)


def _decided(relations: tuple[Relation, ...], way: tuple[Likeness, ...]) -> Located:
    evidences = (one.when(likeness) for one, likeness in zip(relations, way, strict=True))
    return decide([(str(place), evidence) for place, evidence in enumerate(evidences)])


def likenesses(asked: Any, held: Any) -> Numbers:  # noqa: ANN401 - Arrow arrays
    """How each two names (``NameKey.text``) compare."""
    pairs = zip(_names(asked), _names(held), strict=True)
    return np.fromiter((compare_names(one, other) for one, other in pairs), dtype=np.int64, count=len(asked))


def _names(texts: Any) -> Sequence[NameKey]:  # noqa: ANN401 - an Arrow array
    """Names by their texts, as ``law.names.name_from_text`` reads each; the words of a part are read once."""
    encoded = texts.dictionary_encode()
    words = lru_cache(maxsize=None)(lambda part: tuple(part.split()))
    parts = (text.split("|") for text in encoded.dictionary.to_pylist())
    found = [NameKey(words(given), words(middle), words(family), suffix) for given, middle, family, suffix in parts]
    return [found[code] for code in encoded.indices.to_pylist()]
