"""Killed at every point of a re-issue and of a substitution: done or not done, and never two in one place."""

from collections.abc import Callable
from functools import partial
from itertools import count

import pytest

from factories import Scene, done, signer
from gateway_parts import desk, released, use_form
from lockgate.actions.office import Result
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.actions.reconcile import reconcile
from lockgate.actions.reissue import Again, reissue
from lockgate.actions.substitute import substitute
from lockgate.procedure.reissue_gates import place_of
from lockgate.store import crashpoints
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.decisions import ProposalRow
from lockgate.store.models.log import EntryRow
from lockgate.store.packages import is_fetchable
from lockgate.store.reconciliation import remains
from lockgate.verify.logs import verify_log
from substituting import amendment, authorized, joined, recalled


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(autouse=True)
def _gated(monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")


def at_every_point(scene: Scene, monkeypatch, act: Callable[[], Result], finished: Callable[[], bool]) -> int:
    """Do something, killed at each of its points, from where it got to, until it is done; how often it was killed."""
    kills, nth = 0, 1
    while not finished():
        before, passed = EntryRow.objects.count(), count(1)

        def hook(_point: str, nth=nth, passed=passed) -> None:
            if next(passed) == nth:
                raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(crashpoints, "hook", hook)
            try:
                done(act())
                break
            except Killed:
                kills += 1
        check(scene)
        reconcile(scene.office)
        scene.pass_time(seconds=1)
        # What was entered stays; from there every point is passed anew.
        nth = nth + 1 if EntryRow.objects.count() == before else 1
    assert finished()
    return kills


def handed_over(scene: Scene, officer: str) -> Callable[[], bool]:
    return lambda: any(
        one.recipient == officer and one.handed_over_at is not None and one.recalled_at is None
        for one in scene.facts.packages
    )


def check(scene: Scene) -> None:
    """What holds after every kill, before anything is mended."""
    check_record_of_work()
    facts = scene.facts
    standing = [one for one in facts.packages if (one.recalled_at or one.purged_at) is None]
    places = [place_of(facts, one.recipient) for one in standing]
    assert len(places) == len(set(places))
    assert all(is_fetchable(file.stem) for file in scene.office.home.handover.iterdir())


def ended(scene: Scene) -> None:
    reconcile(scene.office)
    found = remains(scene.office.home)
    assert (found.orphans, found.unfinished, found.owed, found.astray, found.missing) == ((), (), (), (), ())
    publish(scene.office)
    verify_log(scene.office.home.log)


def test_re_issue_killed_at_every_point_is_one_package_or_none(scene, monkeypatch):
    released(scene)
    (mine,) = (one.id for one in scene.facts.packages if one.recipient == "ida")
    done(recall(scene.office, mine, signer("mia"), "Lost."))
    again = Again("ida", "Lost.")
    act = partial(reissue, scene.office, scene.case, signer("dov"), again)
    assert at_every_point(scene, monkeypatch, act, handed_over(scene, "ida")) >= 6
    assert EntryRow.objects.filter(act="reissue").count() == 1
    ended(scene)
    ida = desk(scene)
    assert ida.fetch().code == 0
    assert ida.open().code == 0


def test_substitution_killed_at_every_point_is_one_proposal_and_one_package(scene, monkeypatch):
    joined(released(scene))
    folder = amendment(scene)
    act = partial(substitute, scene.office, scene.case, signer("ada"), folder)
    assert at_every_point(scene, monkeypatch, act, lambda: ProposalRow.objects.count() == 2) >= 2
    assert ProposalRow.objects.count() == 2
    ended(scene)


def test_package_of_a_substitute_killed_at_every_point_is_one_or_none(scene, monkeypatch):
    authorized(scene)
    recalled(scene)
    kay = Again("kay", "Put in ida's place.")
    act = partial(reissue, scene.office, scene.case, signer("dov"), kay)
    assert at_every_point(scene, monkeypatch, act, handed_over(scene, "kay")) >= 6
    assert [one.recipient for one in scene.facts.packages].count("kay") == 1
    ended(scene)
