"""R51: every role and every thing there is to look at; what the table does not give is refused with its ground."""

from dataclasses import replace

import pytest

from lockgate.law.terms import Hook
from lockgate.procedure import visibility
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import AGENCY_ROLES, Role, Side
from lockgate.procedure.rulings import GATES, rule_on, rule_on_alone
from lockgate.procedure.visibility import SHOWN_BY, SIGHTS, Field, Thing, fields_shown, refused_sight, shown
from procedure_parts import asked, case, frame, officer, unvoted

CASE = case(CaseStage.HANDED_OVER).submission
SEEN = {
    Role.INTAKE: {Thing.REQUEST, Thing.HOLDS},
    Role.ANALYST: {
        Thing.REQUEST,
        Thing.JUDGED,
        Thing.CONTENTS,
        Thing.HOLDS,
        Thing.DISPOSITIONS,
        Thing.CLASSES,
        Thing.WEAK,
        Thing.LOOK_BACK,
    },
    Role.DECIDING: {
        Thing.REQUEST,
        Thing.JUDGED,
        Thing.CONTENTS,
        Thing.HOLDS,
        Thing.DISPOSITIONS,
        Thing.CLASSES,
        Thing.WEAK,
    },
    Role.RELEASER: {Thing.REQUEST, Thing.HOLDS},
    Role.DISCLOSURE_MANAGER: {
        Thing.REQUEST,
        Thing.HOLDS,
        Thing.FILE,
        Thing.DETERMINATIONS,
        Thing.COPY,
        Thing.ACCOUNTING,
    },
    Role.COUNSEL: {Thing.REQUEST, Thing.JUDGED, Thing.CONTENTS, Thing.HOLDS, Thing.DETERMINATIONS, Thing.COPY},
    Role.SAFEGUARDS: {Thing.HOLDS, Thing.COPY},
    Role.OVERSIGHT: set(),
    Role.REVIEWER: set(),
    Role.RECIPIENT: {Thing.REQUEST, Thing.PACKAGE, Thing.UNIFORM},
    Role.REQUESTING: {Thing.REQUEST},
}
NOBODY = {Thing.LOCATED, Thing.GROUND, Thing.LOOK_BACK_ANSWER, Thing.QUESTIONS}


def one(role: Role):
    if role in AGENCY_ROLES:
        return replace(officer("ida"), roles=frozenset({role}))
    return replace(officer("ada"), roles=frozenset({role}))


@pytest.mark.parametrize("thing", list(Thing))
@pytest.mark.parametrize("role", list(Role))
def test_role_is_shown_the_thing_only_where_the_table_has_a_line(role, thing):
    answer = shown(thing, one(role), CASE)
    if thing in SEEN[role]:
        assert not isinstance(answer, Refusal)
        assert answer.fields
        assert all(str(citation).startswith("26 U.S.C. 6103") for citation in answer.citations)
    else:
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.hook) == ("R51.provision", Hook.CONFIDENTIALITY)
        assert str(answer.citation) == "26 U.S.C. 6103(b)(8)"


@pytest.mark.parametrize("thing", sorted(NOBODY))
def test_nobody_is_shown_it_with_every_role_at_once(thing):
    everything = replace(officer("ada"), roles=frozenset(Role))
    assert refused_sight(thing, everything, CASE) is not None


def test_nobody_without_a_role_is_shown_anything():
    assert not any(fields_shown(thing, replace(officer("ada"), roles=frozenset()), CASE) for thing in Thing)


@pytest.mark.parametrize("thing", [Thing.REQUEST, Thing.PACKAGE, Thing.UNIFORM])
def test_agency_s_officer_is_shown_only_what_a_submission_of_theirs_names_them_in(thing):
    assert fields_shown(thing, officer("ida"), CASE)
    others = [None, replace(CASE, officers=frozenset({"jon"})), replace(CASE, agency="Another Agency")]
    assert not any(fields_shown(thing, officer("ida"), of) for of in others)


def test_two_roles_are_shown_both_roles_fields():
    both = replace(officer("ada"), roles=frozenset({Role.RELEASER, Role.COUNSEL}))
    assert fields_shown(Thing.REQUEST, both) == {Field.CASE, Field.LOADS, Field.TALLY}
    assert Field.LOADS not in fields_shown(Thing.REQUEST, officer("ida"), CASE)


def test_weak_record_is_shown_by_element_and_in_nothing_else():
    assert fields_shown(Thing.WEAK, one(Role.ANALYST)) == {Field.ELEMENTS}


@pytest.mark.parametrize("act", [act for act in SHOWN_BY if act in GATES])
def test_act_that_shows_something_is_refused_without_a_line(act, monkeypatch):
    handed = CaseStage.HANDED_OVER
    stage = {Act.LOOK: CaseStage.LOCATED, Act.AUDIT_READ: CaseStage.LOOK_BACK}.get(act, handed)
    facts = unvoted() if act is Act.ROUND else case(stage)
    assert not isinstance(rule_on(facts, asked(act), frame()), Refusal)
    monkeypatch.setattr(visibility, "SIGHTS", [line for line in SIGHTS if line.thing is not SHOWN_BY[act]])
    answer = rule_on(facts, asked(act), frame())
    assert isinstance(answer, Refusal)
    assert answer.code == "R51.provision"


def test_index_is_not_built_for_somebody_who_may_not_be_told_its_numbers(monkeypatch):
    question = replace(asked(Act.REGISTER), act=Act.REGISTRY)
    assert not isinstance(rule_on_alone(question), Refusal)
    monkeypatch.setattr(visibility, "SIGHTS", ())
    answer = rule_on_alone(question)
    assert isinstance(answer, Refusal)
    assert answer.code == "R51.provision"


def test_custodian_s_side_needs_no_submission_and_the_agency_s_does():
    assert officer("ida").side is Side.AGENCY
    assert refused_sight(Thing.REQUEST, one(Role.COUNSEL)) is None
