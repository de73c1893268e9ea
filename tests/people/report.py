"""The counts as text and as the page ``docs/people.md``: ``python -m tests.people.report`` writes the page."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from tests.people.addresses import reading
from tests.people.missed import WHY, Group
from tests.people.runs import RUNS, fates
from tests.people.sample import ROOT, made_with
from tests.people.tally import CLASSES, Tally, tally
from tests.people.truth import TWO, Side

PAGE = ROOT / "docs" / "people.md"


@cache
def tallies() -> tuple[Tally, ...]:
    """The counts of every run, in order."""
    return tuple(tally(run.name, fates(run)) for run in RUNS)


def _located() -> tuple[Tally, ...]:
    return tuple(one for one, run in zip(tallies(), RUNS, strict=True) if run.locate)


_EXAMINED: tuple[tuple[str, Callable[[Tally], int]], ...] = (
    ("requests", lambda one: one.requests),
    ("sufficient", lambda one: one.outcomes["sufficient"]),
    ("returned", lambda one: one.outcomes["returned"]),
    ("review", lambda one: one.outcomes["review"]),
)
_FOUND: tuple[tuple[str, Callable[[Tally], int]], ...] = (
    ("sufficient, looked for", lambda one: one.outcomes["sufficient"]),
    *((f"· {name}", lambda one, name=name: one.classes[name]) for name in CLASSES),
    ("releasable (one, and its latest address can be reached)", lambda one: one.releasable),
    ("**releasable, wrong taxpayer**", lambda one: one.wrong),
    ("**releasable, not that taxpayer's latest address**", lambda one: one.wrong_answer),
    ("releasable, on a taxpayer with somebody else's return too", lambda one: one.joined),
    ("weak, and somebody else (nothing leaves)", lambda one: one.weak_wrong),
    ("not in the file at all", lambda one: one.strangers),
    ("in the file, never filed from the address asked with", lambda one: one.moved),
)
_RIGHTFUL: tuple[tuple[str, Callable[[Tally], int]], ...] = (
    ("in the file, and filed from the address asked with", lambda one: one.rightful),
    ("· one: releasable", lambda one: one.rightful_released),
    ("· one, the latest address reaches nobody", lambda one: one.undeliverable),
    *((f"· {name}", lambda one, name=name: one.rightful_classes[name]) for name in CLASSES[1:]),
)
_PARTS: tuple[tuple[str, Callable[[Tally], object]], ...] = (
    ("**everything given is as held**", lambda one: one.missed.held.requests),
    ("· identified", lambda one: one.missed.held.identified),
    ("· missed", lambda one: one.missed.held.missed.count),
    ("· … share", lambda one: _share(one.missed.held)),
    *((f"· … {why}", lambda one, why=why: one.missed.why[why]) for why in WHY),
    ("**something given is not as held**", lambda one: one.missed.erring.requests),
    ("· identified all the same", lambda one: one.missed.erring.identified),
    ("· missed, on purpose", lambda one: one.missed.erring.missed.count),
    ("· … share", lambda one: _share(one.missed.erring)),
    ("**nothing to confirm it**", lambda one: one.missed.bare),
    ("· weak: a person looks", lambda one: one.missed.looked),
)
_NAMESAKES: tuple[tuple[str, Callable[[Tally], int]], ...] = (
    ("another of the family name filed from that address", lambda one: one.namesakes),
    *((f"· {name}", lambda one, name=name: one.namesakes_classes[name]) for name in CLASSES),
)

_Rows = Sequence[tuple[str, Callable[[Tally], object]]]


def lines() -> list[str]:
    """The counts as they stand in the tests' output."""
    out = [f"people: {made_with()}; city and ZIP of every address put there by us, before noise"]
    for one in tallies():
        said = ", ".join(f"{name} {count(one):,}" for name, count in _EXAMINED)
        out.append(f"{one.name}: {said}")
    return [*out, *(line for one in _located() for line in _found(one)), _read()]


def _found(one: Tally) -> Iterator[str]:
    found = ", ".join(f"{name} {one.classes[name]:,}" for name in CLASSES)
    yield f"{one.name}: {found}; releasable {one.releasable:,}, wrong taxpayer {one.wrong}"
    parts = one.missed
    yield (
        f"{one.name}: rightful {one.rightful:,}, of them releasable {one.rightful_released:,},"
        f" undeliverable {one.undeliverable:,}, nothing to confirm it {parts.bare:,} (weak {parts.looked:,})"
    )
    if parts.held.requests:
        why = ", ".join(f"{reason} {parts.why[reason]}" for reason in WHY)
        of = f"{parts.held.missed.count} of {parts.held.requests:,}"
        yield f"{one.name}: all as held, missed {of}, {_share(parts.held)} ({why})"
    if parts.erring.requests:
        each = (f"{sort} {part.missed.count} of {part.requests}" for sort, part in parts.parts.items() if part.requests)
        of = f"{parts.erring.missed.count:,} of {parts.erring.requests:,}"
        yield f"{one.name}: not as held, missed on purpose {of} ({', '.join(each)})"


def _share(group: Group) -> str:
    return group.missed.said_percent() if group.requests else ""


def _read() -> str:
    read = reading()
    return (
        f"addresses: {read.whole:,} whole of {read.total:,}; wrongly refused {len(read.refused)}, wrongly passed"
        f" {len(read.passed)}; units {read.units}, lost {len(read.lost)}; one field unlike two lines {len(read.forms)}"
    )


def page() -> str:
    """The whole page."""
    text = Path(__file__).with_name("page.md").read_text(encoding="utf-8")
    parts = {
        "made_with": made_with(),
        "examined": _table(tallies(), _EXAMINED),
        "found": _table(_located(), _FOUND),
        "rightful": _table(_located(), _RIGHTFUL),
        "parts": _table(_located(), _PARTS),
        "errors": _errors(),
        "namesakes": _table(_located(), _NAMESAKES),
        "codes": _codes(),
        "complaints": _codes(whole=True),
        "addresses": _addresses(),
    }
    for name, part in parts.items():
        text = text.replace("{{" + name + "}}", part)
    return text


def _table(runs: Iterable[Tally], rows: _Rows) -> str:
    runs = list(runs)
    head = ["", *(one.name for one in runs)]
    body = [[name, *(_cell(count(one)) for one in runs)] for name, count in rows]
    return "\n".join(_cells(row) for row in (head, ["---", *("---:" for _ in runs)], *body))


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _cells(row: Iterable[str]) -> str:
    return "| " + " | ".join(row) + " |"


def _codes(*, whole: bool = False) -> str:
    runs = _located()
    counts = [one.complaints if whole else one.codes for one in runs]
    codes = sorted({code for count in counts for code in count}, key=lambda code: -sum(count[code] for count in counts))
    rows = [(f"`{code}`", *(f"{count[code]:,}" for count in counts)) for code in codes]
    first = [("addresses whole and unaltered", *(f"{one.whole:,}" for one in runs))] if whole else []
    head = ["", *(one.name for one in runs)]
    return "\n".join(_cells(row) for row in (head, ["---", *("---:" for _ in runs)], *first, *rows))


def _errors() -> str:
    """By what is not as held, for each run in which something is: how many are missed, and whose the error is."""
    head = [
        "not as held",
        "requests",
        "identified",
        "missed",
        "error in the request",
        "in the file",
        "in both",
        "in neither",
    ]
    tables = []
    for one in _located():
        if one.missed.erring.requests:
            body = [
                [sort, str(group.requests), str(group.identified), str(group.missed.count), *_whose(sort, group)]
                for sort, group in one.missed.parts.items()
                if group.requests
            ]
            tables += [f"{one.name}:", "\n".join(map(_cells, (head, ["---", *["---:"] * (len(head) - 1)], *body)))]
    return "\n\n".join(tables)


def _whose(sort: str, group: Group) -> list[str]:
    return ["" if sort == TWO else str(group.sides[side]) for side in Side]


def _addresses() -> str:
    read = reading()
    return "\n".join(
        [
            f"- {read.total:,} distinct addresses, {read.whole:,} of them whole.",
            f"- Whole and not accepted: {len(read.refused)}"
            + "".join(f"; `{address}` ({codes})" for address, codes in read.refused) + ".",
            f"- Not whole and accepted: {len(read.passed)}" + "".join(f"; `{one}`" for one in read.passed) + ".",
            f"- With a unit: {read.units}; of these, read as if they had none: {len(read.lost)}"
            + (" (" + ", ".join(f"`{unit}`" for unit in read.lost) + ")" if read.lost else "") + ".",
            f"- Written in one field another place than in two lines (such a request is missed, never released"
            f" wrongly): {len(read.forms)}" + "".join(f"; `{one}`" for one in read.forms) + ".",
        ]
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write("\n".join(lines()) + "\n")
