"""Bounds: pages asked by one person, drafts begun, reports of browsers; none of them shuts anybody else out."""

import json
import logging
from datetime import timedelta

import pytest
from cryptography import x509

from console_parts import REAL
from factories import key
from lockgate.actions import events
from lockgate.actions.certificates import REMINDED
from lockgate.procedure import drafts
from lockgate.store.keys_ages import TOLD_BEFORE, key_ages
from lockgate.web import pace, policy_reports, rooms


@pytest.fixture
def at(monkeypatch):
    """The real time, as the pages are told it."""
    told = [REAL]
    monkeypatch.setattr(rooms, "now", lambda: told[0])
    monkeypatch.setattr(events, "system_clock", lambda: told[0])
    return told


def test_whoever_asks_without_end_is_told_to_wait_and_nobody_else_is(console, at, monkeypatch, caplog):
    monkeypatch.setattr(pace, "MOST", 3)
    monkeypatch.setattr(pace, "_asked", {})
    ada, again, ben = console.browser("ada"), console.browser("ada"), console.browser("ben")
    with caplog.at_level(logging.WARNING, "lockgate.web"):
        found = [browser.get("/work").status_code for browser in (ada, again, ada, again, ada)]
    assert found == [200, 200, 200, 429, 429]
    warned = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert warned == ["ada asked for more than 3 pages within a minute"]
    at[0] += timedelta(seconds=20)
    over = ada.get("/orders")
    assert (over.status_code, over["Retry-After"], over["Cache-Control"]) == (429, "40", "no-store")
    assert "Wait for 40 seconds" in over.content.decode()
    assert ben.get("/work").status_code == 200
    assert console.stranger().get("/work").status_code == 404
    # Coming in and going out are no pages: nobody is kept from either.
    assert console.browser("ada").post("/sign-out").status_code == 302
    at[0] += timedelta(seconds=40)
    assert ada.get("/work").status_code == 200


def test_person_begins_so_many_drafts_and_no_more(console, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 2)
    ida, jon = console.browser("ida"), console.browser("jon")
    first = ida.post("/agency/drafts")["Location"]
    assert ida.post("/agency/drafts").status_code == 302
    refused = ida.post("/agency/drafts")
    assert (refused.status_code, "office.drafts" in refused.content.decode()) == (409, True)
    assert jon.post("/agency/drafts").status_code == 302
    ida.post(f"{first}/check", {"step": "drop"})
    assert ida.post("/agency/drafts").status_code == 302


REPORTS = {
    "old": ("application/csp-report", {"csp-report": {"effective-directive": "script-src", "blocked-uri": "seven"}}),
    "new": ("application/reports+json", [{"type": "csp-violation", "body": {"effectiveDirective": "img-src"}}]),
}
NONE = (
    b"", b"{", b"[]", b"[1]", b"7", b"{}", b'{"csp-report": 7}', b"[" * 9000,
    b'{"csp-report": {"effective-directive": []}}',
    b'{"csp-report": {"effective-directive": "ada\\nwas here"}}', b" " * (policy_reports.LONGEST + 1),
)  # fmt: skip


def test_browsers_report_tells_the_log_which_part_was_broken_and_nothing_else(console, at, monkeypatch, caplog):
    monkeypatch.setattr(events, "_told", {})
    stranger = console.stranger()
    stranger.handler.enforce_csrf_checks = True
    policy = stranger.get("/sign-in")
    assert "report-uri /policy-report; report-to policy" in policy["Content-Security-Policy"]
    assert policy["Reporting-Endpoints"] == 'policy="/policy-report"'
    with caplog.at_level(logging.INFO, "lockgate.web"):
        for kind, report in REPORTS.values():
            answer = stranger.post("/policy-report", json.dumps(report), content_type=kind)
            assert (answer.status_code, answer.content) == (204, b"")
        for report in NONE:
            assert stranger.generic("POST", "/policy-report", report, "application/csp-report").status_code == 204
    said = [one.getMessage() for one in caplog.records]
    assert said == [f"A browser reported that a page broke {part} of its policy" for part in ("script-src", "img-src")]
    caplog.clear()
    for _ in range(3 * events.MOST):
        stranger.post("/policy-report", json.dumps(REPORTS["old"][1]), content_type="application/csp-report")
    assert len(caplog.records) == events.MOST - 1
    at[0] += timedelta(minutes=1)
    stranger.post("/policy-report", json.dumps(REPORTS["old"][1]), content_type="application/csp-report")
    assert len(caplog.records) == events.MOST


def test_browser_that_does_not_say_where_requests_come_from_is_told_that_it_is_old(console):
    old, new = console.stranger(), console.stranger(HTTP_SEC_FETCH_MODE="navigate")
    words = "This browser may be too old"
    assert words in old.get("/sign-in").content.decode()
    assert words not in new.get("/sign-in").content.decode()


@pytest.mark.parametrize(("who", "page"), [("ada", "/work"), ("ida", "/agency")])
def test_officer_is_reminded_before_their_certificate_ends(console, who, page):
    words = "Your certificate ends soon"
    ends = x509.load_der_x509_certificate(key(who).certificate).not_valid_after_utc
    for early, told in ((timedelta(minutes=1), False), (-timedelta(minutes=1), True)):
        console.scene.now[0] = ends - REMINDED - early
        console.resume()
        assert (words in console.browser(who).get(page).content.decode()) is told
    assert words not in console.browser(who).get("/sessions").content.decode()


@pytest.mark.parametrize(("who", "told"), [("mia", True), ("ada", False)])
def test_keepers_of_keys_are_told_before_a_key_of_the_office_is_due(console, who, told):
    due = key_ages(console.scene.office.home)[0].due
    for early, seen in ((timedelta(minutes=1), False), (-timedelta(minutes=1), told)):
        console.scene.now[0] = due - TOLD_BEFORE - early
        console.resume()
        assert ("release key is due to be changed" in console.browser(who).get("/work").content.decode()) is seen
