"""Sessions: limits, live standing, sign-out, rotation; and the door of the cast."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest

from console_parts import REAL, fields
from factories import ROLES, delegation, register
from lockgate.actions.signin import CAST, FRESH, IDLE, LONGEST
from lockgate.rehearsal.keys import make_pair
from lockgate.store.models.sessions import SessionRow
from lockgate.store.sessions import Session, keep_session
from lockgate.web import rooms, sessions, signin


@pytest.fixture
def tell_time(monkeypatch):
    def tell(span: timedelta) -> None:
        for module in (rooms, sessions, signin):
            monkeypatch.setattr(module, "now", lambda: REAL + span)

    tell(timedelta())
    return tell


def status(browser) -> int:
    return browser.get("/work").status_code


def test_session_ends_when_nobody_asks_for_a_quarter_of_an_hour(console, tell_time):
    browser = console.browser("ada")
    tell_time(IDLE)
    assert status(browser) == 200
    tell_time(2 * IDLE)
    assert status(browser) == 200
    tell_time(3 * IDLE + timedelta(seconds=1))
    over = browser.get("/work")
    assert (over.status_code, over["Location"]) == (302, "/sign-in?over=1")
    assert not SessionRow.objects.exists()
    assert status(browser) == 404


def test_session_ends_after_twelve_hours_however_busy(console, tell_time):
    browser = console.browser("ada")
    steps = int(LONGEST / timedelta(minutes=10))
    for step in range(steps + 1):
        tell_time(step * timedelta(minutes=10))
        assert status(browser) == 200
    tell_time(LONGEST + timedelta(seconds=1))
    assert status(browser) == 302


def test_revoked_officer_is_out_at_their_next_request(console):
    browser, other = console.browser("ada"), console.browser("ben")
    assert status(browser) == 200
    console.scene.load(
        "delegations", register("delegations", *(delegation(n, roles) for n, roles in ROLES.items() if n != "ada"))
    )
    assert status(browser) == 302
    assert not SessionRow.objects.filter(officer="ada").exists()
    assert status(other) == 200
    assert console.stranger().post("/sign-in", {"officer": "ada"}).status_code == 404


def test_role_that_is_taken_away_closes_its_rooms_at_once(console):
    browser = console.browser("ben")
    changed = {**ROLES, "ben": "safeguards"}
    console.scene.submitted()
    assert browser.get(console.case).status_code == 200
    console.scene.load("delegations", register("delegations", *(delegation(n, r) for n, r in changed.items())))
    assert browser.get(console.case).status_code == 404
    assert status(browser) == 200


def test_signing_out_ends_the_session_on_the_server(console):
    browser = console.browser("ada")
    token = browser.cookies[rooms.COOKIE].value
    assert browser.post("/sign-out").status_code == 302
    again = console.stranger()
    again.cookies[rooms.COOKIE] = token
    assert status(again) == 302


def test_token_is_new_at_every_sign_in_and_kept_only_as_a_hash(console):
    browser = console.browser("ada")
    first = browser.cookies[rooms.COOKIE].value
    browser.post("/sign-in", {"officer": "ben"})
    second = browser.cookies[rooms.COOKIE].value
    assert first != second
    assert [row.officer for row in SessionRow.objects.all()] == ["ben"]
    assert second not in {row.token for row in SessionRow.objects.all()}


def test_made_up_token_is_nobody(console):
    browser = console.stranger()
    browser.cookies[rooms.COOKIE] = "f" * 64
    assert status(browser) == 302


def test_cast_has_no_door_unless_the_server_was_started_with_it(console):
    plain = console.stranger(**{"lockgate.cast": None})
    for path in ("/", "/sign-in"):
        assert plain.get(path).status_code == 404
    assert plain.post("/sign-in", {"officer": "ada"}).status_code == 404
    named = console.stranger(**{"lockgate.cast": None, "HTTP_LOCKGATE_CAST": "yes"})
    assert named.get("/sign-in").status_code == 404


def test_session_of_the_cast_is_none_on_a_server_without_its_door(console):
    token = console.browser("ada").cookies[rooms.COOKIE].value
    plain = console.stranger(**{"lockgate.cast": None})
    plain.cookies[rooms.COOKIE] = token
    assert plain.get("/").status_code == 404
    assert status(plain) == 302


def test_door_of_the_cast_answers_to_this_machines_own_names_only(console):
    assert console.stranger(HTTP_HOST="rebound.example").get("/sign-in").status_code == 404
    assert console.stranger(HTTP_HOST="127.0.0.1:8480").get("/sign-in").status_code == 200


def test_nobody_comes_in_whose_key_is_not_the_one_of_the_registers(console):
    folder = console.played.home.root.parent / "keys"
    make_pair(7, "ada").save(folder, "ada")
    assert console.stranger().post("/sign-in", {"officer": "ada"}).status_code == 404
    assert console.stranger().post("/sign-in", {"officer": "eve"}).status_code == 404


def test_page_says_when_its_session_ends_and_staying_says_it_anew(console, tell_time):
    browser = console.browser("ada")
    tell_time(timedelta(minutes=5))
    assert 'data-session-ends="900"' in browser.get("/work").content.decode()
    tell_time(timedelta(minutes=18))
    assert browser.post("/session").json() == {"seconds": 900}
    tell_time(timedelta(minutes=32))
    assert status(browser) == 200


def test_session_near_its_last_hour_cannot_be_lengthened(console, tell_time):
    browser = console.browser("ada")
    for step in range(int((LONGEST - timedelta(minutes=3)) / timedelta(minutes=13)) + 1):
        tell_time(step * timedelta(minutes=13))
        assert status(browser) == 200
    tell_time(LONGEST - timedelta(minutes=3))
    assert "cannot be lengthened" in browser.get("/work").content.decode()
    assert browser.post("/session").json() == {"seconds": 180}


def test_session_that_is_over_has_nothing_to_lengthen(console, tell_time):
    browser = console.browser("ada")
    tell_time(IDLE + timedelta(seconds=1))
    assert browser.post("/session").status_code == 404
    assert console.stranger().post("/session").status_code == 404


def test_revoking_an_officer_ends_their_session_and_their_pending_work_is_examined_again(proposed):
    ben, dov = proposed.browser("ben"), proposed.browser("dov")
    given = {"vote": "for", "reason": "", "proposal": proposed.scene.proposal}
    shown = ben.post(f"{proposed.case}/review", given)
    proposed.scene.now[0] = proposed.played.clock()
    left = [delegation(n, roles) for n, roles in ROLES.items() if n != "ben"]
    proposed.scene.load("delegations", register("delegations", *left))
    answer = ben.post(f"{proposed.case}/review", fields(shown))
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?over=1")
    assert proposed.scene.facts.votes == ()
    assert not SessionRow.objects.filter(officer="ben").exists()
    assert "office.examine_again" in dov.get(f"{proposed.case}/authorize").content.decode()


def test_person_sees_their_own_sessions_and_ends_one_or_all_others(console, tell_time):
    here, card, lost, ben = (console.browser(who) for who in ("ada", "ada", "ada", "ben"))
    tell_time(timedelta(minutes=2))
    page = here.get("/sessions").content.decode()
    assert "End the session" not in page
    assert here.post("/sessions")["Location"] == "/sessions?first=1"
    assert SessionRow.objects.count() == 4
    assert here.post("/sessions/again")["Location"] == "/sessions"
    page = here.get("/sessions").content.decode()
    named = re.findall(r'name="name" value="([0-9a-f]{64})"', page)
    assert (len(named), page.count("This is the one you are in")) == (2, 1)
    token = lost.cookies[rooms.COOKIE].value
    assert token not in page
    (bens,) = SessionRow.objects.filter(officer="ben").values_list("token", flat=True)
    for unknown in (bens, sha256(here.cookies[rooms.COOKIE].value.encode()).hexdigest(), "f" * 64):
        here.post("/sessions", {"name": unknown})
    assert SessionRow.objects.count() == 4
    ended = here.post("/sessions", {"name": sha256(token.encode()).hexdigest()})
    assert (ended.status_code, ended["Location"]) == (302, "/sessions?ended=1")
    assert [status(one) for one in (here, card, lost, ben)] == [200, 200, 302, 200]
    here.post("/sessions")
    assert [status(one) for one in (here, card, ben)] == [200, 302, 200]
    # The name of a session is no token: nobody comes in by it.
    thief = console.stranger()
    thief.cookies[rooms.COOKIE] = named[0]
    assert status(thief) == 302


def test_having_shown_again_who_one_is_counts_here_for_five_minutes_and_nowhere_else(console, tell_time):
    here, there, ben = (console.browser(who) for who in ("ada", "ada", "ben"))
    old = here.cookies[rooms.COOKIE].value
    assert here.post("/sessions/again")["Location"] == "/sessions"
    # The token is another one, and what the browser had before is of no use.
    thief = console.stranger()
    thief.cookies[rooms.COOKIE] = old
    assert status(thief) == 302
    # Neither another browser of the same person nor another person ends anything by it.
    for browser in (there, ben):
        assert browser.post("/sessions")["Location"] == "/sessions?first=1"
    # Coming in is not showing it again, and nobody else's coming in is.
    here.post("/sign-in", {"officer": "ada"})
    assert here.post("/sessions")["Location"] == "/sessions?first=1"
    here.post("/sessions/again")
    for span, ends in ((FRESH + timedelta(seconds=1), "first"), (FRESH, "ended")):
        tell_time(span)
        assert here.post("/sessions", {"name": "f" * 64})["Location"] == f"/sessions?{ends}=1"
    assert status(there) == 200


def test_session_that_is_over_is_not_listed(console, tell_time):
    console.browser("ada")
    tell_time(2 * IDLE)
    assert "End the session" not in console.browser("ada").get("/sessions").content.decode()


@pytest.mark.usefixtures("tell_time")
def test_session_under_another_key_of_the_same_officer_is_not_listed(console):
    """An id that went to another person, or a key that was replaced: what was begun by it is nobody's to see."""
    here = console.browser("ada")
    keep_session("old", Session("ada", "f" * 64, CAST, REAL, REAL))
    here.post("/sessions/again")
    page = here.get("/sessions").content.decode()
    assert page.count("This is the one you are in") == 1
    assert "End the session" not in page
    keep_session("own", Session("ada", SessionRow.objects.get(proved_at=REAL).key, CAST, REAL, REAL))
    assert "End the session" in here.get("/sessions").content.decode()
