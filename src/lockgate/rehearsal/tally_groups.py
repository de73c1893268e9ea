"""The tally in groups for reading: by what was expected, and by family of kinds."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lockgate.rehearsal.kinds import Examine, Final, Kind
from lockgate.rehearsal.kinds_address import ADDRESSES
from lockgate.rehearsal.kinds_good import GOOD, UNIFORM
from lockgate.rehearsal.kinds_terms import BROKEN, ORDERS, REQUESTS, STATUTES
from lockgate.rehearsal.tally import Became

FAMILIES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("in order, oddly written", GOOD),
    ("stopped by the custodian", UNIFORM),
    ("the address", ADDRESSES),
    ("the order, its clock", ORDERS),
    ("the crime designated", STATUTES),
    ("matter, reason, officer", REQUESTS),
    ("rows that cannot be read", BROKEN),
)
"""The catalogue's kinds by what they are about."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some rows together.

    Attributes:
        label: what they have in common.
        kinds: how many kinds of request they are.
        examined_so: rows of which examine said what was planted, with every rule it must name.
        finals: what became of them.
    """

    label: str
    kinds: int
    records: int
    examined_so: int
    finals: Counter[Final]


def by_expectation(rows: Iterable[Became]) -> list[Group]:
    """Groups of what was planted: what examine must say, and what must come of it."""
    found: dict[tuple[Examine, Final], list[Became]] = defaultdict(list)
    for one in rows:
        found[one.truth.examine, one.truth.final].append(one)
    order = [(examine, final) for examine in Examine for final in Final if (examine, final) in found]
    return [_group(f"{examine} → {final}", found[examine, final]) for examine, final in order]


def by_family(rows: Iterable[Became]) -> list[Group]:
    """Groups of what the kinds are about, in the order of the catalogue."""
    family = {kind.name: label for label, kinds in FAMILIES for kind in kinds}
    found: dict[str, list[Became]] = defaultdict(list)
    for one in rows:
        found[family[one.truth.kind]].append(one)
    return [_group(label, found[label]) for label, _ in FAMILIES if label in found]


def _group(label: str, rows: list[Became]) -> Group:
    return Group(
        label=label,
        kinds=len({one.truth.kind for one in rows}),
        records=len(rows),
        examined_so=sum(one.examined_right for one in rows),
        finals=Counter(one.final for one in rows),
    )
