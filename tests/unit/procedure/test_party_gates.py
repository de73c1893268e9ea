"""The outside party's window: a stop within it, nothing out before its end, and silence that releases nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.gate_words import every_gate
from lockgate.procedure.guards import Guards
from lockgate.procedure.questions import Frame, Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Role
from lockgate.procedure.rulings import rule_on
from lockgate.procedure.waiting import waits_for
from procedure_parts import LATER, PACK, PARTY, PUBLISHED, VOTED_AT, asked, case, frame, officer

CLOSES = VOTED_AT + timedelta(hours=1)
LONG = replace(PARTY, party_hours=72)
SECOND = timedelta(seconds=1)
STOPPED = replace(PUBLISHED, stopped="The petition of 7 August is pending.")
LEAVES = [(Act.SEAL, CaseStage.AUTHORIZED), (Act.HANDOVER, CaseStage.SEALED), (Act.REISSUE, CaseStage.HANDED_OVER)]


def under(guards: Guards) -> Frame:
    return replace(frame(), agreement=replace(PACK, guards=guards))


def code(act: Act, stage: CaseStage, at, guards: Guards = PARTY, **changes) -> str:
    ruling = rule_on(case(stage, **changes), asked(act, at=at), under(guards))
    return ruling.code if isinstance(ruling, Refusal) else ""


def test_stop_is_done_until_the_window_ends_and_nothing_is_sealed_before():
    assert code(Act.STOP, CaseStage.AUTHORIZED, CLOSES - SECOND) == ""
    assert code(Act.STOP, CaseStage.AUTHORIZED, CLOSES) == "office.window_over"
    ends = VOTED_AT + timedelta(hours=72)
    for act, stage in LEAVES[:2]:
        assert code(act, stage, ends - SECOND, LONG) == "office.party_window"
        assert code(act, stage, ends, LONG) == ""


def test_nobody_waits_for_a_party_that_is_not_named_and_a_window_begins_with_the_authorization():
    assert code(Act.SEAL, CaseStage.AUTHORIZED, LATER, replace(LONG, party="")) == ""
    waiting = Question(case(CaseStage.PROPOSED), asked(Act.SEAL), under(LONG))
    assert "office.not_authorized" in {no.code for _, no in every_gate(waiting) if no is not None}


def test_end_of_the_window_opens_no_other_gate():
    assert code(Act.SEAL, CaseStage.AUTHORIZED, LATER, votes=()) == "office.votes"
    assert code(Act.SEAL, CaseStage.AUTHORIZED, CLOSES) == "R46.window"


@pytest.mark.parametrize(("act", "stage"), LEAVES)
def test_nothing_of_a_stopped_proposal_leaves(act, stage):
    packages = () if act is Act.REISSUE else case(stage).packages
    assert code(act, stage, LATER, authorization=STOPPED, packages=packages) == "office.stopped"
    assert waits_for(case(CaseStage.AUTHORIZED, authorization=STOPPED)).act is Act.DISPOSE


@pytest.mark.parametrize("act", [Act.FETCH, Act.OPENING])
def test_nothing_of_a_proposal_that_was_stopped_after_its_hand_over_is_given(act):
    """Under a later pack whose window is longer; the former pack in force again opens no gate."""
    assert code(act, CaseStage.HANDED_OVER, LATER, authorization=STOPPED) == "office.stopped"
    assert code(act, CaseStage.HANDED_OVER, LATER) == ""


def test_stop_is_once_and_of_an_authorized_proposal():
    assert code(Act.STOP, CaseStage.AUTHORIZED, VOTED_AT, authorization=STOPPED) == "office.stopped"
    assert code(Act.STOP, CaseStage.AUTHORIZED, VOTED_AT, authorization=None) == "office.not_authorized"


def test_only_an_officer_of_the_party_that_has_no_other_role_stops():
    assert code(Act.STOP, CaseStage.AUTHORIZED, VOTED_AT, Guards()) == "office.no_party"
    others = replace(PARTY, party_officers=frozenset({"quinn"}))
    assert code(Act.STOP, CaseStage.AUTHORIZED, VOTED_AT, others) == "office.other_party"
    both = replace(officer("pat"), roles=frozenset({Role.REVIEWER, Role.RELEASER}))
    ruling = rule_on(case(CaseStage.AUTHORIZED), asked(Act.STOP, by=both), frame())
    assert isinstance(ruling, Refusal)
    assert ruling.code == "office.not_outside"


def test_agreement_without_a_party_has_no_window_and_the_gates_say_so():
    assert code(Act.SEAL, CaseStage.AUTHORIZED, LATER, Guards()) == ""
    shown = every_gate(Question(case(CaseStage.AUTHORIZED), asked(Act.SEAL), under(Guards())))
    words = [text for text, _ in shown if "names no outside party" in text]
    assert len(words) == 2
    named = every_gate(Question(case(CaseStage.AUTHORIZED), asked(Act.SEAL), frame()))
    assert not [text for text, _ in named if "names no outside party" in text]
