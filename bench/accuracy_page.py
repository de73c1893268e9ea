"""Write ``docs/accuracy.md`` from accuracy reports and what the peer came to.

``python -m bench.accuracy_page REPORT ... [--peer WEIGHED]``: each a folder that ``lockgate locate-report`` wrote, and
the ``accuracy.json`` of ``bench.weigh_job``.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.data import HERE
from lockgate.reports.shares import Share

PAGE = HERE.parent / "docs" / "accuracy.md"
SHOWN = {
    "origin": "Origin of the name",
    "household": "People in the household",
    "address-form": "Address as the request writes it",
    "name-form": "Name as the request writes it",
    "noise": "Written otherwise",
}
COMPARED = {name: SHOWN[name] for name in ("origin", "household", "address-form", "name-form")}
HEAD = """# Who is wrongly identified, and who is missed

Written by `python -m bench.accuracy_page`; made by `lockgate locate-report` (formats/locate-report.md says what is
counted) on synthetic people. Intervals in brackets are Wilson score intervals, 95 %. Only sufficient records are
counted. People this project did not make are in people.md, which says in parts why whom it misses is missed."""
PEER = """
## Splink beside it

The same sufficient records and the same taxpayers, linked by a trained Splink (bench.md says how). At each threshold
of the match weight, with a margin of {margin} over the second best. *Wrong* is counted by our own rule; *another
person* is that part of it in which the taxpayer is not the one asked about at all. It is not told that a number that
disagrees, or another flat, forbids; a threshold that keeps those out loses others.
"""
SETTING = """
Group by group, at the one setting of the sweep that is wrong about the fewest while it misses no more than lockgate:
threshold {threshold}, margin {margin}. *Another person* per million identified, and missed; nobody else is counted as
wrong here, so that only what both set out to do is compared.
"""
MARGIN = 3


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reports", type=Path, nargs="+")
    parser.add_argument("--peer", type=Path)
    given = parser.parse_args()
    parts = [HEAD]
    for folder in given.reports:
        parts += _report(json.loads((folder / "locate-report.json").read_text(encoding="utf-8")))
    if given.peer:
        parts += _peer(json.loads(given.peer.read_text(encoding="utf-8")))
    PAGE.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


def _report(report: dict[str, Any]) -> Iterator[str]:
    about = report["about"]
    yield f"\n## {about.get('made by') or 'A rehearsal'}\n"
    yield (
        "; ".join(f"{label} {value}" for label, value in about.items() if label not in {"made by", "rehearsal"}) + ".\n"
    )
    yield _table("class", report["accuracy"])
    for name, title in SHOWN.items():
        if report["groups"][name]:
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


def _peer(weighed: dict[str, Any]) -> Iterator[str]:
    ours, about = weighed["accuracy"]["releasable"], weighed["about"]
    size = f"{about['records']:,} × {about['taxpayers']:,}"
    yield PEER.format(margin=MARGIN)
    yield f"{size}, {about['slips']:g} slips in a hundred, seed {about['seed']}.\n"
    head = ("threshold", "identified", "wrong", "wrong per million", "another person", "per million", "missed")
    another = weighed["beside"]["releasable, another person than the one asked about"]
    lines = [_cells(head), _cells(("---:",) * len(head))]
    lines += [_swept(str(one["threshold"]), one, ours) for one in weighed["splink"] if one["margin"] == MARGIN]
    lines.append(_swept("lockgate", ours | {"another_person": another}, ours))
    yield "\n".join(lines) + "\n"
    yield from _compared(weighed, weighed["splink_groups"])


def _swept(name: str, one: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    wrong, another = Share(one["wrong"], one["identified"]), Share(one["another_person"], one["identified"])
    missed = Share(one["missed"], ours["to_be_found"])
    return _cells(
        (name, f"{one['identified']:,}", f"{one['wrong']:,}", wrong.said_per_million(), f"{one['another_person']:,}",
         another.said_per_million(), missed.said_percent())
    )  # fmt: skip


def _compared(weighed: dict[str, Any], peer: dict[str, Any]) -> Iterator[str]:
    """Ours and the peer's at one setting, by class and by group."""
    yield SETTING.format(threshold=peer["threshold"], margin=peer["margin"])
    yield _kinds(peer["another_groups"]["kind"]) + "\n"
    yield _beside("Class", weighed["accuracy"], peer["another_accuracy"])
    for name, title in COMPARED.items():
        yield "\n" + _beside(title, weighed["groups"][name], peer["another_groups"][name])


def _kinds(kinds: Mapping[str, Any]) -> str:
    """The kinds of planted request in which the peer takes another person."""
    wrong = sorted(((one["wrong"], kind) for kind, one in kinds.items() if one["wrong"]), reverse=True)
    return "Splink's other persons by kind of planted request: " + ", ".join(f"{kind} {n:,}" for n, kind in wrong) + "."


def _beside(first: str, ours: Mapping[str, Any], peers: Mapping[str, Any]) -> str:
    head = (first, "lockgate: another person", "Splink: another person", "lockgate: missed", "Splink: missed")
    lines = [_cells(head), _cells(("---", *("---:",) * 4))]
    for label in (label for label in ours if label in peers and label != "weak"):
        mine, theirs = ours[label], peers[label]
        lines.append(_cells((label, _persons(mine), _persons(theirs), _missed(mine), _missed(theirs))))
    return "\n".join(lines)


def _persons(one: Mapping[str, Any]) -> str:
    share = Share(one["wrong"], one["identified"])
    return f"{one['wrong']:,} of {one['identified']:,}: {share.said_per_million()}"


def _missed(one: Mapping[str, Any]) -> str:
    return Share(one["missed"], one["to_be_found"]).said_percent()


def _cells(row: Iterable[str]) -> str:
    return "| " + " | ".join(row) + " |"


if __name__ == "__main__":
    main()
