"""Tiles and entry bundles of C2SP tlog-tiles."""

import pytest

from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.tiles import (
    bundle_of,
    entries_path,
    parse_bundle,
    tile_path,
    tree_files,
    tree_paths,
)


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 5, 112, "tile/0/005.p/112"),
        (63, 999, 1, "tile/63/999.p/1"),
        (2, 1000, 256, "tile/2/x001/000"),
        (1, 1234067, 256, "tile/1/x001/x234/067"),
        (1, 1234067, 8, "tile/1/x001/x234/067.p/8"),
    ],
)
def test_tile_path_is_the_specification_s(level, index, width, path):
    assert tile_path(level, index, width) == path
    assert entries_path(index, width) == path.replace(f"tile/{level}/", "tile/entries/")


@pytest.mark.parametrize(("level", "index", "width"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_tile_path_is_refused_beyond_the_specification(level, index, width):
    with pytest.raises(ValueError, match="a tile"):
        tile_path(level, index, width)


def test_tree_of_70000_has_the_files_the_specification_counts():
    paths = list(tree_paths(70_000))
    tiles = [path for path in paths if "entries" not in path]
    assert len([path for path in tiles if path.startswith("tile/0/") and ".p/" not in path]) == 273
    assert [path for path in tiles if ".p/" in path] == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert "tile/1/000" in tiles
    assert len(paths) == 274 + 274 + 2 + 1


def test_tree_of_256_has_a_full_tile_and_a_partial_one_above():
    assert list(tree_paths(256)) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert list(tree_paths(0)) == []


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 513, 66_000])
def test_tree_files_are_the_paths_and_hash_up_to_the_root(size):
    entries = [str(index).encode() for index in range(size)]
    files = tree_files(entries)
    assert sorted(files) == sorted(tree_paths(size))
    hashes = [leaf_hash(entry) for entry in entries]
    level0 = b"".join(files[path] for path in tree_paths(size) if path.startswith("tile/0/"))
    assert level0 == b"".join(hashes)
    if size > 256:
        assert files[next(path for path in files if path.startswith("tile/1/"))][:32] == root_of(hashes[:256])
    read = [entry for path in tree_paths(size) if "entries" in path for entry in read_bundle(files, path)]
    assert read == entries


def read_bundle(files, path):
    width = int(path.partition(".p/")[2] or 256)
    return parse_bundle(files[path], width)


def test_bundle_is_refused_when_cut_short_or_of_another_width():
    data = bundle_of([b"", b"abc"])
    assert data == b"\0\0\0\3abc"
    assert parse_bundle(data, 2) == (b"", b"abc")
    for changed in (data[:-1], data + b"\0", data[:3], b"\xff" + data[1:]):
        with pytest.raises(ValueError, match="breaks off"):
            parse_bundle(changed, 2)
    for width in (1, 3):
        with pytest.raises(ValueError, match="holds 2 entries"):
            parse_bundle(data, width)


def test_bundle_is_refused_when_it_cannot_be_written():
    assert len(bundle_of([b"x" * 65_535])) == 65_537
    with pytest.raises(ValueError, match="at most 65,535 bytes"):
        bundle_of([b"x" * 65_536])
    for entries in ([], [b""] * 257):
        with pytest.raises(ValueError, match="1 to 256"):
            bundle_of(entries)
