"""Killed at every point where something becomes durable: done or not done, never half, nothing released twice."""

from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest

from factories import Scene, done, key, order, record, register, signer, write_submission
from lockgate.actions.acknowledge import acknowledge
from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.dispose import dispose
from lockgate.actions.examine import examine
from lockgate.actions.fetch import fetch
from lockgate.actions.find import Found, find
from lockgate.actions.locate import locate
from lockgate.actions.office import Done, Result
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.actions.reconcile import reconcile
from lockgate.actions.release import release
from lockgate.actions.review import review
from lockgate.actions.submit import submit
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.seal.packages import verify_package
from lockgate.seal.receipts import Receipt, sign_receipt, signed_receipt_bytes
from lockgate.store import crashpoints
from lockgate.store.cases import case_ids, viewed
from lockgate.store.fsck import check_record_of_work
from lockgate.store.keyring import load_release_signer
from lockgate.store.packages import is_fetchable, read_sealed
from lockgate.store.publication import published_size
from lockgate.store.reconciliation import remains
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


def check_nothing_is_half(scene: Scene) -> None:
    """What holds after every kill, before anything is mended."""
    check_record_of_work()
    home = scene.office.home
    assert all(is_fetchable(file.stem) for file in home.handover.iterdir())
    for case in case_ids():
        facts = viewed(case, published_size(home))
        per_proposal = Counter((package.proposal, package.recipient) for package in facts.packages)
        assert set(per_proposal.values()) <= {1}
        assert all(package.published for package in facts.packages if package.handed_over_at)


def mend(scene: Scene) -> None:
    """What an operator does after a crash."""
    reconcile(scene.office)
    found = remains(scene.office.home)
    assert (found.orphans, found.unfinished, found.owed, found.astray, found.missing) == ((), (), (), (), ())
    publish(scene.office)
    verify_log(scene.office.home.log)


Step = tuple[str, str, Callable[[Scene], Result]]

FINDING = Found("R47.finding", met=True, reason="Looked at.", scope=Scope(Reach.ROWS, rows=frozenset({1, 2, 3})))
MATTERS = ["M-001", "M-002", "M-003"]
STEPS: list[Step] = [
    ("submit", "ada", lambda s: submit(s.office, s.folder / "one", signer("ada"))),
    ("confirm", "ida", lambda s: confirm(s.office, s.case, signer("ida"), MATTERS)),
    ("confirm", "jon", lambda s: confirm(s.office, s.case, signer("jon"), MATTERS)),
    ("find", "ada", lambda s: find(s.office, s.case, signer("ada"), [FINDING])),
    ("locate", "ada", lambda s: locate(s.office, s.case, signer("ada"))),
    ("dispose", "ada", lambda s: dispose(s.office, s.case, signer("ada"))),
    ("review", "ben", lambda s: review(s.office, s.case, signer("ben"), s.proposal, (Vote.FOR, ""))),
    ("review", "cyd", lambda s: review(s.office, s.case, signer("cyd"), s.proposal, (Vote.FOR, ""))),
    ("authorize", "dov", lambda s: authorize(s.office, s.case, signer("dov"), s.proposal)),
    ("handover", "dov", lambda s: release(s.office, s.case, signer("dov"), s.proposal)),
]
ENTERED = Counter(act for act, _, _ in STEPS) + Counter({"seal": 1})


def is_done(scene: Scene, act: str, who: str) -> bool:
    if act == "submit":
        scene.case = next(iter(case_ids()), "")
        if scene.case and scene.facts.stage is CaseStage.SUBMITTED:
            done(examine(scene.office, scene.case, signer("ada")))
        return bool(scene.case)
    if act == "locate":
        return scene.facts.stage is CaseStage.LOCATED
    return any((one.act.value, one.officer) == (act, who) for one in scene.facts.acts)


@pytest.mark.parametrize("mending", [False, True])
def test_every_act_is_done_or_not_done_when_killed_at_every_point(scene, killed_at, mending):
    write_submission(scene.folder / "one", [record(n) for n in (1, 2, 3)])
    kills = 0
    for act, who, step in STEPS:
        scene.pass_time(days=1)
        for nth in count(1):
            result = killed_at(nth, lambda step=step: step(scene))
            if result is not None:
                assert isinstance(result, Done) or is_done(scene, act, who), result
                scene.case = scene.case or result.case
                break
            kills += 1
            check_nothing_is_half(scene)
            if mending:
                mend(scene)
            scene.pass_time(seconds=1)
            if is_done(scene, act, who):
                break
    assert kills > 2 * len(STEPS)
    mend(scene)
    facts = scene.facts
    assert facts.stage is CaseStage.HANDED_OVER
    assert len(facts.packages) == 2
    assert len(list(scene.office.home.sealed.iterdir())) == len(list(scene.office.home.handover.iterdir())) == 2
    entered = Counter(one.act.value for one in facts.acts)
    assert {act: n for act, n in entered.items() if act not in {"locate", "examine"}} == {
        act: n for act, n in ENTERED.items() if act != "locate"
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
    mine = next(package for package in scene.facts.packages if package.recipient == "ida").id
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
    return Counter(one.act.value for one in scene.facts.acts)[act]


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
    mine = next(package for package in scene.facts.packages if package.recipient == "ida").id
    done(fetch(scene.office, mine, signer("ida"), tmp_path))
    release_certificate = load_release_signer(scene.office.home).certificate_der
    verified = verify_package(read_sealed(scene.office.home, mine), release_certificate)
    body = Receipt(verified.manifest.terms.package, verified.manifest_hash, "ida", "2025-08-09T12:00:00Z")
    given = signed_receipt_bytes(sign_receipt(body, key("ida").signer.private_key))
    kill_until_done(scene, killed_at, "acknowledge", lambda: acknowledge(scene.office, mine, signer("ida"), given))
    kill_until_done(scene, killed_at, "recall", lambda: recall(scene.office, mine, signer("leo"), "It should not be."))
    assert not is_fetchable(mine)
