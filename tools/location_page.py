"""Prints how one taxpayer is identified, as it is tested: which names and addresses agree, and what that amounts to."""

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

HEAD = """# One taxpayer or nobody, as it is tested

Printed by `make docs` from `tests/spec/location`; each line below is a test (R09, R24; docs/adr/0012-evidence.md).
*Same* and *near* agree, *different* does not. A name is written *given / family*, *given / middle / family* or *given /
middle / family / suffix*; the order of the two sides is nothing.
"""


def location_page() -> str:
    """The page as Markdown."""
    sys.path[:0] = [str(ROOT / "tests")]
    names, addresses, identified = (
        importlib.import_module(f"spec.location.test_location_{part}") for part in ("names", "addresses", "identified")
    )
    return "\n".join(
        [
            HEAD,
            *_compared("Names", names.TABLES),
            *_compared("Addresses", addresses.TABLES),
            "## What it amounts to\n",
            "| the request and the people held | class |\n| --- | --- |",
            *(f"| {case} | {expected} |" for case, (_, _, expected) in identified.CASES.items()),
            "",
        ]
    )


def _compared(title: str, tables: dict[object, dict[str, tuple[str, str]]]) -> list[str]:
    lines = [f"## {title}\n"]
    for likeness, table in tables.items():
        rows = [f"| {case} | {_shown(one)} | {_shown(other)} |" for case, (one, other) in table.items()]
        lines += [f"### {getattr(likeness, 'name', '').capitalize()}\n", "| case | one | other |\n| --- | --- | --- |"]
        lines += [*rows, ""]
    return lines


def _shown(text: str) -> str:
    return f"`{text.strip()}`"
