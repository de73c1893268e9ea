"""The answers inside a package: one CSV, one line for every sufficient record that names the officer.

``record_id,answer,line1,line2,city,state,zip,country``: UTF-8, LF, in the submission's order. The
answer is `identified`, with the mailing address, or `none`, with nothing beside it; `none` stands
for `UNIFORM_SENTENCE` (R46). No date, period, source or comparison flag has a column (R26).

Two things keep the size from telling what the lines say. Every record has its line, whatever the
answer; and the text is filled up with empty lines to a multiple of 64 KiB, counted as if each line
took 256 bytes. A line of record number and address is about 80 bytes, so the size of a package
follows from the number of its records alone.
"""

import csv
import re
from dataclasses import dataclass
from enum import StrEnum

from lockgate.errors import IntegrityError

LEGEND = (
    "Mailing address in the custodian's records for the period requested. "
    "Not a finding that the person lives there, nor of status or offence."
)
"""What an address in a package is, and is not."""

UNIFORM_SENTENCE = (
    "No information is released. This answer is the same whether no record, several, or one that "
    "disagrees was found, or disclosure is barred. It says nothing about whether the person filed or "
    "where they live. You may ask again once with corrected details and their source."
)
"""What `none` says, the same for everybody (R46)."""

HEADER = ("record_id", "answer", "line1", "line2", "city", "state", "zip", "country")
BLOCK_BYTES = 65536
LINE_ALLOWANCE_BYTES = 256

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")  # noqa: RUF001 - spreadsheets read full-width signs too
_ESCAPED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")  # noqa: RUF001
CONTROL = re.compile(r"[\x00-\x08\x0a-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
"""Characters that no cell holds: line breaks and controls, but for tab and carriage return."""
_QUOTED = re.compile(r'[,"\r\t ]')


class Word(StrEnum):
    """The two answers there are."""

    IDENTIFIED = "identified"
    NONE = "none"


@dataclass(frozen=True)
class Answer:
    """One record's answer: its id, the word, and the mailing address (all empty when the word is `none`)."""

    record_id: str
    answer: Word
    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""

    @property
    def address(self) -> tuple[str, str, str, str, str, str]:
        """The cells of the mailing address, in the order of the columns."""
        return (self.line1, self.line2, self.city, self.state, self.zip, self.country)


def render_answers(answers: tuple[Answer, ...]) -> bytes:
    """The CSV of `answers`, in their order, not yet filled up.

    Cells that a spreadsheet would take for a formula get a leading apostrophe; `parse_answers`
    takes exactly that one away again.

    Raises:
        ValueError: an id is empty or repeated, a `none` has an address, an `identified` has none,
            or a cell holds a line break or another control character.
    """
    seen: set[str] = set()
    lines = [",".join(HEADER)]
    for answer in answers:
        _check(answer)
        if answer.record_id in seen:
            raise ValueError("A record id stands twice among the answers; each record has one answer.")
        seen.add(answer.record_id)
        cells = (answer.record_id, answer.answer.value, *answer.address)
        lines.append(",".join([csv_cell(cell) for cell in cells]))
    return ("\n".join(lines) + "\n").encode()


def parse_answers(answers_csv: bytes) -> tuple[Answer, ...]:
    """The answers in a CSV that `render_answers` made.

    Raises:
        IntegrityError: the bytes are not exactly what `render_answers` writes.
    """
    try:
        rows = list(csv.reader(answers_csv.decode().split("\n"), strict=True))
        answers = tuple(_answer(row) for row in rows[1:-1])
        same = render_answers(answers) == answers_csv
    except (ValueError, csv.Error):
        same = False
    if not same:
        raise IntegrityError("The answers are not in the form lockgate writes; fetch the package again.")
    return answers


def pad(answers_csv: bytes) -> bytes:
    """`answers_csv` and empty lines, up to the size its number of lines gives.

    Raises:
        ValueError: the text does not end in exactly one line break.
    """
    if not answers_csv.endswith(b"\n") or answers_csv.endswith(b"\n\n"):
        raise ValueError("The answers end in exactly one line break.")
    return answers_csv.ljust(_padded_size(answers_csv), b"\n")


def unpad(padded: bytes) -> bytes:
    """The answers without the empty lines `pad` added.

    Raises:
        IntegrityError: `padded` is not exactly what `pad` makes of the answers in it.
    """
    answers_csv = padded.rstrip(b"\n") + b"\n"
    if len(padded) != _padded_size(answers_csv):
        raise IntegrityError("The answers are not filled up as lockgate does; fetch the package again.")
    return answers_csv


def _padded_size(answers_csv: bytes) -> int:
    wanted = max(len(answers_csv), LINE_ALLOWANCE_BYTES * answers_csv.count(b"\n"))
    return -(-wanted // BLOCK_BYTES) * BLOCK_BYTES


def _answer(row: list[str]) -> Answer:
    """One row read back; a row of another width or word raises ValueError."""
    if len(row) != len(HEADER):
        raise ValueError("The row has another number of cells.")
    record_id, word, *address = [cell[1:] if _ESCAPED.match(cell) else cell for cell in row]
    return Answer(record_id, Word(word), *address)


def _check(answer: Answer) -> None:
    if not answer.record_id:
        raise ValueError("An answer has no record id.")
    if CONTROL.search("".join((answer.record_id, *answer.address))):
        raise ValueError("A cell of an answer holds a line break or control character; clean it first.")
    if answer.answer is Word.NONE and any(answer.address):
        raise ValueError("An answer that releases nothing has an address beside it.")
    if answer.answer is Word.IDENTIFIED and not answer.line1:
        raise ValueError("An identified record has no first address line.")


def csv_cell(value: str) -> str:
    """One CSV cell: escaped against formulas, quoted where a reader could otherwise misread it."""
    if not value or value.isalnum():
        return value
    escaped = f"'{value}" if _FORMULA.match(value) else value
    return '"' + escaped.replace('"', '""') + '"' if _QUOTED.search(escaped) else escaped
