"""At the console: what came back is sent again from one button; a request is amended, and withdrawn."""

import re

from test_agency_own import own
from test_console_signing import fields

from console_parts import HEAD
from factories import record
from lockgate.procedure.casefile import CaseStage
from lockgate.store.versions import former_of, later_of
from lockgate.web import withdrawals

MIXED = (record(1), record(2, address_line1="unknown"), record(3))
SAID = {"changed-0": "The house number was missing.", "learnt-0": "The lease, read on 1 August 2025."}


def shown(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def filled_in(browser, draft: str, number: str) -> None:
    parts = {
        "parts/authority": {"number": number, "date": "2025-08-07"},
        "parts/certification": {"requesting_person": HEAD, "certifying_person": "Kim", "attests": "yes"},
        "changes": SAID,
    }
    for part, said in parts.items():
        assert browser.post(f"{draft}/{part}", said)["Location"] == draft


def sent(console, draft: str, also=lambda _ada: None) -> str:
    """Checked, offered, validated by another, signed by the head, received; the address of the case."""
    ida = console.browser("ida")
    ida.post(f"{draft}/check", {"step": "check"})
    assert ida.post(f"{draft}/check", {"step": "offer"})["Location"] == f"{draft}/send"
    assert console.browser("jon").post(f"{draft}/send", {"step": "validate"}).status_code == 302
    assert console.browser(HEAD).post(f"{draft}/send", {"step": "sign"}).status_code == 302
    ada, there = console.browser("ada"), draft.replace("/agency/drafts/", "/arrived/")
    assert "ICE-2025-0001" in shown(ada.get(there))
    also(ada)
    return ada.post(there)["Location"]


def test_what_came_back_is_mended_and_sent_again_without_typing_it_anew(console):
    console.scene.submitted([dict(one) for one in MIXED])
    console.resume()
    ida, first = console.browser("ida"), console.scene.case
    assert "Mend these records and send them again" in shown(ida.get(own(console, "/returned")))
    draft = ida.post(own(console, "/follow"), {"kind": "resubmit"})["Location"]
    assert "What changed" in shown(ida.get(draft))
    listed = shown(ida.get(f"{draft}/copied"))
    assert "R002" in listed
    assert "R003" not in listed
    page = shown(ida.get(f"{draft}/copied/1"))
    assert "R05" in page
    assert 'value="unknown"' in page
    values = dict(
        re.findall(r'<input class="usa-input" id="[a-z0-9_]+" name="([a-z0-9_]+)" type="text" value="([^"]*)"', page)
    )
    chosen = dict(re.findall(r'<select[^>]* name="([a-z_]+)">.*?<option value="([a-z_]+)" selected>', page))
    reason = re.search(r'name="reason" maxlength="4000">([^<]*)<', page)[1]
    mended = {**values, **chosen, "reason": reason, "address_line1": "102 Oak St"}
    assert ida.post(f"{draft}/copied/1", mended).status_code == 302
    assert "102 Oak St" in ida.get(f"{draft}/copied.csv").content.decode()
    assert ida.post(f"{draft}/changes", {**SAID, "learnt-0": " "}).status_code == 422
    filled_in(ida, draft, "ICE-2025-0002")
    case = sent(console, draft)
    (link,) = later_of(first)
    assert (case, link.kind) == (f"/cases/{link.case}", "resubmit")
    assert "It sends again what came back from" in shown(console.browser("ada").get(case))
    assert "What came back was sent again as" in shown(ida.get(own(console)))
    # Nothing is left that came back and was not sent again.
    refused = ida.post(own(console, "/follow"), {"kind": "resubmit"})
    assert (refused.status_code, "R48.not_returned" in refused.content.decode()) == (409, True)
    # What the agency says of the change is shown with the record, by the act that shows records.
    ada = console.browser("ada")
    ada.post(f"{case}/assign", fields(ada.get(f"{case}/assign")))
    looked = ada.post(f"{case}/records/1", fields(ada.get(f"{case}/records/1")))
    assert SAID["learnt-0"] in looked.content.decode()


def test_amended_request_ends_the_former_when_it_is_received_and_not_before(proposed, monkeypatch):
    console, first = proposed, proposed.scene.case
    ida = console.browser("ida")
    assert "Amend it" in shown(ida.get(own(console)))
    draft = ida.post(own(console, "/follow"), {"kind": "amend"})["Location"]
    filled_in(ida, draft, "ICE-2025-0002")
    assert console.scene.facts.stage is CaseStage.PROPOSED

    def can_be_ended_by_itself(ada) -> None:
        page = shown(ada.get(f"{console.case}/withdraw"))
        assert "Submission ICE-2025-0002 takes its place." in page
        assert "nobody has looked yet" not in page
        monkeypatch.setattr(withdrawals, "AT_ONCE", 1)
        assert "nobody has looked yet" in shown(ada.get(f"{console.case}/withdraw"))
        assert console.scene.facts.stage is CaseStage.PROPOSED

    case = sent(console, draft, can_be_ended_by_itself)
    assert console.scene.facts.stage is CaseStage.WITHDRAWN
    assert former_of(case.rpartition("/")[2]).case == first
    text = shown(ida.get(own(console)))
    assert "Another version took its place" in text
    assert "Amend it" not in text
    assert ida.post(own(console, "/follow"), {"kind": "amend"}).status_code == 409


def test_official_withdraws_and_the_custodian_enters_what_they_signed(proposed):
    console, text = proposed, {"reason": "The investigation was closed."}
    head, page = console.browser(HEAD), own(proposed, "/withdraw")
    assert "Withdraw it…" in shown(head.get(own(console)))
    assert "Withdraw it…" not in shown(console.browser("ida").get(own(console)))
    assert console.browser("ida").get(page).status_code == 404
    assert head.post(page, {"step": "write", "reason": " "}).status_code == 422
    again = {**fields(head.post(page, {**text, "step": "write"})), "step": "sign"}
    none = head.post(page, {**again, "step": "letter"})
    assert (none.status_code, "No file came. Choose the file" in none.content.decode()) == (422, True)
    got = head.post(page, {**again, "step": "text"}).content.decode()
    assert 'reason = "The investigation was closed."' in got
    assert head.post(page, again)["Location"] == own(console)
    sent_off = shown(head.get(own(console)))
    assert "A withdrawal is sent" in sent_off
    assert "Withdraw it…" not in sent_off
    assert console.scene.facts.stage is CaseStage.PROPOSED
    ada = console.browser("ada")
    asked = "1 case that its agency asks to end"
    assert (asked in shown(ada.get("/work")), asked in shown(console.browser("ben").get("/work"))) == (True, False)
    assert "ICE-2025-0001" in shown(ada.get("/arrived"))
    assert "End it, as its agency asks" in shown(ada.get(console.case))
    entering = ada.get(f"{console.case}/withdraw")
    assert "The investigation was closed." in shown(entering)
    assert ada.post(f"{console.case}/withdraw", fields(entering)).status_code == 302
    assert console.scene.facts.stage is CaseStage.WITHDRAWN
    assert asked not in shown(ada.get("/work"))
    assert console.scene.acts[-1] == ("withdraw", "ada")
    assert ada.get(f"{console.case}/withdraw").status_code == 404
    assert "Its agency withdrew it" in shown(head.get(own(console)))
    assert head.post(page, again).status_code == 404
