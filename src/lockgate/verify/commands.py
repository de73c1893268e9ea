"""What a command of the verifier is, and what it answers.

A command module offers one `COMMAND`; `lockgate.verify.main` lists them. A command never prints: it
returns an Answer when everything verified, and raises IntegrityError (exit 3) or UsageError (exit 2)
with one clear sentence otherwise.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]
"""What the answer of a command can hold as JSON."""


@dataclass(frozen=True)
class Answer:
    """What was verified: lines for people, one object for `--json`."""

    lines: tuple[str, ...]
    data: Mapping[str, Value]


def doubt_lines(doubts: tuple[str, ...], width: int = 9) -> tuple[str, ...]:
    """Doubts as lines for people; words begin behind so many columns."""
    return tuple(f"{'DOUBT':<{width}}{one}" for one in doubts)


@dataclass(frozen=True)
class Command:
    """One command of the verifier: its word, its line of help, its arguments, what it does."""

    name: str
    summary: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], Answer]
