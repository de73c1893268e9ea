"""Dispositions as a table and as leaves: what each record of a submission is answered, and why.

One line for every record, in row order: *granted*, *denied* (the uniform answer), *returned* (a deficiency, told
openly before) or *held* (a person's finding is still open; never located). Each line becomes one leaf of the
submission's subtree, with two commitments under separate salts: the answer, which may be opened to the
requester, and the internal ground, which may not (R46).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from json.encoder import encode_basestring
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute

from lockgate.errors import IntegrityError
from lockgate.law.terms import Outcome
from lockgate.pipeline.assemble import NOBODY, Asked, Disposition
from lockgate.pipeline.resolve import Resolved
from lockgate.tlog.batches import commitments, record_hashes, records_tree
from lockgate.tlog.entries import SALT_SIZE, Subtree, record_leaf

_pc: Any = pyarrow.compute


class Word(StrEnum):
    """What became of one record."""

    GRANTED = "granted"
    DENIED = "denied"
    RETURNED = "returned"
    HELD = "held"


_TEXTS = ("record_id", "word", "ground", "recipients", "named", "matter", "taxpayer")
LINES = ("line1", "line2", "city", "state", "zip", "country")

_SALTS = ("answer_salt", "ground_salt")

BATCH = 65_536
"""Lines that are values at one time; a case of a million records is held as columns."""

DISPOSITIONS = pa.schema([("row", pa.int64())] + [(name, pa.string()) for name in (*_TEXTS, *LINES, *_SALTS)])
"""Columns of the sealed dispositions.

``recipients`` and ``named`` are officers' ids with ``;`` between them; salts are in hexadecimal.
"""


@dataclass(frozen=True, slots=True)
class Disposed:
    """One line: the record, its word and ground, who was named for it, and the answer where granted."""

    asked: Asked
    word: Word
    ground: str
    recipients: tuple[str, ...] = ()
    taxpayer: str = ""
    address: tuple[str, str, str, str, str, str] = NOBODY


def dispose(records: Iterable[Resolved], assembled: Iterable[tuple[Asked, Disposition]]) -> Iterator[Disposed]:
    """Every record's line: the assembled disposition where it is sufficient, else what examine left.

    Args:
        records: outcomes in row order.
        assembled: each sufficient record with its disposition, in row order too.

    Raises:
        IntegrityError: a sufficient record was not assembled.
    """
    dispositions = iter(assembled)
    for record in records:
        if record.outcome is Outcome.SUFFICIENT:
            asked, one = next(dispositions, (None, None))
            if asked is None or one is None or not asked.row == one.row == record.row:
                raise IntegrityError(f"Row {record.row} is sufficient and was not assembled; nothing is proposed.")
            word = Word.GRANTED if one.granted else Word.DENIED
            yield Disposed(asked, word, one.ground, one.recipients, one.taxpayer, one.address)
        else:
            word = Word.RETURNED if record.outcome is Outcome.RETURNED else Word.HELD
            yield Disposed(Asked(record.row, record.record_id, "", ()), word, record.grounds)


def dispositions_table(lines: Iterable[Disposed], random: Callable[[int], bytes]) -> pa.Table:
    """The dispositions as a table.

    Args:
        lines: in row order.
        random: gives random bytes: 32 for each line, the salt of the answer, then that of the ground.
    """
    rest, batches = iter(lines), list[pa.RecordBatch]()
    while some := list(islice(rest, BATCH)):
        batches.append(_batch(some, random(2 * SALT_SIZE * len(some))))
    return pa.Table.from_batches(batches, schema=DISPOSITIONS)


def _batch(lines: list[Disposed], salts: bytes) -> pa.RecordBatch:
    asked, spelled = [line.asked for line in lines], salts.hex()
    steps = range(0, len(spelled), 4 * SALT_SIZE)
    columns: tuple[Sequence[object], ...] = (
        [one.row for one in asked],
        [one.record_id for one in asked],
        [line.word.value for line in lines],
        [line.ground for line in lines],
        [";".join(line.recipients) for line in lines],
        [";".join(one.officers) for one in asked],
        [one.matter for one in asked],
        [line.taxpayer for line in lines],
        *zip(*(line.address for line in lines), strict=True),
        [spelled[at : at + 2 * SALT_SIZE] for at in steps],
        [spelled[at + 2 * SALT_SIZE : at + 4 * SALT_SIZE] for at in steps],
    )
    return pa.record_batch(dict(zip(DISPOSITIONS.names, columns, strict=True)), schema=DISPOSITIONS)


WORDS_KIND = "words"
"""Kind of the kept tally of a proposal: how many records have which disposition, sealed as the dispositions are."""


def words_table(dispositions: pa.Table) -> pa.Table:
    """How many records have which disposition, every word with a line."""
    counted = _pc.value_counts(dispositions["word"].combine_chunks()).to_pylist()
    words = {word.value: 0 for word in Word} | {one["values"]: one["counts"] for one in counted}
    return pa.table({"word": list(words), "records": list(words.values())})


def words_in(table: pa.Table) -> dict[str, int]:
    """The same as it was kept."""
    return {str(line["word"]): int(line["records"]) for line in table.to_pylist()}


def read_dispositions(table: pa.Table) -> Iterator[Disposed]:
    """The lines of a table of dispositions, in row order."""
    names = ("row", *_TEXTS, *LINES)
    for batch in table.to_batches(max_chunksize=BATCH):
        columns = (batch.column(name).to_pylist() for name in names)
        for row, record_id, word, ground, recipients, named, matter, taxpayer, *address in zip(*columns, strict=True):
            line1, line2, city, state, zip_, country = address
            yield Disposed(
                Asked(row, record_id, matter, _list(named)),
                _word(word),
                ground,
                _list(recipients),
                taxpayer,
                (line1, line2, city, state, zip_, country),
            )


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def answer_text(record_id: str, word: Word, address: tuple[str, ...]) -> str:
    """The answer as it is committed to: canonical JSON of the record's id, the answer, and the address if any.

    ``granted`` and ``denied`` are told as in a package: ``identified`` and ``none``.
    """
    # ``lockgate.canonical``'s spelling of an array of texts (a test compares them), a million times over.
    told = (record_id, _TOLD[word], *(address if word is Word.GRANTED else ()))
    return f"[{','.join(map(encode_basestring, told))}]"


_TOLD = {Word.GRANTED: "identified", Word.DENIED: "none", Word.RETURNED: "returned", Word.HELD: "held"}
_word = cache(Word)


def record_leaf_hashes(table: pa.Table) -> list[bytes]:
    """The leaf hash of every record, in row order (docs/formats/outcome.md).

    Raises:
        IntegrityError: the rows are not 1, 2, 3 and so on: an outcome is missing, or stands twice or out of place.
    """
    rows = range(1, len(table) + 1)
    if not table["row"].equals(pa.chunked_array([pa.array(rows, pa.int64())])):
        raise IntegrityError(
            f"The {len(table):,} outcomes are not one for each row in order; one of them is missing or stands twice."
        )
    return [
        leaf
        for at in range(0, len(rows), BATCH)
        for leaf in _leaf_hashes(table.slice(at, BATCH), rows[at : at + BATCH])
    ]


def _leaf_hashes(table: pa.Table, rows: range) -> list[bytes]:
    return record_hashes(rows, *_commitments(table))


def record_leaves(table: pa.Table) -> Iterator[bytes]:
    """The bytes of every record's leaf, in row order."""
    for at in range(0, len(table), BATCH):
        for row, pair in enumerate(zip(*_commitments(table.slice(at, BATCH)), strict=True), start=at + 1):
            yield record_leaf(row, *pair)


def _commitments(table: pa.Table) -> tuple[list[bytes], list[bytes]]:
    """The commitments to every answer, and to every ground."""
    answered = zip(texts_in(table, "record_id"), map(_word, texts_in(table, "word")), _addresses(table), strict=True)
    answers = commitments(texts_in(table, "answer_salt"), (answer_text(*one) for one in answered))
    return answers, commitments(texts_in(table, "ground_salt"), texts_in(table, "ground"))


def texts_in(table: pa.Table, name: str) -> list[str]:
    """A column of texts, none of them missing.

    Raises:
        IntegrityError: a line is without it.
    """
    if table[name].null_count:
        raise IntegrityError(f"The dispositions have a line without its {name}.")
    return cast("list[str]", table[name].to_pylist())


def _addresses(table: pa.Table) -> Iterator[tuple[str, ...]]:
    return zip(*(texts_in(table, name) for name in LINES), strict=True)


def records_subtree(table: pa.Table) -> Subtree:
    """The submission's subtree, whose size and root stand in the entry of dispose; raises as above."""
    return records_tree(record_leaf_hashes(table))
