"""Who × address → status, over every address of the document; what must not be told is told nobody (R46, R51)."""

import json
import shutil
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings

from api_parts import api, header
from factories import ROLES, record
from factories import scene as make_scene
from gateway_parts import desk, released, use_form
from lockgate.actions.gateway import OFFICE
from lockgate.api.service import api as service
from lockgate.procedure.acts import Act
from lockgate.seal.asked import HEADER
from lockgate.store.home import Home, attach
from lockgate.store.models.queue import JobRow, UploadRow
from machine_parts import machine, with_machines
from queue_parts import asked, sent

HEAD = "Hal Head"
AGENCY = frozenset({"ida", "jon", HEAD})
CUSTODIAN = frozenset(ROLES)
HEADS, IDAS = "heads-mill", "idas-mill"
MILLS = frozenset({HEADS, IDAS})
ALL = AGENCY | CUSTODIAN
ANALYSTS = frozenset({"ada", "ann"})
OPEN = {
    ("GET", "/v1/submissions"): (200, ALL | MILLS),
    ("GET", "/v1/submissions/{case}"): (200, AGENCY | MILLS | CUSTODIAN - {"sam"}),
    ("GET", "/v1/submissions/{case}/findings"): (200, {HEAD, HEADS}),
    ("GET", "/v1/packages"): (200, ALL),
    ("GET", "/v1/proofs/entries/{entry}"): (200, ALL | MILLS),
    ("GET", "/v1/proofs/outcomes/{case}/{row}"): (200, frozenset()),
    ("GET", "/v1/uploads"): (200, ALL | MILLS),
    ("POST", "/v1/uploads"): (422, AGENCY | MILLS),
    ("GET", "/v1/uploads/{upload}"): (200, {"ida"} | ANALYSTS),
    ("PUT", "/v1/uploads/{upload}/records"): (409, {"ida"}),
    ("GET", "/v1/jobs"): (200, ALL),
    ("POST", "/v1/jobs"): (409, ANALYSTS),
    ("GET", "/v1/jobs/{job}"): (200, {"ada"}),
    ("POST", "/v1/jobs/{job}/signature"): (409, {"ada"}),
}
"""Address -> the status, and for whom; everybody else gets 404. Of a case that was handed over, and an upload of Ida's.

Machines are told what the one who answers for them is told, and nothing that is a person's; uploads are each sender's.
"""
OF_MACHINES = {"/v1/submissions", "/v1/submissions/{case}", "/v1/submissions/{case}/findings", "/v1/uploads"}
OF_MACHINES |= {"/v1/uploads/{upload}", "/v1/uploads/{upload}/records", "/v1/proofs/entries/{entry}"}
VARYING_BYTES = 12
"""An ECDSA signature has no fixed length; a package holds a few."""
BODIES = {
    "/v1/uploads": {"submission": "no declaration", "signature": "", "size": 1},
    "/v1/jobs": {"act": "locate"},
    "/v1/jobs/{job}/signature": {"signature": "30" * 8},
    "/v1/uploads/{upload}/records": b"more",
}


def test_every_address_of_the_document_has_a_line():
    found = {(method.upper(), path) for path, one in schema()["paths"].items() for method in one}
    assert found == set(OPEN)


def test_document_says_what_a_machine_may_ask():
    marked = {(path, one.get("x-machines")) for path, of in schema()["paths"].items() for one in of.values()}
    assert {path for path, mark in marked if mark} == OF_MACHINES


def test_document_is_given_to_anybody_and_is_the_one_that_is_printed(out):
    answer = Client(**{OFFICE: out[0].office}).get("/v1/openapi.json")
    printed = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"
    assert (answer.status_code, answer.json()) == (200, json.loads(printed.read_text(encoding="utf-8")))
    assert Client(**{OFFICE: out[0].office}).generic("TRACE", "/v1/openapi.json").status_code == 405


def schema() -> dict:
    return service.get_openapi_schema(path_prefix="/v1/")


@pytest.fixture
def out(scene, tmp_path, monkeypatch):
    """An office whose case is handed over, in the gated form, with an upload and a job."""
    use_form(monkeypatch, tmp_path, "gated")
    released(scene)
    with_machines(scene, machine(HEADS), machine(IDAS, "ida"))
    return scene, sent(scene, "ICE-2").id


def test_role_and_address_give_the_status_of_the_table(out):
    scene, upload = out
    case = scene.case
    job = asked(scene, Act.SUBMIT, upload).id
    names = {"case": case, "entry": scene.facts.acts[0].entry, "row": "1", "upload": upload, "job": job}
    for (method, pattern), (status, whom) in OPEN.items():
        body = BODIES.get(pattern)
        body = {**body, "about": case} if pattern == "/v1/jobs" else body
        address = pattern.format(**names)
        absent = api(scene, "ida", "GET", "/v1/nowhere").body
        for who in sorted(ALL | MILLS):
            signs = f"{who}'s" if who in MILLS else who
            found = api(scene, who, method, address, body, signs=signs)
            expected = status if who in whom else 404
            assert found.status == expected, (who, method, pattern, found.data)
            if expected == 404:
                assert found.body == absent
        stranger = Client(**{OFFICE: scene.office}).generic(method, address, b"{}", "application/json")
        assert (stranger.status_code, stranger.content) == (404, absent)
    assert (UploadRow.objects.count(), JobRow.objects.count()) == (1, 1)


def office_at(folder, template) -> Home:
    home = Home(folder / "office")
    for one in home.folders():
        one.mkdir(mode=0o700, parents=True)
    shutil.copyfile(template, home.database)
    attach(home)
    return home


def told_to_the_agency(folder, template, person) -> dict[str, object]:
    """Whatever the agency's people are answered about a batch of one: status, length, and every word but drawn ids."""
    scene = make_scene(office_at(folder, template), folder / "scene")
    scene.submitted([person]).confirmed().relevant().located().proposed().voted().authorized().released()
    (package,) = scene.facts.packages
    names = {"case": scene.case, "entry": scene.facts.acts[-1].entry, "row": "1", "upload": "0" * 32, "job": "0" * 32}
    heard: dict[str, object] = {"size": (scene.office.home.handover / f"{package.id}.package").stat().st_size}
    for method, pattern in OPEN:
        if method == "GET" and "entries" not in pattern:
            for who in sorted(AGENCY):
                found = api(scene, who, method, pattern.format(**names))
                words = found.body.decode().replace(scene.case, "CASE").replace(package.id, "PACKAGE")
                heard[f"{who} {pattern}"] = (found.status, len(found.body), words)
    return heard


def test_released_and_unreleased_batch_of_one_cannot_be_told_apart_before_the_package_is_opened(
    home, sqlite_template, tmp_path, monkeypatch
):
    use_form(monkeypatch, tmp_path, "gated")
    known = record(1, officers="ida")
    unknown = {**known, "family_name": "Quuxa", "given_name": "Zoe", "tin": "900700099", "date_of_birth": "1981-02-02"}
    released_one = told_to_the_agency(tmp_path / "one", sqlite_template, known)
    uniform = told_to_the_agency(tmp_path / "two", sqlite_template, unknown)
    attach(home)
    assert abs(released_one.pop("size") - uniform.pop("size")) < VARYING_BYTES
    assert released_one == uniform
    assert "PACKAGE" in released_one["ida /v1/packages"][2]
    assert released_one["ida /v1/submissions/{case}"][0] == 200


def test_uniform_answer_is_proved_once_its_package_was_opened(out):
    scene, _ = out
    ida = desk(scene)
    assert api(scene, "ida", "GET", f"/v1/proofs/outcomes/{scene.case}/1").status == 404
    assert ida.fetch().code == 0
    assert api(scene, "ida", "GET", f"/v1/proofs/outcomes/{scene.case}/1").status == 404
    assert ida.open().code == 0
    # All three were released: an address is not opened here even now.
    assert api(scene, "ida", "GET", f"/v1/proofs/outcomes/{scene.case}/1").status == 404


def test_document_is_held_by_every_answer(home, tmp_path):
    """Bounded examples of every operation, each signed: no error of the server, and no status the document lacks."""
    scene = with_machines(make_scene(home, tmp_path / "scene").submitted([record(1)]), machine(HEADS))
    answered = [try_operation(scene, one.ok()) for one in schemathesis.openapi.from_dict(schema()).get_all_operations()]
    assert len(answered) == len(OPEN)
    assert sum(answered) > 4 * len(OPEN)


def try_operation(scene, operation) -> int:
    """How many requests were answered as the document has it; a machine asks what machines may."""
    method, answered = operation.method.upper(), []
    who = {"who": HEADS, "signs": f"{HEADS}'s"} if operation.definition.raw.get("x-machines") else {"who": "ada"}

    def one(case) -> None:
        query = f"?{urlencode(case.query, doseq=True)}" if case.query else ""
        address = quote(case.formatted_path, safe="/%") + query
        body = case.as_transport_kwargs(base_url="http://localhost").get("json", b"")
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            signed = header(scene, method=method, address=address, body=data, **who)
        except ValueError:
            return
        client = Client(**{OFFICE: scene.office})
        answer = client.generic(method, address, data, "application/json", headers={HEADER: signed})
        answered.append(answer.status_code)
        assert answer.status_code < 500, (method, address, answer.content)
        assert str(answer.status_code) in operation.definition.raw["responses"], (method, address, answer.status_code)
        if answer.status_code != 200:
            assert answer["Content-Type"] == "application/problem+json"
            assert set(json.loads(answer.content)) == {"status", "title", "detail"}

    bounded = settings(max_examples=8, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
    bounded(given(case=operation.as_strategy())(one))()
    return len(answered)
