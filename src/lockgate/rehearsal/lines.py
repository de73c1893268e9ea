"""CSV lines, column by column: RFC 4180 with LF, a field quoted only where it must be."""

from collections.abc import Iterable, Sequence

from lockgate.rehearsal.arrays import Texts

_UNIT = "\x1f"
_QUOTED = (",", '"', "\n", "\r")


def csv_lines(columns: Sequence[Texts], surplus: dict[int, int]) -> str:
    """The lines of some rows, each with its LF.

    Args:
        columns: the values of each column.
        surplus: rows, by place, with so many fields too many, or below zero too few.
    """
    rows: Iterable[tuple[str, ...]] = zip(*(_quoted(column) for column in columns), strict=True)
    if surplus:
        rows = (_with_surplus(row, surplus.get(place, 0)) for place, row in enumerate(rows))
    lines = [",".join(row) for row in rows]
    return "\n".join([*lines, ""])


def _quoted(column: Texts) -> Iterable[str]:
    """The fields as they are written; most columns need no quotes, which one look at all of them tells."""
    whole = _UNIT.join(column)
    if not any(mark in whole for mark in _QUOTED):
        return column
    return [_field(text) for text in column]


def _field(text: str) -> str:
    if any(mark in text for mark in _QUOTED):
        return '"' + text.replace('"', '""') + '"'
    return text


def _with_surplus(row: tuple[str, ...], surplus: int) -> tuple[str, ...]:
    return row[:surplus] if surplus < 0 else (*row, *["x"] * surplus)
