"""Security keys in a real browser: made at the console, confirmed by two persons, and signed with."""

from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor

from browsing import Looker, chromium, served
from django.db import connections
from playwright.sync_api import Browser
from test_agency_drafts import validated
from test_agency_own import own

from agencykeys import load_keys
from console_parts import HEAD, Console
from credentialed import with_credentials
from lockgate.actions.doors import DOORS, Ways
from lockgate.actions.draft_check import SUBMISSION
from lockgate.pipeline.submissions import FILE, SIGNATURE
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.drafts import DraftStage
from lockgate.store.doors import Card
from lockgate.store.drafts import all_drafts, folder_of
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.tlog.credentials import is_credential
from lockgate.tlog.signatures import verify_signed
from provider import Synthetic

NUMBER = "ICE-2025-0001"


def named(address: str) -> str:
    """By its name: a credential belongs to a name, and 127.0.0.1 is none."""
    return address.replace("127.0.0.1", "localhost")


def with_key(browser: Browser, url: str) -> Looker:
    """Somebody at a browser with a security key in it, which they touch and unlock whenever they are asked."""
    looker = Looker.at(browser, url)
    session = looker.page.context.new_cdp_session(looker.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return looker


def made_by(looker: Looker, name: str, *, looked: bool, column: str = "certificate") -> bytes:
    looker.sign_in(name)
    looker.page.goto("/credentials")
    if looked:
        looker.looked_over("credentials")
    looker.press("Make a security key")
    looker.page.wait_for_selector("text=Step 2 of 2")
    if looked:
        looker.looked_over("credentials-prove")
    looker.press("Show that my key works")
    cell = looker.page.get_by_label(f"Column {column}").input_value()
    if looked:
        looker.looked_over("credentials-made")
    return b64decode(cell)


def signed_with_key(looker: Looker, button: str) -> None:
    looker.press(button)
    looker.page.wait_for_url("**?done=*")


def proposed_with(console: Console, held: dict[str, list[bytes]]) -> None:
    """Two persons load the keys, and a case comes to its proposal."""
    console.scene.now[0] = console.played.clock()
    with_credentials(console.scene, held).submitted().confirmed().relevant().located().proposed()
    console.scene.pass_time(hours=1)
    console.resume()
    connections["default"].close()


def loaded_of_agency(console: Console, idas: bytes, heads: bytes) -> str:
    """Two persons load the keys of the agency's people; a request is sent, and another one validated: its address."""
    console.scene.now[0] = console.played.clock()
    load_keys(console.scene, {"ida": [idas]}, [heads])
    console.scene.submitted()
    console.resume()
    at = validated(console)
    connections["default"].close()
    return at


def released(dov: Looker, case: str) -> None:
    """Both acts of a release, each with the key."""
    dov.press("Let a day pass")
    dov.page.goto(f"{case}/release")
    dov.press("Make the packages of case")
    signed_with_key(dov, "Sign and seal the packages")
    dov.page.goto(f"{case}/release")
    signed_with_key(dov, "Sign and hand over every package")


def test_key_made_in_the_browser_signs_votes_and_authorization_there(console):
    with served(console) as address, chromium() as browser:
        url = named(address)
        people = {name: with_key(browser, url) for name in ("ben", "cyd", "dov")}
        held = {name: [made_by(one, name.title(), looked=name == "ben")] for name, one in people.items()}
        # The browser's own loop is this thread's; the office's database is asked from another one.
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(proposed_with, console, held).result()
        for name in ("ben", "cyd"):
            looker = people[name]
            looker.page.goto(f"{console.case}/review")
            looker.page.get_by_text("For: everything proposed is as the law orders").click()
            looker.press("Show what I would sign")
            if name == "ben":
                looker.looked_over("vote-to-sign-with-key")
            signed_with_key(looker, "Sign my vote for the proposal")
        people["dov"].page.goto(f"{console.case}/authorize")
        signed_with_key(people["dov"], "Sign and authorize this proposal")
        released(people["dov"], console.case)
    assert console.scene.facts.stage is CaseStage.HANDED_OVER
    acts = ActRow.objects.filter(act__in=["review", "authorize", "seal", "handover"])
    assert len(acts) == 5
    assert {one.officer: bytes(one.certificate) for one in acts} == {name: one for name, (one,) in held.items()}
    assert all(is_credential(one) for (one,) in held.values())
    check_record_of_work()


def test_agency_s_people_make_keys_and_sign_a_request_and_a_confirmation_with_them(console):
    with served(console) as address, chromium() as browser:
        url = named(address)
        head, ida = with_key(browser, url), with_key(browser, url)
        heads = made_by(head, HEAD, looked=False)
        idas = made_by(ida, "Ida", looked=True, column="signature_certificate")
        with ThreadPoolExecutor(1) as elsewhere:
            draft = elsewhere.submit(loaded_of_agency, console, idas, heads).result()
        head.page.goto(f"{draft}/send")
        head.press("Español")
        head.looked_over("draft-to-sign-with-key")
        head.press("Firmar submission.toml y enviar la solicitud")
        head.page.get_by_text("Se firmó y se envió").wait_for()
        head.page.goto(f"{own(console)}/withdraw")
        head.fill("reason", "La investigación se cerró.")
        head.press("Mostrar lo que firmaría")
        head.looked_over("withdrawal-to-sign-with-key")
        ida.page.goto(f"{own(console)}/confirm")
        ida.choose("M-001")
        ida.press("Show what I would sign")
        ida.looked_over("confirmation-to-sign-with-key")
        signed_with_key(ida, "Sign my confirmation")
    (waiting,) = all_drafts(console.office.home)
    assert waiting.stage is DraftStage.SENT
    folder = folder_of(console.office.home, waiting.id) / SUBMISSION
    assert verify_signed(heads, (folder / FILE).read_bytes(), (folder / SIGNATURE).read_bytes())
    assert bytes(ActRow.objects.get(act="confirm").certificate) == idas
    check_record_of_work()


def test_session_s_end_is_told_two_minutes_before_and_can_be_put_off(console):
    with served(console) as address, chromium() as browser:
        ada = Looker.at(browser, address)
        ada.page.clock.install()
        ada.sign_in("Ada")
        warning = ada.page.get_by_role("alert").filter(has_text="Your session ends in two minutes")
        ada.page.clock.fast_forward("12:00")
        assert not warning.is_visible()
        ada.page.clock.fast_forward("01:01")
        warning.wait_for()
        ada.looked_over("session-ends")
        ada.press("Stay signed in")
        warning.wait_for(state="hidden")
        assert ada.page.evaluate("() => document.activeElement.id") == "main"


def test_ways_in_of_an_office_in_use_are_looked_over(console):
    ways = Ways(Synthetic().settings, Card(proxy="127.0.0.1", header="X-Client-Cert"))
    with served(console, {DOORS: ways}) as address, chromium() as browser:
        stranger = Looker.at(browser, address)
        stranger.page.goto("/")
        stranger.looked_over("doors")
        stranger.press("Sign in with your card")
        stranger.looked_over("doors-refused")


def test_browser_without_the_key_says_that_nothing_was_done(console):
    with served(console) as address, chromium() as browser:
        looker = with_key(browser, named(address)).sign_in("Ben")
        looker.page.goto("/credentials")
        looker.page.evaluate(
            "() => { navigator.credentials.create = () => Promise.reject(new DOMException('', 'No')) }"
        )
        looker.press("Make a security key")
        looker.page.get_by_text("Your browser gave no signature; nothing was done.").wait_for()
        looker.looked_over("credentials-refused")
