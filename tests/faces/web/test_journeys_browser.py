"""Journeys of more than one person, by keyboard alone; the agency's stand in test_agency_browser.

An order that comes between seal and hand-over, two officers who disagree, one whose delegation ends at work, and an
inspector's look; each ends in what the record of work says, or what the page refuses.
"""

import pytest
from browsing import Keyboard, chromium, served

from console_parts import Console
from factories import ROLES, delegation, register
from lockgate.procedure.casefile import CaseStage, Vote

NUMBER = "ICE-2025-0001"
FOR, BACK = "For: everything proposed is as the law orders", "Send back: I do not affirm the records"


def to_sign(looker: Keyboard, words: str, reason: str = "") -> None:
    looker.follow(NUMBER)
    looker.follow("Vote…")
    looker.choose(words)
    if reason:
        looker.fill("rows", "2")
        looker.fill("reason", reason)
    looker.press("Show what I would sign")


def test_journey_blind_dual_review_with_a_conflict_by_keyboard_with_scripts_off(proposed):
    reason = "The order of removal is not final for one of them."
    with served(proposed) as url, chromium() as browser:
        ben = Keyboard.at(browser, url, scripts=False).sign_in("Ben")
        to_sign(ben, FOR)
        ben.press("Sign my vote for the proposal")
        cyd = Keyboard.at(browser, url, scripts=False).sign_in("Cyd")
        to_sign(cyd, BACK, reason)
        assert "ben" not in cyd.page.inner_text("main").lower()
        cyd.press("Sign my vote against the proposal")
        assert "ben voted for" in cyd.page.inner_text("main")
        dov = Keyboard.at(browser, url, scripts=False).sign_in("Dov")
        dov.follow(NUMBER)
        assert dov.page.get_by_role("link", name="Authorize…").count() == 0
        dov.page.goto(f"{proposed.case}/authorize")
        shut = dov.page.locator(".lg-gate--shut").all_inner_texts()
        assert any("Two deciding officers voted for this proposal" in one for one in shut)
        assert dov.page.get_by_role("button", name="Sign and authorize").count() == 0
    assert {one.officer: one.vote for one in proposed.scene.facts.votes} == {"ben": Vote.FOR, "cyd": Vote.AGAINST}


@pytest.fixture
def authorized(proposed) -> Console:
    """Voted, authorized, the window open."""
    scene = proposed.scene
    scene.now[0] = proposed.played.clock()
    scene.voted().authorized()
    return proposed.resume()


def test_journey_order_arrives_mid_release_by_keyboard(authorized):
    with served(authorized) as url, chromium() as browser:
        dov = Keyboard.at(browser, url).sign_in("Dov")
        dov.page.goto(f"{authorized.case}/release")
        dov.press("Make the packages of case")
        dov.press("Sign and seal the packages")
        dov.follow("Hand over…")
        ordered(Keyboard.at(browser, url).sign_in("Leo"), authorized)
        mia = Keyboard.at(browser, url).sign_in("Mia")
        mia.follow("Orders")
        mia.follow("Compare and confirm…")
        mia.press("Sign and put this version in force")
        dov.press("Sign and hand over every package")
        dov.looked_over("handover-stopped")
        shut = dov.page.locator(".lg-gate--shut").all_inner_texts()
        assert any("No court order stops this act" in one for one in shut)
        assert "TRO-9" in dov.page.inner_text("main")
    assert authorized.scene.facts.stage is CaseStage.SEALED


def ordered(leo: Keyboard, console: Console) -> None:
    """Counsel enters an order that stands from this moment on and forbids that anything leaves."""
    at = console.played.clock()
    leo.follow("Orders")
    leo.follow("Enter an order…")
    answers = {"order": "TRO-9", "court": "D. Example", "docket": "25-cv-9", "citation": "ECF 9"}
    for name, value in (answers | {"day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}"}).items():
        leo.fill(name, value)
    leo.choose("Seal and hand over")
    leo.press("Show what it would stop")
    leo.press("Sign and enter this version")


def test_journey_revoked_officer_by_keyboard(proposed, tmp_path):
    scene = proposed.scene
    scene.now[0] = proposed.played.clock()
    scene.voted()
    proposed.resume()
    without = tmp_path / "delegations.csv"
    rows = [delegation(name, roles) for name, roles in ROLES.items() if name != "ben"]
    without.write_bytes(register("delegations", *rows))
    with served(proposed) as url, chromium() as browser:
        ben = Keyboard.at(browser, url).sign_in("Ben")
        leo = Keyboard.at(browser, url).sign_in("Leo")
        leo.follow("Registers")
        leo.follow("Delegations")
        leo.bring("register", without)
        leo.press("Compare with the version in force")
        leo.press("Sign and enter this version")
        mia = Keyboard.at(browser, url).sign_in("Mia")
        mia.page.goto("/registers/delegations")
        mia.follow("Compare and confirm…")
        mia.press("Sign and put this version in force")
        ben.follow(NUMBER)
        assert "Your session is over" in ben.page.inner_text("main")
        ben.looked_over("session-over")
        ben.press("Sign in as Ben")
        assert ben.page.title().startswith("Not found")
        dov = Keyboard.at(browser, url).sign_in("Dov")
        dov.page.goto(f"{proposed.case}/authorize")
        dov.looked_over("authorize-voter-revoked")
        shut = dov.page.locator(".lg-gate--shut").all_inner_texts()
        assert any("Examined under the law, the agreement and the registers of now" in one for one in shut)
        assert dov.page.get_by_role("button", name="Sign and authorize").count() == 0
    assert scene.facts.stage is CaseStage.PROPOSED


def test_journey_inspector_looks_by_keyboard_with_scripts_off(proposed):
    scene = proposed.scene
    scene.now[0] = proposed.played.clock()
    roles = {**ROLES, "sam": "oversight"}
    scene.load("delegations", register("delegations", *(delegation(*one) for one in roles.items())))
    with served(proposed) as url, chromium() as browser:
        sam = Keyboard.at(browser, url, scripts=False).sign_in("Sam")
        sam.follow("Safeguards")
        text = sam.page.inner_text("main")
        assert "Every act on a package has the row of its hop" in text
        assert NUMBER not in text
        sam.follow("Agreement packs")
        sam.follow("irs-ice-2025")
        assert "Proved." in sam.page.inner_text("main")
        for room in (proposed.case, "/registers", "/orders", "/arrived", f"{proposed.case}/records"):
            sam.page.goto(room)
            assert sam.page.title().startswith("Not found"), room
