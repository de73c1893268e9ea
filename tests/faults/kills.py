"""A process ended by SIGKILL at one of its system calls, by ``strace``; then a new process looks at what is left."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from signal import SIGKILL
from subprocess import run

import pytest

from factories import START
from office_process import Job
from release_way import FIRST_OF_RELEASE, WAYS

CHANGING = (
    "write", "writev", "pwrite64", "pwritev", "pwritev2", "ftruncate", "truncate", "fallocate", "fsync", "fdatasync",
    "sync_file_range", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat",
    "rmdir", "chmod", "fchmod", "sendto", "sendmsg", "sendmmsg", "sendfile", "copy_file_range", "openat", "open",
)  # fmt: skip
"""System calls that change a file, a folder or what another process is told; opening counts where it makes a file."""

_OPENING = {"openat", "open"}
_MAKES = re.compile(r"O_CREAT|O_TMPFILE")
_CALL = re.compile(r"^(\d+) +(\w+)\((.*)")

Do = Callable[[Job], int]


@cache
def why_not() -> str:
    """Why processes cannot be traced here; empty where they can."""
    if (program := shutil.which("strace")) is None:
        return "strace is missing: apt-get install strace"
    tried = run([program, "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "strace may not trace processes here (ptrace is not permitted)"


needs_strace = pytest.mark.skipif(bool(why_not()), reason=why_not())


@dataclass(frozen=True, order=True)
class Point:
    """The n-th call of one kind that a thread of the process makes."""

    call: str
    nth: int

    @property
    def strace(self) -> tuple[str, ...]:
        """Ends the process there, before the call is done."""
        return ("-e", f"trace={self.call}", "-e", f"inject={self.call}:signal=KILL:when={self.nth}")


@dataclass
class Told:
    """What killing came to."""

    kills: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Stand:
    """An office as it stands before a step: its folder, its database, the way, the step's number, the time."""

    place: Path
    way: str
    step: int
    at: datetime
    database: str = ""

    def job(self, what: str, **other: object) -> Job:
        return Job(what, str(self.place), self.at.isoformat(), self.step, way=self.way, database=self.database, **other)

    @property
    def name(self) -> str:
        return WAYS[self.way][self.step].act


Copied = Callable[[Stand, str], Stand]
"""Copies an office; it must not be open anywhere."""


def copy_folder(stand: Stand, name: str) -> Stand:
    """A copy of an office on SQLite: its whole folder."""
    copy = stand.place.with_name(name)
    shutil.copytree(stand.place, copy)
    return replace(stand, place=copy)


def drop_folder(stand: Stand) -> None:
    """Remove a copy."""
    shutil.rmtree(stand.place)


def stands(do: Do, place: Path, way: str, database: str = "") -> Iterator[Stand]:
    """The office before each step of a release; done when the next is asked for."""
    place.mkdir(parents=True)
    stand = Stand(place, way, 0, START, database)
    assert do(stand.job("found")) == 0
    for number in range(len(WAYS[way])):
        stand = replace(stand, step=number, at=stand.at + timedelta(days=1 if number < FIRST_OF_RELEASE + 2 else 0))
        stand = replace(stand, at=stand.at + timedelta(minutes=1))
        if number >= FIRST_OF_RELEASE:
            yield stand
        assert do(stand.job("do")) == 0, (way, stand.name)


def points_of(do: Do, stand: Stand) -> list[Point]:
    """Every state-changing call the step makes, in their order, learnt by doing it in a copy that is not kept."""
    job = stand.job("do", strace=("-e", f"trace={','.join(CHANGING)}", "-e", "signal=none"))
    assert do(job) == 0
    return list(dict.fromkeys(read_points(job.trace.read_text(errors="replace").splitlines())))


def read_points(lines: Iterable[str]) -> Iterator[Point]:
    """The calls in a trace, each counted in its own thread."""
    seen: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if (found := _CALL.match(line)) is None:
            continue
        thread, call, rest = found.groups()
        seen[thread, call] += 1
        if call not in _OPENING or _MAKES.search(rest):
            yield Point(call, seen[thread, call])


def kill_at(do: Do, stand: Stand, point: Point, told: Told) -> None:
    """Kill the step at the point, in the copy given, and let a new process check, mend and repeat it."""
    ended = do(stand.job("do", strace=point.strace))
    assert ended in {0, -SIGKILL}, (stand.name, point, ended)
    told.kills[point.call if ended else "not reached"] += 1
    again = replace(stand, at=stand.at + timedelta(seconds=1)).job("restart", nth=point.nth)
    assert do(again) == 0, (stand.way, stand.name, point)
    found = json.loads(again.answer.read_text())
    assert found["left"] == [], (stand.name, point)
    told.done[f"{stand.name}: {'done' if found['was_done'] else 'not done'}"] += 1
