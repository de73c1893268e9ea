"""Killed at every point where something becomes durable: done or not done, never half, nothing released twice."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count

import pytest

from factories import Scene, done, order, record, register, signer, write_submission
from guarding import use_guards
from killing import STEPS, check_nothing_is_half, hers, is_done, mend, opened, receipt
from lockgate.actions.acknowledge import acknowledge
from lockgate.actions.assign import assign
from lockgate.actions.examine import examine
from lockgate.actions.fetch import fetch
from lockgate.actions.office import Done, Result
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.actions.restore import restore
from lockgate.actions.review import review
from lockgate.actions.rounds import Mark, close_round, put_round
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.store import crashpoints
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.models.rounds import RestoreRow
from lockgate.store.packages import is_fetchable
from lockgate.verify.logs import verify_log


class Killed(BaseException):
    """The process ends here; nothing catches it."""


@pytest.fixture
def killed_at(monkeypatch) -> Callable[[int, Callable[[], Result]], Result | None]:
    """Run something that is killed at its n-th point; None when it was."""

    def run(nth: int, act: Callable[[], Result]) -> Result | None:
        passed = count(1)

        def hook(_point: str) -> None:
            if next(passed) == nth:
                raise Killed

        monkeypatch.setattr(crashpoints, "hook", hook)
        try:
            return act()
        except Killed:
            return None
        finally:
            monkeypatch.undo()

    return run


@pytest.mark.parametrize("mending", [False, True])
def test_every_act_is_done_or_not_done_when_killed_at_every_point(scene, killed_at, mending):
    write_submission(scene.folder / "one", [record(n) for n in (1, 2, 3)])
    kills = 0
    for step in STEPS:
        scene.pass_time(days=1)
        for nth in count(1):
            result = killed_at(nth, lambda step=step: step.do(scene))
            if result is not None:
                assert isinstance(result, Done) or is_done(scene, step), result
                scene.case = scene.case or result.case
                break
            kills += 1
            check_nothing_is_half(scene)
            if mending:
                mend(scene)
            scene.pass_time(seconds=1)
            if is_done(scene, step):
                break
    assert kills > 2 * len(STEPS)
    mend(scene)
    facts = scene.facts
    assert facts.stage is CaseStage.HANDED_OVER
    assert len(facts.packages) == 2
    assert len(list(scene.office.home.sealed.iterdir())) == len(list(scene.office.home.handover.iterdir())) == 2
    wanted = Counter(step.act for step in STEPS) + Counter({"seal": 1})
    entered = Counter(act for act, _ in scene.acts)
    assert {act: n for act, n in entered.items() if act not in {"locate", "examine"}} == {
        act: n for act, n in wanted.items() if act != "locate"
    }


def test_register_is_loaded_or_not_when_killed_at_every_point(scene, killed_at):
    content = register("orders", order(agreement="another"))
    for nth in count(1):
        before = check_record_of_work().entries
        result = killed_at(nth, lambda: scene.load("orders", content))
        added = check_record_of_work().entries - before
        assert added in {0, 1}
        if result is not None:
            break
    assert isinstance(result, Done)
    publish(scene.office)
    verify_log(scene.office.home.log)


def test_fetch_killed_after_its_entry_gives_the_same_bytes_again(scene, killed_at, tmp_path):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    mine = hers(scene)
    for nth in count(1):
        (out := tmp_path / str(nth)).mkdir()
        result = killed_at(nth, lambda out=out: fetch(scene.office, mine, signer("ida"), out))
        check_nothing_is_half(scene)
        if result is not None:
            break
        assert not list(out.iterdir())
    done(result)
    assert [file.stem for file in out.iterdir()] == [mine]


def times_done(scene: Scene, act: str) -> int:
    return Counter(entered for entered, _ in scene.acts)[act]


def kill_until_done(scene: Scene, killed_at, word: str, act: Callable[[], Result]) -> None:
    """Kill an act at each of its points in turn: every time it is wholly done or not done at all."""
    before, kills = times_done(scene, word), 0
    for nth in count(1):
        result = killed_at(nth, act)
        check_nothing_is_half(scene)
        assert times_done(scene, word) in {before, before + 1}
        if result is not None or times_done(scene, word) > before:
            break
        kills += 1
        scene.pass_time(seconds=1)
    assert times_done(scene, word) == before + 1
    assert kills >= 1
    mend(scene)


def test_examine_again_is_done_or_not_done_when_killed_at_every_point(scene, killed_at):
    scene.submitted()
    kill_until_done(scene, killed_at, "examine", lambda: examine(scene.office, scene.case, signer("ada")))
    assert scene.facts.stage is CaseStage.EXAMINED


def test_receipt_and_recall_are_done_or_not_done_when_killed_at_every_point(scene, killed_at, tmp_path):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    mine, given = hers(scene), receipt(scene)
    done(fetch(scene.office, mine, signer("ida"), tmp_path))
    done(opened(scene))
    kill_until_done(scene, killed_at, "acknowledge", lambda: acknowledge(scene.office, mine, signer("ida"), given))
    kill_until_done(scene, killed_at, "recall", lambda: recall(scene.office, mine, signer("leo"), "It should not be."))
    assert not is_fetchable(mine)


def test_round_its_answers_and_a_restoration_are_done_or_not_done_when_killed_at_every_point(
    scene, killed_at, tmp_path
):
    with pytest.MonkeyPatch.context() as patched:
        use_guards(patched, tmp_path, "[review]\nseeds = 2")
        scene.submitted([record(1), record(2)]).confirmed().relevant().located().proposed().pass_time(hours=1)
        ben = signer("ben")
        done(assign(scene.office, scene.case, ben))
        put = partial(put_round, scene.office, scene.case, ben, scene.proposal)
        kill_until_done(scene, killed_at, "round", put)
        seen = put()
        assert [one.seeds for one in scene.facts.rounds] == [seen.seeds], "one round, however often it is shown"
        scene.pass_time(hours=1)
        marks = [Mark(place) for place in range(1, len(seen.items) + 1)]
        close = partial(close_round, scene.office, scene.case, ben, seen.seeds, marks)
        kill_until_done(scene, killed_at, "round_close", close)
        voted = review(scene.office, scene.case, ben, scene.proposal, (Vote.FOR, ""))
        assert voted.code == "office.paused"
        for nth in count(1):
            result = killed_at(nth, partial(restore, scene.office, signer("leo"), "ben", "Spoken with."))
            check_nothing_is_half(scene)
            restored = RestoreRow.objects.count()
            assert ActRow.objects.filter(act="restore").count() == restored <= 1
            if restored:
                break
            assert "ben" in scene.facts.paused
        assert nth > 1
        assert (result is None or isinstance(result, Done), scene.facts.paused) == (True, frozenset())
        assert review(scene.office, scene.case, ben, scene.proposal, (Vote.FOR, "")).code == "office.not_put"
