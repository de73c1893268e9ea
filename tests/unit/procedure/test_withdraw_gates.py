"""Ending a case for its agency (R48): whose statement it is, and that a version takes the place of nothing read."""

from dataclasses import replace

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.questions import Withdrawn
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.reviews import no_proposal
from lockgate.procedure.rulings import rule_on
from procedure_parts import LATER, asked, case, frame, package

RIGHT = Withdrawn(of_this=True, signed=True, replaced=False)
VERSION = replace(RIGHT, replaced=True)
KEPT = package("ida", handed_over_at=LATER, gated=True)
OPENED = replace(KEPT, fetches=1, opened_at=LATER, answered_at=LATER)
FETCHED = package("jon", handed_over_at=LATER, fetches=1)


def code(withdrawn: Withdrawn | None, *packages) -> str:
    facts = case(CaseStage.HANDED_OVER, packages=packages)
    ruling = rule_on(facts, asked(Act.WITHDRAW, withdrawn=withdrawn), frame())
    return ruling.code if isinstance(ruling, Refusal) else ""


def test_statement_is_about_this_very_submission_and_signed_by_its_agency():
    assert code(RIGHT) == ""
    assert code(None) == "R48.statement"
    assert code(replace(RIGHT, of_this=False)) == "R48.statement"
    assert code(replace(RIGHT, signed=False)) == "R01.signature"


def test_no_version_takes_the_place_of_an_answer_that_somebody_has_read():
    assert code(VERSION, KEPT) == ""
    for read in (OPENED, FETCHED):
        assert code(VERSION, KEPT, read) == "R48.answered"
        assert code(RIGHT, KEPT, read) == ""


@pytest.mark.parametrize("withdrawn", [RIGHT, VERSION])
def test_case_does_not_end_for_what_would_not_be_received(withdrawn):
    assert code(replace(withdrawn, unfit=no_proposal())) == no_proposal().code
