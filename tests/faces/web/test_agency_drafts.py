"""A new request at the console: filled in part by part, checked, validated by a second person, signed, received."""

import re
from io import BytesIO

import pytest

from console_parts import HEAD
from factories import key, record
from lockgate.procedure.casefile import CaseStage
from lockgate.seal.signatures import sign_detached
from lockgate.store.cases import case_id_of, viewed
from lockgate.store.drafts import all_drafts

PEOPLE = {"given_name", "family_name", "date_of_birth", "tin", "address_line1", "city", "state", "zip", "tax_periods"}
NUMBER = "ICE-2025-0077"


def begun(console, who: str = "ida") -> str:
    answer = console.browser(who).post("/agency/drafts")
    assert answer.status_code == 302
    return answer["Location"]


def fill(console, at: str, who: str = "ida", marker: str = "", **other: str) -> None:
    said = record(1, officers="ida;jon", **other)
    parts = {
        "authority": {"number": NUMBER, "date": "2025-08-07"},
        "people": {name: said[name] for name in PEOPLE} | {"single_name": marker},
        "purpose": {n: v for n, v in said.items() if n not in PEOPLE | {"record_id", "officers"}},
        "officers": {"officers": said["officers"]},
        "certification": {"requesting_person": HEAD, "certifying_person": "Kim", "attests": "yes"},
    }
    browser = console.browser(who)
    for part, given in parts.items():
        answer = browser.post(f"{at}/parts/{part}", given)
        assert (answer.status_code, answer.get("Location")) == (302, at), answer.content.decode()


def checked(console, at: str, who: str = "ida") -> str:
    browser = console.browser(who)
    assert browser.post(f"{at}/check", {"step": "check"}).status_code == 302
    return browser.get(f"{at}/check").content.decode()


def test_attestation_that_is_missing_is_cured_in_the_form_that_asks_for_it(console):
    at = begun(console)
    fill(console, at)
    console.browser("ida").post(f"{at}/parts/certification", {"requesting_person": HEAD, "certifying_person": "Kim"})
    page = checked(console, at)
    assert "Tick it under Certification." in page
    assert "submission.toml under attestation" not in page
    assert "Mend what is marked above, and check again." in page


def validated(console) -> str:
    at = begun(console)
    fill(console, at)
    checked(console, at)
    assert console.browser("ida").post(f"{at}/check", {"step": "offer"})["Location"] == f"{at}/send"
    assert console.browser("jon").post(f"{at}/send", {"step": "validate"}).status_code == 302
    return at


def signature(console, at: str, name: str) -> BytesIO:
    content = b"".join(console.browser("ida").get(f"{at}/letter"))
    made = BytesIO(sign_detached(content, key(name).certificate, key(name).signer.private_key))
    made.name = "submission.toml.p7s"
    return made


def test_request_goes_from_its_first_line_to_its_case(console):
    at = validated(console)
    assert console.browser(HEAD).post(f"{at}/send", {"step": "sign"}).status_code == 302
    assert "waits for the custodian’s officer" in console.browser("ida").get(f"{at}/send").content.decode()
    ada = console.browser("ada")
    draft = at.rpartition("/")[2]
    assert "1 request that arrived and is to be received" in ada.get("/work").content.decode()
    assert "to be received" not in console.browser("ben").get("/work").content.decode()
    assert NUMBER in ada.get("/arrived").content.decode()
    received = ada.post(f"/arrived/{draft}")
    assert received.status_code == 302
    assert "to be received" not in ada.get("/work").content.decode()
    case = received["Location"].rpartition("/")[2]
    assert case_id_of(viewed(case).submission.agency, NUMBER) == case
    assert viewed(case).stage is CaseStage.EXAMINED
    assert all_drafts(console.office.home) == ()
    assert console.browser("ida").get(at).status_code == 404
    assert NUMBER in console.browser("ida").get("/agency").content.decode()


def test_deficiency_is_said_beside_its_field_with_cure_and_requirement(console):
    at = begun(console)
    fill(console, at, address_line1="unknown", relief_declared="")
    text = checked(console, at)
    assert "Would be returned" in text
    assert "It cannot be offered: every record is deficient" in text
    part = console.browser("ida").get(f"{at}/parts/people").content.decode()
    beside = part.partition('for="address_line1"')[2].partition("usa-form-group")[0]
    assert re.search(r"unknown.* is not an address", beside)
    assert "R05" in beside
    assert "6103(i)(2)(B)" in beside
    refused = console.browser("ida").post(f"{at}/check", {"step": "offer", "accepted": "1"})
    assert (refused.status_code, "office.draft_deficient" in refused.content.decode()) == (409, True)


def test_nothing_is_sent_without_a_second_person_and_the_official(console):
    at = begun(console)
    fill(console, at)
    checked(console, at)
    ida = console.browser("ida")
    assert ida.post(f"{at}/send", {"step": "sign"}).status_code == 404
    assert ida.post(f"{at}/check", {"step": "offer"}).status_code == 302
    alone = ida.post(f"{at}/send", {"step": "validate"})
    assert (alone.status_code, "office.two_persons" in alone.content.decode()) == (409, True)
    head = console.browser(HEAD).post(f"{at}/send", {"step": "sign"})
    assert (head.status_code, "office.draft_stage" in head.content.decode()) == (409, True)
    assert ida.post(f"{at}/parts/authority", {"number": "X", "date": "2025-08-07"}).status_code == 409
    assert ida.post(f"{at}/check", {"step": "take_back"}).status_code == 302
    assert ida.post(f"{at}/parts/authority", {"number": "X", "date": "2025-08-07"}).status_code == 302


def test_signature_made_elsewhere_is_checked_before_anything_is_sent(console):
    at = validated(console)
    for name in ("Kim", "ida"):
        sent = {"step": "letter", "signature": signature(console, at, name)}
        refused = console.browser("ida").post(f"{at}/send", sent)
        assert (refused.status_code, "R01.signature" in refused.content.decode()) == (409, True)
    none = console.browser("ida").post(f"{at}/send", {"step": "letter"})
    assert (none.status_code, "No file came. Choose the file" in none.content.decode()) == (422, True)
    sent = {"step": "letter", "signature": signature(console, at, HEAD)}
    assert console.browser("ida").post(f"{at}/send", sent).status_code == 302
    assert "ICE-2025-0077" in console.browser("ann").get("/arrived").content.decode()


def test_draft_is_seen_by_its_agency_alone(console):
    at = begun(console)
    assert console.browser("jon").get(at).status_code == 200
    assert console.browser(HEAD).get(at).status_code == 200
    for who in ("ada", "mia", "leo"):
        for page in ("", "/check", "/send", "/letter", "/parts/people"):
            assert console.browser(who).get(f"{at}{page}").status_code == 404
    assert console.browser("ida").get("/agency/drafts/../../keys").status_code == 404


def test_form_says_what_cannot_be_kept_and_keeps_what_was_typed(console):
    at = begun(console)
    answer = console.browser("ida").post(f"{at}/parts/officers", {"officers": "ida; eve"})
    assert answer.status_code == 422
    assert "has the id eve" in answer.content.decode()
    assert 'value="ida; eve"' in answer.content.decode()
    assert console.browser("ida").post(f"{at}/parts/nothing", {}).status_code == 404
    odd = console.browser("ida").post(f"{at}/parts/people", {"given_name": '<b>"x', "family_name": "y"})
    assert odd.status_code == 302
    assert "<b>" not in console.browser("ida").get(f"{at}/parts/people").content.decode()


def test_draft_is_erased_by_its_agency_and_not_once_it_is_sent(console):
    at = validated(console)
    console.browser(HEAD).post(f"{at}/send", {"step": "sign"})
    assert console.browser("ida").post(f"{at}/check", {"step": "drop"}).status_code == 409
    other = begun(console)
    assert console.browser("jon").post(f"{other}/check", {"step": "drop"})["Location"] == "/agency?erased=1"
    assert "The draft is erased" in console.browser("jon").get("/agency?erased=1").content.decode()
    assert len(all_drafts(console.office.home)) == 1


def test_part_without_an_answer_is_still_to_do(console):
    at, ida = begun(console), console.browser("ida")
    for part in ("people", "purpose", "officers"):
        assert ida.post(f"{at}/parts/{part}", {}).status_code == 302
    text = ida.get(at).content.decode()
    assert "filled in" not in text
    assert "Upload a file" in text
    assert "cannot start yet" in text


def test_taxpayer_number_that_cannot_be_read_is_said_beside_it(console):
    at = begun(console)
    fill(console, at, tin="abc", statute="", date_of_birth="1973-04-21")
    text = checked(console, at)
    assert "“Taxpayer number” cannot be read" in text
    assert "“1973-04-21”" not in text
    assert "“…”" not in text
    part = console.browser("ida").get(f"{at}/parts/people").content.decode()
    assert "cannot be read" in part.partition('for="tin"')[2].partition("usa-form-group")[0]


def test_person_with_one_name_is_asked_about_by_form(console):
    at = begun(console)
    fill(console, at, given_name="FNU", family_name="Suharto")
    assert "R04" in checked(console, at)
    fill(console, at, given_name="FNU", family_name="Suharto", marker="FNU")
    assert "Offer it for validation" in checked(console, at)


def test_frozen_part_has_no_button_and_says_where_it_is_taken_back(console):
    at = validated(console)
    part = console.browser("ida").get(f"{at}/parts/people").content.decode()
    assert "Save and go back" not in part
    assert f'href="{at}/send"' in part
    tasks = console.browser("ida").get(at).content.decode()
    assert "nothing of it changes unless it is taken back" in tasks
    assert "Fill in the parts" not in tasks


def test_address_that_only_takes_a_form_says_so(console):
    answer = console.browser("ida").get("/agency/drafts")
    assert answer.status_code == 405
    assert "only takes what a form of another page sends" in answer.content.decode()


@pytest.mark.parametrize("step", ["", "other"])
def test_step_that_is_none_does_nothing(console, step):
    at = begun(console)
    assert console.browser("ida").post(f"{at}/check", {"step": step}).status_code == 404
    assert console.browser("ida").post(f"{at}/send", {"step": step}).status_code == 404
