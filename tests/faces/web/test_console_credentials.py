"""Security keys at the console: made and shown to work, and acts signed with them and with nothing else."""

import re

import pytest

from authenticator import Authenticator
from console_parts import fields
from credentialed import with_credentials
from lockgate.actions.credentials import shown
from lockgate.store.models.acts import ActRow
from lockgate.tlog.assertions import parse_assertion
from lockgate.tlog.credentials import encode_base64url

BENS, DOVS = Authenticator(id=b"ben's"), Authenticator(id=b"dov's")
ELSEWHERE = Authenticator("https://console.example.gov", id=b"cyd's elsewhere")


def given(own: Authenticator, signed: bytes, counter: int = 0) -> dict[str, str]:
    """What the page's script fills in."""
    made = parse_assertion(own.assertion(signed, counter))
    return {
        "credential": encode_base64url(own.id),
        "authenticator": encode_base64url(made.authenticator),
        "client": encode_base64url(made.client),
        "signature": encode_base64url(made.signature),
    }


def asked_for_vote(console, officer: str):
    browser = console.browser(officer)
    form = {"vote": "for", "reason": "", "proposal": console.scene.proposal}
    return browser, browser.post(f"{console.case}/review", form)


@pytest.fixture(scope="module")
def walked(walk):
    def do(console) -> None:
        held = {"ben": [BENS.document], "cyd": [ELSEWHERE.document], "dov": [DOVS.document]}
        with_credentials(console.scene, held).submitted().confirmed().relevant().located().proposed()
        console.scene.pass_time(hours=1)

    return walk("credentialed", do)


@pytest.fixture
def keyed(served, walked):
    return served(walked)


def test_vote_is_signed_with_the_security_key(keyed):
    browser, page = asked_for_vote(keyed, "ben")
    text = page.content.decode()
    assert f'data-credentials="{encode_base64url(BENS.id)}"' in text
    assert "the server signs for you" not in text
    form = fields(page)
    answer = browser.post(f"{keyed.case}/review", form | given(BENS, form["decision"].encode()))
    assert answer.status_code == 302
    assert bytes(ActRow.objects.get(act="review").certificate) == BENS.document


@pytest.mark.parametrize("changed", ["reason", "decision", "key", "absent"])
def test_anything_but_the_assertion_over_what_was_shown_writes_nothing(keyed, changed):
    browser, page = asked_for_vote(keyed, "ben")
    form = fields(page)
    signed = form["decision"].encode()
    sent = form | given(Authenticator(id=BENS.id) if changed == "key" else BENS, signed)
    if changed == "reason":
        sent["reason"] = "Something else."
    if changed == "decision":
        sent["decision"] = re.sub('"nonce":"[0-9a-f]{8}', '"nonce":"00000000', sent["decision"])
    if changed == "absent":
        sent = form
    answer = browser.post(f"{keyed.case}/review", sent)
    assert answer.status_code == 409
    assert keyed.scene.facts.votes == ()


@pytest.mark.parametrize("field", ["credential", "authenticator", "client", "signature"])
def test_field_that_cannot_be_read_is_a_page_that_is_not_there(keyed, field):
    browser, page = asked_for_vote(keyed, "ben")
    form = fields(page)
    sent = form | given(BENS, form["decision"].encode()) | {field: "!"}
    assert browser.post(f"{keyed.case}/review", sent).status_code == 404
    assert keyed.scene.facts.votes == ()


def test_another_officer_s_key_is_none_of_mine(keyed):
    browser, page = asked_for_vote(keyed, "ben")
    form = fields(page)
    sent = form | given(DOVS, form["decision"].encode())
    assert browser.post(f"{keyed.case}/review", sent).status_code == 404


def test_key_for_another_address_is_not_asked_for(keyed):
    browser, page = asked_for_vote(keyed, "cyd")
    assert "data-credentials" not in page.content.decode()
    form = fields(page)
    assert browser.post(f"{keyed.case}/review", form | given(ELSEWHERE, form["decision"].encode())).status_code == 302


def test_new_key_is_made_shown_to_work_and_told_by_its_fingerprint(keyed):
    new = Authenticator(id=b"new")
    browser = keyed.browser("ada")
    page = browser.get("/credentials")
    assert "You have none yet." in page.content.decode()
    key = encode_base64url(new.credential.key)
    made = browser.post("/credentials", {"step": "make", "credential": encode_base64url(new.id), "key": key})
    document = fields(made)["document"]
    assert document.encode() == new.document
    proved = browser.post("/credentials", {"step": "prove", "document": document} | given(new, new.document))
    assert shown(new.document).fingerprint in proved.content.decode()
    other = Authenticator(id=b"new")
    failed = browser.post("/credentials", {"step": "prove", "document": document} | given(other, new.document))
    assert (failed.status_code, shown(new.document).fingerprint in failed.content.decode()) == (409, False)


def test_keys_that_count_are_listed_to_their_officer_alone(keyed):
    assert shown(BENS.document).fingerprint in keyed.browser("ben").get("/credentials").content.decode()
    assert shown(BENS.document).fingerprint not in keyed.browser("dov").get("/credentials").content.decode()


@pytest.mark.parametrize("sent", [{"step": "make"}, {"step": "prove"}, {"step": "prove", "document": "{}"}, {}])
def test_step_without_what_it_needs_tells_no_fingerprint(keyed, sent):
    answer = keyed.browser("ben").post("/credentials", sent)
    assert answer.status_code in {404, 409}
    assert "Your new key works" not in answer.content.decode()
