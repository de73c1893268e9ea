"""The custodian's rooms in a real browser: each page and state looked over by axe, at two widths."""

from datetime import timedelta

from browsing import Looker, chromium, served
from django.db import connections

from factories import done, signer
from lockgate.actions.dispose import dispose
from lockgate.actions.own_events import AGAIN, note_refused, note_sign_in
from lockgate.actions.signin import CAST
from lockgate.clock import system_clock
from lockgate.store.sessions import Session

NUMBER = "ICE-2025-0001"


def test_analyst_is_told_what_was_refused_in_their_session(located):
    at = system_clock() - timedelta(hours=1)
    note_sign_in(located.scene.office, Session("ann", "", CAST, at, at), "")
    note_refused("ann", AGAIN, CAST, at + timedelta(minutes=1))
    connections["default"].close()
    with served(located) as url, chromium() as browser:
        ann = Looker.at(browser, url).sign_in("Ann").looked_over("work-told")
        assert "Showing again who you are was refused" in ann.page.inner_text("main")
        ann.press("I have seen it")
        assert "Showing again who you are was refused" not in ann.page.inner_text("main")
        ann.follow("Where you are signed in")
        ann.looked_over("sessions-told")
        assert "Showing again who you are was refused" in ann.page.inner_text("main")


def test_analyst_takes_the_case_and_reads_its_records(located):
    with served(located) as url, chromium() as browser:
        Looker.at(browser, url).sign_in("Ann")
        ann = Looker.at(browser, url).sign_in("Ann")
        ann.follow("Where you are signed in")
        ann.looked_over("sessions")
        ann.press("I am Ann")
        ann.looked_over("sessions-shown-again")
        ann.press("End all sessions but this one")
        ann.looked_over("sessions-ended")
        ann.page.goto(f"{located.case}/records")
        ann.looked_over("records-not-taken")
        ann.follow("Take this case…")
        ann.looked_over("assign")
        ann.press("Sign and take this case")
        ann.looked_over("case-taken")
        ann.follow("This case in pictures")
        ann.looked_over("pictures")
        ann.page.goto(located.case)
        ann.follow("All records")
        ann.looked_over("records")
        ann.page.select_option("#outcome", "returned")
        ann.page.get_by_role("button", name="Show", exact=True).click()
        ann.follow("3")
        ann.press("Sign and show what it says")
        ann.looked_over("record")
        assert "RuizCa" in ann.page.inner_text("main")
        ann.page.goto(f"{located.case}/look")
        ann.press("Sign and look at the weak records")
        ann.looked_over("weak-records")


def test_analyst_records_findings_and_drafts_another_proposal(located):
    done(dispose(located.scene.office, located.scene.case, signer("ada")))
    with served(located) as url, chromium() as browser:
        ada = Looker.at(browser, url).sign_in("Ada")
        ada.page.goto(f"{located.case}/find")
        ada.looked_over("questions")
        ada.page.goto(f"{located.case}/look")
        ada.press("Sign and look at the weak records")
        ada.press("Record a finding on row 2…")
        ada.page.get_by_role("button", name="Show what I would sign", exact=True).click()
        ada.looked_over("finding-to-mend")
        ada.page.get_by_text("Met", exact=True).click()
        ada.page.fill("#reason", "Name and address agree, and nothing disagrees.")
        ada.page.get_by_role("button", name="Show what I would sign", exact=True).click()
        ada.looked_over("finding-to-sign")
        ada.press("Sign and record")
        ada.follow("Draft a proposal…")
        ada.looked_over("proposal-not-made")
        ada.press("Make the draft")
        ada.looked_over("proposal-made")
        ada.press("Sign and put this proposal to the deciding officers")
        assert "put to the vote" in ada.page.inner_text("main")
