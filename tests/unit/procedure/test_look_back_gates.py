"""A look back into the custodian's file has a dual authorization of its own (R49)."""

from dataclasses import replace

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import rule_on, rule_on_submission
from lockgate.tlog.signatures import Decision
from procedure_parts import asked, case, did, frame, officer

OPENED = (did(Act.AUDIT, "ada"),)
AUTHORIZED = (*OPENED, did(Act.AUDIT_AUTHORIZE, "mia"))
READING = (*AUTHORIZED, did(Act.AUDIT_READ, "ada"))


def code(act, acts, **changes):
    answer = rule_on(replace(case(CaseStage.LOOK_BACK), acts=acts), replace(asked(act), **changes), frame())
    return answer.code if isinstance(answer, Refusal) else "done"


def both(name):
    """An officer with every role of the custodian's, under one id and key."""
    return replace(officer(name), roles=officer("ada").roles | officer("leo").roles | officer("mia").roles)


def test_an_analyst_opens_a_look_back_and_nobody_else():
    facts = case(CaseStage.LOOK_BACK).submission
    assert isinstance(rule_on_submission(asked(Act.AUDIT), facts, "2" * 64), Decision)
    refused = rule_on_submission(asked(Act.AUDIT, "dov"), facts, "2" * 64)
    assert isinstance(refused, Refusal)
    assert refused.code == "R28.role"


@pytest.mark.parametrize("name", ["leo", "mia"])
def test_a_second_officer_authorizes(name):
    assert code(Act.AUDIT_AUTHORIZE, OPENED, by=officer(name)) == "done"


def test_who_opened_it_does_not_authorize_it_whatever_their_roles():
    assert code(Act.AUDIT_AUTHORIZE, OPENED, by=both("ada")) == "office.two_persons"


def test_one_key_under_two_ids_is_one_person():
    disguised = replace(both("ada"), id="somebody-else", name="Somebody Else")
    assert code(Act.AUDIT_AUTHORIZE, OPENED, by=disguised) == "office.two_persons"
    assert code(Act.AUDIT_READ, AUTHORIZED, by=replace(both("mia"), id="x", name="X")) == "office.two_persons"


def test_one_id_under_two_keys_is_one_person():
    """A key was replaced between two acts of one officer."""
    opened = (replace(did(Act.AUDIT, "mia"), key="0" * 64),)
    assert code(Act.AUDIT_AUTHORIZE, opened, by=both("mia")) == "office.two_persons"


def test_the_file_is_not_read_without_a_second_officers_authorization():
    assert code(Act.AUDIT_READ, OPENED) == "R49.not_authorized"
    assert code(Act.AUDIT_READ, AUTHORIZED) == "done"


def test_who_authorized_it_does_not_read():
    assert code(Act.AUDIT_READ, AUTHORIZED, by=both("mia")) == "office.two_persons"


def test_a_result_is_kept_only_of_ones_own_reading_entered_last():
    assert code(Act.AUDIT_CLOSE, READING) == "done"
    assert code(Act.AUDIT_CLOSE, AUTHORIZED) == "R49.not_entered"
    assert code(Act.AUDIT_CLOSE, READING, by=officer("ann")) == "R49.not_entered"
    assert code(Act.AUDIT_CLOSE, (*READING, did(Act.AUDIT_AUTHORIZE, "leo"))) == "R49.not_entered"
    # The last act is theirs, and no reading; or there is none.
    assert code(Act.AUDIT_CLOSE, OPENED) == code(Act.AUDIT_CLOSE, ()) == "R49.not_entered"


@pytest.mark.parametrize("act", [Act.AUDIT_AUTHORIZE, Act.AUDIT_READ, Act.AUDIT_CLOSE])
def test_nothing_more_is_done_once_the_result_is_kept(act):
    facts = replace(case(CaseStage.LOOKED_BACK), acts=READING)
    answer = rule_on(facts, asked(act), frame())
    assert isinstance(answer, Refusal)
    assert answer.code == "office.stage"


def test_a_look_back_is_possible_after_the_agreement_has_ended():
    under = frame()
    ended = replace(under, agreement=replace(under.agreement, ends=under.agreement.effective))
    facts = replace(case(CaseStage.LOOK_BACK), acts=AUTHORIZED)
    assert isinstance(rule_on(facts, asked(Act.AUDIT_READ), ended), Decision)
