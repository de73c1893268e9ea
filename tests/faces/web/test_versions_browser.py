"""A request that is followed by another, or withdrawn, in a real browser; each page and state looked over by axe."""

from browsing import Looker, chromium, served
from test_agency_own import own
from test_agency_versions import MIXED

from console_parts import HEAD
from lockgate.procedure.casefile import CaseStage


def test_what_came_back_is_copied_and_mended_in_the_browser(console):
    console.scene.submitted([dict(one) for one in MIXED])
    console.resume()
    with served(console) as url, chromium() as browser:
        ida = Looker.at(browser, url).sign_in("Ida")
        ida.page.goto(own(console, "/returned"))
        ida.looked_over("agency-came-back")
        ida.press("Mend these records and send them again")
        ida.looked_over("draft-copied")
        draft = ida.page.url
        ida.page.goto(f"{draft}/copied")
        ida.looked_over("draft-copied-records")
        ida.page.goto(f"{draft}/copied/1")
        ida.looked_over("draft-mend")
        ida.page.goto(f"{draft}/changes")
        ida.looked_over("draft-changes")


def test_request_is_withdrawn_in_the_browser(proposed):
    with served(proposed) as url, chromium() as browser:
        head = Looker.at(browser, url).sign_in(HEAD)
        head.page.goto(own(proposed))
        head.follow("Withdraw it…")
        head.looked_over("agency-withdraw")
        head.page.get_by_role("textbox").fill("The investigation was closed.")
        head.press("Show what I would sign")
        head.looked_over("agency-withdraw-to-sign")
        head.press("Sign withdrawal.toml and send it")
        head.looked_over("agency-withdrawal-sent")
        ada = Looker.at(browser, url).sign_in("Ada")
        ada.page.goto(proposed.case)
        ada.page.get_by_role("link", name="End it, as its agency asks").click()
        ada.page.wait_for_load_state()
        ada.looked_over("withdrawal-to-enter")
        ada.press("Sign and end this case")
        ada.looked_over("withdrawn")
    assert proposed.scene.facts.stage is CaseStage.WITHDRAWN
