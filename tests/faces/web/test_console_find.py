"""Findings and proposals in the browser: by row, by group, by table; and a draft that is the same when it is signed."""

import pytest

from console_parts import fields
from factories import ROLES, done, signer
from lockgate.actions.changes import changes
from lockgate.actions.dispose import dispose, drafted_now
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.roles import officer_of
from lockgate.store.cases import findings_of
from lockgate.store.fsck import check_record_of_work
from lockgate.store.registers import current_registers

FORM = {
    "code": "R05.foreign",
    "state": "met",
    "reason": "The\r\nletter came back.",
    "reach": "rows",
    "rows": "4",
}
ASK = {"step": "show"}


def text(answer) -> str:
    return answer.content.decode()


def recorded(console) -> list[tuple[str, str, bytes]]:
    return [(one.code, one.state, one.scope) for one in findings_of(console.scene.case)]


def signed(browser, address: str, form: dict[str, str]):
    page = browser.post(address, form | ASK)
    assert page.status_code == 200, text(page)
    return browser.post(address, fields(page))


def test_open_questions_are_listed_with_who_records_them(examined):
    page = text(examined.browser("ada").get(f"{examined.case}/find"))
    assert "R05.foreign" in page
    assert "R16.other_ground" in page
    assert "R05.placeholder" not in page
    assert "R24.weak" not in page
    assert "counsel</td>" in page


def test_finding_on_a_row_is_recorded_as_it_was_signed(examined):
    ada, address = examined.browser("ada"), f"{examined.case}/find"
    step = ada.post(address, FORM | ASK)
    assert recorded(examined) == []
    assert "Your reason, which the hash covers" in text(step)
    assert "You record 1 finding on R05." in text(step)
    answer = ada.post(address, fields(step))
    assert answer["Location"] == f"{examined.case}?done=find"
    assert recorded(examined) == [("R05.foreign", "met", b'{"rows":[4]}')]
    assert findings_of(examined.scene.case)[0].reason == "The\nletter came back."
    assert ada.post(address, fields(step)).status_code == 409
    check_record_of_work()


@pytest.mark.parametrize(
    ("given", "scope"),
    [
        ({"reach": "group", "matter": "M-001", "officer": "ida"}, b'{"matter":"M-001","officer":"ida"}'),
        ({"reach": "whole"}, b'{"all":1}'),
        ({"table": "code,state,reason,rows,matter,officer\nR05.foreign,met,Seen.,4,,\n"}, b'{"rows":[4]}'),
    ],
)
def test_finding_covers_a_declared_group_or_the_whole_or_what_a_table_says(examined, given, scope):
    assert signed(examined.browser("ada"), f"{examined.case}/find", FORM | {"rows": ""} | given).status_code == 302
    assert recorded(examined) == [("R05.foreign", "met", scope)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "}, {"state": ""}, {"rows": ""}, {"rows": "6"}, {"reach": ""}, {"reason": "x" * 2001},
        {"reach": "group", "matter": "", "officer": ""}, {"table": "code\nR05"},
        {"table": "code,state,reason,rows,matter,officer\nR05.a,met,Seen.,4,,\nR16.b,met,Seen.,4,,\n"},
    ],
)  # fmt: skip
def test_form_with_something_to_mend_says_what_and_records_nothing(examined, wrong):
    page = examined.browser("ada").post(f"{examined.case}/find", FORM | wrong | ASK)
    assert page.status_code == 422
    assert "There is something to mend" in text(page)
    assert recorded(examined) == []


def test_question_for_counsel_is_refused_to_the_analyst_with_the_gate_that_is_shut(examined):
    form = FORM | {"code": "R16.other_ground", "rows": "5"}
    page = text(examined.browser("ada").post(f"{examined.case}/find", form | ASK))
    assert "R28.finder" in page
    assert "Shut" in page
    assert signed(examined.browser("leo"), f"{examined.case}/find", form).status_code == 302


def test_weak_rows_come_to_the_form_from_the_page_that_showed_them_and_by_no_address(located):
    page = located.browser("ada").post(f"{located.case}/find", {"code": "R24.weak", "rows": "2"})
    assert page.status_code == 200
    assert 'name="rows" value="2"' in text(page)
    form = {"code": "R24.weak", "state": "met", "reason": "Looked at.", "reach": "rows", "rows": "2"}
    assert signed(located.browser("ada"), f"{located.case}/find", form).status_code == 302
    assert recorded(located)[-1] == ("R24.weak", "met", b'{"rows":[2]}')


def test_draft_that_was_shown_is_the_proposal_that_was_signed(located):
    ada, address = located.browser("ada"), f"{located.case}/dispose"
    first = ada.get(address)
    assert "Make the draft" in text(first)
    draft = ada.post(address, {})
    assert "<dt>Granted</dt><dd>1</dd>" in text(draft)
    form = fields(draft)
    assert located.scene.facts.proposal is None
    located.scene.pass_time(minutes=5)
    located.resume()
    answer = ada.post(address, form)
    assert answer["Location"] == f"{located.case}?done=dispose"
    facts = located.scene.facts
    assert facts.stage is CaseStage.PROPOSED
    assert facts.proposal.hash in text(draft)
    assert "<dt>Granted</dt><dd>1</dd>" in text(ada.get(located.case))
    again = ada.post(address, form)
    assert (again.status_code, located.scene.facts.proposal) == (409, facts.proposal)
    assert "put to the deciding officers already" in text(again)
    check_record_of_work()


@pytest.mark.parametrize("seed", ["x", "AAAA", "=" * 2000, "é"])
def test_seed_that_is_none_of_this_office_is_not_found(located, seed):
    assert located.browser("ada").post(f"{located.case}/dispose", {"seed": seed}).status_code == 404


def test_draft_shown_an_hour_ago_is_not_made_again(located):
    ada, address = located.browser("ada"), f"{located.case}/dispose"
    form = fields(ada.post(address, {}))
    ada.post("/rehearsal/time", {"span": "hour"})
    ada.post("/rehearsal/time", {"span": "hour"})
    assert ada.post(address, form).status_code == 404
    assert located.scene.facts.proposal is None


def test_another_draft_says_what_it_changes_against_the_last(located):
    scene, ada = located.scene, located.browser("ada")
    done(dispose(scene.office, scene.case, signer("ada")))
    same = ada.post(f"{located.case}/dispose", {})
    assert "Nothing but its date" in text(same)
    form = {"code": "R24.weak", "state": "met", "reason": "Looked at.", "reach": "rows", "rows": "2"}
    assert signed(ada, f"{located.case}/find", form).status_code == 302
    other = ada.post(f"{located.case}/dispose", {})
    assert "1 record: denied, now granted" in text(other)


def test_nobody_without_a_provision_is_told_what_changed(located):
    scene = located.scene
    done(dispose(scene.office, scene.case, signer("ada")))
    drafted = drafted_now(scene.office, scene.case, signer("ada"))
    at = scene.now[0]
    told = {
        name
        for name in ROLES
        if changes(scene.office, drafted.dossier, drafted.draft, officer_of(current_registers(at), name, at))
    }
    assert told == {"ada", "ann", "ben", "cyd"}
