"""Who ought to be found, in parts: what is said as the file has it, what is not, and what nothing can confirm."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.people.addresses import reading, shown
from tests.people.runs import Fate
from tests.people.truth import PARTS, TWO, Side

from lockgate.rehearsal.kinds import Meant
from lockgate.reports.shares import Share

HELD_TWICE = "the file has this person twice: several"
ONE_FIELD = "the address, in one field, is read as another place"
UNEXPLAINED = "anything else"
WHY = (HELD_TWICE, ONE_FIELD, UNEXPLAINED)
"""Why a request that says everything as held is missed."""

SORTS = (*PARTS, TWO)
"""What may not be as held."""


@dataclass(frozen=True)
class Group:
    """Requests of one sort: how many, and for how many location came to this one person.

    Attributes:
        requests: how many.
        identified: location came to this person, as ``one``.
        sides: of the others, in whose text the error stands; of those with more than one error, nothing.
    """

    requests: int
    identified: int
    sides: Counter[Side]

    @property
    def missed(self) -> Share:
        return Share(self.requests - self.identified, self.requests)


@dataclass(frozen=True)
class Missed:
    """The rightful requests of a run in three parts, each of which is in one of them.

    Attributes:
        held: what they give is, letter for letter but for case, what the file has, number or birth date with it.
        why: of those of ``held`` that are missed, why.
        erring: something they give is not as the file has it, by a text that noise altered on a side or both.
        parts: the same by what that is, a value of ``SORTS``.
        bare: neither number nor birth date is given, or the file has none: only a person may say that it is they.
        looked: of those, how many location leaves to a person, with this person.
    """

    held: Group
    why: Counter[str]
    erring: Group
    parts: dict[str, Group]
    bare: int
    looked: int


def missed(rightful: Iterable[Fate]) -> Missed:
    """Put the requests that ought to be found into their parts."""
    held: list[Fate] = []
    bare: list[Fate] = []
    erring: dict[str, list[Fate]] = {sort: [] for sort in SORTS}
    for one in rightful:
        if one.told is None:
            continue
        if one.told.meant is Meant.WEAK:
            bare.append(one)
        elif one.told.as_held:
            held.append(one)
        else:
            erring[one.told.label].append(one)
    return Missed(
        held=_group(held),
        why=Counter(_why(one) for one in held if not _identified(one)),
        erring=_group(one for group in erring.values() for one in group),
        parts={sort: _group(group) for sort, group in erring.items()},
        bare=len(bare),
        looked=sum(one.identified == "weak" and one.right for one in bare),
    )


def _identified(one: Fate) -> bool:
    return one.identified == "one" and one.right


def _group(fates: Iterable[Fate]) -> Group:
    every = list(fates)
    lost = [one.told.otherwise for one in every if not _identified(one) and one.told]
    sides = Counter(side for parts in lost if len(parts) == 1 for side in parts.values())
    return Group(len(every), sum(map(_identified, every)), sides)


def _why(one: Fate) -> str:
    """Why somebody is missed whose every part is as held."""
    if one.identified == "several" and len(one.own) > 1:
        return HELD_TWICE
    if one.record.get("address") and shown(one.person.home) in reading().forms:
        return ONE_FIELD
    return UNEXPLAINED
