"""What must become of every row, known because it was planted."""

import numpy as np

from lockgate.rehearsal.arrays import Texts, pool
from lockgate.rehearsal.catalogue import KINDS
from lockgate.rehearsal.kinds import Examine, Final, Kind
from lockgate.rehearsal.plan import OfficersMode, Plan
from lockgate.rehearsal.planting import Planting
from lockgate.rehearsal.registry import taxpayer_ids
from lockgate.rehearsal.requests import Stretch

HEADER = ("record_id", "kind", "expect_examine", "must_include_rules", "expect_final", "taxpayer_id")
"""The columns of ``truth/records.csv``: one line for each row of the request, in its order."""

CEILING = 200
"""Records one officer may be named on before a person looks (R20), as the agreement has it."""

WITH_A_FINDING = ("good_name_and_address_only",)
"""Kinds that are released only after a person's finding on R24: neither TIN nor birth date is given."""


def columns(plan: Plan, planting: Planting, stretch: Stretch) -> list[Texts]:
    """The truth about the rows of a stretch, in the columns of ``HEADER``."""
    at = slice(stretch.first, stretch.first + len(stretch.columns["record_id"]))
    overloaded = plan.officers is OfficersMode.ONE and plan.records > CEILING
    expected = [_expected(kind, overloaded=overloaded) for kind in KINDS]
    kinds = planting.kind[at]
    rules = pool([_rules(kind, one[1], "") for kind, one in zip(KINDS, expected, strict=True)])
    with_tin = pool([_rules(kind, one[1], "R09") for kind, one in zip(KINDS, expected, strict=True)])
    return [
        stretch.columns["record_id"],
        pool([kind.name for kind in KINDS])[kinds],
        pool([str(one[0]) for one in expected])[kinds],
        np.where(stretch.columns["tin"] == "", rules[kinds], with_tin[kinds]),
        pool([str(one[2]) for one in expected])[kinds],
        taxpayer_ids(planting.asked.people.taxpayer[planting.person[at]]),
    ]


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


def rightful_releases(plan: Plan, planting: Planting) -> int:
    """How many rows the law orders to be answered with an address."""
    if plan.officers is OfficersMode.ONE and plan.records > CEILING:
        return 0
    released = [place for place, kind in enumerate(KINDS) if kind.final is Final.RELEASED]
    return int(np.isin(planting.kind, released).sum())
