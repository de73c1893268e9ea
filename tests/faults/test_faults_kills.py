"""Ended by SIGKILL at a system call of a release: no package, or a complete accounted one; never two."""

import shutil
from random import Random  # noqa: TID251 - seeded, so that a run can be repeated

import pytest

from faults.kills import Told, copy_folder, drop_folder, kill_at, needs_strace, points_of, read_points, stands

SEED = 6103
EACH_STEP = 1


def test_calls_are_counted_in_their_own_thread():
    trace = [
        '7 write(3, "a", 1) = 1',
        "8 pwrite64(4, ..., 10, 0 <unfinished ...>",
        '7 openat(AT_FDCWD, "x", O_RDONLY) = 3',
        '7 openat(AT_FDCWD, "y", O_WRONLY|O_CREAT, 0600) = 3',
        "8 <... pwrite64 resumed>) = 10",
        '8 write(3, "b", 1) = 1',
        '7 write(3, "c", 1) = 1',
        "7 +++ exited with 0 +++",
    ]
    assert [(point.call, point.nth) for point in read_points(trace)] == [
        ("write", 1), ("pwrite64", 1), ("openat", 2), ("write", 1), ("write", 2),
    ]  # fmt: skip


@needs_strace
@pytest.mark.parametrize("way", ["direct", "gated"])
def test_release_killed_at_some_of_its_system_calls_is_done_or_not_done(do, tmp_path, way):
    draw, told, points = Random(SEED), Told(), 0
    for stand in stands(do, tmp_path / "base", way):
        found = points_of(do, copy_folder(stand, "counted"))
        shutil.rmtree(tmp_path / "counted")
        points += len(found)
        for point in draw.sample(found, EACH_STEP):
            kill_at(do, copy := copy_folder(stand, "killed"), point, told)
            drop_folder(copy)
    print(f"{way}: {points} points; killed at {dict(told.kills)}: {dict(told.done)}")  # noqa: T201 - the result
    assert points >= 200
    assert told.kills["not reached"] <= EACH_STEP
    assert told.kills.total() == EACH_STEP * len({one.split(":")[0] for one in told.done})
