"""A disk that is full, read-only or slow, and a database that another process holds: told, and done or not done."""

import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from faults.kills import Do, Stand, needs_strace, stands

Office = tuple[Do, Stand]


@pytest.fixture(scope="module")
def office(do, tmp_path_factory) -> Office:
    """An office about to authorize a release, never changed: each test takes a copy."""
    return do, next(stands(do, tmp_path_factory.mktemp("disk") / "base", "gated"))


@pytest.fixture
def copied(office, tmp_path) -> Office:
    do, stand = office
    shutil.copytree(stand.place, tmp_path / "copy")
    return do, replace(stand, place=tmp_path / "copy")


def done_after(do: Do, stand: Stand) -> None:
    """A new process mends what is left, and does what was not done."""
    assert do(replace(stand, at=stand.at + timedelta(seconds=1)).job("restart")) == 0


def mount(*words: object) -> None:
    """Mount, or say why not."""
    done = subprocess.run(["/bin/mount", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting needs root on a machine of one's own: {done.stderr.strip()}")


@contextmanager
def mounted(place: Path, *words: object) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    mount(*words, place)
    try:
        yield place
    finally:
        subprocess.run(["/bin/umount", str(place)], check=True)


@pytest.mark.parametrize("room", [0, 96])
def test_release_is_done_or_not_done_when_the_disk_is_full(office, tmp_path, room):
    do, stand = office
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=64m", "lockgate-test") as disk:
        shutil.copytree(stand.place, disk / "copy")
        filled = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize - room * 1024
        (disk / "other").write_bytes(bytes(filled))
        full = replace(stand, place=disk / "copy")
        assert do(full.job("do")) == 1
        (disk / "other").unlink()
        done_after(do, full)


def test_nothing_is_done_when_the_disk_is_read_only_and_all_is_when_it_is_not(copied):
    do, stand = copied
    office = stand.place / "office"
    with mounted(office, "--bind", office):
        mount("-o", "remount,bind,ro", office)
        before = sorted(path.name for path in office.rglob("*"))
        assert do(stand.job("do")) == 1
        assert sorted(path.name for path in office.rglob("*")) == before
    done_after(do, stand)


@needs_strace
def test_release_is_done_when_the_disk_is_slow(copied):
    do, stand = copied
    slow = ("-e", "trace=fsync,fdatasync,rename", "-e", "inject=fsync,fdatasync,rename:delay_enter=50000")
    assert do(stand.job("do", strace=slow)) == 0
    done_after(do, stand)


@contextmanager
def held(stand: Stand, seconds: float) -> Iterator[None]:
    """The database's write lock in other hands for so long, or until the block ends."""
    other = sqlite3.connect(stand.place / "office" / "lockgate.sqlite", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    later = threading.Timer(seconds, other.execute, ["ROLLBACK"])
    later.start()
    try:
        yield
    finally:
        later.cancel()
        later.join()
        other.close()


def test_act_waits_for_a_locked_database_and_is_done(copied):
    do, stand = copied
    with held(stand, 2.0):
        assert do(stand.job("do")) == 0
    done_after(do, stand)


def test_act_gives_up_when_the_database_stays_locked(copied):
    do, stand = copied
    with held(stand, 3600.0):
        assert do(stand.job("impatient")) == 1
    done_after(do, stand)
