"""The custodian's file is read for its index by an act, and for a case from that index only (R49)."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from factories import Scene, custodian_file, done, order, prepare_index, record, register, signer
from factories import scene as make_scene
from lockgate.actions import registry
from lockgate.actions.locate import locate
from lockgate.actions.office import Signer
from lockgate.actions.registry import build_index, index_of
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.store.cases import evidence_of
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.registry_index import MANIFEST


@pytest.fixture
def scene(home, tmp_path) -> Scene:
    """Founded anew: an index remembers where its file lay."""
    return make_scene(home, tmp_path / "scene")


def entered(act):
    return [json.loads(bytes(row.content)) for row in ActRow.objects.filter(act=act).order_by("id")]


def fresh(scene: Scene) -> Scene:
    """The scene with no index of its custodian's file."""
    shutil.rmtree(scene.office.home.index)
    return scene


def test_building_is_one_entry_that_names_the_index_and_tells_counts_only(scene):
    told = done(build_index(fresh(scene).office, signer("mia")))
    index = index_of(scene.office)
    assert entered("registry") == [{"index": index.manifest.name, "tables": 2}]
    assert told.told == {
        "index": index.manifest.name, "taxpayers": 9, "homes": 9, "keys": index.manifest.counts["keys"],
        "addresses_of_nobody": 0,
    }  # fmt: skip
    assert (told.case, told.act.value) == ("", "registry")
    check_record_of_work()


def test_building_leaves_open_cases_as_they_are(scene):
    scene.submitted().confirmed().relevant()
    done(build_index(scene.office, signer("mia")))
    scene.located().proposed()


@pytest.mark.parametrize("name", ["ada", "ben", "dov", "leo", "sam", "ida"])
def test_building_is_refused_for_anybody_but_the_disclosure_manager(scene, name):
    refused = build_index(fresh(scene).office, signer(name))
    assert isinstance(refused, Refusal)
    assert refused.code == "R28.role"
    assert entered("registry") == []
    assert not scene.office.home.index.exists()


def test_building_is_refused_with_somebody_elses_key(scene):
    refused = build_index(scene.office, Signer("mia", signer("leo").key))
    assert isinstance(refused, Refusal)
    assert refused.code == "office.signature"
    assert entered("registry") == []


def test_building_needs_to_know_where_the_tables_lie(scene):
    with pytest.raises(UsageError, match="--registry"):
        build_index(replace(scene.office, custodian=None), signer("mia"))


def test_entry_stands_before_a_record_is_read(scene, monkeypatch):
    def broken(*_given):
        assert len(entered("registry")) == 1
        raise UsageError("the tables cannot be read to their end")

    monkeypatch.setattr(registry, "build", broken)
    with pytest.raises(UsageError, match="to their end"):
        build_index(fresh(scene).office, signer("mia"))
    assert len(entered("registry")) == 1
    with pytest.raises(UsageError, match="No index of this custodian's file is built"):
        index_of(scene.office)


def test_reading_names_the_index_it_reads(scene):
    scene.submitted().confirmed().relevant().located()
    index = index_of(scene.office)
    (content,) = entered("locate")
    assert (content["index"], content["manifest"]) == (index.manifest.name, index.hash)


def refused_reading(scene, error, sentence):
    with pytest.raises(error, match=sentence):
        locate(scene.office, scene.case, signer("ada"))
    assert entered("locate") == []
    assert scene.facts.stage is CaseStage.EXAMINED


def test_nothing_is_entered_when_no_index_is_built(scene):
    scene.submitted().confirmed().relevant()
    refused_reading(fresh(scene), UsageError, "No index of this custodian's file is built")


def test_nothing_is_entered_when_the_file_changed_since(scene):
    scene.submitted().confirmed().relevant()
    custodian_file(scene.folder / "registry", range(1, 8))
    refused_reading(scene, UsageError, "has changed since its index was built")
    prepare_index(scene.office)
    scene.located()


def test_file_that_was_only_moved_or_copied_needs_no_new_index(scene):
    scene.submitted().confirmed().relevant()
    shutil.copytree(scene.folder / "registry", scene.folder / "elsewhere")
    custodian = replace(
        scene.office.custodian,
        taxpayers=replace(scene.office.custodian.taxpayers, place=scene.folder / "elsewhere" / "taxpayers.parquet"),
    )
    scene.office = replace(scene.office, custodian=custodian)
    scene.located()


def test_nothing_is_entered_when_the_index_is_damaged_or_of_another_law(scene):
    scene.submitted().confirmed().relevant()
    manifest = index_of(scene.office).folder / MANIFEST
    whole = manifest.read_bytes()
    manifest.write_bytes(whole.replace(b'"taxpayers":9', b'"taxpayers":8'))
    refused_reading(scene, IntegrityError, "was changed; build the index again")
    manifest.write_bytes(whole)
    with pytest.raises(IntegrityError, match="by another law than today's"):
        index_of(replace(scene.office, law="0" * 64))


def test_damage_found_while_reading_keeps_the_case_in_reading_and_saves_nothing(scene):
    scene.submitted().confirmed().relevant()
    single = index_of(scene.office).folder / "single.sqlite"
    whole = single.read_bytes()
    single.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    with pytest.raises(IntegrityError, match="damaged"):
        locate(scene.office, scene.case, signer("ada"))
    assert scene.facts.stage is CaseStage.READING
    single.write_bytes(whole)
    scene.located()
    assert len(entered("locate")) == 2
    refused = locate(scene.office, scene.case, signer("ada"))
    assert isinstance(refused, Refusal)
    assert refused.code == "office.stage"


def test_reading_is_stopped_by_an_order_that_begins_to_hold_after_its_entry(scene):
    later = scene.now[0] + timedelta(hours=1)
    done(scene.load("orders", register("orders", order(effective=f"{later:%Y-%m-%dT%H:%M:%SZ}"))))
    scene.submitted().confirmed().relevant()
    before = scene.now[0]
    office = replace(scene.office, clock=lambda: later if entered("locate") else before)
    refused = locate(office, scene.case, signer("ada"))
    assert isinstance(refused, Refusal)
    assert refused.code == "office.changed"
    assert len(entered("locate")) == 1
    assert scene.facts.stage is CaseStage.READING
    assert evidence_of(scene.case, "located") == ()


def test_reading_goes_on_with_an_index_that_was_built_anew(scene):
    scene.submitted([record(n) for n in (1, 2, 15)]).confirmed().relevant()
    single = index_of(scene.office).folder / "single.sqlite"
    whole = single.read_bytes()
    single.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    with pytest.raises(IntegrityError):
        locate(scene.office, scene.case, signer("ada"))
    prepare_index(scene.office)
    scene.located()
    (found,) = evidence_of(scene.case, "located")
    assert found.rows == 3


def test_nothing_of_a_candidate_is_said_or_left_plain(scene, capfd, caplog):
    scene.submitted().confirmed().relevant().located()
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
    index = scene.office.home.index
    assert all(b"OAK ST" not in file.read_bytes() for file in index.rglob("*") if file.is_file())
