"""Answers to a round as they are given in a table: one line for each item, affirmed or sent back."""

from collections.abc import Iterable, Mapping

from lockgate.actions.handed_in import table_lines
from lockgate.actions.rounds import Mark
from lockgate.errors import UsageError
from lockgate.procedure.ballots import SendBackGround
from lockgate.procedure.seeds import ROUND

COLUMNS = ("item", "answer", "ground", "reason")
"""The header; the answer is one of ``ANSWERS``, ground and reason are given with the second one only."""

AFFIRM, SEND_BACK = "affirm", "send_back"
ANSWERS = (AFFIRM, SEND_BACK)
"""The two answers to an item."""


def marks_in(lines: Iterable[str], name: str) -> list[Mark]:
    """The answers of a table in CSV.

    Args:
        lines: its lines with their ends.
        name: what it is called in errors.

    Raises:
        UsageError: the header is another, or a line is wrong; the text names the line and what is wrong with it.
    """
    return table_lines(lines, name, COLUMNS, _mark)


def _mark(where: str, row: Mapping[str, str]) -> Mark:
    item, said, word, reason = (row[name].strip() for name in COLUMNS)
    if not (item.isdecimal() and item.isascii() and len(item) <= len(str(ROUND))):
        raise UsageError(f"{where}: the item is its number on the page.")
    if said not in ANSWERS:
        raise UsageError(f"{where}: the answer is one of {', '.join(ANSWERS)}.")
    if said == AFFIRM:
        return Mark(int(item))
    ground = next((one for one in SendBackGround if one.value == word), None)
    if ground is None:
        raise UsageError(f"{where}: the ground is one of {', '.join(one.value for one in SendBackGround)}.")
    return Mark(int(item), ground, reason)
