"""Killed at every step of an opening: a package is opened not at all or exactly once."""

from collections.abc import Callable
from itertools import count

import pytest

from gateway_parts import Told, desk, released, use_form
from lockgate.actions.publish import publish
from lockgate.actions.reconcile import hops_open, reconcile
from lockgate.procedure.custody import Custody, custody_of
from lockgate.store import crashpoints
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.gateway import GrantRow, OpeningRow
from lockgate.store.models.releases import ReceiptRow
from lockgate.verify.logs import verify_log


class Killed(BaseException):
    """The gateway's process ends here."""


@pytest.fixture(autouse=True)
def _gated(monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")


def killed_at(monkeypatch, nth: int, act: Callable[[], Told]) -> Told | None:
    """Do something while the gateway is killed at its n-th point; None when it was."""
    passed = count(1)

    def hook(_point: str) -> None:
        if next(passed) == nth:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(crashpoints, "hook", hook)
        try:
            return act()
        except Killed:
            return None


def test_opening_killed_at_every_point_is_opened_exactly_once(scene, monkeypatch):
    ida = desk(released(scene))
    assert ida.fetch().code == 0
    kills = 0
    for nth in count(1):
        told = killed_at(monkeypatch, nth, ida.open)
        check_record_of_work()
        assert OpeningRow.objects.count() <= 1
        assert GrantRow.objects.count() <= OpeningRow.objects.count()
        if told is not None and told.code == 0:
            break
        kills += 1
        assert told is None
        if ida.answers.exists():  # killed while the receipt came: it is given anew
            assert OpeningRow.objects.count() == GrantRow.objects.count() == 1
            if not ReceiptRow.objects.exists():
                assert ida.acknowledge().code == 0
            break
        hops_open(scene.office)
        reconcile(scene.office)
        scene.pass_time(seconds=1)
    assert kills >= 6
    assert (OpeningRow.objects.count(), GrantRow.objects.count(), ReceiptRow.objects.count()) == (1, 1, 1)
    mine = next(one for one in scene.facts.packages if one.id == ida.package)
    assert custody_of(mine) is Custody.ACKNOWLEDGED
    publish(scene.office)
    verify_log(scene.office.home.log)
    hops_open(scene.office)


def test_erasure_killed_at_every_point_is_done_or_not_done(scene, monkeypatch):
    ida = desk(released(scene))
    assert ida.fetch().code == 0
    scene.pass_time(days=31)
    for nth in count(1):
        due = hops_open(scene.office)["keys_due"]
        assert due in {0, 2}
        if killed_at(monkeypatch, nth, lambda: Told(0, {}, str(reconcile(scene.office)))) is not None:
            break
        check_record_of_work()
    assert hops_open(scene.office)["keys_due"] == 0
