"""Findings, what a vote sends back, and answers to a round, as they are typed: many in a CSV file."""

from pathlib import Path

from lockgate.actions.ballots import SendBack, sent_back_in
from lockgate.actions.find import Found
from lockgate.actions.findings_table import findings_in
from lockgate.actions.rounds import Mark
from lockgate.actions.rounds_table import marks_in
from lockgate.errors import UsageError


def findings_file(file: Path) -> list[Found]:
    """The findings of a CSV file.

    Raises:
        UsageError: it cannot be read; the text names the line and what is wrong with it.
    """
    try:
        with file.open(encoding="utf-8", newline="") as source:
            return findings_in(source, str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read as CSV: {error}.") from error


def sent_back_file(file: Path, last: int) -> list[SendBack]:
    """What a CSV file sends back.

    Args:
        file: the table.
        last: the last row of the case.

    Raises:
        UsageError: it cannot be read; the text names the line and what is wrong with it.
    """
    try:
        with file.open(encoding="utf-8", newline="") as source:
            return sent_back_in(source, str(file), last)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read as CSV: {error}.") from error


def marks_file(file: Path) -> list[Mark]:
    """The answers to the items of a round in a CSV file.

    Raises:
        UsageError: it cannot be read; the text names the line and what is wrong with it.
    """
    try:
        with file.open(encoding="utf-8", newline="") as source:
            return marks_in(source, str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read as CSV: {error}.") from error
