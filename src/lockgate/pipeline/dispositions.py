"""Dispositions as a table and as leaves: what each record of a submission is answered, and why.

One line for every record, in row order: *granted*, *denied* (the uniform answer), *returned* (a deficiency, told
openly before) or *held* (a person's finding is still open; never located). Each line becomes one leaf of the
submission's subtree, with two commitments under separate salts: the answer, which may be opened to the
requester, and the internal ground, which may not (R46).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from lockgate.law.terms import Outcome
from lockgate.pipeline.assemble import NOBODY, Asked, Disposition
from lockgate.pipeline.resolve import Resolved
from lockgate.tlog.canonical import canonical
from lockgate.tlog.entries import SALT_SIZE, Subtree, commitment, record_leaf
from lockgate.tlog.merkle import leaf_hash, root_of


class Word(StrEnum):
    """What became of one record."""

    GRANTED = "granted"
    DENIED = "denied"
    RETURNED = "returned"
    HELD = "held"


_TEXTS = ("record_id", "word", "ground", "recipients", "named", "matter", "taxpayer")
_LINES = ("line1", "line2", "city", "state", "zip", "country")

_SALTS = ("answer_salt", "ground_salt")

DISPOSITIONS = pa.schema([("row", pa.int64())] + [(name, pa.string()) for name in (*_TEXTS, *_LINES, *_SALTS)])
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


def dispose(records: Iterable[Resolved], assembled: Mapping[int, tuple[Asked, Disposition]]) -> Iterator[Disposed]:
    """Every record's line: the assembled disposition where it is sufficient, else what examine left.

    Args:
        records: outcomes in row order.
        assembled: row -> the record and its disposition, for the sufficient ones.
    """
    for record in records:
        if record.outcome is Outcome.SUFFICIENT and record.row in assembled:
            asked, one = assembled[record.row]
            word = Word.GRANTED if one.granted else Word.DENIED
            yield Disposed(asked, word, one.ground, one.recipients, one.taxpayer, one.address)
        else:
            word = Word.RETURNED if record.outcome is Outcome.RETURNED else Word.HELD
            yield Disposed(Asked(record.row, record.record_id, "", ()), word, record.grounds)


def dispositions_table(lines: list[Disposed], salts: bytes) -> pa.Table:
    """The dispositions as a table.

    Args:
        lines: in row order.
        salts: 32 random bytes for each line: the salt of the answer, then that of the ground.
    """
    columns: dict[str, list[object]] = {name: [] for name in DISPOSITIONS.names}
    for number, line in enumerate(lines):
        start = number * 2 * SALT_SIZE
        texts = (
            line.asked.record_id, line.word.value, line.ground, ";".join(line.recipients),
            ";".join(line.asked.officers), line.asked.matter, line.taxpayer,
        )  # fmt: skip
        middle, end = start + SALT_SIZE, start + 2 * SALT_SIZE
        values = (line.asked.row, *texts, *line.address, salts[start:middle].hex(), salts[middle:end].hex())
        for name, value in zip(DISPOSITIONS.names, values, strict=True):
            columns[name].append(value)
    return pa.table(columns, schema=DISPOSITIONS)


def read_dispositions(table: pa.Table) -> Iterator[Disposed]:
    """The lines of a table of dispositions, in row order."""
    names = ("row", *_TEXTS, *_LINES)
    for batch in table.to_batches():
        columns = (batch.column(name).to_pylist() for name in names)
        for row, record_id, word, ground, recipients, named, matter, taxpayer, *address in zip(*columns, strict=True):
            line1, line2, city, state, zip_, country = address
            yield Disposed(
                Asked(row, record_id, matter, _list(named)),
                Word(word),
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
    match word:
        case Word.GRANTED:
            return canonical([record_id, "identified", *address]).decode("utf-8")
        case Word.DENIED:
            return canonical([record_id, "none"]).decode("utf-8")
        case Word.RETURNED | Word.HELD:
            return canonical([record_id, word.value]).decode("utf-8")


def record_leaves(table: pa.Table) -> Iterator[bytes]:
    """The leaf of every record, in row order (docs/formats/outcome.md)."""
    pairs = zip(*(table[name].to_pylist() for name in _SALTS), strict=True)
    for line, (answer_salt, ground_salt) in zip(read_dispositions(table), pairs, strict=True):
        answer = answer_text(line.asked.record_id, line.word, line.address)
        committed = commitment(bytes.fromhex(str(answer_salt)), answer)
        yield record_leaf(line.asked.row, committed, commitment(bytes.fromhex(str(ground_salt)), line.ground))


def records_subtree(table: pa.Table) -> Subtree:
    """The submission's subtree, whose size and root stand in the entry of dispose."""
    hashes = [leaf_hash(leaf) for leaf in record_leaves(table)]
    return Subtree(len(hashes), root_of(hashes))
