"""The gates of an opening: each refuses when its one thing is out of order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.custody import Custody, custody_of, disclosed_at, gone_unread
from lockgate.procedure.opening_gates import ANSWERED_AGAIN, ANSWERS_MOST
from lockgate.procedure.questions import Asked
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import rule_on
from procedure_parts import LATER, PACK, asked, case, frame, package

SOON = timedelta(minutes=1)


def with_package(**changes: object) -> CaseFacts:
    facts = case(CaseStage.HANDED_OVER)
    mine = package("ida", **{"handed_over_at": LATER, "fetches": 1, "gated": True, **changes})
    return replace(facts, packages=(mine, facts.packages[1]))


def code(facts: CaseFacts, question: Asked) -> str:
    answer = rule_on(facts, question, frame())
    return answer.code if isinstance(answer, Refusal) else "done"


def opening(**changes: bool | str) -> Asked:
    made = asked(Act.OPENING)
    return replace(made, opening=replace(made.opening, **changes))


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"same_package": False}, "R33.request"),
        ({"same_certificate": False}, "R31.signature_certificate"),
        ({"nonce_stands": False}, "office.nonce"),
    ],
)
def test_opening_is_refused_when_the_request_is_not_right(change, refused):
    assert code(with_package(), opening(**change)) == refused


def test_answer_is_given_again_so_many_times_and_then_no_more():
    opened = with_package(opened_at=LATER, request="8" * 64, answered_at=LATER)
    assert code(opened, opening(again=ANSWERS_MOST)) == "done"
    assert code(opened, opening(again=ANSWERS_MOST + 1)) == "office.answered"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"gated": False}, "R33.request"),
        ({"fetches": 0}, "office.not_fetched"),
        ({"purged_at": LATER}, "office.purged"),
        ({"handed_over_at": LATER - timedelta(days=PACK.pickup_days, seconds=1)}, "office.pickup"),
        ({"handed_over_at": None}, "office.not_handed_over"),
        ({"recalled_at": LATER}, "R33.not_yours"),
        ({"opened_at": LATER, "request": "9" * 64}, "office.opened"),
        ({"opened_at": LATER, "request": "8" * 64, "acknowledged_at": LATER}, "office.opened"),
        ({"opened_at": LATER, "request": "8" * 64, "answered_at": LATER - ANSWERED_AGAIN - SOON}, "office.opened"),
    ],
)
def test_opening_is_refused_when_the_package_is_not_to_be_opened(change, refused):
    assert code(with_package(**change), opening()) == refused


@pytest.mark.parametrize("answered", [None, LATER - ANSWERED_AGAIN])
def test_same_request_goes_on_after_its_nonce_was_used(answered):
    facts = with_package(opened_at=LATER, request="8" * 64, answered_at=answered)
    assert code(facts, opening(nonce_stands=False)) == "done"


def test_another_s_package_is_not_opened():
    facts = case(CaseStage.HANDED_OVER)
    assert code(facts, replace(opening(), package=facts.packages[1].id)) == "R33.not_yours"


def test_receipt_for_a_gated_package_waits_for_its_key():
    facts = with_package()
    question = replace(asked(Act.ACKNOWLEDGE, "ida"), package=facts.packages[0].id)
    assert code(facts, question) == "R32.receipt"
    assert code(with_package(opened_at=LATER, answered_at=LATER), question) == "done"


def test_gated_package_counts_as_disclosed_from_its_opening_once_its_key_left():
    handed = package(gated=True, handed_over_at=LATER, fetches=1)
    opened = replace(handed, opened_at=LATER + SOON, request="8" * 64)
    assert disclosed_at(handed) is None
    assert disclosed_at(opened) is None
    assert disclosed_at(replace(opened, answered_at=LATER + 2 * SOON)) == LATER + SOON
    assert disclosed_at(package(handed_over_at=LATER)) == LATER


def test_gated_package_whose_key_was_erased_unopened_is_apart():
    handed = package(gated=True, handed_over_at=LATER, fetches=1)
    purged = replace(handed, purged_at=LATER)
    assert custody_of(purged) is Custody.PURGED
    assert gone_unread(purged)
    assert not gone_unread(handed)
    assert not gone_unread(replace(purged, answered_at=LATER, opened_at=LATER))
    assert gone_unread(replace(handed, recalled_at=LATER))
    assert not gone_unread(replace(handed, gated=False, recalled_at=LATER))
