"""Long acts at the console: asked for, shown, signed, done by a worker; what came by the API is received there."""

import re
from time import sleep

import pytest

from console_parts import Console, fields
from lockgate.actions import locate as reading
from lockgate.actions import queued
from lockgate.actions.queue import work_once
from lockgate.cli.serve import worker_beside
from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.store.cases import viewed
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.queue import State, job_of
from lockgate.web import arrived as page
from queue_parts import asked, sent, worker

NUMBER = "ICE-2025-0001"


@pytest.fixture
def larger(monkeypatch):
    """As if the records were more than a page receives at once."""
    monkeypatch.setattr(page, "AT_ONCE", 0)


def worked(console: Console):
    return work_once(console.office, worker(console.scene))


def signed(browser, address: str):
    shown = browser.get(address)
    assert "What you sign" in shown.content.decode(), shown.content.decode()
    return browser.post(address, fields(shown))


@pytest.mark.usefixtures("larger")
def test_what_came_by_the_api_is_received_and_examined_at_the_console(console):
    ada = console.browser("ada")
    upload = sent(console.scene)
    assert "by the API, ida" in ada.get("/arrived").content.decode()
    address = ada.post(f"/arrived/{upload.id}")["Location"]
    assert ada.post(f"/arrived/{upload.id}")["Location"] == address
    assert "You may leave this page" in ada.get(address).content.decode()
    assert console.browser("ann").get(address).status_code == 404
    worked(console)
    assert signed(ada, address)["Location"] == address
    assert "a worker does it" in ada.get(address).content.decode()
    worked(console)
    done = ada.get(address).content.decode()
    case = job_of(address.rpartition("/")[2]).case
    assert f'href="/cases/{case}"' in done
    assert NUMBER not in ada.get("/arrived").content.decode()
    assert viewed(case).stage is CaseStage.SUBMITTED
    # Its examination was made ready meanwhile, and waits for the same officer.
    worked(console)
    ready = ada.get("/jobs").content.decode().partition("Examine again")[0].rpartition("/jobs/")[2].partition('"')[0]
    signed(ada, f"/jobs/{ready}")
    worked(console)
    assert viewed(case).stage is CaseStage.EXAMINED
    assert [one.officer for one in ActRow.objects.filter(case_id=case).order_by("id")] == ["ada", "ada"]
    check_record_of_work()


def test_small_one_by_the_api_is_received_at_once_in_a_rehearsal(console):
    ada = console.browser("ada")
    upload = sent(console.scene)
    case = ada.post(f"/arrived/{upload.id}")["Location"].rpartition("/")[2]
    assert viewed(case).stage is CaseStage.EXAMINED
    for behind in (ada.get(f"/arrived/{upload.id}", follow=True), ada.post(f"/arrived/{upload.id}", follow=True)):
        assert "Nothing was done just now" in behind.content.decode()
    assert not (console.office.home.uploads / upload.id).exists()


def test_examination_and_reading_are_asked_for_on_the_case_and_refused_by_their_gates(proposed):
    ada = proposed.browser("ada")
    assert "Open</strong>" in ada.get(f"{proposed.case}/examine").content.decode()
    address = ada.post(f"{proposed.case}/examine")["Location"]
    worked(proposed)
    shown = ada.get(address).content.decode()
    # What it comes to is shown before it is signed.
    assert re.search(r"<dt>Sufficient</dt><dd>3</dd>", shown), shown
    before = ActRow.objects.count()
    signed(ada, address)
    worked(proposed)
    assert ActRow.objects.count() == before + 1
    assert ActRow.objects.latest("id").act == Act.EXAMINE
    answer = ada.post(f"{proposed.case}/locate")
    assert (answer.status_code, "office.stage" in answer.content.decode()) == (409, True)


def test_worker_beside_a_rehearsals_server_works_and_ends_with_it(proposed):
    job = asked(proposed.scene, Act.EXAMINE, proposed.scene.case)
    with worker_beside(proposed.office.home) as process:
        for _ in range(600):
            if job_of(job.id).state is State.TO_SIGN:
                break
            sleep(0.1)
        assert job_of(job.id).state is State.TO_SIGN
        assert process.poll() is None
    assert process.poll() is not None


def test_other_bytes_than_those_shown_are_not_signed(proposed):
    ada = proposed.browser("ada")
    address = ada.post(f"{proposed.case}/examine")["Location"]
    worked(proposed)
    shown = fields(ada.get(address))
    other = shown["decision"].replace('"act":"examine"', '"act":"locate"')
    assert ada.post(address, {**shown, "decision": other}).status_code == 404
    assert job_of(address.rpartition("/")[2]).state is State.TO_SIGN


@pytest.fixture
def large(monkeypatch):
    """As if every case had more records than are drafted and sealed at once."""
    monkeypatch.setattr(queued, "RECORDS_AT_ONCE", 0)


@pytest.mark.usefixtures("large")
def test_large_case_is_authorized_and_released_by_a_worker(proposed):
    proposed.scene.voted()
    proposed.resume()
    dov = proposed.browser("dov")
    for end, stage in (
        ("authorize", CaseStage.AUTHORIZED), ("release", CaseStage.SEALED), ("release", CaseStage.HANDED_OVER)
    ):  # fmt: skip
        assert "was not judged under what holds now" in dov.get(f"{proposed.case}/{end}").content.decode()
        address = dov.post(f"{proposed.case}/{end}")["Location"]
        worked(proposed)
        judged = dov.get(f"{proposed.case}/{end}").content.decode()
        assert "was judged at" in judged
        assert "Shut</strong>" not in judged
        signed(dov, address)
        worked(proposed)
        assert viewed(proposed.scene.case).stage is stage
        proposed.scene.pass_time(days=1 if end == "authorize" else 0, minutes=1)
        proposed.resume()
    check_record_of_work()


@pytest.mark.usefixtures("large")
def test_job_to_sign_says_its_case_and_gates_and_where_what_was_judged_holds_no_more(proposed):
    proposed.scene.voted()
    proposed.resume()
    dov = proposed.browser("dov")
    address = dov.post(f"{proposed.case}/authorize")["Location"]
    worked(proposed)
    page = dov.get(address).content.decode()
    assert all(one in page for one in (f"Authorize: case {NUMBER}</h1>", "was judged at", "Open</strong>"))
    assert ("holds no more" in page, "You authorize the carried proposal" in page, "Sign: Authorize<" in page) == (
        False, True, True
    )  # fmt: skip
    assert f'href="{address}">Authorize: case {NUMBER}</a>' in dov.get("/work").content.decode()
    dov.post("/rehearsal/time", {"span": "day"})
    page = dov.get(address).content.decode()
    assert "What was judged for you holds no more" in page
    before = ActRow.objects.count()
    assert dov.post(address, {"step": "anew"})["Location"] == address
    assert job_of(address.rpartition("/")[2]).state is State.ASKED
    worked(proposed)
    assert ("holds no more" in dov.get(address).content.decode(), ActRow.objects.count()) == (False, before)
    signed(dov, address)
    worked(proposed)
    assert dov.post(address, {"step": "anew"}).status_code == 302
    assert (job_of(address.rpartition("/")[2]).state, viewed(proposed.scene.case).stage) == (
        State.DONE, CaseStage.AUTHORIZED
    )  # fmt: skip


@pytest.mark.usefixtures("large")
def test_large_case_is_drafted_by_a_worker_and_shown_before_it_is_signed(proposed):
    ada, former = proposed.browser("ada"), proposed.scene.proposal
    assert "A worker makes it" in ada.get(f"{proposed.case}/dispose").content.decode()
    address = ada.post(f"{proposed.case}/dispose")["Location"]
    assert ada.post(f"{proposed.case}/dispose")["Location"] == address
    worked(proposed)
    page = ada.get(address).content.decode()
    assert all(one in page for one in ("What it changes", "Granted", "Hash of the proposal", former[:8])), page
    assert proposed.scene.proposal == former
    signed(ada, address)
    worked(proposed)
    assert "It is done." in ada.get(address).content.decode()
    assert proposed.scene.proposal in page
    assert proposed.scene.proposal != former
    check_record_of_work()


def test_job_that_ended_badly_says_what_is_entered_and_what_is_not(examined, monkeypatch):
    """A reading is entered before it is read; an examination that was not made is not."""
    ada = examined.browser("ada")
    before = ada.post(f"{examined.case}/examine")["Location"]
    with monkeypatch.context() as broken:
        broken.setattr(queued, "examined_now", _breaks)
        worked(examined)
    assert "It could not be done; the act is not entered." in ada.get(before).content.decode()
    after = ada.post(f"{examined.case}/locate")["Location"]
    worked(examined)
    signed(ada, after)
    with monkeypatch.context() as broken:
        broken.setattr(reading, "locate_identities", _breaks)
        worked(examined)
    page = ada.get(after).content.decode()
    assert "That the custodian’s file is read is entered" in page
    assert "nothing was written" not in page
    assert "not entered" not in page
    assert viewed(examined.scene.case).stage is CaseStage.READING
    assert "That the custodian’s file is read is entered" in ada.get("/jobs").content.decode()


def _breaks(*_given: object) -> None:
    raise IntegrityError("broken")
