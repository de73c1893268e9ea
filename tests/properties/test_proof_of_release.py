"""A second proof, by z3, of what enumeration proves: nothing is released unless every requirement is met."""

import z3
from tools.spec_page import all_rules

from lockgate.law import examination
from lockgate.law.agreement import REQUIRED_IN_EVERY_ROUTE, Element
from lockgate.law.findings import Weight, weight
from lockgate.law.proofs import LAWFUL
from lockgate.law.terms import State
from lockgate.store.agreements import read_agreement

STATES = list(State)


def weight_of(rule, state):
    """The weight of a rule's state (an integer term), as the code has it."""
    table = [int(weight(rule.effect, each)) for each in STATES]
    return z3.If(state == 0, table[0], z3.If(state == 1, table[1], table[2]))


def test_release_only_when_every_rule_of_every_stage_is_met():
    solver = z3.Solver()
    states = []
    heaviest = z3.IntVal(int(Weight.RELEASE))
    for number, (about, rule) in enumerate(all_rules()):
        state = z3.Int(f"{number}_{about}_{rule.id}")
        solver.add(state >= 0, state < len(STATES))
        states.append(state)
        this = weight_of(rule, state)
        heaviest = z3.If(this > heaviest, this, heaviest)
    met = STATES.index(State.MET)
    solver.add(heaviest == int(Weight.RELEASE), z3.Or([state != met for state in states]))
    assert solver.check() == z3.unsat


def test_every_outcome_can_be_reached_for_a_record():
    for wanted in (Weight.RELEASE, Weight.HOLD, Weight.RETURN):
        solver = z3.Solver()
        heaviest = z3.IntVal(0)
        for rule in examination.RECORD_RULES:
            state = z3.Int(rule.id)
            solver.add(state >= 0, state < len(STATES))
            this = weight_of(rule, state)
            heaviest = z3.If(this > heaviest, this, heaviest)
        solver.add(heaviest == int(wanted))
        assert solver.check() == z3.sat


def released_but_unlawful(pack: str) -> z3.CheckSatResult:
    agreement = read_agreement(pack)
    holds = {element: z3.Bool(element.value) for element in Element}
    released = z3.And(
        [holds[element] for element in agreement.elements]
        + [z3.Or([z3.And([holds[element] for element in route]) for route in agreement.routes])]
    )
    lawful = z3.And([holds[element] for element in LAWFUL])
    solver = z3.Solver()
    solver.add(released, z3.Not(lawful))
    return solver.check()


def test_the_agreement_implies_the_statute():
    assert released_but_unlawful("irs-ice-2025") == z3.unsat


def test_the_practice_of_2025_does_not():
    assert released_but_unlawful("practice-2025") == z3.sat


def test_name_and_both_tests_of_the_address_are_among_what_must_hold():
    assert REQUIRED_IN_EVERY_ROUTE <= LAWFUL
