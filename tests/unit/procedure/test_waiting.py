"""What a case waits for, by its stage and its votes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage, Vote, VoteFacts
from lockgate.procedure.roles import TABLE, Role
from lockgate.procedure.waiting import stages_waiting_for, waits_for
from procedure_parts import case

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
