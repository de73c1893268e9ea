"""Killed at every step of an opening, and raced by an order: a package is opened not at all or exactly once."""

import shutil
import threading
from collections.abc import Callable
from itertools import count
from time import monotonic

import pytest
from django.db import connections

from factories import Scene, done, opened_scene, order, register
from factories import scene as make_scene
from gateway_parts import Desk, Told, desk, released, use_form
from lockgate.actions.publish import publish
from lockgate.actions.reconcile import hops_open, reconcile
from lockgate.procedure.custody import Custody, custody_of
from lockgate.store import crashpoints
from lockgate.store.fsck import check_record_of_work
from lockgate.store.home import Home, attach
from lockgate.store.models.gateway import GrantRow, OpeningRow
from lockgate.store.models.releases import ReceiptRow
from lockgate.verify.logs import verify_log
from postgres_server import DATABASE, administer

RUNS, FEW = 12, 6
MANY = 1_000
PATIENCE_SECONDS = 4


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


def raced(scene: Scene, ida: Desk, after: float) -> float:
    """One opening, and an order so many seconds after its beginning: no key leaves after the order's commit.

    How long the opening took is answered.
    """
    at_commit: list[int] = []
    content = register("orders", order())

    def enter_order() -> None:
        try:
            threading.Event().wait(after)
            done(scene.load("orders", content))
            at_commit.append(GrantRow.objects.count())
        finally:
            connections["default"].close()

    other = threading.Thread(target=enter_order)
    began = monotonic()
    other.start()
    told = ida.open()
    took = monotonic() - began
    other.join()
    assert at_commit == [GrantRow.objects.count()]
    assert ida.answers.exists() == (told.code == 0)
    assert OpeningRow.objects.count() <= 1
    assert GrantRow.objects.exists() or not ida.answers.exists()
    check_record_of_work()
    return took


def on_sqlite(scene: Scene, copy: Home) -> str:
    """A copy of the whole home; the database is a file in it."""
    shutil.copytree(scene.office.home.root, copy.root)
    return ""


def race_on_copies(scene: Scene, folder, runs: int, copied: Callable[[Scene, Home], str] = on_sqlite) -> None:
    """Each run on a fresh copy of one office whose package is fetched and not opened."""
    ida = desk(released(scene))
    assert ida.fetch().code == 0
    package = ida.package
    connections["default"].close()
    ways, took = set(), 0.0
    for number in range(runs):
        copy = Home(folder / f"copy-{number}")
        attach(copy, copied(scene, copy))
        made = opened_scene(copy, scene.folder, scene.now[0], scene.office.random)
        made.case = scene.case
        shutil.copytree(ida.folder, folder / f"desk-{number}", ignore=shutil.ignore_patterns("out", "*.opening"))
        one = Desk(made, folder / f"desk-{number}")
        assert one.package == package
        # The first order comes when all is over, and tells how long that takes; the others at every instant of it.
        took = max(took, raced(made, one, took * (number % RUNS) / RUNS if number else PATIENCE_SECONDS))
        ways.add(one.answers.exists())
        connections["default"].close()
        shutil.rmtree(copy.root)
    assert ways == {True, False}


def test_no_key_leaves_after_an_order_that_is_entered_at_any_instant(scene, tmp_path):
    race_on_copies(scene, tmp_path / "race", RUNS)


def race_on_postgresql(home: Home, address: str, server: str, folder, runs: int) -> None:
    """The same with a database for each run, made from the office's own; all are dropped."""
    of, made = address.removeprefix(server.partition(DATABASE)[0]).partition("?")[0], []

    def copied(scene: Scene, copy: Home) -> str:
        shutil.copytree(scene.office.home.root, copy.root)
        made.append(f"{of}_{len(made)}")
        administer(server, f"CREATE DATABASE {made[-1]} TEMPLATE {of}")
        return server.replace(DATABASE, made[-1])

    try:
        race_on_copies(make_scene(home, folder / "scene", address), folder / "race", runs, copied)
    finally:
        connections["default"].close()
        for name in made:
            administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def test_no_key_leaves_after_an_order_on_postgresql(postgres_home, postgres_address, postgres_server, tmp_path):
    race_on_postgresql(postgres_home, postgres_address, postgres_server, tmp_path, FEW)


@pytest.mark.slow
def test_no_key_leaves_after_an_order_in_many_races_on_postgresql(
    postgres_home, postgres_address, postgres_server, tmp_path
):
    race_on_postgresql(postgres_home, postgres_address, postgres_server, tmp_path, MANY)


@pytest.mark.slow
def test_no_key_leaves_after_an_order_in_a_thousand_races(scene, tmp_path):
    race_on_copies(scene, tmp_path / "race", MANY)
