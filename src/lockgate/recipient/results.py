"""What a command of the recipient's tool answers."""

from collections.abc import Mapping
from dataclasses import dataclass

ANSWERS = "answers.csv"
"""The file that `open` writes."""


@dataclass(frozen=True)
class Result:
    """What was done: lines for people, and one object for `--json`."""

    lines: tuple[str, ...]
    data: Mapping[str, str | int]
