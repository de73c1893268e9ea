"""`make races`: an order entered at any instant of a seal, a hand-over, a fetch and an opening, a thousand times.

On SQLite, and fewer times on PostgreSQL. Each race is run in a fresh copy of an office that stands before the act. The
first thing that leaves after an order's commit ends the run. Figures are printed and written to ``build/races.json``.
"""

import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import django

django.setup()

import pytest  # noqa: E402 - once Django is set up

from faults.engines import Postgres, Sqlite, engines, place  # noqa: E402
from racing import LEAVING, races, racing_pack, stands  # noqa: E402

RESULT = Path("build") / "races.json"

Ends = Counter[tuple[str, str, bool]]
"""How often: by engine, act, and whether the act was done before the order."""


def raced(engine: Sqlite, folder: Path, numbers: range) -> Ends:
    """Races of these numbers, in a process of their own."""
    folder.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patched:
        racing_pack(patched, folder)
        made = stands(engine, folder, engine.new())
        return Counter((engine.name, act.value, done) for act, done in races(engine, made, numbers))


def shares(runs: int, workers: int) -> list[range]:
    """So many runs for so many workers, each beginning with the first act."""
    each = max(-(-runs // workers // len(LEAVING)), 1) * len(LEAVING)
    return [range(first, min(first + each, runs)) for first in range(0, runs, each)]


def main() -> int:
    """Race, and print the figures; 0 when nothing left after an order."""
    words = ArgumentParser(description=__doc__)
    words.add_argument("--sqlite", type=int, default=1_000, help="how many races on SQLite")
    words.add_argument("--postgresql", type=int, default=200, help="how many races on PostgreSQL")
    words.add_argument("--workers", type=int, default=2, help="how much is done at once")
    asked = words.parse_args()
    began, ends = time.monotonic(), Ends()
    with place("races") as folder, ProcessPoolExecutor(asked.workers) as pool, engines(folder / "pg") as both:
        wanted = dict(zip(both, (asked.sqlite, asked.postgresql), strict=True))
        work = [
            pool.submit(raced, engine, folder / f"{engine.name}-{numbers.start}", numbers)
            for engine, runs in wanted.items()
            for numbers in shares(runs, asked.workers)
        ]
        for one in work:
            ends.update(one.result())
    tell(ends, time.monotonic() - began)
    return 0


def tell(ends: Ends, seconds: float) -> None:
    """The figures, for people and kept."""
    rows = [
        {"engine": engine, "act": act.value, "done_before_the_order": ends[engine, act.value, True],
         "stopped_by_it": ends[engine, act.value, False]}
        for engine in (Sqlite.name, Postgres.name) for act in LEAVING
    ]  # fmt: skip
    told = {"seconds": round(seconds), "races": ends.total(), "left_after_the_order": 0, "by_act": rows}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(told, indent=1) + "\n")
    lines = [f"races of an act and an order: {ends.total():,} in {seconds:,.0f} s"]
    lines += [
        f"  {row['engine']:12} {row['act']:10} done before the order {row['done_before_the_order']:6,}"
        f"  stopped by it {row['stopped_by_it']:6,}"
        for row in rows
    ]
    lines += ["left after an order's commit: 0"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
