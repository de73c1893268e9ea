"""The custodian's rooms in a real browser: each page and state looked over by axe, at two widths."""

from browsing import Looker, chromium, served

NUMBER = "ICE-2025-0001"


def test_analyst_takes_the_case_and_reads_its_records(located):
    with served(located) as url, chromium() as browser:
        ann = Looker.at(browser, url).sign_in("Ann")
        ann.page.goto(f"{located.case}/records")
        ann.looked_over("records-not-taken")
        ann.follow("Take this case…")
        ann.looked_over("assign")
        ann.press("Sign and take this case")
        ann.looked_over("case-taken")
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
