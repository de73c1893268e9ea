"""What is past its days is ended by the job that whoever runs the office runs each day; what is evidence stays."""

from datetime import timedelta

from factories import record, write_submission
from lockgate.actions.draft import begin_draft
from lockgate.actions.over import UNFINISHED_UPLOADS, end_what_is_over
from lockgate.actions.signin import LONGEST, sign_in
from lockgate.actions.uploads import begin_upload, folder_of
from lockgate.procedure.drafts import KEPT
from lockgate.store.cases import LOOKED_AT_AFTER
from lockgate.store.drafts import all_drafts
from lockgate.store.host_office import old_cases
from lockgate.store.sessions import sessions_of
from lockgate.store.uploads import upload_of
from queue_parts import declared, officer, uploaded


def over(scene, **looks):
    return end_what_is_over(scene.office, scene.now[0], **looks)


def test_upload_that_never_came_whole_is_erased_after_its_days_and_a_whole_one_stays(scene):
    half, whole = (write_submission(scene.folder / name, [record(1)], name) for name in ("S-1", "S-2"))
    begun = begin_upload(scene.office, "ida", officer(scene, "ida"), "S-1", declared(half))
    kept = uploaded(scene, whole, "S-2")
    scene.now[0] += UNFINISHED_UPLOADS
    assert over(scene)["uploads_over"] == 0
    scene.pass_time(minutes=1)
    assert over(scene, look_only=True)["uploads_over"] == 1
    assert folder_of(scene.office, begun.id).exists()
    assert over(scene)["uploads_over"] == 1
    assert upload_of(begun.id) is None
    assert not folder_of(scene.office, begun.id).exists()
    assert upload_of(kept.id) is not None
    assert folder_of(scene.office, kept.id).exists()
    assert over(scene)["uploads_over"] == 0


def test_draft_that_nobody_changed_is_erased_after_its_days(scene):
    begun = begin_draft(scene.office, officer(scene, "ida"))
    scene.now[0] += KEPT
    assert over(scene)["drafts_over"] == 0
    scene.pass_time(minutes=1)
    assert over(scene, look_only=True)["drafts_over"] == 1
    assert [one.id for one in all_drafts(scene.office.home)] == [begun.id]
    assert over(scene)["drafts_over"] == 1
    assert all_drafts(scene.office.home) == ()


def test_session_is_dropped_after_its_longest(scene):
    sign_in(scene.office, "ida", officer(scene, "ida").key, "card", scene.now[0])
    scene.now[0] += LONGEST
    over(scene, look_only=True)
    over(scene)
    assert len(sessions_of("ida")) == 1
    real = scene.now[0]
    scene.pass_time(days=2)
    end_what_is_over(scene.office, real)
    assert len(sessions_of("ida")) == 1
    over(scene)
    assert sessions_of("ida") == ()


def test_old_cases_are_listed_and_stay(scene):
    scene.submitted()
    scene.now[0] += LOOKED_AT_AFTER - timedelta(days=1)
    assert "none was opened" in old_cases(scene.now[0]).how
    scene.pass_time(days=2)
    assert over(scene)["cases_to_look_at"] == 1
    assert scene.case in old_cases(scene.now[0]).how
    assert over(scene)["cases_to_look_at"] == 1
