"""The accuracy report: how often location was wrong, and how often it missed somebody, with intervals.

It is made of counts alone. ``docs/formats/locate-report.md`` describes the files.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from lockgate.cells import table_text
from lockgate.reports.charts import Chart, Mark, svg, words_of
from lockgate.reports.pages import page
from lockgate.reports.shares import METHOD, MILLION, Share

FORMAT = "lockgate/locate-report/v1"
"""The format named in the JSON form."""

COLUMNS = (
    "table", "group", "wrong", "identified", "wrong_per_million", "wrong_low", "wrong_high",
    "missed", "to_be_found", "missed_share", "missed_low", "missed_high",
)  # fmt: skip
"""The columns of the CSV form."""


@dataclass(frozen=True, slots=True)
class Line:
    """One group.

    Attributes:
        label: the group.
        wrong: wrongly identified, of all identified in the group.
        missed: not identified, of all in the group that ought to be.
    """

    label: str
    wrong: Share
    missed: Share


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One table with its charts.

    Attributes:
        name: unique, letters and hyphens.
        title: by what the records are grouped.
        lead: what must be known to read it.
        lines: the groups.
        counts_wrong, counts_missed: whether that side is counted here at all.
    """

    name: str
    title: str
    lead: str
    lines: tuple[Line, ...]
    counts_wrong: bool = True
    counts_missed: bool = True


@dataclass(frozen=True, slots=True)
class Accuracy:
    """A whole report.

    Attributes:
        facts: what was counted: labels and values.
        outcome: what location came to (columns) by what was planted (rows): label and counts.
        outcome_columns: the heads of those columns.
        classes: the evidence classes; ``releasable`` first, the sum of the releasable ones.
        breakdowns: the releasable ones by group, then the weak class.
        beside: figures that belong to the report and are no share: label and value.
    """

    facts: tuple[tuple[str, str], ...]
    outcome: tuple[tuple[str, tuple[int, ...]], ...]
    outcome_columns: tuple[str, ...]
    classes: Breakdown
    breakdowns: tuple[Breakdown, ...]
    beside: tuple[tuple[str, int], ...]

    @property
    def tables(self) -> tuple[Breakdown, ...]:
        """All tables, the classes first."""
        return (self.classes, *self.breakdowns)


def as_json(accuracy: Accuracy) -> dict[str, object]:
    """The report as one object; ``accuracy`` has a member for each class."""
    return {
        "format": FORMAT,
        "interval": METHOD,
        "about": dict(accuracy.facts),
        "accuracy": {line.label: _numbers(line) for line in accuracy.classes.lines},
        "groups": {one.name: {line.label: _numbers(line) for line in one.lines} for one in accuracy.breakdowns},
        "outcome": {label: dict(zip(accuracy.outcome_columns, row, strict=True)) for label, row in accuracy.outcome},
        "beside": dict(accuracy.beside),
    }


def _numbers(line: Line) -> dict[str, float | int | None]:
    wrong, missed = line.wrong, line.missed
    return {
        "wrong": wrong.count,
        "identified": wrong.of,
        "wrong_per_million": _rounded(wrong.per_million, 2),
        **_ends("wrong", wrong, MILLION, 2),
        "missed": missed.count,
        "to_be_found": missed.of,
        "missed_share": _rounded(missed.value, 6),
        **_ends("missed", missed, 1, 6),
    }


def _ends(name: str, share: Share, factor: int, digits: int) -> dict[str, float | None]:
    """The ends of an interval; none of nothing."""
    ends = [round(end * factor, digits) for end in share.interval] if share.of else [None, None]
    return {f"{name}_low": ends[0], f"{name}_high": ends[1]}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def render_json(accuracy: Accuracy) -> str:
    """The JSON form, two spaces deep."""
    return json.dumps(as_json(accuracy), ensure_ascii=False, indent=2) + "\n"


def render_csv(accuracy: Accuracy) -> str:
    """The CSV form: one line for each group of each table."""
    lines = ((table.name, line) for table in accuracy.tables for line in table.lines)
    return table_text(COLUMNS, ([name, line.label, *_numbers(line).values()] for name, line in lines))


def render_html(accuracy: Accuracy) -> str:
    """The page. Charts are drawn in the places that the template marks by comments."""
    drawings = {chart.name: svg(chart) for table in accuracy.tables for chart in _charts(table)}
    drawn = page("accuracy", _view(accuracy))
    for name, drawing in drawings.items():
        drawn = drawn.replace(f"<!--chart {name}-->", drawing)
    return drawn


def _view(accuracy: Accuracy) -> dict[str, object]:
    return {
        "facts": accuracy.facts,
        "method": METHOD,
        "outcome_columns": accuracy.outcome_columns,
        "outcome": [(label, [f"{count:,}" for count in row]) for label, row in accuracy.outcome],
        "beside": [(label, f"{count:,}") for label, count in accuracy.beside],
        "tables": [_table_view(table) for table in accuracy.tables],
    }


def _table_view(table: Breakdown) -> dict[str, object]:
    return {
        "name": table.name,
        "title": table.title,
        "lead": table.lead,
        "charts": [(chart.name, chart.title) for chart in _charts(table)],
        "wrong": table.counts_wrong,
        "missed": table.counts_missed,
        "lines": [
            {
                "label": line.label,
                "wrong": f"{line.wrong.count:,} of {line.wrong.of:,}",
                "per_million": line.wrong.said_per_million(),
                "missed": f"{line.missed.count:,} of {line.missed.of:,}",
                "percent": line.missed.said_percent(),
            }
            for line in table.lines
        ],
    }


def _charts(table: Breakdown) -> Iterator[Chart]:
    """The charts of a table: wrongly identified on a scale of powers of ten, missed on an even one."""
    if table.counts_wrong:
        marks = tuple(_mark(line.label, line.wrong, line.wrong.said_per_million(), MILLION) for line in table.lines)
        yield _chart(
            table, ("wrong", "Wrongly identified"), "per million identified, powers of ten; an open mark is none", marks
        )
    if table.counts_missed:
        marks = tuple(_mark(line.label, line.missed, line.missed.said_percent(), 100) for line in table.lines)
        yield _chart(table, ("missed", "Wrongly missed"), "percent of those who ought to be found", marks)


def _mark(label: str, share: Share, said: str, factor: int) -> Mark:
    low, high = share.interval
    value = None if share.value is None else share.value * factor
    return Mark(label, value, low * factor, high * factor, said)


def _chart(table: Breakdown, side: tuple[str, str], axis: str, marks: tuple[Mark, ...]) -> Chart:
    name, title = side
    how = "A dot is the share counted, the line across it the interval; "
    how += "an open dot at the left edge is none at all. " if name == "wrong" else "the scale begins at nought. "
    return Chart(
        name=f"{name}-{table.name}",
        title=f"{title}, {table.title}",
        description=f"{title} {axis}. {how}{words_of(marks)}",
        axis=axis,
        marks=marks,
        log=name == "wrong",
    )
