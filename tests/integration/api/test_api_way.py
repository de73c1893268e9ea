"""A submission over the API: sent in parts, received and examined by signed jobs, told only what may be told."""

from base64 import b64encode
from hashlib import sha256

import pytest
from django.test import Client

from api_parts import api, header, told
from factories import record, signer, write_submission
from lockgate.actions import door, events
from lockgate.actions.gateway import OFFICE
from lockgate.actions.publish import publish
from lockgate.actions.uploads import LARGEST
from lockgate.store.models.log import EntryRow
from lockgate.store.models.queue import UploadRow
from queue_parts import worked

HEAD = "Hal Head"


@pytest.fixture
def folder(scene):
    poor = record(3, address_line1="", tin="")
    return write_submission(scene.folder / "sent", [record(1), record(2), poor])


def begun(scene, folder, **other):
    body = {
        "submission": (folder / "submission.toml").read_text(encoding="utf-8"),
        "signature": b64encode((folder / "submission.toml.p7s").read_bytes()).decode(),
        "size": (folder / "records.csv").stat().st_size,
    }
    return api(scene, "ida", "POST", "/v1/uploads", body, **other)


def sent_whole(scene, folder) -> str:
    upload = begun(scene, folder).data["upload"]
    data = (folder / "records.csv").read_bytes()
    assert api(scene, "ida", "PUT", f"/v1/uploads/{upload}/records?begin=0", data).status == 200
    return upload


def signed_job(scene, who, act, about) -> dict:
    job = api(scene, who, "POST", "/v1/jobs", {"act": act, "about": about}).data["job"]
    return signed_by(scene, who, job)


def signed_by(scene, who, job) -> dict:
    worked(scene)
    shown = api(scene, who, "GET", f"/v1/jobs/{job}").data
    assert shown["state"] == "to_sign", shown
    signature = signer(who).key.sign(shown["decision"].encode()).hex()
    assert api(scene, who, "POST", f"/v1/jobs/{job}/signature", {"signature": signature}).status == 200
    worked(scene)
    return api(scene, who, "GET", f"/v1/jobs/{job}").data


def test_signature_by_another_key_is_refused_and_told_in_a_line(scene, monkeypatch, caplog):
    monkeypatch.setattr(events, "_told", {})
    scene.submitted()
    job = api(scene, "ada", "POST", "/v1/jobs", {"act": "examine", "about": scene.case}).data["job"]
    worked(scene)
    shown = api(scene, "ada", "GET", f"/v1/jobs/{job}").data
    forged = signer("ben").key.sign(shown["decision"].encode()).hex()
    answer = api(scene, "ada", "POST", f"/v1/jobs/{job}/signature", {"signature": forged})
    assert (answer.status, answer.data["title"]) == (409, "office.signature")
    assert api(scene, "ada", "GET", f"/v1/jobs/{job}").data == shown
    said = [one.getMessage() for one in caplog.records if one.name == "lockgate.web"]
    assert said == ["A signature of ada was refused: office.signature"]


def test_submission_goes_its_way_over_the_api(scene, folder):
    upload = sent_whole(scene, folder)
    assert api(scene, "ada", "GET", "/v1/uploads").data["uploads"][0]["upload"] == upload
    done = signed_job(scene, "ada", "submit", upload)
    assert (done["state"], done["told"]["number"], done["rows"]) == ("done", "ICE-2025-0001", 3)
    case = done["case"]
    assert api(scene, "ida", "GET", f"/v1/uploads/{upload}").data["case"] == case
    assert api(scene, "ida", "GET", f"/v1/submissions/{case}").data["told"] == "received"
    (waiting,) = [one for one in api(scene, "ada", "GET", "/v1/jobs").data["jobs"] if one["state"] == "asked"]
    assert signed_by(scene, "ada", waiting["job"])["told"]["returned"] == 1
    assert api(scene, "ida", "GET", "/v1/submissions").data["submissions"][0]["told"] == "in_hand"
    found = api(scene, HEAD, "GET", f"/v1/submissions/{case}/findings").data
    assert {one["record_id"] for one in found["findings"]} == {"R003"}
    assert "R05" in {one["rule"] for one in found["findings"]}
    assert (found["more"], api(scene, "ida", "GET", f"/v1/submissions/{case}/findings").status) == (0, 404)
    publish(scene.office)
    entry = signed_entry(scene, case)
    proof = api(scene, "ida", "GET", f"/v1/proofs/entries/{entry}")
    assert (proof.status, proof.body.startswith(b"c2sp.org/tlog-proof@v1")) == (200, True)


def signed_entry(scene, case) -> str:
    scene.case = case
    return scene.facts.acts[-1].entry


def test_records_come_in_parts_and_go_on_where_they_stopped(scene, folder):
    upload = begun(scene, folder).data["upload"]
    data = (folder / "records.csv").read_bytes()
    assert api(scene, "ida", "PUT", f"/v1/uploads/{upload}/records?begin=0", data[:500]).data["received"] == 500
    again = api(scene, "ida", "PUT", f"/v1/uploads/{upload}/records?begin=0", data[:500])
    assert (again.status, again.data["title"], "500 of" in again.data["detail"]) == (409, "upload.offset", True)
    # What a killed process wrote past what was counted is cut off.
    file = scene.office.home.uploads / upload / "records.csv"
    file.write_bytes(data[:500] + b"half a part")
    found = api(scene, "ida", "PUT", f"/v1/uploads/{upload}/records?begin=500", data[500:])
    assert (found.status, found.data["whole"]) == (200, 1)
    assert file.read_bytes() == data


def test_records_that_were_not_declared_are_not_taken(scene, folder):
    upload = begun(scene, folder).data["upload"]
    data = bytearray((folder / "records.csv").read_bytes())
    data[-2] ^= 1
    found = api(scene, "ida", "PUT", f"/v1/uploads/{upload}/records?begin=0", bytes(data))
    assert (found.status, found.data["title"]) == (422, "upload.hash")
    assert api(scene, "ida", "GET", f"/v1/uploads/{upload}").data["received"] == 0


def test_long_declaration_is_taken_and_a_longer_one_refused(scene, folder):
    file = folder / "submission.toml"
    content = file.read_text(encoding="utf-8")
    for letters, status in ((300_000, 200), (5_000_000, 413)):
        file.write_text(content + "#" * letters + "\n", encoding="utf-8")
        assert begun(scene, folder).status == status


def test_file_larger_than_the_bound_is_not_begun(scene, folder):
    declared = (folder / "submission.toml").read_text(encoding="utf-8")
    for size, status in ((LARGEST, 200), (LARGEST + 1, 422), (0, 422)):
        body = {"submission": declared, "signature": "", "size": size}
        assert api(scene, "ida", "POST", "/v1/uploads", body).status == status


def test_part_other_than_was_signed_is_not_taken(scene, folder):
    upload = begun(scene, folder).data["upload"]
    address = f"/v1/uploads/{upload}/records?begin=0"
    other = header(scene, "ida", "PUT", address, b"other")
    assert api(scene, "ida", "PUT", address, b"these", header=other).data["title"] == "upload.body"


def test_same_key_is_the_same_upload_and_no_other(scene, folder, tmp_path):
    first, again = (begun(scene, folder, idempotent="ab" * 16) for _ in range(2))
    assert first.data["upload"] == again.data["upload"]
    other = write_submission(tmp_path / "other", [record(4)], "ICE-2025-0002")
    used = begun(scene, other, idempotent="ab" * 16)
    assert (used.status, used.data["title"]) == (409, "upload.key")
    assert UploadRow.objects.count() == 1


def test_submission_of_another_agency_is_not_taken(scene, folder):
    file = folder / "submission.toml"
    file.write_text(file.read_text().replace("U.S. Immigration and Customs Enforcement", "Another Agency", 1))
    assert begun(scene, folder).data["title"] == "upload.agency"


@pytest.mark.parametrize("wrong", ["nobody", "another key", "another address", "long ago", "no header", "garbage"])
def test_who_is_nobody_learns_nothing(scene, wrong):
    address = "/v1/submissions"
    absent = told(Client(**{OFFICE: scene.office}).get("/v1/nowhere"))
    signed = {
        "nobody": lambda: header(scene, "eve", "GET", address),
        "another key": lambda: header(scene, "ida", "GET", address, signs="jon"),
        "another address": lambda: header(scene, "ida", "GET", "/v1/packages"),
        "long ago": lambda: header(scene, "ida", "GET", address),
        "no header": lambda: " ",
        "garbage": lambda: "e30=",
    }[wrong]()
    if wrong == "long ago":
        scene.pass_time(minutes=20)
    found = api(scene, "ida", "GET", address, header=signed)
    assert (found.status, found.body) == (404, absent.body)


def test_budget_is_kept_by_officer_and_agency_and_entered(scene, monkeypatch):
    monkeypatch.setattr(door, "budgets", lambda: {"ask": (2, 3), "upload": (1, 1)})
    assert [api(scene, "ida", "GET", "/v1/packages").status for _ in range(3)] == [200, 200, 429]
    assert [api(scene, "jon", "GET", "/v1/packages").status for _ in range(2)] == [200, 429]
    found = api(scene, "ida", "GET", "/v1/packages")
    assert (found.data["title"], int(found.headers["Retry-After"]) > 0) == ("office.budget", True)
    assert EntryRow.objects.filter(act="refuse").count() == 2
    scene.pass_time(hours=1)
    assert api(scene, "ida", "GET", "/v1/packages").status == 200


def test_uploads_have_a_budget_of_their_own(scene, folder, monkeypatch):
    monkeypatch.setattr(door, "budgets", lambda: {"ask": (100, 100), "upload": (1, 1)})
    assert [begun(scene, folder).status for _ in range(2)] == [200, 429]


def test_hash_that_is_signed_is_of_the_body(scene):
    signed = header(scene, "ada", "POST", "/v1/jobs", b"{}")
    assert sha256(b"{}").hexdigest() != sha256(b'{"act":"locate"}').hexdigest()
    assert api(scene, "ada", "POST", "/v1/jobs", {"act": "locate", "about": "0" * 32}, header=signed).status == 404
