"""A disk that is full or broken while an act is done: the act is done or not done, and can be done again."""

import errno
import json
import os
import shutil
from collections import Counter
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from factories import START, Scene, record, write_submission
from faults.kills import Do
from killing import EVERY_STEP, STEPS, check_nothing_is_half, is_done, mend
from office_process import Job


def nth_fails(monkeypatch, owner: object, name: str, nth: int) -> None:
    """Let the nth call of a function fail as on a full disk."""
    real, passed = getattr(owner, name), count(1)

    def call(*arguments, **named):
        if next(passed) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **named)

    monkeypatch.setattr(owner, name, call)


@pytest.mark.parametrize(("owner", "name"), [(os, "fsync"), (os, "fdopen"), (os, "link"), (Path, "rename")])
def test_every_act_is_done_or_not_done_when_the_disk_is_full(scene: Scene, monkeypatch, owner, name):
    write_submission(scene.folder / "one", [record(n) for n in (1, 2, 3)])
    failures = 0
    for step in STEPS:
        scene.pass_time(days=1)
        for nth in count(1):
            with monkeypatch.context() as broken:
                nth_fails(broken, owner, name, nth)
                try:
                    step.do(scene)
                except OSError:
                    failures += 1
            check_nothing_is_half(scene)
            scene.pass_time(seconds=1)
            if is_done(scene, step):
                break
    assert failures >= 3
    mend(scene)


def fails_at_every_size(do: Do, tmp_path: Path, steps: range) -> Counter[str]:
    """Do the steps given under a limit on how long a file may become, ever a higher one, until it goes through."""
    base, at = tmp_path / "base", START
    base.mkdir()
    ended: Counter[str] = Counter()
    assert do(Job("found", str(base), START.isoformat())) == 0
    for number in range(max(steps) + 1):
        at += timedelta(days=1)
        for power in range(9, 30) if number in steps else ():
            copy = tmp_path / f"{number}-{power}"
            shutil.copytree(base, copy)
            failed = do(Job("fail", str(copy), at.isoformat(), number, power, 2**power)) != 0
            again = Job("restart", str(copy), (at + timedelta(seconds=1)).isoformat(), number, power)
            assert do(again) == 0, (EVERY_STEP[number], power)
            found = json.loads(again.answer.read_text())
            assert found["left"] == []
            ended[f"{'failed' if failed else 'went through'}, {'done' if found['was_done'] else 'not done'}"] += 1
            shutil.rmtree(copy)
            if not failed:
                break
        assert do(Job("do", str(base), at.isoformat(), number)) == 0
    return ended


def test_act_is_done_or_not_done_when_its_files_may_not_grow(do, tmp_path):
    assert fails_at_every_size(do, tmp_path, range(3, 4))["failed, not done"] >= 3


@pytest.mark.slow
def test_every_act_is_done_or_not_done_when_its_files_may_not_grow(do, tmp_path):
    ended = fails_at_every_size(do, tmp_path, range(len(EVERY_STEP)))
    print(dict(sorted(ended.items())))  # noqa: T201 - the count is the result
    assert ended["failed, not done"] >= len(EVERY_STEP)
