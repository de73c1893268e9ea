"""No rule without its spec, no code without its sentence."""

import re
from pathlib import Path

import pytest
from tools.spec_page import all_rules, load_specs

from lockgate.law.terms import Effect, Stage

RULES = list(all_rules())
LAW = Path(__file__).parents[2] / "src" / "lockgate" / "law"
WANTED = (
    {f"R{n:02d}" for n in range(32)} | {f"R{n}" for n in range(45, 52)} | {"R53", "R54", "R55", "R58"}
)  # R00–R31, R45–R51, R53–R55, R58


def cases_of(rule_id: str, about: str):
    return next(cases for rule, of, _, cases in load_specs().SPECS if (rule, of) == (rule_id, about))


def test_every_requirement_of_this_edition_is_a_rule():
    assert {rule.id for _, rule in RULES} == WANTED


@pytest.mark.parametrize(("about", "rule"), RULES, ids=lambda value: getattr(value, "id", value))
def test_every_rule_is_specified_met_and_not_met_or_not_checked(about, rule):
    states = {case.state for case in cases_of(rule.id, about)}
    assert "met" in states
    assert states & {"not_met", "not_checked"}


@pytest.mark.parametrize(("about", "rule"), RULES, ids=lambda value: getattr(value, "id", value))
def test_every_code_a_requester_can_cure_has_its_sentence(about, rule):
    if rule.stages[0] is not Stage.EXAMINE:
        return
    codes = {case.code for case in cases_of(rule.id, about) if case.code and not case.code.endswith(".unread")}
    assert codes <= set(rule.cures), codes - set(rule.cures)


@pytest.mark.parametrize(("about", "rule"), RULES, ids=lambda value: getattr(value, "id", value))
def test_every_sentence_belongs_to_a_code_that_a_case_shows(about, rule):
    assert set(rule.cures) <= {case.code for case in cases_of(rule.id, about)}


def test_every_verdict_code_in_the_law_is_shown_by_a_case():
    shown = {case.code for _, _, _, cases in load_specs().SPECS for case in cases}
    written = set()
    for path in [*LAW.glob("provisions/*.py"), *LAW.glob("crimes/*.py")]:
        written |= set(re.findall(r'not_(?:met|checked)\("(R\d\d\.[a-z_]+)"\)', path.read_text(encoding="utf-8")))
    assert written - shown == set()


def test_agreement_and_house_rules_never_deny():
    """R50: they return for cure or hold."""
    for _, rule in RULES:
        if rule.hook.name in {"AGREEMENT", "HOUSE"}:
            assert rule.effect in {Effect.RETURN, Effect.HOLD}, rule.id
