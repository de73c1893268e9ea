"""Bars as they are drawn in a table: how wide each is. A template draws them, so that every word in it is escaped.

The table is the picture: each line has its words, its number and a bar, so nothing is told by length or colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

PLOT = 100.0
"""The width of the greatest bar; a page stretches it."""

LEAST = 0.5
"""The width of the least bar of anything at all: a few among a million are seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: what was counted.
        value: how many.
        meaning: what the label says, in a sentence; empty where it needs none.
        href: where one gets by it, or empty.
        marked: it is drawn red, and its words say why.
    """

    label: str
    value: int
    meaning: str = ""
    href: str = ""
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """One bar, and how wide it is."""

    bar: Bar
    width: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of bars.

    Attributes:
        name: unique on its page, letters and hyphens.
        title: what it shows.
        what: what a line is about.
        counted: what the values count.
        placed: the bars, top to bottom.
    """

    name: str
    title: str
    what: str
    counted: str
    placed: tuple[Placed, ...]


def bars(name: str, title: str, heads: tuple[str, str], given: Sequence[Bar]) -> Bars:
    """Bars on one scale, the greatest as wide as the plot; ``heads`` say what a line is about, and what is counted."""
    most = max((bar.value for bar in given), default=0) or 1
    return Bars(name, title, *heads, tuple(Placed(bar, _width(bar.value, most)) for bar in given))


def _width(value: int, most: int) -> float:
    return round(max(PLOT * value / most, LEAST if value else 0.0), 1)
