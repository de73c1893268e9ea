"""Role × address × stage → status, and role × field × stage, as docs/matrix.toml has them: asked over HTTP in full."""

import re
import shutil
from pathlib import Path

import pytest
from asked_at_stages import PARTY, PERSONS, STRANGER, Asked, asked_everywhere, fill
from django.urls import get_resolver, resolve
from tools.matrix_page import NOT_THERE, Matrix

from console_parts import REAL, console_again
from guarding import use_guards
from lockgate.api.service import api as service
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.visibility import SIGHTS, Field, Thing
from lockgate.web import rooms

TESTS = Path(__file__).resolve().parents[2]
MATRIX = Matrix()
ASKED_APART = frozenset({
    "/v1/proofs/entries/{entry}", "/v1/uploads", "/v1/uploads/{upload}", "/v1/jobs", "/v1/jobs/{job}",
})  # fmt: skip
"""Addresses of the API that are of no case; tests/integration has them (test_api_matrix)."""

MEANT = {
    "voted": CaseStage.PROPOSED, "opened": CaseStage.HANDED_OVER, "stayed": CaseStage.AUTHORIZED,
    "handed-over": CaseStage.HANDED_OVER, "look-back": CaseStage.LOOK_BACK,
}  # fmt: skip
"""Stages of the matrix that have another name in the procedure; all others have the same."""


SOME = ("submitted", "proposed", "handed-over")
"""Stages that are asked about in each run of the tests; all of them where the slow ones run too."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(SOME, id="some"), pytest.param(tuple(MATRIX.stages), id="every", marks=pytest.mark.slow)],
)
def asked(request, founded, tmp_path_factory, django_db_blocker):
    """Everything everybody is answered, stage by stage; sessions go by a clock that stands still."""
    patch, folder = pytest.MonkeyPatch(), tmp_path_factory.mktemp("matrix")
    patch.setattr(rooms, "now", lambda: REAL)
    use_guards(patch, folder, PARTY)
    with django_db_blocker.unblock():
        shutil.copytree(founded.folder, folder / "office")
        yield asked_everywhere(console_again(folder / "office", "", founded.at), MATRIX, request.param)
    patch.undo()


def test_every_address_and_stage_has_a_line():
    names = {"CASE": "0" * 32, "NONE": "0" * 32, "DRAFT": "0" * 32, "PROPOSAL": "0" * 64, "OWN": "x", "ANOTHER": "y"}
    known = [one.address for one in (*MATRIX.of_case, *MATRIX.elsewhere)]
    pages = {resolve(fill(one, names)).url_name for one in known if not one.startswith("/v1/")}
    assert pages == {one.name for one in get_resolver().url_patterns if one.name}
    read = {path for path, one in service.get_openapi_schema(path_prefix="/v1/")["paths"].items() if "get" in one}
    shaped = {re.sub(r"/7$", "/{row}", one.replace("CASE", "{case}")) for one in known if one.startswith("/v1/")}
    assert shaped == read - ASKED_APART
    meant = {MEANT.get(one) or CaseStage(one) for one in MATRIX.stages}
    # A look-back that is done differs in nothing a page shows.
    assert meant == set(CaseStage) - {CaseStage.LOOKED_BACK}
    assert set(MATRIX.persons) == {*PERSONS, STRANGER}


def test_role_and_address_give_the_status_of_the_table(asked: Asked):
    expected = {}
    for one in (*MATRIX.of_case, *MATRIX.elsewhere):
        for line in (*one.lines, *one.once):
            for stage in line.at.keys() & asked.named:
                status = line.at[stage]
                whom = expected.setdefault((stage, line.address, line.method), dict.fromkeys(MATRIX.persons, NOT_THERE))
                whom |= dict.fromkeys(MATRIX.who(line.who), status)
    assert expected.keys() == asked.status.keys()
    wrong = [
        f"{stage}: {who} {method} {address} {asked.status[stage, address, method][who]}, not {status}"
        for (stage, address, method), whom in expected.items()
        for who, status in whom.items()
        if asked.status[stage, address, method][who] != status
    ]
    assert wrong == []
    assert asked.wrong == []
    assert asked.entered == []


def test_each_role_is_shown_its_fields_and_no_others(asked: Asked):
    wrong = []
    for one in MATRIX.fields:
        for stage in asked.named:
            names = asked.named[stage]
            sought = re.compile(re.sub(r"\b(CASE|OWN)\b", lambda word, names=names: names[word.group()], one.sought))
            seen = {who for who in MATRIX.persons if sought.search(asked.texts[stage, who])}
            meant = {who for words, at in one.shown if stage in at for who in MATRIX.who(words)}
            if seen != meant:
                wrong.append((one.what, stage, "shown: ", sorted(seen - meant), "not shown: ", sorted(meant - seen)))
    assert wrong == []


ASKED = {
    Thing.REQUEST: "the case",
    Thing.JUDGED: "rows by outcome and ground",
    Thing.CONTENTS: "what a record says",
    Thing.HOLDS: "holds",
    Thing.DISPOSITIONS: "dispositions",
    Thing.CLASSES: "classes",
    Thing.WEAK: "test_console_look::test_weak_records_are_shown_in_the_answer_to_the_signature_and_by_no_address",
    Thing.LOCATED: "who was met in the custodian's file, and where",
    Thing.GROUND: "test_outcomes_alike::test_agency_is_told_the_same_at_every_stage",
    Thing.FILE: "test_visibility::test_index_is_not_built_for_somebody_who_may_not_be_told_its_numbers",
    Thing.LOOK_BACK: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
    Thing.LOOK_BACK_ANSWER: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
    Thing.DETERMINATIONS: "determinations",
    Thing.PACKAGE: "test_agency_own::test_officer_fetches_their_own_package_by_an_act_and_no_other",
    Thing.UNIFORM: "a uniform answer, proved",
    Thing.QUESTIONS: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
    Thing.COPY: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
    Thing.ACCOUNTING: "test_visibility::test_role_is_shown_the_thing_only_where_the_table_has_a_line",
}
"""Thing of the table of visibility -> the field of the matrix, or the test, that asks who is shown it."""


def test_every_thing_and_field_of_the_table_is_asked_about():
    tests = {path.stem: path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")}
    sought = {one.what for one in MATRIX.fields}
    for thing in Thing:
        file, _, name = ASKED[thing].partition("::")
        assert f"def {name}(" in tests[file] if name else file in sought, thing
    assert {field for sight in SIGHTS for field in sight.fields} == set(Field)
