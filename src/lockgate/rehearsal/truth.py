"""What must become of every row, known because it was planted."""

import numpy as np

from lockgate.rehearsal.arrays import Bools, Texts, pool, texts
from lockgate.rehearsal.catalogue import KINDS
from lockgate.rehearsal.kinds import Examine, Final, Kind, Meant
from lockgate.rehearsal.names import ORIGINS
from lockgate.rehearsal.plan import OfficersMode, Plan
from lockgate.rehearsal.planting import Planting
from lockgate.rehearsal.registry import taxpayer_ids
from lockgate.rehearsal.requests import Stretch
from lockgate.rehearsal.slips import DISAGREEING

HEADER = ("record_id", "kind", "expect_examine", "must_include_rules", "expect_final", "taxpayer_id")
"""The columns of ``truth/records.csv``: one line for each row of the request, in its order."""

FINAL = HEADER.index("expect_final")
"""Which of them says what becomes of the row."""

PEOPLE = ("row", "origin", "household", "meant", "noise")
"""The columns of ``truth/people.csv``: the same rows, as far as they are about who is asked about."""

CEILING = 200
"""Records one officer may be named on before a person looks (R20), as the agreement has it."""

WITH_A_FINDING = ("good_name_and_address_only",)
"""Kinds that are released only after a person's finding on R24: neither TIN nor birth date is given."""

_MEANT_THOUGH_UNIFORM = {
    "address_before_periods": Meant.WEAK,
    "two_addresses_same_day": Meant.ONE,
    "protected_person": Meant.ONE,
    "informant": Meant.ONE,
}
"""Sufficient kinds that identify somebody although the answer says nothing."""


def columns(plan: Plan, planting: Planting, stretch: Stretch) -> list[Texts]:
    """The truth about the rows of a stretch, in the columns of ``HEADER``."""
    at = slice(stretch.first, stretch.first + len(stretch.columns["record_id"]))
    overloaded = plan.officers is OfficersMode.ONE and plan.records > CEILING
    expected = [_expected(kind, overloaded=overloaded) for kind in KINDS]
    kinds = planting.kind[at]
    rules = pool([_rules(kind, one[1], "") for kind, one in zip(KINDS, expected, strict=True)])
    final = pool([str(one[2]) for one in expected])[kinds]
    with_tin = pool([_rules(kind, one[1], "R09") for kind, one in zip(KINDS, expected, strict=True)])
    return [
        stretch.columns["record_id"],
        pool([kind.name for kind in KINDS])[kinds],
        pool([str(one[0]) for one in expected])[kinds],
        np.where(stretch.columns["tin"] == "", rules[kinds], with_tin[kinds]),
        np.where(_disagrees(stretch) & (final == Final.RELEASED), str(Final.UNIFORM), final),
        taxpayer_ids(planting.asked.people.taxpayer[planting.person[at]]),
    ]


def people_columns(planting: Planting, stretch: Stretch) -> list[Texts]:
    """Who is asked about by the rows of a stretch, in the columns of ``PEOPLE``."""
    rows = np.arange(stretch.first, stretch.first + len(stretch.columns["record_id"]))
    people = planting.asked.people.take(planting.person[rows])
    meant = pool([str(_meant(kind)) for kind in KINDS])[planting.kind[rows]]
    return [
        texts(rows + 1),
        pool([origin.name for origin in ORIGINS])[people.origin],
        np.where(people.taxpayer > 0, texts(people.members), ""),
        np.where(_disagrees(stretch) & (meant != Meant.NOT_SOUGHT), str(Meant.NOBODY), meant),
        stretch.slips,
    ]


def _disagrees(stretch: Stretch) -> Bools:
    """Rows in which a slip has made the number or the date given another's, or nobody's."""
    return np.array([slip in DISAGREEING for slip in stretch.slips], dtype=bool)


def _meant(kind: Kind) -> Meant:
    if kind.examine is not Examine.SUFFICIENT:
        return Meant.NOT_SOUGHT
    if kind.final is Final.RELEASED:
        return Meant.WEAK if kind.name in WITH_A_FINDING else Meant.ONE
    return _MEANT_THOUGH_UNIFORM.get(kind.name, Meant.NOBODY)


def _rules(kind: Kind, rules: tuple[str, ...], beside_a_tin: str) -> str:
    """The rules in order; a TIN beside an address that is returned adds R09: it is no substitute for it."""
    also = {beside_a_tin} if beside_a_tin and kind.address_returned else set()
    return ";".join(sorted({*rules, *also}))


def _expected(kind: Kind, *, overloaded: bool) -> tuple[str, tuple[str, ...], str]:
    """What examine says, the rules it must name, and what becomes of the record."""
    if not overloaded or "R00" in kind.rules:
        return kind.examine, kind.rules, kind.final
    rules = (*kind.rules, "R20")
    if kind.examine is Examine.RETURNED:
        return kind.examine, rules, kind.final
    return Examine.REVIEW, rules, Final.HELD
