"""Headers, cookies, forms that are not ours, and the moment something breaks."""

import logging
import re

import pytest

from lockgate.web import headers, rooms
from lockgate.web import work as work_page


@pytest.mark.parametrize("path", ["/sign-in", "/work", "/nowhere", "/v1/none", "/static/lockgate.css"])
def test_every_answer_has_the_headers(console, path):
    answer = console.browser("ada").get(path)
    for name, value in headers.HEADERS.items():
        assert answer[name] == value
    assert "Strict-Transport-Security" not in answer
    cached = answer["Cache-Control"]
    answer.close()
    assert ("no-store" in cached) != path.startswith("/static/")


def test_nothing_is_inline_on_any_page(proposed):
    pages = [proposed.browser("ben").get(proposed.case + end) for end in ("", "/review")]
    pages += [proposed.browser("dov").get(proposed.case + end) for end in ("/authorize", "/release")]
    pages += [proposed.browser("ada").get("/work"), proposed.stranger().get("/sign-in")]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)
        assert not re.search(r"(src|href)=\"(https?:)?//", text)


def test_cookies_are_for_this_host_alone_and_by_tls_for_tls_only(console):
    plain = console.browser("ada").cookies[rooms.COOKIE]
    assert (plain["httponly"], plain["samesite"], plain["secure"], plain["domain"]) == (True, "Strict", "", "")
    secure = console.stranger(**{"wsgi.url_scheme": "https"})
    answer = secure.post("/sign-in", {"officer": "ada"}, secure=True, HTTP_REFERER="https://localhost/sign-in")
    cookie = answer.cookies[f"__Host-{rooms.COOKIE}"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
    assert answer["Strict-Transport-Security"] == headers.TRANSPORT
    page = secure.get("/sign-in", secure=True)
    form = page.cookies["__Host-lockgate-form"]
    assert (form["secure"], form["httponly"], form["path"], form["domain"]) == (True, True, "/", "")
    assert "csrftoken" not in page.cookies


def test_form_without_its_token_is_refused_and_nothing_is_done(proposed):
    strict = proposed.stranger()
    strict.handler.enforce_csrf_checks = True
    assert strict.post("/sign-in", {"officer": "ada"}).status_code == 403
    ben = proposed.browser("ben")
    ben.handler.enforce_csrf_checks = True
    answer = ben.post(f"{proposed.case}/review", {"vote": "for", "step": "sign"})
    assert answer.status_code == 403
    assert "was not accepted" in answer.content.decode()
    assert proposed.scene.facts.votes == ()


def test_gateway_needs_no_token(console):
    strict = console.stranger()
    strict.handler.enforce_csrf_checks = True
    assert strict.post("/v1/fetch", b"{}", content_type="application/json").status_code == 400


def test_page_that_breaks_tells_nothing_and_the_log_no_value(console, monkeypatch, caplog):
    def broken(*_given: object) -> None:
        raise RuntimeError("Ana Ruiz, 900-70-0001")

    browser = console.browser("ada")
    monkeypatch.setattr(work_page, "listed_work", broken)
    with caplog.at_level(logging.INFO):
        answer = browser.get("/work?stage=Ruiz")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "Something broke" in text
    assert answer["Content-Security-Policy"] == headers.POLICY
    assert "Ruiz" not in text
    assert "RuntimeError" in caplog.text
    assert "Ruiz" not in caplog.text


def test_form_that_is_too_long_is_refused(console):
    answer = console.browser("ada").post("/rehearsal/time", {"span": "x" * 5_000_000})
    assert answer.status_code == 400


def test_by_tls_a_form_holds_with_the_cookie_of_this_host_and_with_no_other(console):
    browser = console.stranger(**{"wsgi.url_scheme": "https"})
    browser.handler.enforce_csrf_checks = True
    page = browser.get("/sign-in", secure=True)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]*)"', page.content.decode())[1]
    form = {"officer": "ada", "csrfmiddlewaretoken": token}
    own = browser.cookies.pop("__Host-lockgate-form").value
    browser.cookies["csrftoken"] = own
    refused = browser.post("/sign-in", form, secure=True, HTTP_REFERER="https://localhost/sign-in")
    assert refused.status_code == 403
    browser.cookies["__Host-lockgate-form"] = own
    assert browser.post("/sign-in", form, secure=True, HTTP_REFERER="https://localhost/sign-in").status_code == 302
