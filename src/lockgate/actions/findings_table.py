"""Findings as persons write many of them: a table, and what one of its lines covers."""

from collections.abc import Iterable, Mapping

from lockgate.actions.find import Found
from lockgate.actions.handed_in import table_lines
from lockgate.errors import UsageError
from lockgate.pipeline.resolve import Reach, Scope

COLUMNS = ("code", "state", "reason", "rows", "matter", "officer")
"""The header of a table of findings; ``rows`` are numbers with ``;`` between them, or ``*`` for all."""


def one_scope(rows: Iterable[int], matter: str, officer: str, *, whole: bool) -> Scope:
    """What one finding covers.

    Raises:
        UsageError: rows, a group and the whole were mixed, or nothing was given.
    """
    numbers = frozenset(rows)
    if [bool(numbers), bool(matter or officer), whole].count(True) != 1:
        raise UsageError("Say what the finding covers: rows, or a matter and officer, or the whole; exactly one.")
    if whole:
        return Scope(Reach.ALL)
    return Scope(Reach.ROWS, rows=numbers) if numbers else Scope(Reach.GROUP, matter=matter, officer=officer)


def findings_in(lines: Iterable[str], name: str) -> list[Found]:
    """The findings of a table in CSV.

    Args:
        lines: its lines with their ends.
        name: what it is called in errors.

    Raises:
        UsageError: the header is another, or a line is wrong; the text names the line and what is wrong with it.
    """
    return table_lines(lines, name, COLUMNS, _found)


def _found(where: str, row: Mapping[str, str]) -> Found:
    if row["state"] not in {"met", "not_met"}:
        raise UsageError(f"{where}: write the state as met or not_met.")
    whole = row["rows"].strip() == "*"
    try:
        rows = [] if whole else [int(one) for one in row["rows"].split(";") if one.strip()]
    except ValueError as error:
        raise UsageError(f"{where}: rows are numbers with ; between them, or *.") from error
    scope = one_scope(rows, row["matter"], row["officer"], whole=whole)
    return Found(row["code"], row["state"] == "met", row["reason"], scope)
