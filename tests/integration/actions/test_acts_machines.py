"""The register of machines: loaded by two persons; no key and no id is a machine's and a person's, either way."""

import pytest

from factories import delegation, done, key, officeholder, register, registers, rostered, signer, text
from lockgate.actions.confirm import confirm
from lockgate.actions.keys_lost import lose_officers, officers_keys
from lockgate.actions.register import load_register
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.store.fsck import check_record_of_work
from lockgate.store.machines import current_machines
from lockgate.store.models.acts import ActRow
from lockgate.store.models.loaded import LoadedRow
from lockgate.store.standing import standing_opened, standing_version
from machine_parts import called, load_machines, machine, with_machines

MILL = machine("mill-1")


def test_machines_are_loaded_by_two_and_no_case_is_examined_again_for_them(scene):
    scene.submitted()
    version = standing_version()
    with_machines(scene, MILL)
    assert [one.id for one in current_machines(scene.now[0])] == ["mill-1"]
    assert [one.officer for one in ActRow.objects.order_by("-id")[:2]] == ["leo", "mia"]
    assert standing_version() == version
    check_record_of_work()
    scene.confirmed().relevant().located().proposed()


def test_new_key_of_a_machine_is_confirmed_by_each_of_the_two(scene):
    heard = called(register("machines", MILL))
    for lists in ((heard, b""), (b"", heard)):
        found = load_machines(scene, MILL, lists=lists)
        assert isinstance(found, Refusal)
        assert found.code == "R31.fingerprint"
    with_machines(scene, MILL)
    # What is in force already is confirmed already.
    done(load_machines(scene, {**MILL, "person": "ida"}, lists=(b"#", b"#")))


def test_key_of_a_person_is_no_machines_key_and_the_other_way_round(scene):
    for name, receives in (("ada", False), ("ida", False), ("ida", True), ("Hal Head", False)):
        found = load_machines(scene, {**MILL, "certificate": text(key(name, receives=receives).certificate)})
        assert isinstance(found, Refusal), name
        assert found.code == "office.machine"
    with_machines(scene, MILL)
    taken = MILL["certificate"]
    given = registers()
    for kind, rows in {
        "delegations": (delegation("eve", "analyst", certificate=taken),),
        "roster": (rostered("eve", certificate=taken),),
        "officeholders": (officeholder("Eve", "Any", "head") | {"certificate": taken},),
    }.items():
        content = given[kind] + register(kind, *rows).partition(b"\n")[2]
        found = scene.load(kind, content)
        assert isinstance(found, Refusal), kind
        assert (found.code, "mill-1" in found.sentence) == ("office.machine", True)
    found = scene.load("roster", given["roster"] + register("roster", rostered("mill-1")).partition(b"\n")[2])
    assert "a person and a machine" in found.sentence


def test_key_that_was_taken_while_another_waited_is_found_under_the_lock(scene):
    """The clock of the second load was read before the first one's was."""
    scene.pass_time(seconds=30)
    with_machines(scene, MILL)
    scene.pass_time(seconds=-20)
    row = rostered("eve", signature_certificate=MILL["certificate"])
    content = registers()["roster"] + register("roster", row).partition(b"\n")[2]
    assert isinstance(scene.load("roster", content), Refusal)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([MILL, {**machine("mill-2"), "certificate": MILL["certificate"]}], "mill-1 and mill-2 have one key"),
        ([MILL, machine("mill-1", certificate=text(key("x").certificate))], "mill-1 stands twice"),
        ([{**MILL, "until": ""}], "column until"),
        ([{**MILL, "certificate": ""}], "cannot be used"),
        ([{**MILL, "machine": "Hal Head"}], "column machine"),
        ([{**MILL, "person": ""}], "column person"),
    ],
)
def test_register_of_machines_that_cannot_be_held_to_is_refused(scene, rows, sentence):
    with pytest.raises(UsageError, match=sentence):
        load_machines(scene, *rows, lists=(b"", b""))
    assert not LoadedRow.objects.exists()


def test_lost_key_of_a_machine_counts_no_more_and_never_comes_back(scene):
    with_machines(scene, MILL, machine("mill-2"))
    version = standing_version()
    (held,) = officers_keys(scene.office, "mill-1")
    done(lose_officers(scene.office, "mill-1", signer("sam"), held.id))
    assert [one.id for one in current_machines(scene.now[0])] == ["mill-2"]
    assert standing_version() == version
    with pytest.raises(UsageError, match="was reported lost"):
        load_machines(scene, MILL)
    with pytest.raises(UsageError, match="was reported lost"):
        scene.load(
            "delegations", register("delegations", delegation("eve", "analyst", certificate=MILL["certificate"]))
        )


def test_machine_signs_no_act(scene):
    """Not under its own id, and not with its key under its person's."""
    with_machines(scene, machine("mill-1", "ida"))
    scene.submitted()
    mill = signer("mill-1's")
    for name in ("mill-1", "ida"):
        found = confirm(scene.office, scene.case, type(mill)(name, mill.key), ["M-001"])
        assert isinstance(found, Refusal), name
    content = register("standing")
    assert isinstance(
        load_register(scene.office, "standing", content, (signer("mia"), type(mill)("mill-1", mill.key))), Refusal
    )


def test_register_that_the_law_asks_is_not_loaded_without_raising_the_standing(scene):
    with pytest.raises(IntegrityError, match="raises the standing"), standing_opened(raised=False) as standing:
        standing.load("roster", register("roster"), scene.now[0])
