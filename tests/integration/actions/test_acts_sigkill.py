"""Ended by SIGKILL at every point, then a new process: each act is done or not done, never half, nothing twice.

No ``finally`` runs, no transaction is rolled back by the process itself and no temporary folder is removed: what
the database and the next process make of it is what counts. A power cut is more than this; the synchronising of
files is not tested here.
"""

import json
import shutil
from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from itertools import count
from pathlib import Path
from signal import SIGKILL

import pytest

from factories import START
from faults.kills import Do
from killing import EVERY_STEP
from office_process import Job


def ends_at_every_point(do: Do, tmp_path: Path, steps: Collection[int]) -> Counter[str]:
    """Kill the steps given at each of their points, every time in a copy of the office; counts the points."""
    base, at = tmp_path / "base", START
    base.mkdir()
    kills: Counter[str] = Counter()
    assert do(Job("found", str(base), START.isoformat())) == 0
    for number in range(max(steps) + 1):
        at += timedelta(days=1)
        if number in steps:
            for nth in count(1):
                copy = tmp_path / f"{number}-{nth}"
                shutil.copytree(base, copy)
                ended = do(Job("kill", str(copy), at.isoformat(), number, nth))
                if ended != -SIGKILL:
                    break
                kills[json.loads((copy / "answer").read_text())["point"]] += 1
                again = Job("restart", str(copy), (at + timedelta(seconds=1)).isoformat(), number, nth)
                assert do(again) == 0, (EVERY_STEP[number], nth)
                check(json.loads(again.answer.read_text()), number)
                shutil.rmtree(copy)
            # The last copy was not killed: the office goes on from there.
            assert ended == 0
            shutil.rmtree(base)
            copy.rename(base)
        else:
            assert do(Job("do", str(base), at.isoformat(), number)) == 0
    return kills


def check(found: dict, number: int) -> None:
    """After the restart: every act so far stands once, but for a reading or an examination that was begun anew."""
    assert found["left"] == []
    twice = Counter(map(tuple, found["acts"])) - Counter(dict.fromkeys(map(tuple, found["acts"]), 1))
    assert {act for act, _ in twice} <= {"locate"}
    entered = {tuple(one) for one in found["acts"]}
    apart = {"order", "audit", "audit_authorize", "audit_close"}
    assert {(step.act, step.who) for step in EVERY_STEP[: number + 1] if step.act not in apart} <= entered


@pytest.mark.parametrize("number", [3, 13])
def test_act_is_done_or_not_done_when_its_process_is_killed(do, tmp_path, number):
    assert sum(ends_at_every_point(do, tmp_path, range(number, number + 1)).values()) >= 2


@pytest.mark.slow
def test_every_act_is_done_or_not_done_when_its_process_is_killed(do, tmp_path):
    kills = ends_at_every_point(do, tmp_path, range(len(EVERY_STEP)))
    print(f"killed {sum(kills.values())} times: {dict(sorted(kills.items()))}")  # noqa: T201 - the count is the result
    assert set(kills) >= {"act.before_commit", "act.after_commit", "log.before_commit", "file.before_rename"}
