"""Long acts asked for from afar: shown, signed, done once; a worker that ends at any point loses nothing."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from factories import order, record, register, signer
from factories import scene as make_scene
from killing import check_nothing_is_half
from lockgate.actions.examine import examine
from lockgate.actions.locate import locate
from lockgate.actions.queue import MOST_TRIES, ask, make_anew, own_job, sign_job, work_once
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.store import crashpoints, queue
from lockgate.store.cases import case_ids
from lockgate.store.models.acts import ActRow
from lockgate.store.models.queue import JobRow
from lockgate.store.queue import Job, State, job_of, put_job, take_job
from lockgate.store.uploads import upload_of
from queue_parts import asked, officer, sent, signed, whole_way, worked, worker

MINUTES = timedelta(minutes=2)
POINTS = ("file.before_rename", "file.after_rename", "act.before_commit", "entered", "act.after_commit")


@pytest.fixture
def any_scene(any_home, request, tmp_path):
    address = request.getfixturevalue("postgres_address") if connection.vendor == "postgresql" else ""
    return make_scene(any_home, tmp_path / "scene", address)


def acts(scene) -> list[tuple[str, str]]:
    scene.case = next(iter(case_ids()), "")
    return scene.acts if scene.case else []


def test_submission_from_afar_is_received_examined_and_located(scene):
    upload = sent(scene)
    done = whole_way(scene, Act.SUBMIT, upload.id)
    assert (done.state, done.told["number"], done.rows) == (State.DONE, "ICE-2025-0001", 3)
    assert acts(scene) == [("submit", "ada")]
    assert upload_of(upload.id).case == scene.case == done.case
    assert not (scene.office.home.uploads / upload.id).exists()
    # The examination was asked for with it, and waits to be signed once it is made ready.
    shown = worked(scene)
    assert (shown.act, shown.state, shown.officer) == ("examine", State.TO_SIGN, "ada")
    signed(scene, shown)
    examined = worked(scene)
    assert (examined.state, examined.told["sufficient"]) == (State.DONE, 3)
    scene.confirmed()
    assert whole_way(scene, Act.LOCATE, scene.case).told["records"] == 3
    assert scene.facts.stage is CaseStage.LOCATED
    check_nothing_is_half(scene)


def test_worker_says_what_it_does(scene, monkeypatch):
    scene.submitted()
    job = asked(scene, Act.EXAMINE, scene.case, "ann")
    note, seen = queue.note_stage, []
    monkeypatch.setattr(queue, "note_stage", lambda *told: (note(*told), seen.append(job_of(job.id))))
    worked(scene)
    assert [one.step for one in seen] == list(range(1, len(seen) + 1))
    assert seen[0].stage == "read the facts"
    assert "write the findings and the notice" in {one.stage for one in seen}


def test_asking_twice_is_asking_once(scene):
    scene.submitted()
    first, again = asked(scene, Act.LOCATE, scene.case), asked(scene, Act.LOCATE, scene.case)
    assert first.id == again.id
    assert JobRow.objects.count() == 1


def test_job_is_not_asked_for_by_who_may_not_do_its_act(scene):
    upload = sent(scene)
    assert ask(scene.office, Act.SUBMIT, officer(scene, "dov"), upload.id).code == "R28.role"
    scene.submitted(number="ICE-2")
    assert ask(scene.office, Act.LOCATE, officer(scene, "ben"), scene.case).code == "R28.role"
    assert not JobRow.objects.exists()


def test_job_is_its_officers_own(scene):
    scene.submitted()
    job = asked(scene, Act.LOCATE, scene.case)
    assert own_job(officer(scene, "ada"), job.id) is not None
    assert own_job(officer(scene, "ann"), job.id) is None


def test_signature_of_another_is_refused(scene):
    scene.submitted()
    job = asked(scene, Act.EXAMINE, scene.case)
    shown = worked(scene)
    forged = signer("ben").key.sign(shown.decision)
    assert sign_job(scene.office, officer(scene, "ada"), shown, forged).code == "office.signature"
    assert job_of(job.id).state is State.TO_SIGN


def test_decision_shown_too_long_ago_is_made_anew(scene):
    scene.submitted()
    asked(scene, Act.EXAMINE, scene.case)
    shown = worked(scene)
    scene.pass_time(minutes=16)
    late = signer("ada").key.sign(shown.decision)
    assert isinstance(sign_job(scene.office, officer(scene, "ada"), shown, late), Refusal)
    again = worked(scene)
    assert (again.state, again.decision == shown.decision) == (State.TO_SIGN, False)
    signed(scene, again)
    assert worked(scene).state is State.DONE


def test_signature_over_what_was_shown_before_does_not_sign_what_is_shown_now(any_scene):
    """Two tabs: one has the decision made anew while the other one signs what it still shows."""
    any_scene.submitted()
    job = asked(any_scene, Act.EXAMINE, any_scene.case)
    shown = worked(any_scene)
    assert make_anew(shown)
    again = worked(any_scene)
    assert (again.state, again.decision == shown.decision) == (State.TO_SIGN, False)
    signature = signer("ada").key.sign(shown.decision)
    answer = sign_job(any_scene.office, officer(any_scene, "ada"), shown, signature)
    assert isinstance(answer, Refusal)
    assert (answer.code, job_of(job.id)) == ("office.nonce", again)
    signed(any_scene, again)
    assert worked(any_scene).state is State.DONE


def test_signed_job_is_done_however_long_it_waits(scene):
    scene.submitted()
    asked(scene, Act.EXAMINE, scene.case)
    signed(scene, worked(scene))
    scene.pass_time(minutes=50)
    assert worked(scene).state is State.DONE


def test_decision_that_changed_meanwhile_is_refused_in_the_words_of_the_act(scene):
    scene.submitted()
    asked(scene, Act.EXAMINE, scene.case)
    signed(scene, worked(scene))
    scene.load("orders", register("orders", order(agreement="another")))
    other = examine(scene.office, scene.case, signer("ann"))
    assert not isinstance(other, Refusal)
    # The same decision still: it is entered.
    assert worked(scene).state is State.DONE
    asked(scene, Act.LOCATE, scene.case)
    signed(scene, worked(scene))
    scene.load("orders", register("orders", order()))
    ended = worked(scene)
    assert (ended.state, ended.code) == (State.REFUSED, locate(scene.office, scene.case, signer("ada")).code)
    assert ("locate", "ada") not in acts(scene)


def test_other_outcome_than_was_signed_is_not_entered(scene):
    scene.submitted().confirmed()
    asked(scene, Act.LOCATE, scene.case)
    signed(scene, worked(scene))
    scene.relevant(1)
    scene.load("determinations", register("determinations", {"taxpayer": "*", "determination": "clear",
               "since": "2025-08-02", "by": "mia"}))  # fmt: skip
    ended = worked(scene)
    assert ended.state is State.REFUSED
    assert "again" in ended.sentence
    assert ("locate", "ada") not in acts(scene)


def test_job_that_cannot_be_read_fails_with_its_sentence_and_no_path(scene):
    upload = sent(scene)
    job = asked(scene, Act.SUBMIT, upload.id)
    (scene.office.home.uploads / upload.id / "records.csv").write_text("nothing of the kind\n")
    ended = worked(scene)
    assert (ended.id, ended.state, ended.code) == (job.id, State.FAILED, "office.unreadable")
    assert str(scene.office.home.root) not in ended.sentence
    assert not case_ids()


@pytest.mark.parametrize("first", ["Gale,Abernathy,900-12-3456", "Gale,Gale", "record_id,Gale Abernathy"])
def test_job_on_records_without_a_header_repeats_nothing_of_them(scene, first):
    """What would be the header is a record then, and nobody has taken the case yet (R51)."""
    upload = sent(scene, data=f"{first}\nR001,1,2\n".encode())
    asked(scene, Act.SUBMIT, upload.id)
    ended = worked(scene)
    assert (ended.state, ended.code) == (State.FAILED, "office.unreadable")
    assert "records.csv" in ended.sentence
    assert not any(one in ended.sentence for one in ("Gale", "Abernathy", "900-12"))


def test_one_worker_has_a_job_until_its_lease_ends(any_scene):
    scene = any_scene
    scene.submitted()
    asked(scene, Act.LOCATE, scene.case)
    now = scene.now[0]
    first = take_job("w1", now, MINUTES)
    assert isinstance(first, Job)
    assert take_job("w2", now, MINUTES) is None
    taken = take_job("w2", now + MINUTES + MINUTES, MINUTES)
    assert (taken.id, taken.tries) == (first.id, 2)


def test_job_whose_workers_always_end_is_given_up(scene):
    scene.submitted()
    job = asked(scene, Act.LOCATE, scene.case)
    for number in range(MOST_TRIES):
        scene.pass_time(minutes=3)
        take_job(f"w{number}", scene.now[0], MINUTES)
    ended = work_once(scene.office, worker(scene, minutes=3))
    assert (ended.id, ended.state) == (job.id, State.FAILED)


def test_same_row_put_twice_is_one(scene):
    scene.submitted()
    job = asked(scene, Act.LOCATE, scene.case)
    assert put_job(Job("f" * 32, "locate", "ada", scene.case, State.ASKED, scene.now[0])).id == job.id


class _EndedError(Exception):
    pass


@pytest.mark.parametrize("act", [Act.SUBMIT, Act.EXAMINE, Act.LOCATE])
def test_worker_ended_at_any_point_is_followed_by_one_that_does_it_once(act, scene):
    """One job, whose worker is ended at one point, the next at another, and so on."""
    about = sent(scene, rows=1).id if act is Act.SUBMIT else scene.submitted([record(1)]).case
    job = asked(scene, act, about)
    signed(scene, worked(scene))
    ended: Counter[str] = Counter()
    # A second examination finds the same, and writes no file anew.
    for point in POINTS[2:] if act is Act.EXAMINE else POINTS:
        ended[point] += ends_at(scene, point, act)
        JobRow.objects.update(tries=0)
    work_once(scene.office, worker(scene))
    found = job_of(job.id)
    assert found.state is State.DONE
    scene.case = found.case
    assert [one for one, _ in scene.acts].count(act.value) == (2 if act is Act.EXAMINE else 1)
    assert not list(scene.office.home.uploads.glob("*"))
    if act is Act.LOCATE:
        assert scene.facts.stage is CaseStage.LOCATED
    check_nothing_is_half(scene)
    assert ended.total() >= (2 if act is Act.EXAMINE else 4), ended
    assert ended["entered"] == 1


def ends_at(scene, wanted, act) -> bool:
    """Whether the work ended when it came to that point; ``entered`` is the one after the act's own commit."""
    before = ActRow.objects.filter(act=act.value).count()

    def hook(point: str) -> None:
        entered = point == "act.after_commit" and ActRow.objects.filter(act=act.value).count() > before
        if wanted in {point, "entered" if entered else ""}:
            raise _EndedError

    crashpoints.hook = hook
    try:
        work_once(scene.office, worker(scene))
    except _EndedError:
        return True
    finally:
        crashpoints.hook = crashpoints._pass_on
    return False


def test_hundred_uploads_of_one_agency_keep_nobody_elses_waiting(any_scene):
    """Turns go from agency to agency, and within one from officer to officer: who asks for much waits alone."""
    asks = [("A", "ada", number) for number in range(100)] + [("A", "ann", 100), ("B", "ada", 101), ("C", "ada", 102)]
    for agency, officer_, number in asks:
        at = any_scene.now[0] + timedelta(seconds=number)
        put_job(Job(f"{number:032x}", "submit", officer_, f"{number:032x}", State.ASKED, at, agency=agency))
    late = any_scene.now[0] + MINUTES
    taken = [take_job("w1", late, MINUTES) for _ in range(6)]
    assert [(one.agency, one.officer, int(one.id, 16)) for one in taken] == [
        ("A", "ada", 0), ("B", "ada", 101), ("C", "ada", 102), ("A", "ann", 100), ("A", "ada", 1), ("A", "ada", 2)
    ]  # fmt: skip
    # Somebody new is next, however many of the others wait.
    put_job(Job("d" * 32, "submit", "ann", "d" * 32, State.ASKED, late, agency="D"))
    assert take_job("w2", late, MINUTES).agency == "D"


def test_job_is_of_the_agency_whose_request_it_is_about(scene):
    upload = sent(scene)
    assert asked(scene, Act.SUBMIT, upload.id).agency == upload.agency
    scene.submitted(number="ICE-2")
    assert asked(scene, Act.LOCATE, scene.case).agency == upload.agency


def test_workers_at_the_same_time_take_different_jobs(any_scene):
    now = any_scene.now[0]
    for number in range(6):
        put_job(Job(f"{number:032x}", "locate", "ada", f"{number:032x}", State.ASKED, now))

    def take(name: str) -> str:
        try:
            found = take_job(name, now, MINUTES)
            return found.id if found is not None else ""
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, [f"w{n}" for n in range(6)]))
    # Whoever meets a row that another one just takes may go on to the next, or away; nobody takes it too.
    assert len(set(taken) - {""}) == len([one for one in taken if one])
    assert len(set(taken) - {""}) >= 4
