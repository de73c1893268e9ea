"""A deciding officer's worklist at the console, with and without scripts; a missed seed, the pause and its end."""

import re

import pytest
from browsing import Looker, chromium, served

from console_parts import fields
from factories import done, drawn, signer, with_office
from guarding import use_guards
from lockgate.actions.assign import assign
from lockgate.store.keyring import load_evidence_key
from lockgate.store.models.log import EntryRow
from lockgate.store.models.rounds import RestoreRow, RoundCloseRow, RoundRow
from lockgate.store.rounds import kept_seeds


@pytest.fixture
def seeded(console, tmp_path, monkeypatch):
    use_guards(monkeypatch, tmp_path, "[review]\nseeds = 2")
    console.scene.submitted().confirmed().relevant().located().proposed().pass_time(hours=1)
    for name in ("ben", "cyd"):
        done(assign(console.scene.office, console.scene.case, signer(name)))
    return console.resume()


def seeds_in(console) -> set[int]:
    row = RoundRow.objects.order_by("id").last()
    key = load_evidence_key(console.scene.office.home)
    return {place for place, _ in kept_seeds(key, console.scene.case, row.seeds.commitment).seeds}


def later(console, **span) -> None:
    console.scene.now[0] = console.played.clock()
    console.scene.pass_time(**span)
    console.resume()


def shown(console, who: str):
    browser = console.browser(who)
    page = browser.post(f"{console.case}/worklist", fields(browser.get(f"{console.case}/worklist")))
    assert page.status_code == 200, page.content.decode()
    return browser, page


def answered(page, sent_back) -> dict[str, str]:
    places = re.findall(r'name="answer-([0-9]+)" value="affirm"', page.content.decode())
    given = {f"answer-{one}": "send_back" if int(one) in sent_back else "affirm" for one in places}
    given |= {f"ground-{one}": "identity" for one in places} | {
        f"reason-{one}": "It lacks something." for one in places
    }
    return given | {"seeds": re.search(r'name="seeds" value="([0-9a-f]{64})"', page.content.decode())[1]}


def test_missed_seed_pauses_and_counsel_lets_the_officer_vote_again(seeded):
    browser, page = shown(seeded, "ben")
    answers, given = f"{seeded.case}/worklist/answers", answered(page, set())
    assert f'href="{seeded.case}/worklist">' in browser.get("/work").content.decode()
    assert "Rounds that wait" not in seeded.browser("cyd").get("/work").content.decode()
    too_soon = browser.post(answers, given)
    assert "R47.pace" in too_soon.content.decode()
    assert "Ask again with the same answers" in too_soon.content.decode()
    given = fields(too_soon)
    unfinished = browser.post(answers, {"seeds": given["seeds"], "answer-1": "affirm"})
    assert (unfinished.status_code, "Houston" in unfinished.content.decode()) == (422, False)
    later(seeded, hours=1)
    signed = browser.post(answers, fields(browser.post(answers, given)))
    assert "You affirmed a seed" in signed.content.decode()
    assert RoundCloseRow.objects.get().missed == len(seeds_in(seeded))
    assert browser.post(answers, given).status_code == 200
    assert RoundCloseRow.objects.count() == 1
    assert "office.paused" in browser.get(f"{seeded.case}/review").content.decode()
    work = browser.get("/work").content.decode()
    assert ("You are paused" in work, "Rounds that wait" in work) == (True, False)
    leo = seeded.browser("leo")
    assert "See who is paused" in leo.get("/work").content.decode()
    assert "See who is paused" not in browser.get("/work").content.decode()
    assert leo.post("/pauses", {"officer": "cyd", "reason": "No."})["Location"] == "/pauses?done=nobody"
    assert leo.post("/pauses", {"officer": "ben", "reason": " "}).status_code == 422
    step = leo.post("/pauses", {"officer": "ben", "reason": "Spoken with."})
    assert not RestoreRow.objects.exists()
    assert leo.post("/pauses", fields(step)).status_code == 302
    assert RestoreRow.objects.get().officer == "leo"
    assert EntryRow.objects.get(act="restore").case is None
    assert leo.post("/pauses", fields(step))["Location"] == "/pauses?done=nobody"
    assert "somebody let them vote again meanwhile" in leo.get("/pauses?done=nobody").content.decode()


def test_worklist_in_a_browser_without_scripts_and_the_pages_around_it(seeded):
    # Rounds are drawn; this one is the same in every run, for README shows it.
    seeded.scene = with_office(seeded.scene, random=drawn("a worklist"))
    shown(seeded, "ben")
    seeds = seeds_in(seeded)
    cyd, another = shown(seeded, "cyd")
    later(seeded, hours=1)
    answers = f"{seeded.case}/worklist/answers"
    cyd.post(answers, fields(cyd.post(answers, answered(another, set()))))
    with served(seeded) as url, chromium() as browser:
        ben = Looker.at(browser, url).sign_in("Ben")
        ben.page.goto(seeded.case)
        ben.follow("Look at the next items…")
        ben.press("Sign and show the next items")
        ben.looked_over("worklist")
        ben.page.evaluate("() => { document.querySelector('form.lg-round').noValidate = true; }")
        ben.press("Show what I would sign")
        ben.looked_over("round-to-mend")
        plain = Looker.at(browser, url, scripts=False).sign_in("Ben")
        plain.page.goto(f"{seeded.case}/worklist")
        plain.press("Sign and show the next items")
        for place in range(1, plain.page.locator("fieldset").count() + 1):
            item = plain.page.locator("section.lg-record").nth(place - 1)
            which = "I send it back" if place in seeds else "I affirm it: everything here is as the law orders"
            item.get_by_text(which, exact=True).click()
            if place in seeds:
                item.get_by_label("Why, if you send it back").fill("It lacks something.")
        plain.press("Show what I would sign")
        plain.press("Sign my answers")
        assert "You found every seed" in plain.page.inner_text("main")
        leo = Looker.at(browser, url).sign_in("Leo").looked_over("work-paused")
        leo.follow("See who is paused")
        leo.looked_over("pauses")
        leo.page.get_by_label("Why cyd may vote again").fill("Spoken with.")
        leo.press("Show what I would sign")
        leo.looked_over("pause-to-end")
    ben = seeded.browser("ben")
    step = ben.post(f"{seeded.case}/review", {"proposal": seeded.scene.proposal, "vote": "for"})
    assert ben.post(f"{seeded.case}/review", fields(step)).status_code == 302
    assert [one.officer for one in seeded.scene.facts.votes] == ["ben"]
