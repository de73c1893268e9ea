"""Whatever is wrong with a prepared index is one sentence, and no row is saved."""

import shutil
from dataclasses import replace

import pytest

from integration.pipeline.located_cast import (
    GAZETTEER,
    address,
    index_of,
    record,
    sought_by,
    taxpayer,
    write_custodian,
    write_records,
)
from lockgate.errors import IntegrityError
from lockgate.pipeline.identities import Sought, gazetteer_id
from lockgate.store.registry_index import MANIFEST, open_index
from lockgate.store.sealing import EvidenceKey

TIN = "900700001"


@pytest.fixture
def index(tmp_path):
    people = [taxpayer(f"T{n}", tin=f"9007000{n:02}") for n in range(40)]
    return index_of(tmp_path, write_custodian(tmp_path, people, [address(f"T{n}") for n in range(40)]))


@pytest.fixture
def sought(tmp_path):
    return Sought(write_records(tmp_path, [record(tin=TIN), record(tin="")]), [1, 2])


def opened(index):
    return open_index(index.folder, index.key, index.manifest.made)


def test_whole_index_opens(index, sought):
    assert sought_by("batch", sought, opened(index)).equals(sought_by("single", sought, opened(index)))


@pytest.mark.parametrize("field", ["law", "gazetteer"])
def test_index_of_another_law_is_refused(index, field):
    with pytest.raises(IntegrityError, match=f"by another {field} than today's; build the index again"):
        open_index(index.folder, index.key, replace(index.manifest.made, **{field: "other"}))


def test_index_under_another_key_is_refused(index):
    with pytest.raises(IntegrityError, match="under another key"):
        open_index(index.folder, EvidenceKey(b"x" * 32), index.manifest.made)


def test_manifest_is_refused_when_any_byte_of_it_changes(index):
    file = index.folder / MANIFEST
    whole = file.read_bytes()
    for place in range(0, len(whole) - 1, 7):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(IntegrityError):
            opened(index)
    file.write_bytes(whole)
    assert opened(index).hash == index.hash


def test_index_is_refused_when_a_part_is_missing_or_shorter(index):
    for part in index.manifest.parts:
        file = index.folder / part.name
        whole = file.read_bytes()
        file.unlink()
        with pytest.raises(IntegrityError, match=f"Part {part.name} of the prepared index is missing"):
            opened(index)
        file.write_bytes(whole[:-1])
        with pytest.raises(IntegrityError, match="has another size"):
            opened(index)
        file.write_bytes(whole)


@pytest.mark.parametrize("kind", ["people", "homes", "keys"])
def test_no_row_is_saved_when_a_part_is_damaged(index, sought, kind):
    expected = sought_by("batch", sought, index)
    file = index.folder / index.manifest.of_kind(kind)[0].name
    whole = file.read_bytes()
    refused = 0
    for place in range(5, len(whole), 151):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            assert sought_by("batch", sought, index).equals(expected)
        except IntegrityError:
            refused += 1
    assert refused > len(whole) // 151 // 2


def test_no_answer_changes_when_a_byte_of_the_ordered_file_does(index, sought):
    expected = sought_by("single", sought, index)
    file = index.folder / "single.sqlite"
    whole = file.read_bytes()
    refused = 0
    for place in range(11, len(whole), 199):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            assert sought_by("single", sought, index).equals(expected)
        except IntegrityError:
            refused += 1
    assert refused > 0


def test_part_of_another_build_is_refused(index, sought, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    people = [taxpayer(f"T{n}", tin=f"9117000{n:02}") for n in range(40)]
    strange = index_of(other, write_custodian(other, people, [address(f"T{n}") for n in range(40)]))
    for kind in ("people", "homes", "keys", "single"):
        name = index.manifest.of_kind(kind)[0].name
        whole = (index.folder / name).read_bytes()
        shutil.copyfile(strange.folder / name, index.folder / name)
        engine = "single" if kind == "single" else "batch"
        with pytest.raises(IntegrityError, match=r"damaged|under another key"):
            sought_by(engine, sought, index)
        (index.folder / name).write_bytes(whole)


def test_gazetteer_is_named_by_all_it_holds():
    fewer = replace(GAZETTEER, zips={code: area for code, area in GAZETTEER.zips.items() if code != "07030"})
    assert gazetteer_id(fewer) != gazetteer_id(GAZETTEER)
