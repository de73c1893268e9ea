"""Role × address → status, over every address there is; strangers and other roles get one and the same answer."""

import re

import pytest
from django.urls import get_resolver

from console_parts import HEAD
from factories import AGENTS, ROLES

CUSTODIAN = frozenset(ROLES)
AGENCY = frozenset({*AGENTS, HEAD})
ALL = CUSTODIAN | AGENCY
SEE_CASES = CUSTODIAN - {"sam"}
DRAFT_AND_VOTE = {"ada", "ann", "ben", "cyd"}
DRAFT, FIND = {"ada", "ann"}, {"ada", "ann", "leo"}
TAKE = DRAFT_AND_VOTE | {"leo"}
RECEIVE = {"ada", "ann"}
LONG = RECEIVE | {"dov", "mia"}
ORDERS, KEEP = {"mia", "leo"}, {"mia", "leo", "sam"}
OPEN = {
    "home": {"GET": (302, ALL)},
    "sign-in": {"GET": (200, ALL)},
    "sign-in-account": {"GET": (404, set()), "POST": (405, ALL)},
    "sign-in-back": {"GET": (404, set()), "POST": (405, ALL)},
    "sign-in-card": {"GET": (405, ALL), "POST": (404, set())},
    "session": {"GET": (405, ALL), "POST": (200, ALL)},
    "sign-out": {"GET": (405, ALL)},
    "language": {"GET": (405, ALL)},
    "work": {"GET": (200, CUSTODIAN), "POST": (405, CUSTODIAN)},
    "agency": {"GET": (200, AGENCY), "POST": (405, AGENCY)},
    "agency-request": {"GET": (200, AGENCY), "POST": (405, AGENCY)},
    "agency-confirm": {"GET": (200, set(AGENTS)), "POST": (422, set(AGENTS))},
    "agency-returned": {"GET": (200, AGENCY), "POST": (405, AGENCY)},
    "agency-told": {"GET": (200, AGENCY), "POST": (405, AGENCY)},
    "agency-package": {"GET": (404, AGENCY), "POST": (404, AGENCY)},
    "agency-follow": {"GET": (405, AGENCY), "POST": (404, AGENCY)},
    "agency-withdraw": {"GET": (200, {HEAD}), "POST": (404, {HEAD}), "PUT": (405, {HEAD})},
    "agency-changes": {"GET": (404, AGENCY), "POST": (404, AGENCY), "PUT": (405, AGENCY)},
    "agency-copied": {"GET": (404, AGENCY), "POST": (405, AGENCY)},
    "agency-copied-table": {"GET": (404, AGENCY), "POST": (405, AGENCY)},
    "agency-mend": {"GET": (404, AGENCY), "POST": (404, AGENCY), "PUT": (405, AGENCY)},
    "agency-begin": {"GET": (405, AGENCY)},
    "agency-draft": {"GET": (200, AGENCY), "POST": (405, AGENCY)},
    "agency-part": {"GET": (200, AGENCY), "POST": (422, AGENCY)},
    "agency-check": {"GET": (200, AGENCY), "POST": (404, AGENCY)},
    "agency-file": {"GET": (200, AGENCY), "POST": (422, AGENCY)},
    "agency-columns": {"GET": (404, AGENCY), "POST": (404, AGENCY)},
    "agency-rows": {"GET": (302, AGENCY), "POST": (405, AGENCY)},
    "agency-findings": {"GET": (404, AGENCY), "POST": (405, AGENCY)},
    "agency-records": {"GET": (404, AGENCY), "POST": (405, AGENCY)},
    "agency-send": {"GET": (302, AGENCY), "POST": (404, AGENCY)},
    "agency-declaration": {"GET": (404, AGENCY), "POST": (405, AGENCY)},
    "arrived": {"GET": (200, RECEIVE), "POST": (405, RECEIVE)},
    "arrived-one": {"GET": (404, RECEIVE), "POST": (404, RECEIVE)},
    "jobs": {"GET": (200, LONG), "POST": (405, LONG)},
    "job": {"GET": (404, set()), "POST": (404, set()), "PUT": (405, LONG)},
    "examine": {"GET": (200, DRAFT), "POST": (302, DRAFT), "PUT": (405, DRAFT)},
    "locate": {"GET": (200, DRAFT), "POST": (409, DRAFT), "PUT": (405, DRAFT)},
    "credentials": {"GET": (200, ALL), "POST": (409, ALL), "DELETE": (405, ALL)},
    "request-letter": {"GET": (404, set()), "POST": (405, AGENCY)},
    "case-letter": {"GET": (404, set()), "POST": (405, SEE_CASES)},
    "rehearsal-examples": {"GET": (404, AGENCY), "POST": (405, AGENCY)},
    "rehearsal-time": {"GET": (405, ALL), "POST": (404, ALL)},
    "case": {"GET": (200, SEE_CASES), "POST": (405, SEE_CASES)},
    "find": {"GET": (200, FIND), "POST": (200, FIND), "PUT": (405, FIND)},
    "dispose": {"GET": (200, DRAFT), "POST": (200, DRAFT), "PUT": (405, DRAFT)},
    "assign": {"GET": (200, TAKE), "POST": (404, TAKE), "DELETE": (405, TAKE)},
    "work-table": {"GET": (200, SEE_CASES), "POST": (405, SEE_CASES)},
    "grounds-table": {"GET": (404, set()), "POST": (405, SEE_CASES)},
    "loads-table": {"GET": (200, TAKE), "POST": (405, SEE_CASES)},
    "pictures": {"GET": (200, SEE_CASES), "POST": (405, SEE_CASES)},
    "records": {"GET": (200, TAKE), "POST": (404, TAKE), "DELETE": (405, TAKE)},
    "records-table": {"GET": (404, TAKE), "POST": (405, TAKE)},
    "record": {"GET": (200, TAKE), "POST": (200, TAKE), "PUT": (405, TAKE)},
    "look": {"GET": (200, DRAFT_AND_VOTE), "POST": (404, DRAFT_AND_VOTE), "PUT": (405, DRAFT_AND_VOTE)},
    "worklist": {"GET": (200, {"ben", "cyd"}), "POST": (404, {"ben", "cyd"}), "PUT": (405, {"ben", "cyd"})},
    "round-answers": {"GET": (405, {"ben", "cyd"}), "POST": (404, {"ben", "cyd"}), "PUT": (405, {"ben", "cyd"})},
    "pauses": {"GET": (200, ORDERS), "POST": (404, ORDERS), "PUT": (405, ORDERS)},
    "review": {"GET": (200, {"ben", "cyd"}), "POST": (422, {"ben", "cyd"}), "DELETE": (405, {"ben", "cyd"})},
    "authorize": {"GET": (200, {"dov", "mia"}), "POST": (404, {"dov", "mia"})},
    "release": {"GET": (200, {"dov"}), "POST": (200, {"dov"})},
    "withdraw": {"GET": (404, RECEIVE), "POST": (404, RECEIVE), "PUT": (405, RECEIVE)},
    "orders": {"GET": (200, ORDERS), "POST": (405, ORDERS)},
    "order-new": {"GET": (200, ORDERS), "POST": (422, ORDERS), "PUT": (405, ORDERS)},
    "order-lift": {"GET": (404, set()), "POST": (404, set()), "PUT": (405, ORDERS)},
    "packs": {"GET": (200, CUSTODIAN), "POST": (405, CUSTODIAN)},
    "pack": {"GET": (200, CUSTODIAN), "POST": (405, CUSTODIAN)},
    "packs-compared": {"GET": (200, CUSTODIAN), "POST": (405, CUSTODIAN)},
    "pack-new": {"GET": (200, ORDERS), "POST": (422, ORDERS), "PUT": (405, ORDERS)},
    "pack-end": {"GET": (405, ORDERS), "PUT": (405, ORDERS)},
    "pack-entry": {"GET": (404, set()), "POST": (404, set()), "PUT": (405, ORDERS)},
    "pack-confirm": {"GET": (404, set()), "POST": (404, set()), "PUT": (405, ORDERS)},
    "safeguards": {"GET": (200, KEEP), "POST": (405, KEEP)},
    "windows": {"GET": (404, set()), "POST": (404, set())},
    "window": {"GET": (404, set()), "POST": (404, set())},
    "registers": {"GET": (200, KEEP), "POST": (405, KEEP)},
    "register": {"GET": (200, KEEP), "POST": (422, KEEP), "PUT": (405, KEEP)},
    "register-entry": {"GET": (404, set()), "POST": (404, set()), "PUT": (405, KEEP)},
    "register-confirm": {"GET": (404, set()), "POST": (404, set()), "PUT": (405, KEEP)},
}
"""Address -> method -> the status, and for whom; everybody else gets 404. Of a case that is proposed."""
FOR_STRANGERS = {"home": 302, "sign-in": 200, "sign-in-card": 405, "session": 405, "sign-out": 405, "language": 405}
"""Addresses that answer somebody who is not signed in, where the cast may come in."""


def told(answer) -> str:
    """What a page says; the token of its forms is masked anew each time, and a session's end comes nearer."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", answer.content.decode())
    return re.sub(r'session ends at [^<]*<|data-session-ends="[0-9]*"', "", text)


def addresses() -> dict[str, str]:
    """Every address with a name: those of the console. All others are the gateway's."""
    found = get_resolver().url_patterns
    unnamed = [str(one.pattern) for one in found if not one.name]
    assert all("v1/" in pattern for pattern in unnamed)
    return {one.name: named(f"/{one.pattern}") for one in found if one.name}


def named(pattern: str) -> str:
    """The address of one register, of one pack, and of two."""
    found = pattern.replace("<str:kind>", "standing").replace("<str:name>", "irs-ice-2025")
    return found.replace("<str:other>", "practice-2025").replace("<str:letter>", "order.pdf")


def filled(pattern: str, case: str, draft: str = "0" * 32) -> str:
    """The address of a case and of its first row, or of a draft and of its first part."""
    found = pattern.replace("<str:case>", case).replace("<int:row>", "1")
    found = found.replace("<str:job>", "0" * 32)
    return found.replace("<str:draft>", draft).replace("<str:part>", "authority").replace("<str:file>", "findings.csv")


def test_every_address_has_a_line():
    assert set(addresses()) == set(OPEN)


def test_role_and_address_give_the_status_of_the_table(proposed):
    case = proposed.scene.case
    draft = proposed.browser("ida").post("/agency/drafts")["Location"].rpartition("/")[2]
    for officer in ALL:
        browser = proposed.browser(officer)
        absent = told(browser.get("/nowhere"))
        for name, pattern in addresses().items():
            for method, (status, whom) in OPEN[name].items():
                answer = browser.generic(method, filled(pattern, case, draft))
                expected = status if officer in whom else 404
                assert answer.status_code == expected, (officer, name, method)
                if expected == 404:
                    assert told(answer) == absent, (officer, name, method)
                answer.close()
    assert proposed.scene.facts.votes == ()


def test_stranger_gets_nothing_but_the_door(proposed):
    absent = told(proposed.stranger().get("/nowhere"))
    for name, pattern in addresses().items():
        answer = proposed.stranger().get(filled(pattern, proposed.scene.case))
        assert answer.status_code == FOR_STRANGERS.get(name, 404), name
        if answer.status_code == 404:
            assert told(answer) == absent


def test_case_that_is_not_there_is_as_one_that_is_not_yours(proposed):
    browser = proposed.browser("sam")
    theirs, none = browser.get(proposed.case), browser.get(f"/cases/{'0' * 32}")
    assert (theirs.status_code, none.status_code) == (404, 404)
    assert told(theirs) == told(none)
    assert proposed.browser("ada").get(f"/cases/{'0' * 32}").status_code == 404


@pytest.mark.parametrize("name", ["analyst’s dispositions", "officers’ loads"])
def test_field_is_shown_only_to_a_role_with_a_provision_for_it(proposed, name):
    words, shown_to = {
        "analyst’s dispositions": ("<dt>Granted</dt>", {"ada", "ann", "ben", "cyd"}),
        "officers’ loads": ("Records naming each officer", {"ada", "ann", "ben", "cyd", "leo"}),
    }[name]
    seeing = {who for who in SEE_CASES if words in proposed.browser(who).get(proposed.case).content.decode()}
    assert seeing == shown_to
