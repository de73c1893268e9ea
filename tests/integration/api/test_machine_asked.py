"""A machine of the agency asks: for one agency and one person who stands, by its own key; nothing of a person's."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client

from api_parts import api, header
from factories import AGENCY, done, key, officeholder, record, register, rostered, signer, write_submission
from lockgate.actions import door
from lockgate.actions.gateway import OFFICE
from lockgate.actions.keys_lost import lose_officers
from lockgate.procedure.acts import Act
from lockgate.seal.asked import HEADER
from lockgate.seal.signatures import sign_detached
from lockgate.store.models.log import EntryRow
from lockgate.store.models.queue import UploadRow
from lockgate.store.refused import refused_on
from machine_parts import load_machines, machine, with_machines
from queue_parts import whole_way

HEAD, MILL = "Hal Head", "mill-1"
HALS, IDAS = machine(MILL), machine(MILL, "ida")
ADDRESS = "/v1/submissions"


@pytest.fixture
def scene(scene):
    return with_machines(scene, HALS)


def asks(scene, method="GET", address=ADDRESS, body=None, **other):
    return api(scene, MILL, method, address, body, **{"signs": f"{MILL}'s", **other})


def begun(scene, folder, **other):
    body = {
        "submission": (folder / "submission.toml").read_text(encoding="utf-8"),
        "signature": b64encode((folder / "submission.toml.p7s").read_bytes()).decode(),
        "size": (folder / "records.csv").stat().st_size,
    }
    return asks(scene, "POST", "/v1/uploads", body, **other)


def test_machine_sends_what_its_official_signed_and_hears_what_the_records_lack(scene):
    folder = write_submission(scene.folder / "sent", [record(1), record(2, address_line1="", tin="")])
    upload = begun(scene, folder).data["upload"]
    data = (folder / "records.csv").read_bytes()
    assert asks(scene, "PUT", f"/v1/uploads/{upload}/records?begin=0", data).data["whole"] == 1
    assert asks(scene, address="/v1/uploads").data["uploads"][0]["upload"] == upload
    # It is the machine's: not its person's, and received by nobody yet.
    assert api(scene, HEAD, "GET", f"/v1/uploads/{upload}").status == 404
    assert asks(scene).data["total"] == 0
    case = whole_way(scene, Act.SUBMIT, upload).case
    assert (asks(scene).data["total"], asks(scene, address=f"/v1/uploads/{upload}").data["case"]) == (1, case)
    whole_way(scene, Act.EXAMINE, case)
    found = asks(scene, address=f"{ADDRESS}/{case}/findings").data["findings"]
    assert {one["record_id"] for one in found} == {"R002"}


def test_what_a_machine_sends_is_nobodys_word_but_its_officials(scene):
    """The machine's key under the submission itself signs nothing: the submission comes back (R02)."""
    folder = write_submission(scene.folder / "sent", [record(1)])
    own = key(f"{MILL}'s")
    content = (folder / "submission.toml").read_bytes()
    (folder / "submission.toml.p7s").write_bytes(sign_detached(content, own.certificate, own.signer.private_key))
    upload = begun(scene, folder).data["upload"]
    data = (folder / "records.csv").read_bytes()
    asks(scene, "PUT", f"/v1/uploads/{upload}/records?begin=0", data)
    case = whole_way(scene, Act.SUBMIT, upload).case
    assert whole_way(scene, Act.EXAMINE, case).told["sufficient"] == 0


def raw(scene, signed, method="GET", address=ADDRESS, data=b""):
    client = Client(**{OFFICE: scene.office, "HTTP_HOST": "localhost"})
    answer = client.generic(method, address, data, "application/json", headers={HEADER: signed} if signed else {})
    return answer.status_code, answer.content


def shifted(scene, **span):
    scene.now[0] += timedelta(**span)
    signed = header(scene, MILL, "GET", ADDRESS, signs=f"{MILL}'s")
    scene.now[0] -= timedelta(**span)
    return signed


FORGED = {
    "its person's key": lambda s: header(s, MILL, "GET", ADDRESS, signs=HEAD),
    "its person's name, its key": lambda s: header(s, HEAD, "GET", ADDRESS, signs=f"{MILL}'s"),
    "another machine's key": lambda s: header(s, MILL, "GET", ADDRESS, signs="mill-2's"),
    "another machine's name": lambda s: header(s, "mill-2", "GET", ADDRESS, signs=f"{MILL}'s"),
    "a custodian's key": lambda s: header(s, MILL, "GET", ADDRESS, signs="ada"),
    "another method": lambda s: header(s, MILL, "POST", ADDRESS, signs=f"{MILL}'s"),
    "another address": lambda s: header(s, MILL, "GET", f"{ADDRESS}?page=2", signs=f"{MILL}'s"),
    "another body": lambda s: header(s, MILL, "GET", ADDRESS, b"x", signs=f"{MILL}'s"),
    "too old": lambda s: shifted(s, minutes=-16),
    "of tomorrow": lambda s: shifted(s, minutes=16),
}
"""Every way to be wrong in one thing."""


def test_forged_request_of_a_machine_has_the_answer_of_nobody(scene):
    absent = raw(scene, "")
    assert absent[0] == 404
    assert raw(scene, header(scene, MILL, "GET", ADDRESS, signs=f"{MILL}'s"))[0] == 200
    for forgery, made in FORGED.items():
        assert raw(scene, made(scene)) == absent, forgery


def other_agency(scene):
    head = officeholder(HEAD, "Any", "head") | {"agency": "Another Agency"}
    done(scene.load("officeholders", register("officeholders", head)))


ENDED = {
    "taken out of the register": lambda s: done(load_machines(s)),
    "past its term": lambda s: done(load_machines(s, {**HALS, "until": "2025-08-06"})),
    "before its term": lambda s: done(load_machines(s, {**HALS, "since": "2025-08-08"})),
    "of another agency than its person": lambda s: done(load_machines(s, {**HALS, "agency": "Another Agency"})),
    "its person is of another agency": other_agency,
    "answered for by nobody": lambda s: done(load_machines(s, {**HALS, "person": "Nobody"})),
    "answered for by the custodian": lambda s: done(load_machines(s, {**HALS, "person": "ada"})),
    "answered for by who certifies": lambda s: done(load_machines(s, {**HALS, "person": "Kim"})),
    "its person left office": lambda s: done(s.load("officeholders", register("officeholders"))),
    "its person's term ended": lambda s: done(
        s.load("officeholders", register("officeholders", officeholder(HEAD, "Any", "head") | {"until": "2025-08-06"}))
    ),
    "its person's key was lost": lambda s: done(lose_officers(s.office, HEAD, signer("sam"))),
    "its own key was lost": lambda s: done(lose_officers(s.office, MILL, signer("sam"))),
}
"""Whatever ends a machine: from then on it is nobody, and what it signed before counts no more."""


@pytest.mark.parametrize("ends", ENDED.values(), ids=ENDED.keys())
def test_machine_counts_while_it_and_its_person_stand(scene, ends):
    signed = header(scene, MILL, "GET", ADDRESS, signs=f"{MILL}'s")
    assert raw(scene, signed)[0] == 200
    ends(scene)
    assert raw(scene, signed) == raw(scene, "")


def test_machine_of_an_officer_is_told_what_the_officer_is_told(scene):
    with_machines(scene, IDAS)
    scene.submitted()
    assert asks(scene, address=f"{ADDRESS}/{scene.case}").data["told"] == "in_hand"
    assert asks(scene, address=f"{ADDRESS}/{scene.case}/findings").status == 404
    done(scene.load("roster", register("roster", rostered("jon"))))
    assert asks(scene, address=f"{ADDRESS}/{scene.case}").status == 404


def test_replayed_request_of_a_machine_does_nothing_twice(scene):
    folder = write_submission(scene.folder / "sent", [record(1)])
    first, again = (begun(scene, folder, idempotent="ab" * 16) for _ in range(2))
    assert first.data["upload"] == again.data["upload"]
    other = write_submission(scene.folder / "other", [record(4)], "ICE-2025-0002")
    assert begun(scene, other, idempotent="ab" * 16).data["title"] == "upload.key"
    address, data = f"/v1/uploads/{first.data['upload']}/records?begin=0", (folder / "records.csv").read_bytes()
    part = header(scene, MILL, "PUT", address, data, signs=f"{MILL}'s")
    assert [raw(scene, part, "PUT", address, data)[0] for _ in range(2)] == [200, 409]
    assert UploadRow.objects.count() == 1


def test_machine_sends_for_its_own_agency_alone_and_an_id_given_on_sees_nothing_of_before(scene):
    folder = write_submission(scene.folder / "sent", [record(1)])
    upload = begun(scene, folder).data["upload"]
    file = folder / "submission.toml"
    file.write_text(file.read_text().replace(AGENCY, "Another Agency", 1))
    assert begun(scene, folder).data["title"] == "upload.agency"
    other_agency(scene)
    with_machines(scene, {**HALS, "agency": "Another Agency"})
    assert asks(scene, address="/v1/uploads").data["uploads"] == []
    assert asks(scene, address=f"/v1/uploads/{upload}").status == 404


def test_budget_is_the_machines_own_and_its_agencys(scene, monkeypatch):
    monkeypatch.setattr(door, "budgets", lambda: {"ask": (2, 3), "upload": (1, 1)})
    assert [asks(scene).status for _ in range(3)] == [200, 200, 429]
    assert [api(scene, HEAD, "GET", ADDRESS).status for _ in range(2)] == [200, 429]
    assert EntryRow.objects.filter(act="refuse").count() == 2
    assert {one.officer for _, one in refused_on(scene.now[0])} == {MILL, HEAD}
