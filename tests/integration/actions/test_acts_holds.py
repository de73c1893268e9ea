"""Holds: each has an owner, a date and a reason, ends when its ground is gone, and never releases anything (R50)."""

import pytest

from factories import GOOD_STANDING, Scene, done, record, register, signer
from lockgate.actions.authorize import authorize
from lockgate.actions.examine import examine
from lockgate.actions.find import Found, find
from lockgate.actions.holding import holds_listed
from lockgate.actions.office import Signer
from lockgate.law.terms import Hook
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.holds import DAYS, Held
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Role
from lockgate.store.holds import open_holds

OTHER_GROUND = {"removal_ground": "1182(a)(6)"}


def codes(scene: Scene, who: str) -> list[str]:
    found = holds_listed(scene.office, signer(who))
    assert not isinstance(found, Refusal)
    return [one.hold.code for one in found]


def answered(scene: Scene, *rows: int, met: bool = True):
    scope = Scope(Reach.ROWS, rows=frozenset(rows))
    reason = "The order names a 1227(a) class."
    return done(find(scene.office, scene.case, signer("leo"), [Found("R16.other_ground", met, reason, scope)]))


def test_question_that_waits_for_a_person_is_a_hold_with_owner_date_and_reason(scene):
    scene.submitted([record(1, **OTHER_GROUND), record(2, **OTHER_GROUND), record(3)])
    ((case, hold),) = open_holds()
    assert case == scene.case
    assert (hold.held, hold.code, hold.owner, hold.records) == (Held.RECORDS, "R16.other_ground", Role.COUNSEL, 2)
    assert (hold.due - hold.since.date()).days == DAYS
    assert hold.hook in Hook
    assert hold.reason


def test_hold_ends_when_the_last_record_is_answered_and_not_before(scene):
    """R16 is never an automatic return: found not met, the record waits on."""
    scene.submitted([record(1, **OTHER_GROUND), record(2, **OTHER_GROUND), record(3)])
    answered(scene, 1)
    assert codes(scene, "leo") == ["R16.other_ground"]
    answered(scene, 2, met=False)
    assert codes(scene, "leo") == ["R16.other_ground"]
    answered(scene, 2)
    assert codes(scene, "leo") == []


def test_hold_goes_on_from_its_first_day_when_the_case_is_examined_again(scene):
    scene.submitted([record(1, **OTHER_GROUND), record(3)])
    since = open_holds()[0][1].since
    scene.pass_time(days=5)
    done(examine(scene.office, scene.case, signer("ada")))
    ((_, hold),) = open_holds()
    assert hold.since == since


def test_hold_is_listed_to_its_owner_and_to_the_disclosure_manager_only(scene):
    scene.submitted([record(1, **OTHER_GROUND), record(3)])
    listed = {who: codes(scene, who) for who in ("leo", "mia", "ada", "ben", "dov", "sam")}
    assert listed == {
        "leo": ["R16.other_ground"],
        "mia": ["R16.other_ground"],
        "ada": [],
        "ben": [],
        "dov": [],
        "sam": [],
    }


@pytest.mark.parametrize("who", [signer("eve"), signer("ida"), Signer("mia", signer("eve").key)])
def test_holds_are_not_listed_to_anybody_who_is_no_officer_here_by_their_own_key(scene, who):
    scene.submitted([record(1, **OTHER_GROUND), record(3)])
    assert isinstance(holds_listed(scene.office, who), Refusal)


def test_hold_past_its_day_comes_first_and_lets_nothing_leave(scene):
    scene.submitted([record(1, **OTHER_GROUND), record(3)])
    scene.pass_time(days=DAYS)
    scene.submitted([record(4, judicial_review="")], number="ICE-2")
    scene.pass_time(days=1)
    found = holds_listed(scene.office, signer("mia"))
    assert not isinstance(found, Refusal)
    assert [(one.number, one.past_due, one.days) for one in found] == [
        ("ICE-2025-0001", True, DAYS + 1),
        ("ICE-2", False, 1),
    ]
    assert scene.facts.stage is CaseStage.EXAMINED


def held_by_safeguards(scene: Scene) -> Scene:
    scene.submitted().confirmed().relevant().located().proposed().voted()
    done(scene.load("standing", register("standing", {**GOOD_STANDING, "state": "held"})))
    done(examine(scene.office, scene.case, signer("ada")))
    return scene


def test_refusal_to_let_answers_leave_is_a_hold_until_they_may(scene):
    held_by_safeguards(scene)
    for _ in range(2):
        refused = authorize(scene.office, scene.case, signer("dov"), scene.proposal)
        assert isinstance(refused, Refusal)
    ((_, hold),) = open_holds(scene.case)
    assert (hold.held, hold.owner, hold.hook, hold.code) == (
        Held.ANSWERS,
        Role.SAFEGUARDS,
        Hook.SAFEGUARDS,
        refused.code,
    )
    assert codes(scene, "sam") == [refused.code]
    done(scene.load("standing", register("standing", GOOD_STANDING)))
    done(examine(scene.office, scene.case, signer("ada")))
    assert open_holds(scene.case)
    scene.authorized()
    assert not open_holds(scene.case)


def test_attempt_without_the_officer_s_own_key_leaves_no_hold(scene):
    held_by_safeguards(scene)
    for who in (signer("eve"), Signer("dov", signer("eve").key), signer("ben")):
        assert isinstance(authorize(scene.office, scene.case, who, scene.proposal), Refusal)
    assert not open_holds(scene.case)


def test_waiting_for_the_window_or_for_votes_is_no_hold(scene):
    scene.submitted().confirmed().relevant().located().proposed()
    assert isinstance(authorize(scene.office, scene.case, signer("dov"), scene.proposal), Refusal)
    assert not open_holds(scene.case)
