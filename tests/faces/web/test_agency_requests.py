"""The agency's first page: only its own requests, only the officer's own duties, and nothing that tells outcomes."""

import re
from dataclasses import replace
from datetime import date

from console_parts import HEAD
from factories import AGENTS, officeholder, register, rostered
from lockgate.law.registers import Capacity, Officeholder, Term
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.roles import Role, Side, officer_of
from lockgate.procedure.told import Told, told_of
from procedure_parts import NOON, certificate, registers
from procedure_parts import case as case_at

OTHER = "Another Agency"
NUMBER = "ICE-2025-0001"


def listed(console, who: str) -> str:
    answer = console.browser(who).get("/agency")
    assert answer.status_code == 200
    return answer.content.decode()


def heads(**other: str) -> bytes:
    return register("officeholders", officeholder(HEAD, "Director", "head") | other)


def test_named_officer_and_official_see_the_request_and_a_colleague_does_not(console):
    console.scene.load("roster", register("roster", *(rostered(name) for name in (*AGENTS, "kay"))))
    console.scene.submitted()
    console.resume()
    for who in ("ida", HEAD):
        assert NUMBER in listed(console, who)
        assert console.browser(who).get(f"/agency/requests/{console.scene.case}").status_code == 200
    assert NUMBER not in listed(console, "kay")
    theirs = console.browser("kay").get(f"/agency/requests/{console.scene.case}")
    none = console.browser("kay").get(f"/agency/requests/{'0' * 32}")
    assert (theirs.status_code, none.status_code) == (404, 404)


def test_head_of_another_agency_sees_nothing_of_this_one(console):
    console.scene.submitted()
    console.scene.load("officeholders", heads(agency=OTHER))
    console.resume()
    assert NUMBER not in listed(console, HEAD)
    assert console.browser(HEAD).get(f"/agency/requests/{console.scene.case}").status_code == 404


def test_official_out_of_office_is_out_of_the_console(console):
    browser = console.browser(HEAD)
    console.scene.load("officeholders", heads(until="2025-08-06"))
    assert browser.get("/agency").status_code == 302


def test_named_officer_is_asked_to_confirm_until_they_did(console):
    console.scene.submitted()
    console.resume()
    assert "Confirm your part" in listed(console, "ida")
    assert "Confirm your part" not in listed(console, HEAD)
    page = f"/agency/requests/{console.scene.case}"
    console.scene.confirmed("M-001")
    assert "Confirm your part" in listed(console, "ida")
    assert "Confirm your part…" in console.browser("ida").get(page).content.decode()
    console.scene.confirmed("M-002", "M-003")
    assert "Nothing waits for you" in listed(console, "ida")
    assert "Confirm your part…" not in console.browser("ida").get(page).content.decode()


def test_page_is_one_and_the_same_from_examination_to_hand_over(proposed):
    """No step between the two is told: a case that is proposed looks as one that was examined (R46)."""
    pages = {who: proposed.browser(who).get(f"/agency/requests/{proposed.scene.case}") for who in ("ida", HEAD)}
    for page in pages.values():
        text = page.content.decode().partition("<main")[2]
        assert "Examined; the custodian is working on it" in text
        assert not re.search("proposed|proposal|vote|granted|denied|located", text, re.IGNORECASE)


def test_every_stage_is_told_in_one_of_five_words_or_not_at_all():
    told = {stage: told_of(case_at(stage)) for stage in CaseStage}
    assert {told[stage] for stage in (CaseStage.LOOK_BACK, CaseStage.LOOKED_BACK)} == {None}
    assert told[CaseStage.WITHDRAWN] is Told.WITHDRAWN
    between = set(CaseStage) - {
        CaseStage.SUBMITTED, CaseStage.HANDED_OVER, CaseStage.RETURNED, CaseStage.LOOK_BACK, CaseStage.LOOKED_BACK,
        CaseStage.WITHDRAWN,
    }  # fmt: skip
    assert {told[stage] for stage in between} == {Told.IN_HAND}


def test_own_days_stand_on_the_first_page_and_past_ones_are_said_to_be_past(console):
    assert "February 15, 2026" in listed(console, "ida")
    late = rostered("ida", trained_on="2024-05-01")
    console.scene.load("roster", register("roster", late, rostered("jon")))
    console.resume()
    assert re.search(r"May 1, 2025 <strong>– past", listed(console, "ida"))
    assert "Your own days" not in listed(console, HEAD)


def test_official_is_nobody_where_another_register_has_their_name():
    term, head = Term(date(2025, 1, 1)), HEAD
    office = Officeholder(head, "Director", OTHER, Capacity.HEAD, "", term, certificate(head))
    certifier = replace(office, person="Kim", capacity=Capacity.CERTIFYING)
    held = registers(officeholders=(office, certifier))
    found = officer_of(held, head, NOON)
    assert found is not None
    assert (found.side, found.roles) == (Side.AGENCY, {Role.REQUESTING})
    on_roster = replace(held, roster=(*held.roster, replace(held.roster[0], officer=head)))
    delegated = replace(held, delegations=(*held.delegations, replace(held.delegations[0], officer=head)))
    twice = replace(held, officeholders=(office, office))
    assert [officer_of(one, head, NOON) for one in (on_roster, delegated, twice)] == [None, None, None]
    assert officer_of(held, "Kim", NOON) is None
