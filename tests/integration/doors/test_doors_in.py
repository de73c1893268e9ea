"""The ways in of an office in use, page by page: an account at a provider on 127.0.0.1, and a card before a proxy."""

import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import CertificateBuilder, Name, load_der_x509_certificate, random_serial_number
from django.test import Client

from authenticator import Authenticator
from credentialed import TWO, confirmed, delegations, with_credentials
from factories import done, key, signer
from lockgate.actions import events
from lockgate.actions.doors import DOORS, Ways, secret_is_old, ways_in
from lockgate.actions.gateway import OFFICE
from lockgate.actions.keys_lost import lose_officers
from lockgate.actions.register import load_register
from lockgate.clock import system_clock
from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.procedure.subjects import Subject, subject_bytes
from lockgate.store.doors import Card
from lockgate.store.keys_ages import TERM
from lockgate.store.models.sessions import SessionRow
from lockgate.store.registers import current_registers
from lockgate.web import rooms
from provider import SUBJECT, provided

PROXY = Card(proxy="127.0.0.1", header="X-Client-Cert")
BENS_KEY = Authenticator()


@pytest.fixture
def provider():
    with provided(system_clock().timestamp()) as made:
        yield made


@pytest.fixture
def at_the_provider(scene, provider):
    """Ben has an account there."""
    account = subject_bytes(Subject(provider.url, SUBJECT))
    return with_credentials(scene, {"ben": [account, BENS_KEY.document]})


def browser(scene, ways: Ways, **other: object) -> Client:
    return Client(**{OFFICE: scene.office, DOORS: ways, "HTTP_HOST": "localhost", **other})


def page(client: Client, address: str):
    return client.get(address).content.decode()


def come_back(client: Client, provider):
    to = client.get("/sign-in/account")
    assert to.status_code == 302
    return client.get(provider.code(to["Location"]))


def test_officer_with_an_account_comes_in_and_out(at_the_provider, provider):
    client = browser(at_the_provider, Ways(provider.settings))
    assert "Sign in with your agency account" in page(client, "/sign-in")
    answer = come_back(client, provider)
    assert (answer.status_code, client.cookies["lockgate-session"]["samesite"]) == (200, "Strict")
    assert "<strong>Ben</strong>" in page(client, "/work")
    assert client.post("/sign-out")["Location"] == "/sign-in?gone=1"
    assert client.get("/work").status_code == 404


def test_whoever_leaves_for_the_provider_is_told_where_to_and_may_stay(at_the_provider, provider):
    client = browser(at_the_provider, Ways(provider.settings))
    assert 'href="/sign-in/leave"' in page(client, "/sign-in")
    leaving = page(client, "/sign-in/leave")
    assert f"<strong>{urlsplit(provider.settings.authorization).hostname}</strong>" in leaving
    assert ('href="/sign-in/account"' in leaving, 'href="/sign-in"' in leaving) == (True, True)
    assert "lockgate-door" not in client.cookies
    assert browser(at_the_provider, Ways()).get("/sign-in/leave").status_code == 404


def test_same_answer_again_lets_nobody_in(at_the_provider, provider, caplog, monkeypatch):
    monkeypatch.setattr(events, "_told", {})
    caplog.set_level(logging.WARNING, "lockgate.web")
    client, other = (browser(at_the_provider, Ways(provider.settings)) for _ in range(2))
    to = provider.code(client.get("/sign-in/account")["Location"])
    assert other.get(to).status_code == 404
    other.get("/sign-in/account")
    assert other.get(to).status_code == 403
    assert client.get(to).status_code == 200
    assert client.get(to).status_code == 404
    assert other.get("/work").status_code == 404
    not_asked = "A sign-in was refused: the answer is not to this browser's question"
    assert [one.getMessage() for one in caplog.records] == [events.ANSWER_UNASKED, not_asked, events.ANSWER_UNASKED]


@pytest.mark.parametrize("changes", [{"sub": "another"}, {"aud": "another"}, {"exp": 1}, {"nonce": "0"}, {"amr": []}])
def test_account_of_nobody_or_a_token_not_to_rely_on_opens_no_session(at_the_provider, provider, changes):
    provider.changes = changes
    client = browser(at_the_provider, Ways(provider.settings))
    answer = come_back(client, provider)
    assert answer.status_code == 403
    assert "lockgate-session" not in client.cookies
    assert "another" not in answer.content.decode()


def test_session_of_an_officer_whose_keys_are_lost_is_over(at_the_provider, provider):
    client = browser(at_the_provider, Ways(provider.settings))
    come_back(client, provider)
    assert client.get("/work").status_code == 200
    done(lose_officers(at_the_provider.office, "ben", signer("mia")))
    assert client.get("/work")["Location"] == "/sign-in?over=1"
    assert come_back(client, provider).status_code == 403


def again(client: Client, provider):
    """Where somebody who signs in again at the provider comes back to."""
    return provider.code(client.get("/sessions/again")["Location"])


def may_end(client: Client) -> bool:
    return client.post("/sessions", {"name": "f" * 64})["Location"] == "/sessions?ended=1"


def test_session_of_an_account_ends_others_once_its_person_signed_in_again(at_the_provider, provider):
    client, other = (browser(at_the_provider, Ways(provider.settings)) for _ in range(2))
    come_back(client, provider)
    come_back(other, provider)
    before = client.cookies["lockgate-session"].value
    assert not may_end(client)
    assert "Sign in again at 127.0.0.1" in page(client, "/sessions")
    to = again(client, provider)
    # Another browser's answer, even of the same person, is not to this question.
    assert other.get(to).status_code == 404
    back = client.get(to)
    assert 'url=/sessions"' in back.content.decode()
    assert client.cookies["lockgate-session"].value != before
    assert may_end(client)
    assert not may_end(other)
    assert client.get(to).status_code == 404
    assert SessionRow.objects.count() == 2


NOT_AGAIN = {"not asked again": {"auth_time": 1}, "not stated": {"auth_time": None}, "another person": {"sub": "cyd"}}


@pytest.mark.parametrize("wrong", NOT_AGAIN)
def test_session_is_its_persons_own_to_show_again(scene, provider, wrong):
    accounts = {name: [subject_bytes(Subject(provider.url, sub))] for name, sub in (("ben", SUBJECT), ("cyd", "cyd"))}
    with_credentials(scene, accounts)
    client = browser(scene, Ways(provider.settings))
    come_back(client, provider)
    kept = client.cookies["lockgate-session"].value
    provider.changes = NOT_AGAIN[wrong]
    to = again(client, provider)
    door = client.cookies["lockgate-door"].value
    assert client.get(to).status_code == 403
    assert (client.cookies["lockgate-session"].value, may_end(client)) == (kept, False)
    # The question was answered once; the same one again is none of the session's.
    provider.changes = {}
    client.cookies["lockgate-door"] = door
    assert client.get(to).status_code == 403
    assert not may_end(client)


def test_card_again_is_the_sessions_own(scene, monkeypatch, caplog):
    monkeypatch.setattr(events, "_told", {})
    at_a_time_of_theirs(monkeypatch, "ben")
    monkeypatch.setattr("lockgate.web.sessions.now", rooms.now)
    client, _ = with_card(scene, Ways(card=PROXY), card_of("ben"))
    assert not may_end(client)
    for wrong in (card_of("cyd"), "", other_certificate_of_the_same_name()):
        caplog.clear()
        assert client.post("/sessions/again", HTTP_X_CLIENT_CERT=wrong).status_code == 403
        assert not may_end(client)
        told = [one.getMessage() for one in caplog.records if one.name == "lockgate.web"]
        assert told == [events.AGAIN_REFUSED % "ben"]
    assert client.post("/sessions/again", REMOTE_ADDR="192.0.2.7").status_code == 403
    assert client.get("/sessions/again").status_code == 404
    assert client.post("/sessions/again")["Location"] == "/sessions"
    assert may_end(client)


def test_account_is_confirmed_by_two_persons_and_is_no_key(scene, provider):
    account = subject_bytes(Subject(provider.url, SUBJECT))
    held = {"ben": [account]}
    refused = load_register(scene.office, "delegations", delegations(held), TWO, (confirmed(held), b""))
    assert (isinstance(refused, Refusal), refused.code) == (True, "R31.fingerprint")
    with_credentials(scene, held)
    by = officer_of(current_registers(scene.now[0]), "ben", scene.now[0])
    assert (by.credentials, len(by.keys)) == ((), 1)
    with pytest.raises(UsageError, match="ben and cyd have one key"):
        load_register(scene.office, "delegations", delegations({"ben": [account], "cyd": [account]}), TWO)


def card_of(name: str) -> str:
    return pem(key(name).certificate)


def pem(der: bytes) -> str:
    return quote(load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode())


def other_certificate_of_the_same_name() -> str:
    own, now = load_der_x509_certificate(key("ben").certificate), system_clock()
    made = CertificateBuilder(own.issuer, own.subject or Name([]), None, own.serial_number or random_serial_number())
    private = ec.generate_private_key(ec.SECP256R1())
    made = (
        made.public_key(private.public_key()).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    )
    return pem(made.sign(private, SHA256()).public_bytes(Encoding.DER))


def with_card(scene, ways: Ways, header: str, **other: object):
    client = browser(scene, ways, HTTP_X_CLIENT_CERT=header, **other)
    return client, client.post("/sign-in/card")


@pytest.mark.parametrize(("who", "work"), [("ben", "/work"), ("ida", "/agency")])
def test_card_that_the_registers_hold_opens_its_officer_s_session(scene, monkeypatch, who, work):
    at_a_time_of_theirs(monkeypatch, who)
    client, answer = with_card(scene, Ways(card=PROXY), card_of(who))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/")["Location"] == work


def at_a_time_of_theirs(monkeypatch, who: str) -> None:
    """The certificates of the factories are in force around this time; sessions go by the real one."""
    own = load_der_x509_certificate(key(who).certificate)
    monkeypatch.setattr("lockgate.web.doors.now", lambda: own.not_valid_before_utc + timedelta(days=1))
    monkeypatch.setattr("lockgate.web.rooms.now", lambda: own.not_valid_before_utc + timedelta(days=1))


REFUSED = {
    "spoofed from elsewhere": lambda: (card_of("ben"), {"REMOTE_ADDR": "192.0.2.7"}),
    "from the machine by another address": lambda: (card_of("ben"), {"REMOTE_ADDR": "::1"}),
    "forwarded for the proxy": lambda: (
        card_of("ben"),
        {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    ),
    "no certificate": lambda: ("", {}),
    "no PEM": lambda: ("ben", {}),
    "somebody the registers do not have": lambda: (card_of("eve"), {}),
    "another certificate of the same name and number": lambda: (other_certificate_of_the_same_name(), {}),
    "certificate to receive with": lambda: (pem(key("ida", receives=True).certificate), {}),
    "too long": lambda: (card_of("ben") + "%0A" * 9000, {}),
}
"""Every way of a header to be wrong."""


@pytest.mark.parametrize("wrong", REFUSED)
def test_header_that_is_not_the_proxy_s_or_no_officer_s_card_opens_nothing(scene, monkeypatch, wrong, caplog):
    monkeypatch.setattr(events, "_told", {})
    at_a_time_of_theirs(monkeypatch, "ben")
    header, other = REFUSED[wrong]()
    client, answer = with_card(scene, Ways(card=PROXY), header, **other)
    assert answer.status_code == 403
    assert "lockgate-session" not in client.cookies
    # The office's own log is told of it, in a line without a value of what was sent.
    told = [one.getMessage() for one in caplog.records if one.name == "lockgate.web"]
    assert told == ["A card was refused: it is no officer's now, or did not come by the proxy"]


def test_certificate_out_of_force_opens_nothing(scene, monkeypatch):
    own = load_der_x509_certificate(key("ben").certificate)
    monkeypatch.setattr("lockgate.web.doors.now", lambda: own.not_valid_after_utc + timedelta(seconds=1))
    assert with_card(scene, Ways(card=PROXY), card_of("ben"))[1].status_code == 403


def test_way_in_that_was_not_set_up_is_not_there(scene, provider):
    none, account = browser(scene, Ways()), browser(scene, Ways(provider.settings), HTTP_X_CLIENT_CERT=card_of("ben"))
    assert none.get("/sign-in/account").status_code == 404
    assert none.get("/sign-in/back?state=s&code=c").status_code == 404
    assert account.post("/sign-in/card").status_code == 404
    assert account.post("/sign-in", {"officer": "ben"}).status_code == 404


GOOD = """
[oidc]
issuer = "https://idp.example.gov"
client = "lockgate"
authorization = "https://idp.example.gov/authorize"
token = "https://idp.example.gov/token"
keys = "https://idp.example.gov/keys"
origin = "https://console.example.gov"
secret_file = "secret"

[card]
proxy = "192.0.2.1"
header = "X-Client-Cert"
"""


def test_ways_in_are_read_from_their_file(tmp_path):
    (tmp_path / "doors.toml").write_text(GOOD)
    (tmp_path / "secret").write_text("a secret\n")
    ways = ways_in(tmp_path / "doors.toml")
    assert (ways.provider.back, ways.provider.secret) == ("https://console.example.gov/sign-in/back", "a secret")
    assert ways.card == Card(proxy="192.0.2.1", header="X-Client-Cert")
    assert "a secret" not in repr(ways)


def test_secret_of_the_provider_that_grew_old_is_told_of(tmp_path):
    (tmp_path / "doors.toml").write_text(GOOD)
    (tmp_path / "secret").write_text("a secret\n")
    written = datetime.fromtimestamp((tmp_path / "secret").stat().st_mtime, UTC)
    assert secret_is_old(tmp_path / "doors.toml", written + TERM) == ""
    told = secret_is_old(tmp_path / "doors.toml", written + TERM + timedelta(minutes=1))
    assert "change it there and here" in told
    assert "a secret" not in told


@pytest.mark.parametrize(
    ("was", "is_", "sentence"),
    [
        ('"https://idp.example.gov/token"', '"http://idp.example.gov/token"', "oidc.token"),
        ('client = "lockgate"', "", "oidc.client"),
        ('client = "lockgate"', 'client = "lockgate"\nclient_secret = "x"', "client_secret"),
        ('client = "lockgate"', 'client = "lockgate"\nalgorithms = ["HS256"]', "give some of"),
        ('client = "lockgate"', 'client = "lockgate"\nalgorithms = ["none"]', "give some of"),
        ('"192.0.2.1"', '"proxy.example.gov"', "card.proxy"),
        ('"X-Client-Cert"', '"X Client Cert"', "card.header"),
        ('"secret"', '"absent"', "cannot be read"),
        ("[card]", "[card", "cannot be read"),
    ],
)
def test_file_that_says_what_must_not_be_is_refused(tmp_path, was, is_, sentence):
    (tmp_path / "doors.toml").write_text(GOOD.replace(was, is_))
    (tmp_path / "secret").write_text("a secret")
    with pytest.raises(UsageError, match=sentence):
        ways_in(tmp_path / "doors.toml")
