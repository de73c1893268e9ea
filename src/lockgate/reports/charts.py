"""Charts as SVG: dots with intervals, side by side on one scale; legible without colour, told in words as well.

Nothing is drawn that the table beside a chart does not say. The same values give the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from lockgate.reports.shares import MILLION

LABELS, PLOT, VALUES = 250, 350, 210
"""Widths of the three columns: labels, the plot, the values in words."""

WIDTH = LABELS + PLOT + VALUES
ROW, TOP, FOOT = 26, 16, 48
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a chart.

    Attributes:
        label: what was counted.
        value: the estimate; None where there was nothing to count, which is drawn as no dot.
        low, high: the ends of its interval.
        said: the value in words, as it stands at the line's end.
    """

    label: str
    value: float | None
    low: float = 0.0
    high: float = 0.0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of dots with intervals.

    Attributes:
        name: unique on its page, letters and hyphens; ids of the drawing begin with it.
        title: what it shows.
        description: the same for who cannot see it: what is drawn, how to read it.
        axis: what the scale counts, with its unit.
        marks: the lines, top to bottom.
        log: a scale of powers of ten; a value of 0 then stands as an open circle at the left edge.
        limits: values drawn as dashed lines across, each with its word.
    """

    name: str
    title: str
    description: str
    axis: str
    marks: tuple[Mark, ...]
    log: bool = False
    limits: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Scale:
    least: float
    most: float
    ticks: tuple[float, ...]
    log: bool

    def x(self, value: float) -> float:
        """Where a value stands; values beyond an end stand at that end."""
        held = min(max(value, self.least), self.most)
        if self.log:
            share = (log10(held) - log10(self.least)) / (log10(self.most) - log10(self.least))
        else:
            share = (held - self.least) / (self.most - self.least)
        return LABELS + PLOT * share


def svg(chart: Chart) -> str:
    """The chart as an SVG element with title and description, to stand in a page or in a file."""
    scale = _scale(chart)
    height = TOP + ROW * len(chart.marks) + FOOT
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-labelledby="{chart.name}-title {chart.name}-desc" font-family="sans-serif" font-size="13"'
        ' fill="#1b1b1b">\n'
        f'<title id="{chart.name}-title">{escape(chart.title)}</title>\n'
        f'<desc id="{chart.name}-desc">{escape(chart.description)}</desc>\n'
    )
    lines = [line for place, mark in enumerate(chart.marks) for line in _line(mark, scale, TOP + ROW * place)]
    return "".join([head, *_axis(chart, scale), *lines, "</svg>\n"])


def _axis(chart: Chart, scale: _Scale) -> Iterator[str]:
    """Grid lines with their values, the limits, and what the axis counts."""
    foot = TOP + ROW * len(chart.marks)
    for tick in scale.ticks:
        x = scale.x(tick)
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{foot}" stroke="#d3d1c8"/>\n'
        yield f'<text x="{x:.1f}" y="{foot + 16}" text-anchor="middle">{_number(tick)}</text>\n'
    for value, word in chart.limits:
        x = scale.x(value)
        yield (
            f'<line x1="{x:.1f}" y1="{TOP - 4}" x2="{x:.1f}" y2="{foot}" stroke="#1b1b1b" stroke-dasharray="5 4"/>\n'
            f'<text x="{x:.1f}" y="{TOP - 6}" text-anchor="middle" font-size="11">{escape(word)}</text>\n'
        )
    yield f'<text x="{LABELS + PLOT / 2:.0f}" y="{foot + 38}" text-anchor="middle">{escape(chart.axis)}</text>\n'


def _line(mark: Mark, scale: _Scale, top: int) -> Iterator[str]:
    """One line: label, interval, dot, value in words."""
    middle = top + ROW / 2
    yield f'<text x="{LABELS - 12}" y="{middle + 4:.0f}" text-anchor="end">{escape(mark.label)}</text>\n'
    yield f'<text x="{LABELS + PLOT + 12}" y="{middle + 4:.0f}">{escape(mark.said)}</text>\n'
    if mark.value is None:
        return
    low, high = scale.x(mark.low), scale.x(mark.high)
    yield f'<line x1="{low:.1f}" y1="{middle}" x2="{high:.1f}" y2="{middle}" stroke="#1f3a5f" stroke-width="2"/>\n'
    for end in (low, high):
        yield f'<line x1="{end:.1f}" y1="{middle - 4}" x2="{end:.1f}" y2="{middle + 4}" stroke="#1f3a5f"/>\n'
    fill = "#fff" if scale.log and mark.value <= 0 else "#1f3a5f"
    x = scale.x(mark.value)
    yield f'<circle cx="{x:.1f}" cy="{middle}" r="4.5" fill="{fill}" stroke="#1f3a5f" stroke-width="2"/>\n'


def _scale(chart: Chart) -> _Scale:
    """A scale that holds every end of every interval and every limit."""
    drawn = [mark for mark in chart.marks if mark.value is not None]
    ends = [end for mark in drawn for end in (mark.low, mark.high)] + [value for value, _ in chart.limits]
    return _powers(ends) if chart.log else _even(ends)


def _powers(ends: Sequence[float]) -> _Scale:
    above = [end for end in ends if end > 0]
    first = min(floor(log10(min(above, default=1.0))), 0)
    last = max(ceil(log10(max(above, default=10.0))), first + 1)
    return _Scale(10.0**first, 10.0**last, tuple(10.0**power for power in range(first, last + 1)), log=True)


def _even(ends: Sequence[float]) -> _Scale:
    most = max([*ends, 0.0]) or 1.0
    rough = most / 5
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * one for one in _STEPS if unit * one >= rough)
    count = ceil(most / step - 1e-9)
    return _Scale(0.0, step * count, tuple(step * place for place in range(count + 1)), log=False)


def _number(value: float) -> str:
    """A tick's value, as short as it can be said."""
    if value == MILLION:
        return "million"  # the figures would run into the tick beside it
    return f"{round(value):,}" if value >= 1000 else f"{value:.6g}"


def alone(drawing: str) -> str:
    """An SVG element as a file of its own."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing}'


def words_of(marks: Iterable[Mark]) -> str:
    """All lines in words, for a description."""
    return "; ".join(f"{mark.label}: {mark.said}" for mark in marks) + "."
