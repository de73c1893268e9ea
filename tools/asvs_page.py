"""``docs/asvs.md``: what is done about each requirement of OWASP ASVS 5.0.0, printed from ``docs/asvs.toml``."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "docs" / "asvs.toml"

HOW = ("met", "deployment", "not applicable", "not met")
"""What can be said of a requirement."""

_HEAD = """# OWASP ASVS {version}

Printed from `docs/asvs.toml` by `make docs`; not written by hand. Numbers, levels and chapters are those of the
[OWASP Application Security Verification Standard](https://github.com/OWASP/ASVS), version {version}; what each is about
is said here in our own words, and the standard's own text holds. *Met* names the tests that show it
(`file::test`); a test checks that each exists. *Deployment* is for whoever runs an office. This is the project's own
word on itself: nobody from outside has verified it.
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement.

    Attributes:
        level: 1, 2 or 3.
        how: a word of ``HOW``.
        tests: those that show it, each ``file::test``; only where it is met.
        said: what else there is to say; empty for nothing.
    """

    id: str
    level: int
    about: str
    how: str
    tests: tuple[str, ...]
    said: str


def requirements() -> dict[str, list[Requirement]]:
    """Every requirement, by chapter as it is called: ``V1 Encoding and Sanitization``."""
    found = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {f"{one['id']} {one['name']}": [_requirement(row) for row in one["rows"]] for one in found["chapter"]}


def version() -> str:
    """The version of the standard."""
    return str(tomllib.loads(SOURCE.read_text(encoding="utf-8"))["version"])


def asvs_page() -> str:
    """The page."""
    chapters = requirements()
    parts = [_HEAD.format(version=version()), _tally(chapters)]
    for name, found in chapters.items():
        lines = [f"## {name}\n", "| requirement | level | about | how | shown by, or why |", "|---|---|---|---|---|"]
        lines += [f"| {one.id} | {one.level} | {one.about} | {one.how} | {_why(one)} |" for one in found]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _requirement(row: list[Any]) -> Requirement:
    number, level, about, how, said, *more = row
    if how == "met":
        return Requirement(number, level, about, how, tuple(said.split()), "".join(more))
    return Requirement(number, level, about, how, (), said)


def _why(one: Requirement) -> str:
    return "; ".join(filter(None, (" ".join(f"`{test}`" for test in one.tests), one.said)))


def _tally(chapters: dict[str, list[Requirement]]) -> str:
    counted = Counter((one.level, one.how) for found in chapters.values() for one in found)
    lines = [f"| level | {' | '.join(HOW)} | all |", "|---|" + "---|" * (len(HOW) + 1)]
    for level in (1, 2, 3):
        numbers = [counted[level, how] for how in HOW]
        lines.append(f"| {level} | {' | '.join(map(str, numbers))} | {sum(numbers)} |")
    every = [sum(counted[level, how] for level in (1, 2, 3)) for how in HOW]
    lines.append(f"| all | {' | '.join(map(str, every))} | {sum(every)} |")
    return "\n".join(lines) + "\n"
