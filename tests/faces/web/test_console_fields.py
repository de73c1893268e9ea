"""Role × field: what each person is ever shown of a case by asking for every address there is, sought by sentinels.

Nothing here signs an act: what an act shows (``inspect``, ``look``, ``fetch``) is asked about in the tests of its page.
"""

import re
from itertools import product
from pathlib import Path

from django.test import Client
from django.urls import get_resolver

from api_parts import header
from console_parts import HEAD, Console
from factories import CLEAR, done, order, register
from lockgate.actions.gateway import OFFICE
from lockgate.api.service import api as service
from lockgate.procedure.visibility import SIGHTS, Field, Thing
from lockgate.seal.asked import HEADER

TESTS = Path(__file__).resolve().parents[2]
EVERYBODY = ("ada", "ben", "dov", "mia", "leo", "sam", "ida", HEAD, "")
FILLED = {
    "kind": ("standing", "determinations", "orders", "roster", "delegations", "officeholders"), "row": ("1", "3"),
    "name": ("irs-ice-2025",), "other": ("practice-2025",), "part": ("authority",), "draft": ("0" * 32,),
    "file": ("findings.csv", "outcomes.csv", "notice.txt"), "entry": ("0" * 64,), "job": ("0" * 32,),
    "upload": ("0" * 32,),
    "letter": ("deficiency.html", "disposition.html", "order.html"),
}  # fmt: skip
"""What stands for a part of an address; the case's and packages' own are added."""


ELSEWHERE = frozenset({
    "home", "sign-in", "sign-in-account", "sign-in-back", "sign-in-card", "session", "sign-out", "language",
    "credentials", "rehearsal-time", "rehearsal-examples", "packs-compared",
})  # fmt: skip
"""Addresses about nobody's request; drafts are asked about in their own tests."""


def addresses(console: Console) -> list[str]:
    """Every address of console and API, filled in."""
    names = {**FILLED, "case": (console.scene.case,), "package": tuple(one.id for one in console.scene.facts.packages)}
    patterns = [f"/{one.pattern}" for one in get_resolver().url_patterns if one.name and one.name not in ELSEWHERE]
    patterns += [path for path, one in service.get_openapi_schema(path_prefix="/v1/")["paths"].items() if "get" in one]
    found = []
    for pattern in patterns:
        if "draft" in pattern:
            continue
        parts = re.findall(r"<\w+:(\w+)>|\{(\w+)\}", pattern)
        for values in product(*(names.get(a or b, ("x",)) for a, b in parts)):
            left = iter(values)
            found.append(re.sub(r"<\w+:\w+>|\{\w+\}", lambda _part, left=left: next(left), pattern))
    return found


def told(console: Console) -> dict[str, str]:
    """Person -> everything they are answered, wherever they ask; '' is a stranger."""
    found = {}
    for who in EVERYBODY:
        browser = console.browser(who) if who else console.stranger()
        texts = []
        for address in addresses(console):
            if address.startswith("/v1/"):
                machine = Client(**{OFFICE: console.office, "HTTP_HOST": "localhost"})
                signed = {HEADER: header(console.scene, who, "GET", address)} if who else {}
                answer = machine.get(address, headers=signed)
            else:
                answer = browser.get(address)
            body = b"".join(answer) if answer.streaming else answer.content
            texts.append(f"@@{address}\n" + body.decode("utf-8", "replace"))
            answer.close()
        found[who] = "\n".join(texts)
    return found


def seeing(everything: dict[str, str], pattern: str) -> set[str]:
    return {who for who, text in everything.items() if re.search(pattern, text)}


SOUGHT = {
    "what a record says": (r"9007000|1980-01-|grand jury|A-2001|Ruiz", set()),
    "what came back, as it was written": (r"Unknown, Houston|104 Oak St", {HEAD}),
    "who was met in the custodian's file, and where": (r"T001|OAK ST|HOUSTON", set()),
    "whom an order protects": (r"T003", set()),
    "determinations": (r"T007", {"mia", "leo"}),
    "the case": (r'href="/cases/[0-9a-f]{32}"', {"ada", "ben", "dov", "mia", "leo"}),
    "the agency's own request": (r'href="/agency/requests/[0-9a-f]{32}', {"ida", HEAD}),
    "officers' loads": (r"Records naming each officer", {"ada", "ben", "leo"}),
    "rows by outcome and ground": (r"row,outcome,not_met,not_checked", {"ada", "ben"}),
    "tally by ground": (r"rule,title,state,code,records", {"ada", "ben", "leo"}),
    "what came back, by code": (r"row,record_id,rule,state,code", {"ida", HEAD}),
    "classes": (r"weak: \d+; none: \d+", {"ada", "ben"}),
    "holds": (r'data-label="Ground">R05.foreign', {"ada", "mia"}),
    "dispositions": (r"<dt>Granted</dt>", set()),
}
"""Field -> its sentinel, and whoever is shown it of a located case that Ada and Ben have taken, without an act."""

ASKED = {
    Thing.REQUEST: "the case",
    Thing.JUDGED: "rows by outcome and ground",
    Thing.CONTENTS: "what a record says",
    Thing.HOLDS: "holds",
    Thing.DISPOSITIONS: "test_console_matrix::test_field_is_shown_only_to_a_role_with_a_provision_for_it",
    Thing.CLASSES: "classes",
    Thing.WEAK: "test_console_look::test_weak_records_are_shown_in_the_answer_to_the_signature_and_by_no_address",
    Thing.LOCATED: "who was met in the custodian's file, and where",
    Thing.GROUND: "test_outcomes_alike::test_agency_is_told_the_same_at_every_stage",
    Thing.FILE: "test_visibility::test_index_is_not_built_for_somebody_who_may_not_be_told_its_numbers",
    Thing.LOOK_BACK: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
    Thing.LOOK_BACK_ANSWER: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
    Thing.DETERMINATIONS: "determinations",
    Thing.PACKAGE: "test_agency_own::test_officer_fetches_their_own_package_by_an_act_and_no_other",
    Thing.UNIFORM: "test_api_matrix::test_uniform_answer_is_proved_once_its_package_was_opened",
    Thing.QUESTIONS: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
    Thing.COPY: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
    Thing.ACCOUNTING: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
}
"""Thing of the table of visibility -> the field here, or the test, that asks who is shown it."""


def test_each_role_is_shown_its_fields_and_no_others(located):
    scene = located.scene
    scene.now[0] = located.played.clock()
    done(scene.load("orders", register("orders", order(scope="persons", taxpayers="T003"))))
    bar = {**CLEAR, "taxpayer": "T007", "determination": "bar"}
    done(scene.load("determinations", register("determinations", CLEAR, bar)))
    located.resume()
    everything = told(located)
    assert {name: seeing(everything, pattern) for name, (pattern, _) in SOUGHT.items()} == {
        name: whom for name, (_, whom) in SOUGHT.items()
    }


def test_every_thing_and_field_of_the_table_is_asked_about():
    tests = {path.stem: path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")}
    for thing in Thing:
        file, _, name = ASKED[thing].partition("::")
        assert f"def {name}(" in tests[file] if name else file in SOUGHT, thing
    assert {field for sight in SIGHTS for field in sight.fields} == set(Field)
