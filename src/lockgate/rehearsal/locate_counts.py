"""The accuracy report's counts: wrongly identified and wrongly missed, by class and by group."""

from collections.abc import Iterable

import numpy as np

from lockgate.rehearsal.arrays import Bools, Texts
from lockgate.rehearsal.kinds import Meant
from lockgate.rehearsal.locate_truth import GIVEN, LIKENESS, NOT_HELD, Rows
from lockgate.reports.accuracy import Accuracy, Breakdown, Line
from lockgate.reports.shares import Share

RELEASABLE, WEAK = "releasable", "weak"
"""The first and the last class of a report: all releasable ones together; those a person looks at."""

IDENTIFIED = ("one", "weak", "several", "disagrees", "none")
"""What location can come to."""

_PLANTED = {
    Meant.ONE: "somebody is meant, and what is given singles them out",
    Meant.WEAK: "somebody is meant, and only a person may say so",
    Meant.NOBODY: "nobody may be identified",
    Meant.NOT_SOUGHT: "should not have been sufficient",
}


class _Sides:
    """Which rows are identified, wrong, to be found, and missed, for one class of decisions."""

    def __init__(self, rows: Rows, decided: str, meant: Meant) -> None:
        self.identified: Bools = rows.identified == decided
        allowed = rows.meant == Meant.ONE
        if meant is Meant.WEAK:
            allowed = allowed | (rows.meant == Meant.WEAK)
        # A row that should not have been sufficient is wrong only where the person is.
        self.wrong: Bools = self.identified & ~(rows.right & (allowed | (rows.meant == Meant.NOT_SOUGHT)))
        self.wanted: Bools = rows.meant == meant
        found = self.identified | (rows.identified == str(Meant.ONE))
        self.missed: Bools = self.wanted & ~(found & rows.right)

    def line(self, label: str, within: Bools) -> Line:
        """The counts of one group."""
        return Line(
            label,
            Share(int((self.wrong & within).sum()), int((self.identified & within).sum())),
            Share(int((self.missed & within).sum()), int((self.wanted & within).sum())),
        )

    def lines(self, labels: Texts, order: Iterable[str] = ()) -> tuple[Line, ...]:
        """The counts of each group that has anything to count; those named in ``order`` first, in that order."""
        counted = self.identified | self.wanted
        present = set(labels[counted])
        ordered = [label for label in order if label in present] + sorted(present - set(order))
        return tuple(self.line(label, labels == label) for label in ordered)


def count(rows: Rows, facts: tuple[tuple[str, str], ...]) -> Accuracy:
    """Count everything.

    Args:
        rows: the sufficient rows beside their truth.
        facts: what is counted, as it stands at the head of the report.
    """
    one, weak = _Sides(rows, "one", Meant.ONE), _Sides(rows, "weak", Meant.WEAK)
    everything = np.ones(len(rows), dtype=bool)
    classes = (
        one.line(RELEASABLE, everything),
        *one.lines(rows.given, GIVEN.values()),
        weak.line(WEAK, everything),
    )
    return Accuracy(
        facts=facts,
        outcome=tuple(
            (label, _came_to(rows, meant)) for meant, label in _PLANTED.items() if (rows.meant == meant).any()
        ),
        outcome_columns=IDENTIFIED,
        classes=Breakdown("class", "by evidence class", _CLASSES, classes),
        breakdowns=tuple(_breakdowns(rows, one, weak)),
        beside=_beside(rows, one),
    )


AS_HELD = "nothing"
"""What is written otherwise in a request that says all as the custodian's file has it, but for case and manner."""


def releasable(rows: Rows) -> Line:
    """The sum of the releasable classes alone."""
    return _Sides(rows, "one", Meant.ONE).line(RELEASABLE, np.ones(len(rows), dtype=bool))


_CLASSES = (
    "Releasable is every record for which location came to one taxpayer. What a request gives beside name and address"
    " must agree as well, so a class is named by what was given. Weak is what a person looks at; nothing leaves"
    " without their finding."
)

_LIKENESS = "Releasable records. Nearly: within the bounds that the law states, though written differently."
_ORIGIN = "Releasable records, by the origin of the name of the person asked about."
_HOUSEHOLD = (
    "Releasable records, by how many people of the custodian's file live in the household of the person asked about."
)
_FORM = "Releasable records, by the form of the request."
_NOISE = (
    "Releasable records, by what the request writes otherwise than the custodian's file has it for this person."
    " Capital letters, accents, hyphens and the official short words for streets and units are no difference."
)
_KIND = "Releasable records, by the kind of request that was planted."
_WEAK = (
    "Records for which location came to one taxpayer, but weakly. A person sees what agreed by element and nothing"
    " else; without their finding the answer is the uniform one."
)


def _came_to(rows: Rows, meant: Meant) -> tuple[int, ...]:
    within = rows.meant == meant
    return tuple(int((within & (rows.identified == word)).sum()) for word in IDENTIFIED)


def _breakdowns(rows: Rows, one: _Sides, weak: _Sides) -> Iterable[Breakdown]:
    sizes = sorted(set(rows.household) - {NOT_HELD}, key=int)
    yield Breakdown("likeness", "by how name and address agreed", _LIKENESS, _agreed(rows, one), counts_missed=False)
    yield Breakdown("origin", "by origin of the name", _ORIGIN, one.lines(rows.origin))
    yield Breakdown("household", "by size of the household", _HOUSEHOLD, one.lines(rows.household, (*sizes, NOT_HELD)))
    yield Breakdown("address-form", "by how the request writes the address", _FORM, one.lines(rows.address_form))
    yield Breakdown("name-form", "by how the request writes the name", _FORM, one.lines(rows.name_form))
    noise = np.where(rows.noise == "", AS_HELD, rows.noise)
    yield Breakdown("noise", "by what is written otherwise", _NOISE, one.lines(noise, (AS_HELD,)))
    yield Breakdown("kind", "by kind of request", _KIND, one.lines(rows.kind))
    yield Breakdown("weak", "weak, by what the request gives", _WEAK, weak.lines(rows.given, GIVEN.values()))


def _agreed(rows: Rows, one: _Sides) -> tuple[Line, ...]:
    """Who was identified by how name and address agreed; nobody is missed in a class of what agreed."""
    labels = np.where(one.identified, rows.likeness, "")
    present = sorted(set(labels[one.identified]), key=list(LIKENESS.values()).index)
    return tuple(one.line(label, labels == label) for label in present)


def _beside(rows: Rows, one: _Sides) -> tuple[tuple[str, int], ...]:
    """Counts that are no share of anything above."""
    return (
        ("sufficient records", len(rows)),
        ("releasable, another person than the one asked about", int((one.identified & ~rows.right).sum())),
        ("releasable, the right person, against what the request gives", int((one.wrong & rows.right).sum())),
        ("releasable, but no address can answer", int((one.identified & ~rows.answerable).sum())),
        ("missed, left to a person as weak", int((one.missed & rows.right & (rows.identified == WEAK)).sum())),
        ("weak, another person than the one asked about", int(((rows.identified == WEAK) & ~rows.right).sum())),
    )
