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


def rows(plan: Plan, planting: Planting, stretch: Stretch) -> list[tuple[str, ...]]:
    """The truth about the rows of a stretch."""
    at = slice(stretch.first, stretch.first + len(stretch.columns["record_id"]))
    overloaded = plan.officers is OfficersMode.ONE and plan.records > CEILING
    expected = [_expected(kind, overloaded=overloaded) for kind in KINDS]
    kinds = planting.kind[at]
    taxpayers = taxpayer_ids(planting.asked.people.taxpayer[planting.person[at]])
    rules = [
        _with_tin(KINDS[kind], expected[kind][1], tin) for kind, tin in zip(kinds, stretch.columns["tin"], strict=True)
    ]
    names: Texts = pool([kind.name for kind in KINDS])[kinds]
    examine = pool([one[0] for one in expected])[kinds]
    final = pool([one[2] for one in expected])[kinds]
    return list(zip(stretch.columns["record_id"], names, examine, rules, final, taxpayers, strict=True))


def _with_tin(kind: Kind, rules: tuple[str, ...], tin: str) -> str:
    """R09 beside R05: a TIN is no substitute for the address."""
    also = {"R09"} if tin and kind.address_returned else set()
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
