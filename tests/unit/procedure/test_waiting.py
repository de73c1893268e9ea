"""What a case waits for, by its stage and its votes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage, Vote, VoteFacts
from lockgate.procedure.questions import Frame
from lockgate.procedure.roles import TABLE, Role
from lockgate.procedure.waiting import Waits, stages_waiting_for, waits_for, waits_now
from procedure_parts import NOON, PACK, case, did, officer, order
from procedure_parts import frame as frame_now

NOTHING = {CaseStage.HANDED_OVER, CaseStage.RETURNED, CaseStage.WITHDRAWN, CaseStage.LOOKED_BACK}


@pytest.mark.parametrize("stage", list(CaseStage))
def test_stage_waits_for_an_act_it_allows_or_for_nobody_here(stage):
    waits = waits_for(case(stage))
    assert waits.words
    if stage in NOTHING:
        assert (waits.act, waits.roles) == (None, frozenset())
    else:
        assert stage in TABLE[waits.act].stages
        assert waits.roles == TABLE[waits.act].roles
        assert all(stage in stages_waiting_for(frozenset({role})) for role in waits.roles)


def test_no_case_waits_for_somebody_without_an_act_on_the_way():
    assert stages_waiting_for(frozenset()) == frozenset()
    assert stages_waiting_for(frozenset({Role.OVERSIGHT})) == frozenset()
    assert CaseStage.SUBMITTED not in stages_waiting_for(frozenset({Role.RELEASER}))


def vote(officer: str, answer: Vote) -> VoteFacts:
    facts = case(CaseStage.PROPOSED)
    return VoteFacts(officer, officer * 8, answer, facts.opened_at + timedelta(days=1), facts.proposal.hash)


@pytest.mark.parametrize(
    ("votes", "act"),
    [
        ((), Act.REVIEW),
        ((vote("ben", Vote.FOR),), Act.REVIEW),
        ((vote("ben", Vote.AGAINST),), Act.REVIEW),
        ((vote("ben", Vote.FOR), vote("cyd", Vote.FOR)), Act.AUTHORIZE),
        ((vote("ben", Vote.FOR), vote("cyd", Vote.AGAINST)), Act.DISPOSE),
    ],
)
def test_proposal_waits_for_both_votes_and_tells_nothing_of_the_first(votes, act):
    waits = waits_for(replace(case(CaseStage.PROPOSED), votes=votes))
    assert waits.act is act
    if len(votes) < 2:
        assert waits == waits_for(replace(case(CaseStage.PROPOSED), votes=()))


def now(facts: CaseFacts, frame: Frame | None = None) -> Waits:
    return waits_now(facts, officer("dov"), frame or frame_now(), NOON)


@pytest.mark.parametrize("stage", [one for one in CaseStage if one is not CaseStage.LOOK_BACK])
def test_case_that_nothing_holds_up_waits_for_its_next_act(stage):
    assert now(case(stage)) == waits_for(case(stage))


@pytest.mark.parametrize("stage", [CaseStage.LOCATED, CaseStage.PROPOSED, CaseStage.AUTHORIZED, CaseStage.SEALED])
def test_case_whose_examination_is_not_of_now_waits_for_the_analyst_first(stage):
    facts = replace(case(stage), standing=case(stage).standing + 1)
    assert (now(facts).act, now(facts).roles) == (Act.EXAMINE, TABLE[Act.EXAMINE].roles)


def test_case_waits_for_nobody_here_while_an_order_forbids_its_next_act_and_for_its_lifting_before_its_examination():
    forbids = order(forbids=frozenset({"release"}))
    facts = replace(case(CaseStage.SEALED), standing=case(CaseStage.SEALED).standing + 1)
    assert now(facts, frame_now(orders=(forbids,))).act is None
    assert now(case(CaseStage.LOCATED), frame_now(orders=(forbids,))).act is Act.DISPOSE


def test_case_waits_for_an_agreement_once_its_own_has_ended():
    ended = replace(frame_now(), agreement=replace(PACK, loadable=False))
    assert now(case(CaseStage.AUTHORIZED), ended).act is Act.PACK


def test_look_back_waits_for_its_second_officer_then_for_the_analyst():
    facts = case(CaseStage.LOOK_BACK)
    assert waits_for(replace(facts, acts=(did(Act.AUDIT, "ada"),))).act is Act.AUDIT_AUTHORIZE
    both = (did(Act.AUDIT, "ada"), did(Act.AUDIT_AUTHORIZE, "mia"))
    assert waits_for(replace(facts, acts=both)).act is Act.AUDIT_READ
