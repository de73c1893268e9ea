"""`make soak`: a release killed at every state-changing system call, and offices whose calls fail ten thousand times.

Both on SQLite and on PostgreSQL. Figures are printed as a table and written to ``build/soak.json`` as they come, so
that a soak that is ended early has told what it saw. The first thing that is not as it must be ends it.
"""

import json
import sys
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random  # noqa: TID251 - seeded, so that a run can be repeated

import django

django.setup()

from factories import START  # noqa: E402 - once Django is set up
from faults import errors, kills  # noqa: E402
from faults.engines import Sqlite, engines, place  # noqa: E402
from faults.kills import Stand, Told  # noqa: E402
from faults.lives import live_on  # noqa: E402
from office_process import processes  # noqa: E402

PATIENCE = 30
WAYS = ("direct", "gated")
RESULT = Path("build") / "soak.json"


@dataclass
class Figures:
    """What was seen so far, by engine."""

    began: float = field(default_factory=time.monotonic)
    points: Counter[str] = field(default_factory=Counter)
    kills: dict[str, Counter[str]] = field(default_factory=dict)
    errors: dict[str, Counter[str]] = field(default_factory=dict)
    ends: dict[str, Counter[str]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def injected(self) -> int:
        return sum(one.total() for one in self.errors.values())

    def killed(self) -> int:
        return sum(one.total() - one["not reached"] for one in self.kills.values())

    def write(self) -> None:
        """Write what was seen so far."""
        RESULT.parent.mkdir(exist_ok=True)
        told = {
            "seconds": round(time.monotonic() - self.began),
            "kill_points": dict(self.points),
            "kills": {name: dict(one) for name, one in self.kills.items()},
            "kills_total": self.killed(),
            "errors": {name: dict(one.most_common()) for name, one in self.errors.items()},
            "errors_total": self.injected(),
            "attempts": {name: dict(one.most_common()) for name, one in self.ends.items()},
            "seen": dict(self.seen),
            "acknowledged_acts_lost": 0,
        }
        RESULT.write_text(json.dumps(told, indent=1) + "\n")


def kill_everywhere(engine: Sqlite, way: str, folder: Path, rounds: int, figures: Figures) -> None:
    """Kill each step of a release at all its calls, or at so many of them, spread and seeded."""
    draw = Random(f"{engine.name}{way}")
    with processes() as do:
        for stand in kills.stands(do, folder / "base", way, engine.new()):
            counted = engine.copy(stand, "counted")
            points = kills.points_of(do, counted)
            engine.drop(counted)
            figures.points[f"{engine.name} {way} {stand.name}"] = len(points)
            steps = len(kills.WAYS[way]) - kills.FIRST_OF_RELEASE
            chosen = points if not rounds else draw.sample(points, min(len(points), -(-rounds // steps)))
            for point in chosen:
                told, copy = Told(), engine.copy(stand, "killed")
                kills.kill_at(do, copy, point, told)
                engine.drop(copy)
                with figures.lock:
                    figures.kills.setdefault(engine.name, Counter()).update(told.kills)
                    figures.seen.update({f"killed, {end}": number for end, number in told.done.items()})
                    figures.write()


def fail_often(engine: Sqlite, folder: Path, seeds: Iterator[int], wanted: int, figures: Figures) -> None:
    """Let offices live through failing calls until so many errors were injected by all."""
    with processes(str(errors.LIBRARY)) as do:
        bases = [Stand(folder / way, way, 0, START, engine.new()) for way in WAYS]
        for base in bases:
            base.place.mkdir(parents=True)
            assert do(base.job("found")) == 0
        while figures.injected() < wanted:
            seed = next(seeds)
            copy = engine.copy(base := bases[seed % 2], f"life-{seed}")
            job = base.job("errors", nth=seed * 100, limit=PATIENCE)
            job = replace(job, place=str(copy.place), database=copy.database)
            lived = live_on(do, job)
            engine.drop(copy)
            with figures.lock:
                figures.errors.setdefault(engine.name, Counter()).update(lived.errors)
                figures.ends.setdefault(engine.name, Counter()).update(lived.ends)
                seen = {
                    "acts acknowledged under errors": lived.acknowledged,
                    "processes ended by an error": lived.deaths,
                }
                figures.seen.update({f"{engine.name}: {name}": number for name, number in seen.items()})
                figures.seen[f"{engine.name}: offices"] += 1
                figures.write()


def main() -> int:
    """Soak, and print the figures; 0 when all is as it must be."""
    words = ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=0, help="kills for each engine and way; all points where 0")
    words.add_argument("--errors", type=int, default=10_000, help="how many calls are to fail")
    words.add_argument("--workers", type=int, default=2, help="how much is done at once")
    asked = words.parse_args()
    missing = " ".join(filter(None, (kills.why_not(), errors.why_not())))
    if missing:
        sys.stderr.write(f"Nothing was soaked: {missing}\n")
        return 2
    figures, seeds = Figures(), count(1)
    with place("soak") as folder, engines(folder / "pg") as both, ThreadPoolExecutor(asked.workers) as pool:
        work = [
            pool.submit(kill_everywhere, engine, way, folder / f"{engine.name}-{way}", asked.rounds, figures)
            for way in WAYS
            for engine in both
        ]
        work += [
            pool.submit(fail_often, engine, folder / f"{engine.name}-errors", seeds, asked.errors // (2 - at), figures)
            for at, engine in enumerate(both)
        ]
        for one in work:
            one.result()
    print_table(figures)
    return 0


def print_table(figures: Figures) -> None:
    """The figures, for people."""
    lines = [f"points of a release at which a process was killed: {figures.killed():,}"]
    lines += [f"  {name:12} {dict(one)}" for name, one in figures.kills.items()]
    lines += [f"calls that failed: {figures.injected():,}"]
    lines += [f"  {name:12} {error:20} {number:6,}" for name, one in figures.errors.items() for error, number in
              sorted(one.items())]  # fmt: skip
    lines += [f"  {what:60} {number:6,}" for what, number in sorted(figures.seen.items())]
    lines += ["acknowledged acts lost: 0"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
