"""Run a job in a process of its own: seconds on the clock, and the most memory its whole process tree held at once."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.2
"""Seconds between two looks at a process tree."""
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a job took.

    Attributes:
        seconds: on the clock, from start to end.
        cpu: seconds of processor time, user and system, of the whole tree.
        tree_mb: the most that all its processes held together, shared pages counted once (PSS).
        largest_mb: the most that one of them held.
        said: its standard output.
        load: how many processes wanted to run, on average, in the minute before.
    """

    seconds: float
    cpu: float
    tree_mb: float
    largest_mb: float
    said: str
    load: float = 0.0


def run(arguments: Sequence[str], *, allowed: tuple[int, ...] = (0,)) -> Measured:
    """Run a command and measure it.

    Raises:
        SystemExit: it ended with another code than those allowed; its standard error is shown.
    """
    load = os.getloadavg()[0]
    with TemporaryFile("w+", encoding="utf-8") as said, TemporaryFile("w+", encoding="utf-8") as complaints:
        started = time.perf_counter()
        process = subprocess.Popen(list(arguments), cwd=ROOT, stdout=said, stderr=complaints, env=environment())
        sampler = _Sampler(process.pid)
        sampler.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        sampler.stop()
        told, complained = (_whole(file) for file in (said, complaints))
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise SystemExit(f"{' '.join(arguments[:4])} ended with {process.returncode}\n{complained[-2000:]}")
    # Of this process and those it waited for: others that run beside it are not counted.
    cpu = used.ru_utime + used.ru_stime
    return Measured(seconds, cpu, sampler.tree / 1024, sampler.largest / 1024, told, load)


def _whole(file: TextIO) -> str:
    file.seek(0)
    return file.read()


def module(name: str, *arguments: object) -> list[str]:
    """The command that runs a module of the bench."""
    return [sys.executable, "-W", "ignore", "-m", f"bench.{name}", *map(str, arguments)]


def environment() -> dict[str, str]:
    """The environment of every job: Django's settings named, nothing else changed."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "lockgate.site.settings"}  # noqa: TID251 - handed on as it is


class _Sampler(threading.Thread):
    """Looks at a process tree until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self.tree = 0
        self.largest = 0

    def run(self) -> None:
        while not self._over.wait(EVERY):
            held = [memory for pid in _tree(self._pid) if (memory := _pss(pid))]
            self.tree = max(self.tree, sum(held))
            self.largest = max(self.largest, *held, 0)

    def stop(self) -> None:
        """End; the most seen stays."""
        self._over.set()
        self.join()


def _tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for thread in _listed(_PROC / str(pid) / "task"):
            waiting += _children(_PROC / str(pid) / "task" / thread / "children")
    return found


def _listed(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:  # it has ended meanwhile
        return []


def _children(file: Path) -> list[int]:
    try:
        return [int(pid) for pid in file.read_text().split()]
    except OSError:
        return []


def _pss(pid: int) -> int:
    """Proportional set size in kB, 0 of a process that has ended."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
