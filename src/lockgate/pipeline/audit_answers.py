"""The answers another system gave: which requests were answered, and what it says it compared.

Every line of the file is an answer. None is dropped: one that cannot be read is an answer that cannot be tied.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from lockgate.errors import UsageError
from lockgate.law.agreement import Element
from lockgate.law.look_back import COMPARABLE
from lockgate.pipeline.audit_columns import Columns
from lockgate.pipeline.audit_mapping import AnswersForm
from lockgate.pipeline.columns import toml_text
from lockgate.pipeline.ingest import sha256_of
from lockgate.pipeline.readers_arrow import Column, arrow, blanks, compute
from lockgate.pipeline.readers_cells import Fault, Slab, Table, text_of
from lockgate.pipeline.readers_order import in_order

ANSWERS = arrow.schema(
    [
        ("answer", arrow.int64()),
        ("record_id", arrow.string()),
        ("row", arrow.int64()),
        ("row_given", arrow.bool_()),
        ("way", arrow.int32()),
        ("unread", arrow.bool_()),
    ]
)
"""One answer a line: its number in the file from 1, the record's id, the row where it is given, the way it was made."""

_READ = ("record_id", "row", "matched_by")
_LISTED = 20
"""Unknown ways quoted in one complaint."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way answers were made: as written, and what it says was compared; None where nothing is written."""

    written: str
    compared: frozenset[Element] | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered.

    Attributes:
        table: in the columns of ``ANSWERS``.
        ways: what the numbers in its column ``way`` stand for.
        sha256: of the file as given.
        ways_given: whether the file has a column that tells the ways.
    """

    table: Column
    ways: tuple[Way, ...]
    sha256: str
    ways_given: bool


def read_answers(source: Path, table: Table, columns: Columns, form: AnswersForm) -> Answers:
    """Read a file of answers.

    Args:
        source: the file.
        table: the same, opened.
        columns: term to header cell.
        form: how it is written.

    Raises:
        UsageError: it holds no answer, or ways nobody explained; the sentence holds the table to fill in.
    """
    wanted: Columns = {term: columns[term] for term in _READ if term in columns}
    reading = (partial(_read, call, wanted) for call in table.slabs(list(wanted.values())))
    parts = list(in_order(reading))
    if not parts:
        raise UsageError(f"{source.name} holds a header and no answers; give the file of the answers given.")
    found = arrow.concat_tables(parts)
    encoded = found["way"].combine_chunks().dictionary_encode()
    ways = _ways(encoded.dictionary.to_pylist(), form.matched_by, source.name)
    numbers = compute.cast(encoded.indices, arrow.int32())
    answers = arrow.table(
        [
            arrow.array(np.arange(1, found.num_rows + 1)),
            found["record_id"],
            *_rows(found["row"]),
            numbers,
            found["unread"],
        ],
        schema=ANSWERS,
    )
    return Answers(answers, ways, sha256_of(source), "matched_by" in wanted)


def _read(call: Callable[[], Slab], wanted: Mapping[str, str]) -> Column:
    slab = call()
    faults: dict[int, Fault] = dict(slab.faults)
    texts = {term: text_of(slab.cells[cell], cell, faults) for term, cell in wanted.items()}
    unread = np.zeros(slab.rows, dtype=bool)
    unread[list(faults)] = True
    empty = blanks(slab.rows)
    names = {"record_id": "record_id", "row": "row", "way": "matched_by"}
    return arrow.table(
        {name: texts.get(term, empty) for name, term in names.items()} | {"unread": arrow.array(unread)},
    )


def _rows(written: Column) -> tuple[Column, Column]:
    """The row each answer names, and whether it names one; what is no number names a row that no record has."""
    digits = compute.match_substring_regex(written, r"^[0-9]{1,18}$")
    number = compute.cast(compute.if_else(digits, written, "0"), arrow.int64())
    return number, compute.not_equal(written, "")


def _ways(written: list[str], explained: Mapping[str, frozenset[Element]], file: str) -> tuple[Way, ...]:
    found = [(text, _compared(text, explained)) for text in written]
    unknown = sorted(text for text, compared in found if text and compared is None)
    if unknown:
        raise UsageError(_question(unknown, file))
    return tuple(Way(text, compared) for text, compared in found)


def _compared(text: str, explained: Mapping[str, frozenset[Element]]) -> frozenset[Element] | None:
    if text in explained:
        return explained[text]
    words = [word.strip() for word in text.split(";")]
    known = {element.value: element for element in COMPARABLE}
    return frozenset(known[word] for word in words) if all(word in known for word in words) else None


def _question(unknown: list[str], file: str) -> str:
    def lines() -> Iterator[str]:
        yield "[answers.matched_by]"
        for text in unknown[:_LISTED]:
            yield f"{toml_text(text)} = []"
        if len(unknown) > _LISTED:
            yield f"# and {len(unknown) - _LISTED:,} more"

    words = ", ".join(f'"{element.value}"' for element in COMPARABLE)
    return (
        f"{file}: matched_by says how answers were made in words of its own. Say for each what was compared with a"
        f" record of the taxpayer (any of {words}; [] for nothing), save it, and give it with --mapping:\n\n"
        + "\n".join(lines())
    )
