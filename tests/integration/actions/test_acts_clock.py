"""A clock that goes back, and one that goes on while an act makes ready: no order is overlooked, nothing is signed."""

from datetime import timedelta

import pytest
from django.db import connections

from factories import Scene, done, opened_scene, order, register, signer
from gateway_parts import desk, released, use_form
from killing import hers
from lockgate.actions import fetch as fetching
from lockgate.actions import opening as opening_act
from lockgate.actions.fetch import fetch
from lockgate.actions.publish import publish
from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.store.fsck import check_record_of_work
from lockgate.store.instants import CLOCKS_DIFFER
from lockgate.store.models.gateway import GrantRow
from lockgate.store.models.log import CheckpointRow, EntryRow
from lockgate.store.models.releases import FetchRow


def entered_meanwhile(scene: Scene, monkeypatch, module, name: str, nth: int = 1) -> None:
    """Let an order be entered, and time go on, after an act read the clock and before it has its lock."""
    real, passed = getattr(module, name), []

    def wrapped(*arguments):
        made = real(*arguments)
        passed.append(name)
        if len(passed) == nth:
            scene.pass_time(seconds=1)
            at = scene.now[0].strftime("%Y-%m-%dT%H:%M:%SZ")
            done(scene.load("orders", register("orders", order(effective=at))))
        return made

    monkeypatch.setattr(module, name, wrapped)


def test_order_entered_while_a_fetch_makes_ready_stops_it(scene, monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "direct")
    released(scene)
    entered_meanwhile(scene, monkeypatch, fetching, "prepare_fetch")
    (out := tmp_path / "out").mkdir()
    refused = fetch(scene.office, hers(scene), signer("ida"), out)
    assert isinstance(refused, Refusal)
    assert refused.code == "R23.stay"
    assert not FetchRow.objects.exists()
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(("name", "nth"), [("prepare_fetch", 1), ("entered_proof", 1)])
def test_order_entered_while_an_opening_makes_ready_stops_it(scene, monkeypatch, tmp_path, name, nth):
    use_form(monkeypatch, tmp_path, "gated")
    ida = desk(released(scene))
    assert ida.fetch().code == 0
    entered_meanwhile(scene, monkeypatch, opening_act, name, nth)
    assert ida.open().code == 1
    assert not ida.answers.exists()
    assert not GrantRow.objects.exists()


@pytest.mark.parametrize("back", [timedelta(seconds=1), CLOCKS_DIFFER])
def test_order_is_seen_by_a_clock_that_went_back_a_little(scene, monkeypatch, tmp_path, back):
    use_form(monkeypatch, tmp_path, "direct")
    released(scene)
    at = scene.now[0].strftime("%Y-%m-%dT%H:%M:%SZ")
    done(scene.load("orders", register("orders", order(effective=at))))
    scene.now[0] -= back
    refused = fetch(scene.office, hers(scene), signer("ida"), tmp_path)
    assert isinstance(refused, Refusal)
    assert refused.code == "R23.stay"


@pytest.mark.parametrize("again", [False, True], ids=["same process", "new process"])
def test_clock_far_back_enters_and_signs_nothing_and_is_told(scene, monkeypatch, tmp_path, again):
    use_form(monkeypatch, tmp_path, "direct")
    released(scene)
    (out := tmp_path / "out").mkdir()
    # An act whose entry waits for its place, so that there is something to sign.
    done(scene.load("orders", register("orders", order(agreement="another"))))
    entries, heads, right = EntryRow.objects.count(), CheckpointRow.objects.count(), scene.now[0]
    scene.now[0] -= timedelta(hours=1)
    case = scene.case
    if again:
        connections["default"].close()
        scene = opened_scene(scene.office.home, scene.folder, scene.now[0], scene.office.random)
        scene.case = case
    for act in (lambda: fetch(scene.office, hers(scene), signer("ida"), out), lambda: publish(scene.office)):
        with pytest.raises(UsageError, match=r"it went back\. Nothing is entered or signed; set the clock right"):
            act()
    assert (EntryRow.objects.count(), CheckpointRow.objects.count()) == (entries, heads)
    assert list(out.iterdir()) == []
    scene.now[0] = right
    publish(scene.office)
    done(fetch(scene.office, hers(scene), signer("ida"), out))
    check_record_of_work()
    assert CheckpointRow.objects.count() > heads
