"""A demo that leaves further submissions at work, each at its stage; and the console brings one on, with witnesses."""

import os
import re
from contextlib import ExitStack
from html import unescape

import pytest
from django.db import connections
from django.test import Client

from lockgate.actions.desk import open_office
from lockgate.actions.gateway import OFFICE
from lockgate.cli.serve import rehearsed
from lockgate.procedure.casefile import CaseStage
from lockgate.rehearsal.demo import Setting, demonstrate
from lockgate.rehearsal.further import AUTHORIZED, DEFICIENT, EXAMINED, GOOD, PROPOSED
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.played import CAST, Played
from lockgate.store.cases import case_ids, viewed
from lockgate.store.models.rounds import RoundCloseRow
from lockgate.web.agency_forms import PARTS


@pytest.fixture
def left(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        demonstrate(Plan(150, 1500, 1), tmp_path, Setting(os.urandom, further=True))
        yield tmp_path / "home"
        connections["default"].close()


def fields(page) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', page.content.decode())
    return {unescape(name): unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_further_submissions_wait_at_their_stages_and_go_on_in_the_browser(left):
    cases = {viewed(case).submission.number: case for case in case_ids()}
    stages = {number: viewed(case).stage for number, case in cases.items()}
    assert stages == {
        "ICE-2025-0001": CaseStage.HANDED_OVER, EXAMINED: CaseStage.EXAMINED, PROPOSED: CaseStage.PROPOSED,
        AUTHORIZED: CaseStage.AUTHORIZED,
    }  # fmt: skip
    answered = RoundCloseRow.objects.values_list("proposal__case", "officer", "missed")
    assert set(answered) == {(cases[AUTHORIZED], officer, 0) for officer in ("IRS-0002", "IRS-0003")}
    examined = viewed(cases[EXAMINED]).examination
    assert examined is not None
    assert examined.sufficient
    assert examined.returned
    with ExitStack() as stack:
        office, played = rehearsed(open_office(left).home, stack)
        browser = Client(HTTP_HOST="localhost", **{OFFICE: office, CAST: played})
        browser.post("/sign-in", {"officer": "IRS-0004"})
        browser.post("/rehearsal/time", {"span": "day"})
        room = f"/cases/{cases[AUTHORIZED]}/release"
        page = browser.get(room)
        assert "Shut" not in page.content.decode()
        made = browser.post(room, fields(page))
        for to_sign in (lambda: made, lambda: browser.get(room)):
            done = browser.post(room, fields(to_sign()))
            assert done.status_code == 302, done.content.decode()
        assert viewed(cases[AUTHORIZED]).stage is CaseStage.HANDED_OVER
        write_with_examples(browser, played)


def write_with_examples(browser: Client, played: Played) -> None:
    """Whoever knows nobody to ask about is given examples, which the law finds sufficient, and a file of them."""
    browser.post("/sign-in", {"officer": "ICE-0001"})
    draft = browser.post("/agency/drafts")["Location"]
    for part in PARTS:
        page = browser.get(f"{draft}/parts/{part}?example=1").context
        given = {one["name"]: one["value"] for one in page["questions"]} | {"attests": "yes"}
        assert browser.post(f"{draft}/parts/{part}", given).status_code == 302, part
    browser.post(f"{draft}/check", {"step": "check"})
    report = browser.get(f"{draft}/check").context["report"]
    assert (report.checked.sufficient, report.checked.review, report.checked.returned) == (1, 0, 0)
    file = b"".join(browser.get("/rehearsal/examples.csv"))
    assert file == (played.home.root.parent / "further" / "example-records.csv").read_bytes()
    assert len(file.splitlines()) == 1 + GOOD + DEFICIENT
