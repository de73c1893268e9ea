"""A clock that goes back, and one that goes on while an act makes ready: no order is overlooked, nothing is signed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from factories import (
    Scene,
    done,
    opened_scene,
    order,
    record,
    register,
    registers,
    signer,
    write_submission,
)
from gateway_parts import desk, released, use_form
from killing import hers
from lockgate.actions import fetch as fetching
from lockgate.actions import opening as opening_act
from lockgate.actions import submit as submitting
from lockgate.actions.authorities import load_authorities
from lockgate.actions.fetch import fetch
from lockgate.actions.keys import keys_shown, rotate
from lockgate.actions.keys_log import rotate_log
from lockgate.actions.keys_lost import lose_officers
from lockgate.actions.pack import brought_pack, put_in_force
from lockgate.actions.policy import change_policy
from lockgate.actions.publish import publish
from lockgate.actions.registry import build_index
from lockgate.actions.submit import submit
from lockgate.actions.trace import trace
from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.store.agreements import files_of
from lockgate.store.fsck import check_record_of_work
from lockgate.store.instants import CLOCKS_DIFFER
from lockgate.store.keyring import KeyName, log_key_in
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


def without_a_case(scene: Scene) -> dict[str, Callable[[], object]]:
    """Every act that concerns no case, and the one that opens one."""
    office, mia = scene.office, signer("mia")
    two = (mia, signer("leo"))
    lines = ("".join(one.line for one in scene.witnesses.witnesses) + "quorum inspector\n").encode()
    named = scene.folder / "named"
    named.write_bytes(b"R001")
    folder = write_submission(scene.folder / "late", [record(1)], "ICE-2025-0009")
    return {
        "submit": lambda: submit(office, folder, signer("ada")),
        "order": lambda: scene.load("orders", register("orders", order(agreement="another"))),
        "register": lambda: scene.load("delegations", registers()["delegations"]),
        "authorities": lambda: load_authorities(office, b"", two),
        "pack": lambda: put_in_force(office, brought_pack(office, files_of("irs-ice-2025"), None), two),
        "policy": lambda: change_policy(office, lines, two),
        "key": lambda: rotate(office, KeyName.GATEWAY, two),
        "log key": lambda: rotate_log(office, two),
        "key lost": lambda: lose_officers(office, "ida", mia),
        "trace": lambda: trace(office, named, mia),
        "registry": lambda: build_index(office, signer("ada")),
        "refused": lambda: rotate(office, KeyName.GATEWAY, (mia, signer("ada"))),
    }


def test_act_on_no_case_is_not_entered_by_a_clock_far_back(scene):
    with pytest.raises(UsageError, match="witness add"):
        rotate_log(scene.office, (signer("mia"), signer("leo")))
    scene.witnesses.trust(log_key_in(scene.office.home.keys / "next.log"))
    scene.pass_time(hours=2)
    done(scene.load("orders", register("orders", order(agreement="another"))))
    acts, entries, right = without_a_case(scene), EntryRow.objects.count(), scene.now[0]
    keys = keys_shown(scene.office)
    scene.now[0] -= CLOCKS_DIFFER + timedelta(seconds=1)
    for name, act in acts.items():
        with pytest.raises(UsageError, match=r"it went back\. Nothing is entered or signed"):
            act()
        assert EntryRow.objects.count() == entries, name
    assert keys_shown(scene.office) == keys
    scene.now[0] = right - CLOCKS_DIFFER
    for name, act in acts.items():
        act()
        assert EntryRow.objects.count() > entries, name
        entries = EntryRow.objects.count()
    scene.now[0] = right
    check_record_of_work()


def test_submission_whose_records_are_read_for_long_is_of_the_time_when_it_is_entered(scene, monkeypatch):
    folder, real = write_submission(scene.folder / "long", [record(1)], "ICE-2025-0009"), submitting.read_arrival

    def slowly(*given):
        arrived = real(*given)
        scene.pass_time(hours=1)
        done(scene.load("orders", register("orders", order(agreement="another"))))
        return arrived

    monkeypatch.setattr(submitting, "read_arrival", slowly)
    received = done(submit(scene.office, folder, signer("ada")))
    assert received.at == scene.now[0]
