"""The agreement by element of weak records (R24), which the person who decides on them sees; classes counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from lockgate.law.act_facts import Identified


class Element(StrEnum):
    """How one element of a request compares with what is held of the one taxpayer; never what is held."""

    AGREES = "agrees"
    NEAR = "near"
    DISAGREES = "disagrees"
    ABSENT = "not given"
    UNCONFIRMED = "given, none held"


_WORDS = {
    "A": Element.AGREES, "N": Element.NEAR, "D": Element.DISAGREES, "-": Element.ABSENT, "U": Element.UNCONFIRMED,
}  # fmt: skip

ELEMENTS: Mapping[str, str] = {
    "name": "name",
    "address": "address",
    "in_periods": "address held for the stated periods",
    "tin": "TIN",
    "date_of_birth": "date of birth",
}
"""Columns of the located evidence that compare an element, and what each is called."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One combination of agreement by element, and the rows of the submission it applies to, ascending."""

    elements: Mapping[str, Element]
    rows: tuple[int, ...]


def weak_records(located: pa.Table) -> tuple[Agreement, ...]:
    """The weak records by their agreement, the combination of most records first.

    Args:
        located: the located evidence; of it only ``row``, ``identified`` and the elements are read.
    """
    rows: dict[tuple[str, ...], list[int]] = {}
    for batch in located.select(["row", "identified", *ELEMENTS]).to_batches():
        for row, identified, *letters in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if identified == Identified.WEAK.value:
                rows.setdefault(tuple(letters), []).append(row)
    found = [
        Agreement(dict(zip(ELEMENTS.values(), map(_WORDS.__getitem__, letters), strict=True)), tuple(sorted(at)))
        for letters, at in rows.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.rows), one.rows)))


CLASSES_KIND = "classes"
"""Kind of the kept tally of a reading: how many records met one taxpayer, weakly, none or several; sealed."""


def classes_table(located: pa.Table) -> pa.Table:
    """How many records are of which class, every class with a line."""
    found = Counter(located["identified"].to_pylist())
    words = [one.value for one in Identified]
    return pa.table({"identified": words, "records": [found[word] for word in words]})
