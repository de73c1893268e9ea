"""Votes, authorization and release in the browser: two steps, the very bytes, and the acts of the command line."""

import pytest

from console_parts import fields
from factories import order, register
from lockgate.actions import leaving
from lockgate.procedure import release_gates as gates
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.gate_words import WORDS
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.models.holds import HoldRow
from lockgate.store.models.log import EntryRow
from lockgate.tlog.signatures import parse_decision


def asked_for_vote(console, officer: str, **given: str):
    browser = console.browser(officer)
    form = {"vote": "for", "reason": "", "proposal": console.scene.proposal, **given}
    return browser, browser.post(f"{console.case}/review", form)


def vote(console, officer: str, **given: str):
    browser, page = asked_for_vote(console, officer, **given)
    assert page.status_code == 200, page.content.decode()
    return browser.post(f"{console.case}/review", fields(page))


def test_two_votes_authorization_and_release_bring_a_case_from_proposed_to_handed_over(proposed):
    assert vote(proposed, "ben").status_code == 302
    assert vote(proposed, "cyd", reason="Read\r\nwhole.").status_code == 302
    dov = proposed.browser("dov")
    page = dov.get(f"{proposed.case}/authorize")
    assert "Shut" not in page.content.decode()
    assert dov.post(f"{proposed.case}/authorize", fields(page)).status_code == 302
    waiting = dov.get(f"{proposed.case}/release")
    assert "The answers of this submission go out together from" in waiting.content.decode()
    early = dov.post(f"{proposed.case}/release", {"proposal": proposed.scene.proposal})
    assert "Sign and seal" not in early.content.decode()
    assert proposed.scene.facts.stage is CaseStage.AUTHORIZED
    dov.post("/rehearsal/time", {"span": "day"})
    ready = dov.get(f"{proposed.case}/release")
    assert "Shut" not in ready.content.decode()
    made = dov.post(f"{proposed.case}/release", fields(ready))
    assert proposed.scene.facts.stage is CaseStage.AUTHORIZED
    assert dov.post(f"{proposed.case}/release", fields(made)).status_code == 302
    assert proposed.scene.facts.stage is CaseStage.SEALED
    assert dov.post(f"{proposed.case}/release", fields(made)).status_code == 409
    sealed = dov.get(f"{proposed.case}/release")
    assert dov.post(f"{proposed.case}/release", fields(sealed)).status_code == 302
    assert proposed.scene.facts.stage is CaseStage.HANDED_OVER
    done = [act for act, _ in proposed.scene.acts][-5:]
    assert done == ["review", "review", "authorize", "seal", "handover"]
    check_record_of_work()


def test_nothing_is_written_by_looking_at_what_would_be_signed(proposed):
    before, entries = proposed.scene.facts, (ActRow.objects.count(), EntryRow.objects.count())
    _, page = asked_for_vote(proposed, "ben")
    for path in ("authorize", "release"):
        proposed.browser("dov").get(f"{proposed.case}/{path}")
    assert (proposed.scene.facts, (ActRow.objects.count(), EntryRow.objects.count())) == (before, entries)
    assert not HoldRow.objects.filter(held="answers").exists()
    decision = parse_decision(fields(page)["decision"].encode())
    assert (decision.act, decision.officer, decision.proposal) == ("review", "ben", proposed.scene.proposal)


def test_everything_that_would_leave_is_read_once_for_a_page(proposed, monkeypatch):
    """A million records are read by the act itself, as far as its signature; the gates shown are those it asked."""
    vote(proposed, "ben")
    vote(proposed, "cyd")
    read, once = [], leaving.answered_lines
    monkeypatch.setattr(leaving, "answered_lines", lambda *tables: read.append(1) or once(*tables))
    page = proposed.browser("dov").get(f"{proposed.case}/authorize").content.decode()
    assert page.count(WORDS[gates.law_met]) == 1
    assert (len(read), "Shut" in page) == (1, False)


@pytest.mark.parametrize("changed", ["vote", "reason", "proposal", "decision"])
def test_only_what_was_shown_is_signed(proposed, changed):
    browser, page = asked_for_vote(proposed, "ben")
    form = fields(page)
    other = {"vote": "against", "reason": "Something else.", "proposal": "0" * 64}.get(changed)
    form[changed] = other or form["decision"].replace('"officer":"ben"', '"officer":"cyd"')
    form["reason"] = form["reason"] or "x" * (changed == "vote")
    answer = browser.post(f"{proposed.case}/review", form)
    assert answer.status_code == 409
    assert "Refused; nothing was written" in answer.content.decode()
    assert proposed.scene.facts.votes == ()


def test_same_post_again_is_no_second_vote(proposed):
    browser, page = asked_for_vote(proposed, "ben")
    form = fields(page)
    assert browser.post(f"{proposed.case}/review", form).status_code == 302
    assert browser.post(f"{proposed.case}/review", form).status_code == 409
    assert len(proposed.scene.facts.votes) == 1


def test_what_was_shown_too_long_ago_is_refused(proposed):
    browser, page = asked_for_vote(proposed, "ben")
    browser.post("/rehearsal/time", {"span": "hour"})
    answer = browser.post(f"{proposed.case}/review", fields(page))
    assert answer.status_code == 409
    assert "office.nonce" in answer.content.decode()


def test_first_vote_is_blind(proposed):
    assert vote(proposed, "ben", vote="against", reason="The matter is closed.").status_code == 302
    for path in ("", "/review"):
        text = proposed.browser("cyd").get(f"{proposed.case}{path}").content.decode()
        assert "ben" not in text
        assert "against this one" not in text
    assert "None that you may see" in proposed.browser("cyd").get(proposed.case).content.decode()
    assert "ben voted against" in proposed.browser("ben").get(proposed.case).content.decode()
    assert vote(proposed, "cyd").status_code == 302
    assert "ben voted against" in proposed.browser("cyd").get(proposed.case).content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"vote": ""}, "Choose one of the three."),
        ({"vote": "against", "reason": "  "}, "A vote against says why; write the reason."),
        ({"reason": "x" * 2001}, "Shorten the reason"),
    ],
)
def test_form_says_what_is_to_be_mended_and_keeps_what_was_typed(proposed, given, sentence):
    _, page = asked_for_vote(proposed, "ben", **given)
    assert page.status_code == 422
    assert page.content.decode().count(sentence) == 2
    assert given.get("reason", "").strip() in page.content.decode()


def test_refusal_on_the_page_has_the_words_of_the_command_line(proposed):
    vote(proposed, "ben")
    vote(proposed, "cyd")
    _, page = asked_for_vote(proposed, "ben")
    assert "This officer has voted on this proposal" in page.content.decode()
    proposed.scene.now[0] = proposed.played.clock()
    proposed.scene.load("orders", register("orders", order()))
    text = proposed.browser("dov").get(f"{proposed.case}/authorize").content.decode()
    assert "The order ORDER-1 of D. Example, docket 25-cv-1, forbids this act." in text
    assert "Sign and authorize" not in text


def test_refused_signature_is_entered_once_and_says_which_ground(proposed):
    browser, page = asked_for_vote(proposed, "ben")
    proposed.scene.now[0] = proposed.played.clock()
    proposed.scene.load("orders", register("orders", order()))
    before = EntryRow.objects.filter(act="refuse").count()
    for _ in range(2):
        answer = browser.post(f"{proposed.case}/review", fields(page))
        assert (answer.status_code, "R23.stay" in answer.content.decode()) == (409, True)
    assert EntryRow.objects.filter(act="refuse").count() == before + 1
    assert proposed.scene.facts.votes == ()


def test_reason_is_never_read_as_markup(proposed):
    _, page = asked_for_vote(proposed, "ben", reason="<script>alert(1)</script>")
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert" in page.content.decode()
