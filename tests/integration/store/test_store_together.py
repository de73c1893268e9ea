"""Files that are made durable and named together."""

import os
from errno import EIO
from io import BytesIO
from pathlib import Path

import pytest

from lockgate.errors import IntegrityError
from lockgate.store.files import READ_ONLY, Together, spool

NAMES = ("a", "b", "c")


@pytest.fixture
def folders(tmp_path):
    scratch, kept = tmp_path / "scratch", tmp_path / "kept"
    scratch.mkdir()
    kept.mkdir()
    return scratch, kept


def write(folders, together, name):
    scratch, kept = folders
    temporary = together.temporary(scratch, "work")
    assert spool(BytesIO(name.encode()), temporary, READ_ONLY)[1] == 1
    together.settle(temporary, kept / name)


def behind(handle):
    return Path(f"/proc/self/fd/{handle}").readlink()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_files_have_their_names_at_the_end_of_the_block_and_not_before(folders):
    scratch, kept = folders
    with Together() as together:
        for name in NAMES:
            write(folders, together, name)
        assert names(kept) == []
        assert len(names(scratch)) == len(NAMES)
    assert {path.name: path.read_text() for path in kept.iterdir()} == dict(zip(NAMES, NAMES, strict=True))
    assert names(scratch) == []
    assert {path.stat().st_mode & 0o777 for path in kept.iterdir()} == {READ_ONLY}


def test_none_of_the_files_is_left_when_an_error_ends_the_block(folders):
    scratch, kept = folders
    with pytest.raises(RuntimeError), Together() as together:  # noqa: PT012 - the block is what is tested
        write(folders, together, "a")
        raise RuntimeError
    assert (names(scratch), names(kept)) == ([], [])


def test_no_file_has_a_name_when_one_of_them_is_not_durable(folders, monkeypatch):
    def failing(handle):
        if behind(handle).parent == folders[0]:
            raise OSError(EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="Input/output"), Together() as together:  # noqa: PT012 - the block is tested
        for name in NAMES:
            write(folders, together, name)
    assert names(folders[1]) == []


def test_each_file_is_durable_before_any_has_a_name(folders, monkeypatch):
    seen = []
    _, kept = folders
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append((behind(handle), names(kept))))
    with Together() as together:
        for name in NAMES:
            write(folders, together, name)
    *files, (folder, named) = seen
    assert len({file for file, _ in files}) == len(NAMES)
    assert all(there == [] for _, there in files)
    assert (folder, named) == (kept, list(NAMES))


def test_a_name_that_is_taken_is_never_written_over(folders):
    (folders[1] / "b").write_text("old")
    with pytest.raises(IntegrityError, match="never written twice"), Together() as together:  # noqa: PT012 - as above
        for name in NAMES:
            write(folders, together, name)
    assert (folders[1] / "b").read_text() == "old"
