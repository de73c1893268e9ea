"""What an officer is told of their own sign-ins and credentials, by each way in; and how long it is kept."""

from datetime import timedelta

import pytest
from cryptography.x509 import load_der_x509_certificate
from test_doors_in import PROXY, at_a_time_of_theirs, browser, card_of, come_back, page, with_card

from authenticator import Authenticator
from credentialed import with_credentials
from factories import done, key, signer
from lockgate.actions import own_events
from lockgate.actions.doors import OIDC, Ways
from lockgate.actions.keys_lost import lose_officers
from lockgate.actions.over import end_what_is_over
from lockgate.actions.own_events import AGAIN, CARD_OVER, IN, LONG, LONG_AWAY, NEW, TOLD_FOR, TOO_LITTLE
from lockgate.actions.signin import SignedIn
from lockgate.clock import system_clock
from lockgate.procedure.roles import officer_of
from lockgate.procedure.subjects import Subject, subject_bytes
from lockgate.store.models.signins import LastSignInRow, SignInRow
from lockgate.store.registers import current_registers
from lockgate.store.sessions import Session
from lockgate.store.signins import last_of
from provider import SUBJECT, provided

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
REAL = system_clock()
TELLS = "Your sign-ins and credentials, since you last looked"


@pytest.fixture
def provider():
    with provided(system_clock().timestamp()) as made:
        yield made


@pytest.fixture
def ben(scene, provider):
    """Ben has an account at the provider."""
    return with_credentials(scene, {"ben": [subject_bytes(Subject(provider.url, SUBJECT))]})


def whats() -> list[tuple[str, str, int]]:
    return sorted(SignInRow.objects.values_list("officer", "what", "count"))


def signed(scene, at, client="", way=OIDC, officer="ben") -> SignedIn:
    """A session that begins at an instant, noted as every door notes it."""
    by = officer_of(current_registers(scene.now[0]), officer, scene.now[0])
    session = Session(officer, by.key, way, at, at)
    own_events.note_sign_in(scene.office, session, client)
    return SignedIn(by, session)


def test_account_without_a_factor_is_told_to_its_officer_and_opens_nothing(ben, provider):
    provider.changes = {"amr": ["pwd"]}
    assert come_back(browser(ben, Ways(provider.settings)), provider).status_code == 403
    assert whats() == [("ben", TOO_LITTLE, 1)]
    provider.changes = {}
    client = browser(ben, Ways(provider.settings))
    come_back(client, provider)
    assert "without a factor that is asked for" in page(client, "/sessions")


@pytest.mark.parametrize("changes", [{"sub": "another"}, {"sub": "another", "amr": []}, {"nonce": "0"}, {"aud": "x"}])
def test_what_proves_no_officer_is_held_to_none(ben, provider, changes):
    provider.changes = changes
    assert come_back(browser(ben, Ways(provider.settings)), provider).status_code == 403
    assert whats() == []


def test_another_kind_of_browser_is_told_at_the_next_sign_in_until_it_is_seen(ben, provider):
    def at(agent: str):
        client = browser(ben, Ways(provider.settings), HTTP_USER_AGENT=agent)
        come_back(client, provider)
        return client

    first = at(FIREFOX)
    assert TELLS not in page(first, "/work")
    other = at(CHROME)
    # Whoever came is not told of their own coming and cannot make it go unseen; whoever was there is told at once.
    assert TELLS not in page(other, "/work")
    assert "(Chrome, Linux)" in page(first, "/work")
    for one in (first, other):
        assert one.post("/sessions/seen", {"until": REAL.isoformat()})["Location"] == "/work"
    assert "(Chrome, Linux)" in page(first, "/work")
    third = at(FIREFOX)
    assert "(Chrome, Linux)" in page(third, "/work")
    third.post("/sessions/seen", {"until": REAL.isoformat()})
    assert TELLS not in page(third, "/work")
    assert "(Chrome, Linux)" in page(third, "/sessions")
    assert whats() == [("ben", IN, 2), ("ben", NEW, 1)]
    assert not SignInRow.objects.filter(client__contains="Mozilla").exists()


@pytest.mark.parametrize("until", ["", "yesterday", "2025-08-07T12:00:00"])
def test_seen_is_said_of_an_instant_alone(ben, provider, until):
    client = browser(ben, Ways(provider.settings))
    come_back(client, provider)
    assert client.post("/sessions/seen", {"until": until}).status_code == 404
    assert client.head("/sessions/seen").status_code in {302, 405}
    assert last_of("ben").changes_seen_at == ben.now[0]


def test_sign_in_after_long_is_told(scene):
    signed(scene, REAL)
    signed(scene, REAL + LONG)
    signed(scene, REAL + LONG + LONG + timedelta(seconds=1))
    again = signed(scene, REAL + LONG + LONG + timedelta(seconds=2))
    (told,) = own_events.news(scene.office, again).came
    assert told.of.what == LONG_AWAY


def test_card_that_is_over_is_told_to_its_officer_of_either_agency(scene, monkeypatch):
    for who in ("ben", "ida"):
        after = load_der_x509_certificate(key(who).certificate).not_valid_after_utc + timedelta(days=1)
        monkeypatch.setattr("lockgate.web.doors.now", lambda after=after: after)
        assert with_card(scene, Ways(card=PROXY), card_of(who))[1].status_code == 403
    assert whats() == [("ben", CARD_OVER, 1), ("ida", CARD_OVER, 1)]


@pytest.mark.parametrize(("who", "front"), [("ben", "/work"), ("ida", "/agency")])
def test_whoever_shows_another_card_in_a_session_is_told_of_to_its_officer(scene, monkeypatch, who, front):
    at_a_time_of_theirs(monkeypatch, who)
    monkeypatch.setattr("lockgate.web.sessions.now", lambda: key_time(who))
    client, _ = with_card(scene, Ways(card=PROXY), card_of(who))
    for _time in range(3):
        assert client.post("/sessions/again", HTTP_X_CLIENT_CERT=card_of("cyd")).status_code == 403
    assert (who, AGAIN, 3) in whats()
    assert "Showing again who you are was refused" in page(client, front)


def key_time(who: str):
    return load_der_x509_certificate(key(who).certificate).not_valid_before_utc + timedelta(days=1)


def test_key_that_is_entered_and_one_that_is_lost_are_told_with_who_did_it(scene):
    begun = signed(scene, REAL)
    assert not own_events.news(scene.office, begun)
    scene.pass_time(hours=1)
    added = Authenticator().document
    with_credentials(scene, {"ben": [added]})
    (change,) = own_events.news(scene.office, begun).changed
    assert (change.kind, len(change.added), change.removed, len(set(change.officers))) == (
        "delegations", 1, frozenset(), 2,
    )  # fmt: skip
    assert not own_events.news(scene.office, signed(scene, REAL, officer="cyd")).changed
    own_events.seen(scene.office, begun, scene.now[0])
    assert not own_events.news(scene.office, begun)
    scene.pass_time(hours=1)
    with_credentials(scene, {})
    (change,) = own_events.news(scene.office, begun).changed
    assert (len(change.added), len(change.removed)) == (0, 1)
    own_events.seen(scene.office, begun, scene.now[0])
    scene.pass_time(hours=1)
    done(lose_officers(scene.office, "ben", signer("mia")))
    (lost,) = own_events.news(scene.office, begun).lost
    assert lost.by == "mia"


def test_what_is_loaded_after_the_page_was_shown_is_not_seen_by_it(scene):
    begun, shown = signed(scene, REAL), scene.now[0]
    scene.pass_time(hours=1)
    with_credentials(scene, {"ben": [Authenticator().document]})
    own_events.seen(scene.office, begun, shown)
    assert own_events.news(scene.office, begun).changed
    # Nobody sees ahead of what was loaded.
    own_events.seen(scene.office, begun, scene.now[0] + timedelta(days=9))
    assert last_of("ben").changes_seen_at == scene.now[0]


@pytest.mark.usefixtures("home")
def test_repeating_one_thing_makes_one_row_a_day():
    for minute in range(50):
        own_events.note_refused("ben", AGAIN, OIDC, REAL.replace(hour=0, minute=minute))
    assert whats() == [("ben", AGAIN, 50)]


def test_sign_ins_end_after_their_days_and_the_last_one_of_an_officer_stays(scene):
    signed(scene, REAL)
    LastSignInRow.objects.create(officer="gone", last_at=REAL, seen_at=REAL, changes_seen_at=REAL)
    end_what_is_over(scene.office, REAL + TOLD_FOR)
    assert (SignInRow.objects.count(), LastSignInRow.objects.count()) == (1, 2)
    end_what_is_over(scene.office, REAL + TOLD_FOR + timedelta(seconds=1), look_only=True)
    assert SignInRow.objects.count() == 1
    end_what_is_over(scene.office, REAL + TOLD_FOR + timedelta(seconds=1))
    assert SignInRow.objects.count() == 0
    assert [one.officer for one in LastSignInRow.objects.all()] == ["ben"]
    signed(scene, REAL + TOLD_FOR + timedelta(days=1))
    assert whats() == [("ben", LONG_AWAY, 1)]
