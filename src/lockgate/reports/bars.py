"""Bars and steps as they are drawn: where each stands. A template draws them, so that every word in it is escaped.

Nothing is drawn that the table beside a picture does not say, and nothing is told by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LABELS, PLOT, VALUES = 300, 300, 120
"""Widths of the three columns: labels, the bars, the values."""

WIDTH = LABELS + PLOT + VALUES
ROW, THICK = 30, 18
LEAST = 2.0
"""The width of the least bar of anything at all: a few among a million are seen."""

LONGEST = 40
"""Characters of a label; longer ones are cut, and stand whole in the table."""

STEP_HIGH, STEP_GAP, MARK = 44, 18, 13


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: what was counted.
        value: how many.
        href: where one gets by it, or empty.
        marked: it is drawn dark, and its label says why.
    """

    label: str
    value: int
    href: str = ""
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """One bar with its place: the middle of its line, and how wide it is."""

    bar: Bar
    y: int
    width: float
    label: str

    @property
    def top(self) -> float:
        """Where the bar begins from above."""
        return self.y - THICK / 2

    @property
    def text(self) -> int:
        """Where a line of text stands beside it."""
        return self.y + 5

    @property
    def end(self) -> float:
        """Where the value is written."""
        return LABELS + self.width + 8


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of bars.

    Attributes:
        name: unique on its page, letters and hyphens.
        title: what it shows.
        description: the same for who cannot see it.
        counted: what the values count.
        placed: the bars, top to bottom.
    """

    name: str
    title: str
    description: str
    counted: str
    placed: tuple[Placed, ...]

    @property
    def height(self) -> int:
        """How high it is."""
        return ROW * len(self.placed) + 8


def bars(name: str, title: str, counted: str, given: Sequence[Bar]) -> Bars:
    """Bars on one scale, the greatest as wide as the plot; the description says every one of them."""
    most = max((bar.value for bar in given), default=0) or 1
    placed = tuple(
        Placed(bar, ROW * number + ROW // 2 + 4, _width(bar.value, most), _cut(bar.label))
        for number, bar in enumerate(given)
    )
    said = "; ".join(f"{bar.label}: {bar.value:,}" for bar in given)
    return Bars(name, title, f"{counted}. {said}." if said else counted, counted, placed)


def _width(value: int, most: int) -> float:
    return round(max(PLOT * value / most, LEAST if value else 0.0), 1)


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way: its name, how far it is in words, and where one gets by it.

    Attributes:
        done: it is behind.
        here: the case waits for it.
    """

    label: str
    said: str
    href: str = ""
    done: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class Stood:
    """One step with its place from above."""

    step: Step
    top: int
    last: bool

    @property
    def middle(self) -> float:
        """The middle of its mark."""
        return self.top + STEP_HIGH / 2

    @property
    def text(self) -> int:
        """Where its text stands."""
        return self.top + STEP_HIGH // 2 + 5

    @property
    def under(self) -> int:
        """Where the line to the next one ends."""
        return self.top + STEP_HIGH + STEP_GAP + STEP_HIGH // 2 - MARK


def way(steps: Sequence[Step]) -> tuple[tuple[Stood, ...], int]:
    """The steps from above, and how high the whole is."""
    each = STEP_HIGH + STEP_GAP
    stood = tuple(Stood(step, each * number + 4, number == len(steps) - 1) for number, step in enumerate(steps))
    return stood, each * len(steps) - STEP_GAP + 8
