"""Rounds before a vote, the pause after a missed seed, and who may end it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.procedure.gate_words import every_gate
from lockgate.procedure.guards import Guards
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.round_gates import put_so_far, restoring_refusal
from lockgate.procedure.rulings import options, rule_on
from procedure_parts import LATER, NOON, PACK, asked, case, frame, key_of, officer, put, unvoted, voted

PACE = PACK.limits.pace_floor_seconds


def code(facts, act, under=None, **changes) -> str:
    answer = rule_on(facts, asked(act, **changes), under or frame())
    return answer.code if isinstance(answer, Refusal) else ""


def test_vote_for_needs_the_last_round_and_one_against_none():
    assert code(unvoted(), Act.REVIEW) == "office.not_put"
    assert code(unvoted(put("ben", closed=False)), Act.REVIEW) == "office.not_put"
    assert code(unvoted(put("ben", last=False)), Act.REVIEW) == "office.not_put"
    assert code(unvoted(put("ben")), Act.REVIEW) == ""
    assert code(unvoted(), Act.REVIEW, affirms=False) == ""
    assert code(unvoted(put("ben", returned=1)), Act.REVIEW) == "office.sent_back"
    assert code(unvoted(put("ben", returned=1)), Act.REVIEW, affirms=False) == ""


def test_what_was_sent_back_beside_a_missed_seed_is_still_not_affirmed():
    rounds = (put("ben", missed=1, returned=1), put("ben", number=2, seeds="f" * 64))
    assert code(unvoted(*rounds), Act.REVIEW) == "office.sent_back"


def test_round_with_a_missed_seed_is_put_anew():
    missed = unvoted(put("ben", end=3, last=False), put("ben", number=2, begin=3, end=6, missed=1))
    assert put_so_far(missed, "ben") == 3
    assert code(missed, Act.REVIEW) == "office.not_put"
    assert code(missed, Act.ROUND) == ""


def test_nothing_more_is_put_before_whoever_voted_and_an_open_round_does_not_count():
    opened = put("ben", closed=False, end=3, last=False)
    assert put_so_far(unvoted(opened), "ben") == 0
    for act in (Act.ROUND, Act.ROUND_CLOSE):
        facts = unvoted(opened)
        assert code(facts, act) == ""
        assert code(replace(facts, votes=(*facts.votes, voted("ben", Vote.AGAINST))), act) == "office.voted"


@pytest.mark.parametrize("act", [Act.ROUND, Act.ROUND_CLOSE, Act.REVIEW])
@pytest.mark.parametrize("paused", ["ben", key_of("ben")])
def test_whoever_is_paused_looks_answers_and_votes_on_nothing(act, paused):
    facts = replace(unvoted(put("ben", closed=act is Act.REVIEW)), paused=frozenset({paused}))
    assert code(facts, act) == code(facts, act, affirms=False) == "office.paused"


def test_round_is_closed_once_by_its_own_officer_above_the_pace_floor():
    facts = unvoted(put("ben", closed=False, at=LATER))
    earliest = LATER + timedelta(seconds=5 * PACE)
    assert code(facts, Act.ROUND_CLOSE, at=earliest - timedelta(seconds=1)) == "R47.pace"
    assert code(facts, Act.ROUND_CLOSE, at=earliest) == ""
    assert code(facts, Act.ROUND_CLOSE, at=earliest, round=put("cyd").seeds) == "office.round_over"
    assert code(unvoted(put("ben")), Act.ROUND_CLOSE) == "office.round_over"
    assert code(unvoted(put("ben")), Act.ROUND) == "office.all_put"


def test_authorization_needs_two_votes_of_officers_who_stand():
    facts = case(CaseStage.PROPOSED)
    assert code(facts, Act.AUTHORIZE) == ""
    assert code(replace(facts, paused=frozenset({"ben"})), Act.AUTHORIZE) == "office.paused"
    assert code(replace(facts, rounds=facts.rounds[1:]), Act.AUTHORIZE) == "office.not_put"
    third = replace(facts, votes=(*facts.votes, voted("eve")), rounds=(*facts.rounds, put("eve")))
    assert code(replace(third, paused=frozenset({key_of("ben")})), Act.AUTHORIZE) == ""
    against = replace(third, votes=(*facts.votes, voted("eve", Vote.AGAINST)))
    assert code(against, Act.AUTHORIZE) == "office.against"


def test_what_was_authorized_before_a_pause_goes_on():
    facts = replace(case(CaseStage.AUTHORIZED), paused=frozenset({"ben"}), rounds=())
    assert code(facts, Act.SEAL) == ""


def test_nothing_is_asked_where_the_pack_asks_for_no_seeds_or_only_a_substitute_is_voted_on():
    plain = replace(frame(), agreement=replace(PACK, guards=Guards()))
    facts = unvoted()
    assert code(facts, Act.REVIEW, plain) == ""
    assert code(facts, Act.ROUND, plain) == "office.no_rounds"
    assert Act.ROUND not in options(facts, officer("ben"), LATER, plain)
    assert options(facts, officer("ben"), LATER, frame())[Act.ROUND] is None
    assert code(replace(facts, whole=facts.proposal), Act.REVIEW) == ""
    assert code(replace(facts, whole=facts.proposal), Act.ROUND) == "office.no_rounds"


def test_gates_of_a_vote_say_what_rounds_add():
    words = [said for said, _ in every_gate(Question(unvoted(), asked(Act.REVIEW), frame()))]
    assert any("not paused" in said for said in words)
    plain = replace(frame(), agreement=replace(PACK, guards=Guards()))
    assert not any("paused" in said for said, _ in every_gate(Question(unvoted(), asked(Act.REVIEW), plain)))


def test_nobody_restores_themselves_or_on_a_case_that_they_decide():
    leo, ben = officer("leo", NOON), officer("ben", NOON)
    assert restoring_refusal(leo, ("ben", key_of("ben")), frozenset({"ben", "cyd"})) is None
    for paused, voters in (
        (("leo", "k"), set()),
        (("x", leo.key), set()),
        (("ben", "k"), {"leo"}),
        (("b", "k"), {leo.key}),
    ):
        refused = restoring_refusal(leo, paused, frozenset(voters))
        assert refused is not None
        assert refused.code == "office.restores_own"
    assert restoring_refusal(ben, ("ben", key_of("ben")), frozenset()) is not None
