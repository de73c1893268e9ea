"""``docs/matrix.md``: who is answered what at which address and stage, and who is shown what, from its source."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "docs" / "matrix.toml"

ELSEWHERE = "elsewhere"
"""In the place of a stage: addresses of no case."""

NOT_THERE = 404
"""What everybody is answered whom no line names, as for an address that is not there."""

_HEAD = """# Who is answered what, and shown what

Printed from `docs/matrix.toml` by `make docs`; not written by hand. The source is written by hand from the statute,
the agreement and [acts.md](law/acts.md); the tests walk one office through every stage and ask every line of it over
HTTP, as every one of these persons. *·* is 404, which is one and the same answer as for an address that is not there;
a person no line names has it everywhere. POST brings an empty form without a signature; 405 is a method that an
address does not have.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: these persons get this status, stage by stage (or ``ELSEWHERE``) at one address by one method."""

    address: str
    method: str
    who: str
    at: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Address:
    """One address, why it is so, its lines, and those that are asked about at one stage for all."""

    address: str
    why: str
    lines: tuple[Line, ...]
    once: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the sentinel it is sought by, and who is shown it, stage by stage."""

    what: str
    why: str
    sought: str
    shown: tuple[tuple[str, tuple[str, ...]], ...]


class Matrix:
    """The source, read."""

    def __init__(self) -> None:
        self._found = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
        self.stages: dict[str, str] = self._found["stages"]
        self.persons: dict[str, str] = self._found["persons"]
        self.groups: dict[str, str] = self._found["groups"]

    def who(self, words: str) -> frozenset[str]:
        """The persons that persons and groups, apart by blanks, stand for."""
        found: set[str] = set()
        for word in words.split():
            found |= {word} if word in self.persons else self.who(self.groups[word])
        return frozenset(found)

    def span(self, words: str) -> tuple[str, ...]:
        """The stages that are meant: each by its name, or from one to another."""
        known, found = [*self.stages, ELSEWHERE], []
        for word in words.split():
            first, _, last = word.partition("..")
            found += known[known.index(first) : known.index(last or first) + 1]
        return tuple(found)

    @property
    def of_case(self) -> list[Address]:
        """Every address that is asked at each stage."""
        return [self._address(one, tuple(self.stages)) for one in self._found["of_case"]]

    @property
    def elsewhere(self) -> list[Address]:
        """Every address of no case."""
        return [self._address(one, (ELSEWHERE,)) for one in self._found["elsewhere"]]

    @property
    def fields(self) -> list[Field]:
        """Every field."""
        return [
            Field(one["what"], one["why"], one["sought"], tuple((who, self.span(at)) for who, at in one["shown"]))
            for one in self._found["field"]
        ]

    def _address(self, one: Mapping[str, Any], stages: Iterable[str]) -> Address:
        at, stages = one["address"], tuple(stages)
        lines = tuple(Line(at, method, who, self._status(said, stages)) for method, who, said in one["answers"])
        once = tuple(
            Line(at, method, who, self._status(said, (ELSEWHERE,))) for method, who, said in one.get("once", ())
        )
        return Address(at, one["why"], lines, once)

    def _status(self, said: str, stages: tuple[str, ...]) -> dict[str, int]:
        first, *more = said.split(";")
        found = dict.fromkeys(stages, int(first))
        for one in more:
            where, _, status = one.rpartition(":")
            found |= dict.fromkeys(self.span(where), int(status))
        return found


def matrix_page() -> str:
    """The page."""
    read = Matrix()
    parts = [
        _HEAD,
        "## Persons\n\n" + _table(("word", "who"), read.persons.items()),
        "## Groups\n\n" + _table(("word", "who"), ((one, _who(who)) for one, who in read.groups.items())),
        "## Stages\n\n" + _table(("word", "how far a case is"), read.stages.items()),
        "## At every stage\n\n" + _of_case(read),
        "## Methods that those addresses do not have\n\n" + _methods(read),
        "## Addresses of no case\n\n" + _elsewhere(read),
        "## Fields\n\n" + _fields(read),
    ]
    return "\n".join(parts)


def _table(header: tuple[str, ...], rows: Iterable[Iterable[str]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "".join(f"| {' | '.join(one)} |\n" for one in lines)


def _of_case(read: Matrix) -> str:
    rows: list[tuple[str, ...]] = []
    for one in read.of_case:
        rows += [
            (f"`{line.address}`", line.method, _who(line.who), *map(_shown, line.at.values()), one.why)
            for line in one.lines
        ]
    return _table(("address", "", "who", *read.stages, "why"), rows)


def _elsewhere(read: Matrix) -> str:
    rows = [
        (f"`{line.address}`", line.method, _who(line.who), _shown(line.at[ELSEWHERE]), one.why)
        for one in read.elsewhere
        for line in one.lines
    ]
    return _table(("address", "", "who", "status", "why"), rows)


def _methods(read: Matrix) -> str:
    rows = [
        (f"`{line.address}`", line.method, _who(line.who), _shown(line.at[ELSEWHERE]))
        for one in read.of_case
        for line in one.once
    ]
    return _table(("address", "", "who", "status"), rows)


def _fields(read: Matrix) -> str:
    rows = []
    for one in read.fields:
        for who, at in one.shown or (("", ()),):
            shown = ("yes" if stage in at else "" for stage in (*read.stages, ELSEWHERE))
            rows.append((one.what, _who(who), *shown, one.why))
    return _table(("what", "who", *read.stages, ELSEWHERE, "why"), rows)


def _who(words: str) -> str:
    return ", ".join(words.split()) or "nobody"


def _shown(status: int) -> str:
    return "·" if status == NOT_THERE else str(status)
