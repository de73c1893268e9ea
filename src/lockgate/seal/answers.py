"""The answers inside a package: one CSV, one line for every sufficient record that names the officer.

``record_id,answer,line1,line2,city,state,zip,country,mark``: UTF-8, LF, in the submission's order. The
answer is `identified`, with the mailing address, or `none`, with nothing beside it; `none` stands
for `UNIFORM_SENTENCE` (R46). No date, period, source or comparison flag has a column (R26). The mark
names the copy; answers that were not sealed yet, and those of packages of version 1, have no such column.
"""

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from lockgate.cells import SIGNS
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
MARK_COLUMN = "mark"
"""The last column of a copy that is sent: the same word in every line (`lockgate.seal.marks`)."""
MARK = re.compile(r"mark-[0-9a-f]{20}")
"""How a mark is written: 80 random bits behind a word that can be searched for."""

# Unlike other tables this one is read back, so what already looks escaped is escaped once more.
_FORMULA = re.compile(f"'*[{SIGNS}]")
_ESCAPED = re.compile(f"'+[{SIGNS}]")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
"""Characters that no cell holds: line breaks and controls, but for tab and carriage return."""
_QUOTED = re.compile(r'[,"\r\t ]')
_NOT_OURS = "The answers are not in the form lockgate writes; fetch the package again."


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


def render_answers(answers: tuple[Answer, ...], mark: str = "") -> bytes:
    """The CSV of `answers`, in their order, not yet filled up; with the mark of a copy in every line, if given.

    Cells that a spreadsheet would take for a formula get a leading apostrophe; a reader takes exactly
    that one away again.

    Raises:
        ValueError: an id is empty or repeated, a `none` has an address, an `identified` has none,
            or a cell holds a line break or another control character.
    """
    lines = [_header(marked=bool(mark)), *(_line(answer, mark) for answer in answers)]
    if len({answer.record_id for answer in answers}) != len(answers):
        raise ValueError("A record id stands twice among the answers; each record has one answer.")
    return "".join(lines).encode()


def parse_answers(answers_csv: bytes) -> tuple[Answer, ...]:
    """The answers in a CSV that `render_answers` made, with or without a mark.

    Raises:
        IntegrityError: the bytes are not exactly what `render_answers` writes.
    """
    reader = AnswersReader()
    answers = reader.take(answers_csv)
    reader.close()
    return answers


class AnswersReader:
    """Reads answers block by block and accepts exactly what `render_answers` writes.

    It keeps 16 bytes of each record id, to find one that stands twice, and nothing else of what it read.

    Attributes:
        lines: lines read, header included.
        size: bytes read.
        marked: whether the answers have the column of a mark.
        mark: the mark, empty until a line with one was read.
    """

    def __init__(self) -> None:
        """Nothing was read yet."""
        self.lines = 0
        self.size = 0
        self.marked = False
        self.mark = ""
        self._ids = [bytearray() for _ in range(256)]

    def take(self, block: bytes) -> tuple[Answer, ...]:
        """The answers in the next block of whole lines.

        Raises:
            IntegrityError: one byte of them is not as it is written here.
        """
        try:
            return self._take(block.decode())
        except (ValueError, csv.Error) as error:
            raise IntegrityError(_NOT_OURS) from error

    def close(self) -> None:
        """Say that nothing follows.

        Raises:
            IntegrityError: not even a header was read, or a record id stands twice.
        """
        if not self.lines or any(_repeated(ids) for ids in self._ids):
            raise IntegrityError(_NOT_OURS)

    def _take(self, text: str) -> tuple[Answer, ...]:
        rows, lines = text.split("\n"), text
        if rows.pop() or not rows:
            raise ValueError("The block does not end in a line break.")
        if not self.lines:
            self.marked = len(rows[0].split(",")) > len(HEADER)
            header = _header(marked=self.marked)
            if not text.startswith(header):
                raise ValueError("The header is another.")
            lines = text[len(header) :]
        cells = list(csv.reader(lines.split("\n")[:-1], strict=True))
        if self.marked and cells and not self.mark:
            self.mark = cells[0][-1]
            if MARK.fullmatch(self.mark) is None:
                raise ValueError("The mark is not of its form.")
        answers = tuple(_answer(row[:-1] if self.marked else row) for row in cells)
        if "".join([_line(answer, self.mark) for answer in answers]) != lines:
            raise ValueError("A line is not as it is written here.")
        for answer in answers:
            digest = blake2b(answer.record_id.encode(), digest_size=16).digest()
            self._ids[digest[0]] += digest
        self.lines, self.size = self.lines + len(rows), self.size + len(text.encode())
        return answers


def _repeated(digests: bytearray) -> bool:
    return len({bytes(digests[at : at + 16]) for at in range(0, len(digests), 16)}) * 16 != len(digests)


def _header(*, marked: bool) -> str:
    return ",".join((*HEADER, MARK_COLUMN) if marked else HEADER) + "\n"


def _line(answer: Answer, mark: str) -> str:
    """One line; ValueError where the answer is none that may be given."""
    _check(answer)
    cells = ",".join([csv_cell(cell) for cell in (answer.record_id, answer.answer.value, *answer.address)])
    return f"{cells},{mark}\n" if mark else f"{cells}\n"


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
