"""A case from proposed to handed over in a real browser; every page and state looked over by axe, at two widths."""

from hashlib import sha256

from browsing import AXE, Looker, chromium, served

from lockgate.procedure.casefile import CaseStage

NUMBER = "ICE-2025-0001"


def vote(looker: Looker, name: str, *, first: bool) -> None:
    looker.sign_in(name)
    looker.follow(NUMBER)
    looker.follow("Vote…")
    if first:
        looker.looked_over("vote")
        looker.press("Show what I would sign")
        looker.looked_over("vote-to-mend")
    looker.page.get_by_text("For: everything proposed is as the law orders").click()
    looker.press("Show what I would sign")
    if first:
        looker.looked_over("vote-to-sign")
    looker.press("Sign my vote for the proposal")
    assert "Your vote is entered" in looker.page.inner_text("main")


def test_case_goes_from_proposed_to_handed_over_in_the_browser(proposed):
    with served(proposed) as url, chromium() as browser:
        ben = Looker.at(browser, url)
        ben.page.goto("/")
        ben.looked_over("sign-in")
        vote(ben, "Ben", first=True)
        ben.looked_over("case-voted")
        ben.press("Sign out")
        ben.looked_over("signed-out")
        vote(Looker.at(browser, url, scripts=False), "Cyd", first=False)
        releaser(Looker.at(browser, url), proposed.case)
        others(browser, url, proposed.case)
    assert proposed.scene.facts.stage is CaseStage.HANDED_OVER


def releaser(dov: Looker, case: str) -> None:
    dov.sign_in("Dov").looked_over("work-releaser")
    dov.follow(NUMBER)
    dov.looked_over("case-releaser")
    dov.follow("Authorize…")
    dov.looked_over("authorize")
    dov.press("Sign and authorize this proposal")
    dov.page.goto(f"{case}/release")
    dov.looked_over("release-shut")
    dov.press("Let a day pass")
    dov.page.goto(f"{case}/release")
    dov.looked_over("release-open")
    dov.press("Make the packages of case")
    dov.looked_over("release-to-sign")
    dov.press("Sign and seal the packages")
    dov.looked_over("case-sealed")
    dov.follow("Hand over…")
    dov.looked_over("handover-to-sign")
    dov.press("Sign and hand over every package")
    dov.looked_over("case-handed-over")


def others(browser, url: str, case: str) -> None:
    Looker.at(browser, url).sign_in("Sam").looked_over("what-waits")
    ada = Looker.at(browser, url).sign_in("Ada").looked_over("work")
    ada.page.goto(case)
    ada.looked_over("case-analyst")
    ada.page.goto("/nowhere")
    ada.looked_over("not-found")


def test_axe_is_the_file_that_is_listed():
    listed = (AXE.parent / "VENDORED.md").read_text(encoding="utf-8")
    assert f"| axe.min.js | {sha256(AXE.read_bytes()).hexdigest()} |" in listed
