"""The combined outcome is a join over release < hold < not releasable < return."""

from itertools import product

import pytest

from lockgate.law.citations import Citation
from lockgate.law.findings import (
    Finding,
    Weight,
    combined,
    examine_outcome,
    grounds,
    join,
    weight,
)
from lockgate.law.terms import Effect, Outcome, State, Subject

CELLS = {
    (Effect.RETURN, State.MET): Weight.RELEASE,
    (Effect.RETURN, State.NOT_MET): Weight.RETURN,
    (Effect.RETURN, State.NOT_CHECKED): Weight.HOLD,
    (Effect.HOLD, State.MET): Weight.RELEASE,
    (Effect.HOLD, State.NOT_MET): Weight.HOLD,
    (Effect.HOLD, State.NOT_CHECKED): Weight.HOLD,
    (Effect.NOT_RELEASABLE, State.MET): Weight.RELEASE,
    (Effect.NOT_RELEASABLE, State.NOT_MET): Weight.NOT_RELEASABLE,
    (Effect.NOT_RELEASABLE, State.NOT_CHECKED): Weight.HOLD,
}


def finding(effect: Effect, state: State, rule: str = "R05") -> Finding:
    return Finding(rule, state, "", Subject.RECORD, Citation("here"), effect)


@pytest.mark.parametrize("cell", list(product(Effect, State)))
def test_every_cell_has_its_weight(cell):
    assert weight(*cell) is CELLS[cell]


@pytest.mark.parametrize(("a", "b", "c"), list(product(Weight, repeat=3)))
def test_join_is_commutative_associative_idempotent(a, b, c):
    assert join(a, b) == join(b, a)
    assert join(join(a, b), c) == join(a, join(b, c))
    assert join(a, a) == a
    assert join(a, Weight.RELEASE) == a


@pytest.mark.parametrize("cells", list(product(CELLS, repeat=3)))
def test_release_only_when_all_are_met(cells):
    findings = [finding(*cell) for cell in cells]
    released = combined(findings) is Weight.RELEASE
    assert released == all(state is State.MET for _, state in cells)


@pytest.mark.parametrize("cells", list(product(CELLS, repeat=2)))
def test_examine_outcome_is_the_sentence_of_the_design(cells):
    outcome = examine_outcome([finding(*cell) for cell in cells])
    if any(effect is Effect.RETURN and state is State.NOT_MET for effect, state in cells):
        assert outcome is Outcome.RETURNED
    elif all(state is State.MET for _, state in cells):
        assert outcome is Outcome.SUFFICIENT
    else:
        assert outcome is Outcome.REVIEW


def test_silence_never_releases():
    assert combined([]) is Weight.HOLD
    assert examine_outcome([]) is Outcome.REVIEW


def test_grounds_are_the_rules_not_met_ascending_and_once():
    findings = [
        finding(Effect.RETURN, State.NOT_MET, "R14"),
        finding(Effect.HOLD, State.NOT_CHECKED, "R08"),
        finding(Effect.RETURN, State.NOT_MET, "R05"),
        finding(Effect.RETURN, State.NOT_MET, "R14"),
        finding(Effect.RETURN, State.MET, "R04"),
    ]
    assert grounds(findings) == ("R05", "R14")
