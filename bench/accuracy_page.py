"""Write ``docs/accuracy.md`` from accuracy reports and the last bench.

``python -m bench.accuracy_page REPORT ...``: each a folder that ``lockgate locate-report`` wrote. The peer's
table is that of ``bench/results/latest.json``, where it has one.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.data import HERE

PAGE = HERE.parent / "docs" / "accuracy.md"
SHOWN = {"origin": "Origin of the name", "household": "People in the household", "noise": "Written otherwise"}
HEAD = """# Who is wrongly identified, and who is missed

Written by `python -m bench.accuracy_page`; made by `lockgate locate-report` (formats/locate-report.md says what is
counted) on synthetic people. Intervals in brackets are Wilson score intervals, 95 %. Only sufficient records are
counted."""
PEER = """
## Splink beside it

The same sufficient records and the same taxpayers, linked by a trained Splink (bench.md says how). At each threshold
of the match weight, with a margin of {margin} over the second best. *Wrong* is counted by our own rule; *another
person* is that part of it in which the taxpayer is not the one asked about at all. It is not told that a number that
disagrees, or another flat, forbids; a threshold that keeps those out loses others.
"""


def main() -> None:
    """Write the page."""
    parts = [HEAD]
    for folder in sys.argv[1:]:
        parts += _report(json.loads((Path(folder) / "locate-report.json").read_text(encoding="utf-8")))
    latest = json.loads((HERE / "results" / "latest.json").read_text(encoding="utf-8"))
    if latest.get("splink_sweep"):
        parts += _peer(latest)
    PAGE.write_text("\n".join(parts), encoding="utf-8")


def _report(report: dict[str, Any]) -> Iterator[str]:
    about = report["about"]
    yield f"\n## {about.get('made by') or 'A rehearsal'}\n"
    yield (
        "; ".join(f"{label} {value}" for label, value in about.items() if label not in {"made by", "rehearsal"}) + ".\n"
    )
    yield _table("class", report["accuracy"])
    for name, title in SHOWN.items():
        yield "\n" + _table(title, report["groups"][name])


def _table(first: str, groups: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [_cells((first, "wrongly identified", "per million", "wrongly missed", "share"))]
    lines.append(_cells(("---", "---:", "---:", "---:", "---:")))
    lines += [_cells((label, *_line(numbers))) for label, numbers in groups.items()]
    return "\n".join(lines)


def _line(one: Mapping[str, Any]) -> Iterator[str]:
    yield f"{one['wrong']:,} of {one['identified']:,}"
    yield (
        ""
        if not one["identified"]
        else (f"{one['wrong_per_million']:,.0f} ({one['wrong_low']:,.0f} to {one['wrong_high']:,.0f})")
    )
    yield f"{one['missed']:,} of {one['to_be_found']:,}"
    yield (
        ""
        if not one["to_be_found"]
        else (f"{one['missed_share']:.2%} ({one['missed_low']:.2%} to {one['missed_high']:.2%})")
    )


def _peer(latest: dict[str, Any]) -> Iterator[str]:
    ours, size = latest["accuracy"]["releasable"], f"{latest['records']:,} × {latest['taxpayers']:,}"
    yield PEER.format(margin=3)
    yield f"{size}, {latest['slips']:g} slips in a hundred.\n"
    head = ("threshold", "identified", "wrong", "another person", "wrong per million", "missed")
    lines = [_cells(head), _cells(("---:",) * len(head))]
    lines += [
        _cells(
            (f"{one['threshold']}", f"{one['identified']:,}", f"{one['wrong']:,}", f"{one['another_person']:,}",
             f"{one['wrong_per_million'] or 0:,.0f}", f"{one['missed_share']:.2%}")
        )
        for one in latest["splink_sweep"] if one["margin"] == 3
    ]  # fmt: skip
    another = latest["accuracy_beside"]["releasable, another person than the one asked about"]
    lines.append(
        _cells(
            ("lockgate", f"{ours['identified']:,}", f"{ours['wrong']:,}", f"{another:,}",
             f"{ours['wrong_per_million']:,.0f}", f"{ours['missed_share']:.2%}")
        )
    )  # fmt: skip
    yield "\n".join(lines) + "\n"


def _cells(row: Iterable[str]) -> str:
    return "| " + " | ".join(row) + " |"


if __name__ == "__main__":
    main()
