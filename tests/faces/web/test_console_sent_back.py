"""A deciding officer sends records back at the console: form, table, mistakes, and what each is shown of it."""

import pytest
from browsing import Looker, chromium, served

from console_parts import fields
from lockgate.procedure.casefile import Vote

LINE = {"vote": "send_back", "rows": "2", "ground": "relevance", "reason": "Row 2 names another step."}
HEADER = "rows,matter,officer,ground,reason"


def posted(console, who: str, **given: str):
    browser = console.browser(who)
    form = {"proposal": console.scene.proposal, **given}
    return browser, browser.post(f"{console.case}/review", form)


def sent(console, who: str, **given: str):
    browser, page = posted(console, who, **given)
    assert page.status_code == 200, page.content.decode()
    return browser.post(f"{console.case}/review", fields(page))


@pytest.mark.parametrize(
    "given",
    [LINE, {"vote": "send_back", "table": f"{HEADER}\r\n2,,,relevance,Row 2 names another step.\r\n"}],
)
def test_rows_are_sent_back_and_shown_to_both_after_the_second_vote(proposed, given):
    assert sent(proposed, "ben", **given).status_code == 302
    line = "Row 2 names another step."
    assert line in proposed.browser("ben").get(proposed.case).content.decode()
    assert line not in proposed.browser("cyd").get(proposed.case).content.decode()
    assert sent(proposed, "cyd", vote="for").status_code == 302
    for who in ("ben", "cyd", "ada"):
        page = proposed.browser(who).get(proposed.case).content.decode()
        assert "What was sent back" in page
        assert line in page
    assert line not in proposed.browser("dov").get(proposed.case).content.decode()
    assert {one.officer: one.vote for one in proposed.scene.facts.votes} == {"ben": Vote.AGAINST, "cyd": Vote.FOR}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"vote": "send_back", "reason": "It."}, "Name the rows"),
        ({"vote": "send_back", "rows": "2", "reason": "It."}, "ground is one of"),
        ({"vote": "send_back", "ground": "relevance"}, "Name the rows"),
        ({"vote": "send_back", "ground": "relevance"}, "own words why"),
        ({**LINE, "rows": ""}, "Name the rows"),
        ({**LINE, "matter": "M-002"}, "exactly one"),
        ({**LINE, "rows": "9"}, "each from 1 to 3"),
        ({**LINE, "rows": "2-1"}, "each from 1 to 3"),
        ({**LINE, "reason": ""}, "Say in your own words why"),
        ({**LINE, "rows": "", "matter": "M-002", "officer": "jon"}, "No record put to the vote"),
        ({"vote": "send_back", "table": "rows\n2\n"}, "the header must be"),
        ({"vote": "send_back", "table": f"{HEADER}\n"}, "at least one record"),
    ],
)
def test_line_with_a_mistake_is_told_and_nothing_is_signed(proposed, given, words):
    _, page = posted(proposed, "ben", **given)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert proposed.scene.facts.votes == ()


def test_sending_back_in_the_browser_and_what_the_next_proposal_says(proposed):
    with served(proposed) as url, chromium() as browser:
        ben = Looker.at(browser, url).sign_in("Ben")
        ben.page.goto(f"{proposed.case}/review")
        ben.page.get_by_text("Send back: I do not affirm").click()
        ben.page.get_by_label("Rows", exact=True).fill("2")
        ben.looked_over("send-back")
        ben.press("Show what I would sign")
        ben.looked_over("send-back-to-mend")
        ben.page.get_by_label("Reason", exact=True).fill("Row 2 names another step.")
        ben.press("Show what I would sign")
        ben.looked_over("send-back-to-sign")
        ben.press("Sign my vote against the proposal")
        ben.looked_over("case-sent-back")
    scene = proposed.scene
    scene.now[0] = proposed.played.clock()
    scene.pass_time(minutes=1)
    scene.proposed().pass_time(hours=1)
    proposed.resume()
    with served(proposed) as url, chromium() as browser:
        cyd = Looker.at(browser, url).sign_in("Cyd")
        cyd.page.goto(f"{proposed.case}/review")
        assert "What was sent back with the last proposal" in cyd.page.inner_text("main")
        assert "1 granted" in cyd.page.inner_text("main")
        cyd.looked_over("vote-sent-back-before")
