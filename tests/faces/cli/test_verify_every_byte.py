"""A log of 300 entries: every changed, lost, added or exchanged byte, entry and file is found.

Files are held in memory, so that the whole verification runs tens of thousands of times in seconds. Of the
entry bundles, in which most bytes are, each changed byte is shown to give other entries or none, and each
changed entry is shown to fail the whole verification: together, that each changed byte does. The nightly
test in test_verify_log.py changes every byte on the disk instead.
"""

from itertools import combinations, pairwise

import pytest
from verify_logs import POLICY, checkpoint, entries_of

from lockgate.errors import IntegrityError
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.tiles import bundle_of, parse_bundle, tree_files, widths
from lockgate.verify.logs import verify_log

ENTRIES = entries_of(300)
FILES = {"checkpoint": checkpoint(ENTRIES), "policy": POLICY, **tree_files(ENTRIES)}
BUNDLES = {name: data for name, data in FILES.items() if "entries" in name}
OTHERS = {name: data for name, data in FILES.items() if name not in BUNDLES}


@pytest.fixture
def is_found(monkeypatch, tmp_path):
    """Whether the whole verification refuses a directory of these files."""
    held = {}
    monkeypatch.setattr("lockgate.verify.logs.list_files", lambda _root: set(held))
    monkeypatch.setattr("lockgate.verify.logs.read_below", lambda _root, name, _limit: held[name])

    def refused(files):
        held.clear()
        held.update(files)
        try:
            verify_log(tmp_path)
        except IntegrityError:
            return True
        return False

    assert not refused(FILES)
    return refused


def flips(data):
    """The data with one bit of one byte changed: each byte once."""
    for at in range(len(data)):
        yield at, data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]


def cuts(data, step):
    """The data without one of its bytes, and the beginnings of it."""
    for at in range(0, len(data), step):
        yield at, data[:at] + data[at + 1 :]
        yield at, data[:at]


WIDTHS = {"tile/entries/000": 256, "tile/entries/001.p/44": 44}
PARSED = {name: parse_bundle(data, WIDTHS[name]) for name, data in BUNDLES.items()}


def reads_the_same(name, data):
    try:
        return parse_bundle(data, WIDTHS[name]) == PARSED[name]
    except ValueError:
        return False


@pytest.mark.parametrize("name", OTHERS)
def test_every_changed_byte_of_checkpoint_policy_and_tiles_is_found(is_found, name):
    assert [at for at, data in flips(FILES[name]) if not is_found({**FILES, name: data})] == []


@pytest.mark.parametrize("name", OTHERS)
def test_every_lost_byte_and_every_cut_of_checkpoint_policy_and_tiles_is_found(is_found, name):
    step = max(1, len(FILES[name]) // 150)
    assert [at for at, data in cuts(FILES[name], step) if not is_found({**FILES, name: data})] == []


@pytest.mark.parametrize("name", BUNDLES)
def test_every_changed_byte_of_a_bundle_gives_other_entries_or_none(name):
    assert [at for at, data in flips(FILES[name]) if reads_the_same(name, data)] == []


@pytest.mark.parametrize("name", BUNDLES)
def test_every_lost_byte_and_every_cut_of_a_bundle_gives_other_entries_or_none(name):
    assert [at for at, data in cuts(FILES[name], 37) if reads_the_same(name, data)] == []


def with_entries(entries):
    """The log's files with other entries in the bundles, and the tiles and checkpoint it had."""
    bundles = [bundle_of(entries[index * 256 : index * 256 + width]) for index, width in widths(len(entries))]
    return {**FILES, **dict(zip(BUNDLES, bundles, strict=True))}


@pytest.mark.parametrize("place", range(3))
def test_every_changed_entry_is_found(is_found, place):
    unseen = []
    for index, entry in enumerate(ENTRIES):
        at = (0, index % len(entry), len(entry) - 1)[place]
        changed = entry[:at] + bytes([entry[at] ^ 1]) + entry[at + 1 :]
        if not is_found(with_entries([*ENTRIES[:index], changed, *ENTRIES[index + 1 :]])):
            unseen.append(index)
    assert unseen == []


def test_every_changed_entry_is_found_though_the_tiles_were_made_to_fit(is_found):
    for index, entry in enumerate(ENTRIES):
        others = [*ENTRIES[:index], entry.replace(b'"version":1', b'"version":2'), *ENTRIES[index + 1 :]]
        assert is_found({**FILES, **tree_files(others)}), index


def test_every_two_neighbouring_entries_exchanged_are_found(is_found):
    for index, (one, other) in enumerate(pairwise(ENTRIES)):
        assert is_found(with_entries([*ENTRIES[:index], other, one, *ENTRIES[index + 2 :]])), index


def test_every_lost_or_doubled_entry_is_found_in_bundles_tiles_and_size(is_found):
    for index in range(len(ENTRIES)):
        fewer = [*ENTRIES[:index], *ENTRIES[index + 1 :]]
        assert is_found({"checkpoint": FILES["checkpoint"], "policy": POLICY, **tree_files(fewer)}), index
    for index in range(len(ENTRIES) - 1):
        assert is_found(with_entries([*ENTRIES[: index + 1], *ENTRIES[index:-1]])), index


def test_every_two_hashes_exchanged_in_a_tile_are_found(is_found):
    for name in ("tile/0/000", "tile/0/001.p/44"):
        tile = FILES[name]
        hashes = [tile[at : at + 32] for at in range(0, len(tile), 32)]
        for index in range(len(hashes) - 1):
            others = [*hashes[:index], hashes[index + 1], hashes[index], *hashes[index + 2 :]]
            assert is_found({**FILES, name: b"".join(others)}), (name, index)


def test_every_two_files_exchanged_and_every_lost_or_added_file_are_found(is_found):
    for one, other in combinations(FILES, 2):
        assert is_found({**FILES, one: FILES[other], other: FILES[one]}), (one, other)
    for name, data in FILES.items():
        assert is_found({kept: FILES[kept] for kept in FILES if kept != name}), name
        assert is_found({**FILES, f"{name}.old": data}), name


def test_signed_checkpoint_of_any_other_size_is_found(is_found):
    for size in range(1, 300):
        assert is_found({**FILES, "checkpoint": checkpoint(ENTRIES[:size])}), size
    assert root_of([leaf_hash(entry) for entry in ENTRIES[:299]]) != root_of([leaf_hash(one) for one in ENTRIES])
