"""The same two officers do not decide too many cases in a row."""

from dataclasses import replace

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.procedure.guards import HOUSE, Guarded, Guards, guards_of
from lockgate.procedure.questions import Frame
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import rule_on
from lockgate.store.agreements import read_agreement
from procedure_parts import PACK, asked, case, frame, voted

PAIR, OTHERS = frozenset({"ben", "cyd"}), frozenset({"ben", "eve"})


def guarded(**guards) -> Frame:
    return replace(frame(), agreement=replace(PACK, guards=Guards(**guards)))


def refused(act: Act, decided, votes, most: int) -> str:
    ruling = rule_on(
        case(CaseStage.PROPOSED, decided=tuple(decided), votes=votes), asked(act), guarded(pair_cases_max=most)
    )
    return ruling.code if isinstance(ruling, Refusal) else ""


def test_second_vote_of_a_pair_is_refused_once_it_has_decided_as_many_cases_in_a_row():
    first = (voted("cyd"),)
    assert refused(Act.REVIEW, [PAIR, PAIR], first, 2) == "R47.rotation"
    assert refused(Act.REVIEW, [PAIR, PAIR], first, 3) == ""
    assert refused(Act.REVIEW, [OTHERS, PAIR, PAIR], first, 2) == ""
    assert refused(Act.REVIEW, [PAIR, OTHERS, PAIR], first, 2) == ""
    assert refused(Act.REVIEW, [PAIR | {"eve"}, PAIR], first, 2) == "R47.rotation"


def test_first_vote_and_no_bound_are_not_refused():
    assert refused(Act.REVIEW, [PAIR] * 9, (), 2) == ""
    assert refused(Act.REVIEW, [PAIR] * 9, (voted("cyd"),), 0) == ""


def test_refusal_does_not_tell_how_the_first_vote_was_cast():
    first = [refused(Act.REVIEW, [PAIR] * 9, (voted("cyd", vote),), 2) for vote in Vote]
    assert first == ["R47.rotation"] * 2


def test_authorization_asks_again_and_a_third_vote_mends_it():
    both = (voted("ben"), voted("cyd"))
    assert refused(Act.AUTHORIZE, [PAIR, PAIR], both, 2) == "R47.rotation"
    assert refused(Act.AUTHORIZE, [PAIR], both, 2) == ""
    assert refused(Act.AUTHORIZE, [PAIR, PAIR], (*both, voted("eve")), 2) == ""


def test_pack_that_says_nothing_has_the_house_values():
    found = read_agreement("irs-ice-2025")
    assert isinstance(found, Guarded)
    assert guards_of(found) == HOUSE == Guards(pair_cases_max=25, party="", party_hours=0)
