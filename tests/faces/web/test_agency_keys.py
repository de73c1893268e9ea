"""Security keys of the agency's people at the console: a request and a withdrawal signed, a part confirmed."""

import re
from html import unescape

import pytest
from test_agency_drafts import validated
from test_agency_own import own
from test_console_credentials import given

from agencykeys import with_keys
from authenticator import Authenticator
from console_parts import HEAD, fields
from lockgate.actions.credentials import shown
from lockgate.store.cases import viewed
from lockgate.store.drafts import all_drafts
from lockgate.store.models.acts import ActRow
from lockgate.tlog.credentials import encode_base64url

IDAS, HALS = Authenticator(id=b"ida's"), Authenticator(id=b"hal's")
ELSEWHERE = Authenticator("https://console.example.gov", id=b"hal's elsewhere")


@pytest.fixture(scope="module")
def walked(walk):
    return walk("agency-keyed", lambda console: with_keys(console.scene, {"ida": IDAS}, HALS).submitted())


@pytest.fixture
def keyed(served, walked):
    return served(walked)


def text_in(page) -> bytes:
    """The text that the page shows and its script signs, as a browser reads it."""
    found = re.search(r"<textarea[^>]* id=\"signed\"[^>]*>\n([^<]*)</textarea>", page.content.decode())
    return unescape(found[1]).encode()


def stage(console) -> str:
    (draft,) = all_drafts(console.office.home)
    return draft.stage.value


def test_official_signs_the_very_text_that_the_page_shows(keyed):
    at, head = validated(keyed), keyed.browser(HEAD)
    page = head.get(f"{at}/send")
    text = page.content.decode()
    assert f'data-sign="signed" data-credentials="{encode_base64url(HALS.id)}"' in text
    assert "the server signs for you" not in text
    assert text_in(page) == head.get(f"{at}/letter").content
    # Whoever has a key for this address signs by it alone.
    assert head.post(f"{at}/send", {"step": "sign"}).status_code == 404
    ida = keyed.browser("ida")
    assert "data-sign" not in ida.get(f"{at}/send").content.decode()
    assert ida.post(f"{at}/send", {"step": "sign", **given(IDAS, text_in(page))}).status_code == 404
    for sent in (given(HALS, text_in(page) + b"\n"), given(Authenticator(id=HALS.id), text_in(page))):
        refused = head.post(f"{at}/send", {"step": "sign", **sent})
        assert (refused.status_code, "R01.signature" in refused.content.decode()) == (409, True)
    for field in ("credential", "authenticator", "client", "signature"):
        sent = {"step": "sign", **given(HALS, text_in(page)), field: "!"}
        assert head.post(f"{at}/send", sent).status_code == 404
    assert stage(keyed) == "validated"
    assert head.post(f"{at}/send", {"step": "sign", **given(HALS, text_in(page))}).status_code == 302
    assert stage(keyed) == "sent"
    case = keyed.browser("ada").post(at.replace("/agency/drafts", "/arrived"))["Location"]
    found = viewed(case.rpartition("/")[2]).examination
    assert (found.sufficient, found.returned) == (1, 0)


def test_withdrawal_is_signed_over_the_very_text_that_the_page_shows(keyed):
    head, address = keyed.browser(HEAD), own(keyed, "/withdraw")
    page = head.post(address, {"step": "write", "reason": "The investigation\r\n was closed."})
    text = text_in(page)
    assert b'reason = "The investigation was closed."' in text
    again = {**fields(page), "step": "sign"}
    assert head.post(address, again).status_code == 404
    other = {**again, **given(HALS, text), "reason": "Something else."}
    assert head.post(address, other).status_code == 409
    assert head.post(address, {**again, **given(HALS, text)})["Location"] == own(keyed)
    assert "ICE-2025-0001" in keyed.browser("ada").get("/arrived").content.decode()


def test_officer_confirms_their_part_with_their_key(keyed):
    ida, address = keyed.browser("ida"), own(keyed, "/confirm")
    page = ida.post(address, {"matter": ["M-001"]})
    form = fields(page)
    assert f'data-credentials="{encode_base64url(IDAS.id)}"' in page.content.decode()
    assert ida.post(address, form).status_code == 409
    moved = {**form, "matters": "M-003", **given(IDAS, form["decision"].encode())}
    assert ida.post(address, moved).status_code == 409
    assert keyed.scene.confirmations == set()
    assert ida.post(address, form | given(IDAS, form["decision"].encode())).status_code == 302
    assert bytes(ActRow.objects.get(act="confirm").certificate) == IDAS.document
    assert keyed.scene.confirmations == {("ida", "M-001")}


def test_signature_that_counts_no_higher_than_the_last_signs_nothing(keyed):
    ida, address = keyed.browser("ida"), own(keyed, "/confirm")

    def confirmed(matter: str, counter: int, by: Authenticator = IDAS):
        form = fields(ida.post(address, {"matter": [matter]}))
        return ida.post(address, form | given(by, form["decision"].encode(), counter))

    assert confirmed("M-001", 7).status_code == 302
    for counter in (7, 3, 0):
        refused = confirmed("M-002", counter)
        assert (refused.status_code, "office.counter" in refused.content.decode()) == (409, True)
    told = unescape(ida.get("/agency").content.decode())
    assert ("A signature in your session was refused" in told, ">3</td>" in told) == (True, True)
    # What does not verify counts for nothing.
    assert confirmed("M-002", 99, Authenticator(id=IDAS.id)).status_code == 409
    assert keyed.scene.confirmations == {("ida", "M-001")}
    assert confirmed("M-002", 8).status_code == 302
    head, withdraw = keyed.browser(HEAD), own(keyed, "/withdraw")
    page = head.post(withdraw, {"step": "write", "reason": "The investigation was closed."})
    again = {**fields(page), "step": "sign"}
    assert head.post(withdraw, again | given(HALS, text_in(page) + b" ", 5)).status_code == 409
    with_five = again | given(HALS, text_in(page), 5)
    assert head.post(withdraw, with_five)["Location"] == own(keyed)
    refused = head.post(withdraw, with_five)
    assert (refused.status_code, "office.counter" in refused.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("officer", "own_key", "column"),
    [("jon", Authenticator(id=b"jon's"), "signature_certificate"), (HEAD, Authenticator(id=b"new"), "certificate")],
)
def test_new_key_of_the_agency_is_made_and_told_with_its_register(keyed, officer, own_key, column):
    browser = keyed.browser(officer)
    key = encode_base64url(own_key.credential.key)
    made = browser.post("/credentials", {"step": "make", "credential": encode_base64url(own_key.id), "key": key})
    sent = {"step": "prove", "document": fields(made)["document"], **given(own_key, own_key.document)}
    text = browser.post("/credentials", sent).content.decode()
    assert shown(own_key.document).fingerprint in text
    assert f"this in the column {column}<" in text
    assert 'href="/agency"' in text


def test_key_for_another_address_is_not_asked_for(console):
    with_keys(console.scene, {}, ELSEWHERE)
    at, head = validated(console), console.browser(HEAD)
    assert "data-sign" not in head.get(f"{at}/send").content.decode()
    assert head.post(f"{at}/send", {"step": "sign"}).status_code == 302
