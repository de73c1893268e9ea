"""Persons' findings joined to what examine left: only an open question is answered, and only where it is covered."""

from dataclasses import replace

import pyarrow as pa
import pytest

from lockgate.law.terms import Outcome
from lockgate.pipeline.assemble import Asked
from lockgate.pipeline.resolve import EXAMINED, Answered, Reach, Scope, resolve

ROW1 = Scope(Reach.ROWS, rows=frozenset({1}))
ASKED = {1: Asked(1, "R1", "M-1", ("ida",)), 2: Asked(2, "R2", "M-2", ("jon",))}


def outcome(open_codes: str, *answered: Answered, held: str = "", was: Outcome = Outcome.REVIEW) -> tuple[str, str]:
    columns = {"row": [1], "record_id": ["R1"], "outcome": [was.value], "grounds": ["R99"] if held else [""],
               "open": [open_codes], "held": [held]}  # fmt: skip
    (one,) = resolve(pa.table(columns, schema=EXAMINED), ASKED, answered)
    return one.outcome.value, one.grounds


def said(code: str, *, met: bool = True, scope: Scope = ROW1) -> Answered:
    return Answered(code.partition(".")[0], code, met, scope)


CASES = {
    "nobody answered": (("R16.other_ground",), ("review", "")),
    "all answered met": (("R16.other_ground;R20.load", said("R16.other_ground"), said("R20.load")), ("sufficient", "")),
    "one left open": (("R16.other_ground;R20.load", said("R20.load")), ("review", "")),
    "another code": (("R16.other_ground", said("R16.unclear")), ("review", "")),
    "another row": (("R20.load", said("R20.load", scope=replace(ROW1, rows=frozenset({2})))), ("review", "")),
    "not met returns": (("R13.generic", said("R13.generic", met=False)), ("returned", "R13")),
    "not met of a hold stays": (("R20.load", said("R20.load", met=False)), ("review", "")),
    "R02 is never met": (("R02.not_listed", said("R02.not_listed")), ("review", "")),
    "R02 not met returns": (("R02.not_listed", said("R02.not_listed", met=False)), ("returned", "R02")),
    "the last one counts": (("R20.load", said("R20.load", met=False), said("R20.load")), ("sufficient", "")),
}


@pytest.mark.parametrize("name", CASES)
def test_findings_are_joined(name):
    (codes, *answered), expected = CASES[name]
    assert outcome(codes, *answered) == expected


def test_what_is_not_met_is_lifted_by_no_finding():
    assert outcome("R20.load", said("R20.load"), held="R23.stay") == ("review", "R99")
    assert outcome("R20.load", said("R20.load"), was=Outcome.RETURNED)[0] == "returned"


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(Reach.ALL), {1, 2}),
        (ROW1, {1}),
        (Scope(Reach.GROUP, matter="M-2"), {2}),
        (Scope(Reach.GROUP, officer="ida"), {1}),
        (Scope(Reach.GROUP, matter="M-1", officer="ida"), {1}),
        (Scope(Reach.GROUP, matter="M-1", officer="jon"), set()),
    ],
)
def test_scope_covers_rows_groups_or_everything(scope, covered):
    assert {row for row, record in ASKED.items() if scope.covers(record)} == covered
