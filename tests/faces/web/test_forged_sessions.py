"""Sessions and forms that were forged in one thing: each is nobody's, and does nothing."""

import logging

import pytest
from django.middleware.csrf import get_token
from django.test import RequestFactory

from console_parts import fields
from lockgate.actions import events
from lockgate.rehearsal.keys import make_pair
from lockgate.store.models.sessions import SessionRow
from lockgate.store.sessions import named
from lockgate.web import rooms

TLS = f"__Host-{rooms.COOKIE}"


def flipped(token: str) -> str:
    return token[:-1] + ("0" if token[-1] != "0" else "1")


FORGED = {
    "made up": lambda _token: "f" * 64,
    "one digit changed": flipped,
    "cut": lambda token: token[:-1],
    "longer": lambda token: f"{token}0",
    "in capitals": lambda token: token.upper() if token.upper() != token else flipped(token),
    "between blanks": lambda token: f'" {token} "',
    "the hash that is kept": named,
    "twice": lambda token: token * 2,
    "of nothing": lambda _token: "0",
    "a statement": lambda _token: "' OR 1=1 --",
    "not ASCII": lambda token: f"{token[:-1]}é",
    "very long": lambda token: token * 100,
}
"""Every way for a token to be wrong in one thing."""


@pytest.fixture
def token(proposed) -> str:
    return proposed.browser("ben").cookies[rooms.COOKIE].value


@pytest.mark.parametrize("forgery", FORGED)
def test_forged_session_is_nobodys(proposed, token, forgery):
    again = proposed.stranger()
    again.cookies[rooms.COOKIE] = FORGED[forgery](token)
    for path in ("/work", proposed.case, f"{proposed.case}/review"):
        assert again.get(path).status_code in {302, 404}, path
    again.cookies[rooms.COOKIE] = FORGED[forgery](token)
    posted = again.post(f"{proposed.case}/review", {"vote": "for", "proposal": proposed.scene.proposal})
    assert posted.status_code in {302, 404}
    assert proposed.scene.facts.votes == ()
    assert len(token) == 64


def test_session_is_taken_by_its_own_cookie_only(proposed, token):
    """By TLS only the cookie of that name counts, and without TLS only the other; no header and no field does."""
    for cookie, by_tls, status in ((TLS, False, 404), (rooms.COOKIE, True, 404), (TLS, True, 200)):
        client = proposed.stranger()
        client.cookies[cookie] = token
        assert client.get("/work", secure=by_tls).status_code == status
    named = {"HTTP_LOCKGATE_SESSION": token, "HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_X_USER": "ben"}
    assert proposed.stranger(**named).get("/work", {rooms.COOKIE: token}).status_code == 404


def test_session_of_another_office_is_nobodys(proposed, token):
    SessionRow.objects.all().delete()
    again = proposed.stranger()
    again.cookies[rooms.COOKIE] = token
    assert again.get("/work").status_code == 302


def other_token() -> str:
    return get_token(RequestFactory().get("/"))


FORMS = {
    "no token": lambda _own: {},
    "another's token": lambda _own: {"csrfmiddlewaretoken": other_token()},
    "cut": lambda own: {"csrfmiddlewaretoken": own[:-1]},
    "changed": lambda own: {"csrfmiddlewaretoken": ("B" if own[0] == "A" else "A") + own[1:]},
    "not ASCII": lambda own: {"csrfmiddlewaretoken": f"é{own[1:]}"},
}


@pytest.mark.parametrize("forgery", [*FORMS, "no cookie", "from elsewhere", "from nowhere"])
def test_forged_form_does_nothing(proposed, forgery):
    ben = proposed.browser("ben")
    form = {"vote": "for", "reason": "", "proposal": proposed.scene.proposal}
    form = fields(ben.post(f"{proposed.case}/review", form))
    page = ben.get(f"{proposed.case}/review").content.decode()
    own = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    ben.handler.enforce_csrf_checks = True
    sent, headers = {**form, "csrfmiddlewaretoken": own}, {}
    if forgery in FORMS:
        sent = {**form, **FORMS[forgery](own)}
    elif forgery == "no cookie":
        del ben.cookies["csrftoken"]
    else:
        headers = {"HTTP_ORIGIN": "https://evil.example" if forgery == "from elsewhere" else "null"}
    answer = ben.post(f"{proposed.case}/review", sent, **headers)
    assert answer.status_code == 403
    assert proposed.scene.facts.votes == ()


def test_form_with_its_own_token_is_taken(proposed):
    """Else the table above would show nothing."""
    ben = proposed.browser("ben")
    form = {"vote": "for", "reason": "", "proposal": proposed.scene.proposal}
    form = fields(ben.post(f"{proposed.case}/review", form))
    page = ben.get(f"{proposed.case}/review").content.decode()
    ben.handler.enforce_csrf_checks = True
    own = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert ben.post(f"{proposed.case}/review", {**form, "csrfmiddlewaretoken": own}).status_code == 302
    assert len(proposed.scene.facts.votes) == 1


def test_signature_by_another_key_than_the_officers_is_told_in_a_line(proposed, monkeypatch, caplog):
    monkeypatch.setattr(events, "_told", {})
    ben = proposed.browser("ben")
    asked = {"vote": "for", "reason": "", "proposal": proposed.scene.proposal}
    form = fields(ben.post(f"{proposed.case}/review", asked))
    make_pair(7, "ben").save(proposed.played.home.root.parent / "keys", "ben")
    assert ben.post(f"{proposed.case}/review", form).status_code == 409
    assert proposed.scene.facts.votes == ()
    said = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert said == ["A signature of ben was refused: office.signature"]


def test_whatever_is_forged_is_told_in_a_line_without_a_value(proposed, token, monkeypatch, caplog):
    monkeypatch.setattr(events, "_told", {})
    caplog.set_level(logging.WARNING, "lockgate.web")
    ben = proposed.browser("ben")
    asked = {"vote": "for", "reason": "", "proposal": proposed.scene.proposal}
    form = fields(ben.post(f"{proposed.case}/review", asked))
    assert [one.getMessage() for one in caplog.records] == []
    own = proposed.stranger()
    own.cookies[rooms.COOKIE] = flipped(token)
    own.get("/work")
    # Signed too late: the nonce that was shown stands no more.
    proposed.scene.pass_time(hours=1)
    proposed.resume()
    assert ben.post(f"{proposed.case}/review", form).status_code == 409
    ben.handler.enforce_csrf_checks = True
    ben.post("/sign-out", {"csrfmiddlewaretoken": other_token()})
    ben.post("/sign-out", {})
    ben.post("/sign-out", {}, HTTP_ORIGIN="https://evil.example")
    proposed.stranger().get("/v1/packages", HTTP_LOCKGATE_REQUEST="evil")
    said = [one.getMessage() for one in caplog.records]
    assert said == [
        events.SESSION_MADE_UP,
        "A signature of ben was refused: office.nonce",
        events.FORM_WITH_ANOTHER,
        events.FORM_WITHOUT_TOKEN,
        events.FORM_FROM_ELSEWHERE,
        events.REQUEST_OF_NOBODY,
    ]
    # Whoever goes on is not told of without end, and hides nothing else.
    caplog.clear()
    for _ in range(3 * events.MOST):
        ben.post("/sign-out", {})
    own.cookies[rooms.COOKIE] = flipped(token)
    own.get("/work")
    said = [one.getMessage() for one in caplog.records]
    assert said.count(events.FORM_WITHOUT_TOKEN) == events.MOST - 2
    assert sum("further ones are not told" in one for one in said) == 1
    assert said[-1] == events.SESSION_MADE_UP
