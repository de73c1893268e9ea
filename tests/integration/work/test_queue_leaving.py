"""Drafting and sealing by the queue: what was shown is what is signed, once; a killed worker is followed by another."""

from dataclasses import replace

import pytest

from factories import done, order, record, register, signer
from factories import scene as make_scene
from killing import check_nothing_is_half
from lockgate.actions.queue import ask, is_entered, own_job, own_jobs, work_once
from lockgate.actions.reconcile import reconcile
from lockgate.actions.release import release
from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.roles import Role
from lockgate.store import crashpoints
from lockgate.store.models.acts import ActRow
from lockgate.store.models.queue import JobRow
from lockgate.store.queue import State, job_of
from queue_parts import asked, officer, signed, whole_way, worked, worker


@pytest.fixture
def located(home, tmp_path):
    scene = make_scene(home, tmp_path / "scene").submitted([record(1), record(2)])
    return scene.confirmed().relevant().located()


@pytest.fixture
def authorized(located):
    return located.proposed().voted().authorized()


def test_draft_is_shown_in_numbers_and_the_very_same_is_put_to_the_vote(located):
    job = asked(located, Act.DISPOSE, located.case)
    shown = worked(located)
    assert (shown.state, shown.told["recipients"], shown.told["granted"]) == (State.TO_SIGN, 2, 2)
    assert "change" not in shown.told
    signed(located, job)
    located.pass_time(minutes=100)
    ended = worked(located)
    assert (ended.state, located.proposal) == (State.DONE, shown.told["proposal"])
    assert located.facts.stage is CaseStage.PROPOSED
    # Drafted again, it says what it changes.
    asked(located, Act.DISPOSE, located.case)
    assert '"former"' in str(worked(located).told["change"])
    check_nothing_is_half(located)


def test_what_is_shown_of_a_draft_lies_sealed_and_is_gone_once_it_is_not_signed(located):
    """Numbers of who was found, and what changed: nobody reads them in the database."""
    job = asked(located, Act.DISPOSE, located.case)
    shown = worked(located)
    kept = bytes(JobRow.objects.get(id=job.id).told)
    assert shown.told["granted"] == 2
    for word in (b"granted", b"recipients", b"seed", shown.told["proposal"].encode()):
        assert word not in kept
    other = asked(located, Act.DISPOSE, located.case, "ann")
    JobRow.objects.filter(id=other.id).update(state=State.TO_SIGN, told=kept, decision=shown.decision)
    with pytest.raises(IntegrityError):
        job_of(other.id)
    JobRow.objects.filter(id=other.id).delete()
    located.pass_time(days=8)
    work_once(located.office, worker(located))
    ended = job_of(job.id)
    assert (ended.state, ended.code, ended.told, ended.decision) == (State.FAILED, "office.unsigned", {}, b"")
    # What was asked for long ago and shown just now waits on.
    again = asked(located, Act.DISPOSE, located.case)
    located.pass_time(days=8)
    assert worked(located).state is State.TO_SIGN
    work_once(located.office, worker(located))
    assert job_of(again.id).state is State.TO_SIGN


def test_job_is_nobodys_to_see_who_lost_its_role(located):
    job = asked(located, Act.DISPOSE, located.case)
    worked(located)
    ada = officer(located, "ada")
    assert [one.id for one in own_jobs(ada, 0, 9)] == [job.id]
    intake = replace(ada, roles=frozenset({Role.INTAKE}))
    assert (own_job(intake, job.id), own_jobs(intake, 0, 9)) == (None, ())


def test_draft_of_a_case_that_changed_meanwhile_is_put_to_no_vote(located):
    job = asked(located, Act.DISPOSE, located.case)
    worked(located)
    signed(located, job)
    located.load("orders", register("orders", order(agreement="another")))
    ended = worked(located)
    assert (ended.state, ended.code, is_entered(ended)) == (State.REFUSED, "office.examine_again", False)
    assert located.proposal == ""


def test_packages_are_sealed_by_the_queue_and_handed_over_by_nobody(authorized):
    before = authorized.facts
    ended = whole_way(authorized, Act.SEAL, authorized.case, "dov")
    assert (ended.state, authorized.facts.stage) == (State.DONE, CaseStage.SEALED)
    assert ActRow.objects.get(act="seal").officer == "dov"
    assert not any(one.handed_over_at for one in authorized.facts.packages)
    assert ActRow.objects.get(act="seal").proposal == before.proposal.hash
    # Asked for again it is refused: there is nothing to seal, and what is sealed is not let go of.
    assert ask(authorized.office, Act.SEAL, officer(authorized, "dov"), authorized.case).code == "office.stage"
    done(release(authorized.office, authorized.case, signer("dov"), authorized.proposal))
    check_nothing_is_half(authorized)


def test_packages_that_are_gone_are_not_sealed_whatever_was_signed(authorized):
    job = asked(authorized, Act.SEAL, authorized.case, "dov")
    worked(authorized)
    reconcile(authorized.office)
    signed(authorized, job)
    ended = worked(authorized)
    assert (ended.state, ended.code) == (State.REFUSED, "office.made")
    assert whole_way(authorized, Act.SEAL, authorized.case, "dov").state is State.DONE


def test_order_that_came_before_the_signature_was_worked_on_stops_the_sealing(authorized):
    job = asked(authorized, Act.SEAL, authorized.case, "dov")
    worked(authorized)
    signed(authorized, job)
    authorized.load("orders", register("orders", order()))
    ended = worked(authorized)
    assert (ended.state, is_entered(ended)) == (State.REFUSED, False)
    assert not ActRow.objects.filter(act="seal").exists()


class _EndedError(Exception):
    pass


@pytest.mark.parametrize(("act", "who"), [(Act.DISPOSE, "ada"), (Act.SEAL, "dov")])
def test_worker_ended_at_any_point_is_followed_by_one_that_does_it_once(act, who, located):
    if act is Act.SEAL:
        located.proposed().voted().authorized()
    job = asked(located, act, located.case, who)
    signed(located, worked(located))
    ended = [ends_at(located, point) for point in ("act.before_commit", "file.after_rename", "act.after_commit")]
    assert any(ended)
    work_once(located.office, worker(located))
    assert job_of(job.id).state is State.DONE
    assert [one for one, _ in located.acts].count(act.value) == 1
    check_nothing_is_half(located)


def ends_at(scene, wanted: str) -> bool:
    def hook(point: str) -> None:
        if point == wanted:
            raise _EndedError

    crashpoints.hook = hook
    try:
        work_once(scene.office, worker(scene))
    except _EndedError:
        return True
    finally:
        crashpoints.hook = crashpoints._pass_on
        JobRow.objects.update(tries=0)
    return False
