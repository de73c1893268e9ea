"""Join persons' findings to what examine found: which records are sufficient, and so may be located.

Examine leaves a record in *review* where only a person can decide. A person's finding answers one rule's open
question (``not_checked`` with a code) for rows, for a matter, for an officer, or for the whole submission.
Whatever nobody answered stays open, and an open record is never located. A finding never touches what examine
found not met.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES
from lockgate.law.findings import Finding
from lockgate.law.terms import Effect, Outcome, State
from lockgate.pipeline.assemble import Asked
from lockgate.pipeline.examine import Examined

EXAMINED = pa.schema(
    [("row", pa.int64())] + [(name, pa.string()) for name in ("record_id", "outcome", "grounds", "open", "held")]
)
"""Columns of the examined evidence; ``open`` and ``held`` are lists of codes with ``;`` between them."""


_BATCH = 65_536

NEVER_MET = frozenset({"R02"})
"""Held for counsel, then returned; no approval makes it met (decision 6)."""


class Reach(StrEnum):
    """What a person's finding is on."""

    ROWS = "rows"
    GROUP = "group"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person's finding covers: rows, a declared group (matter, officer, or both), or everything."""

    reach: Reach
    rows: frozenset[int] = frozenset()
    matter: str = ""
    officer: str = ""

    def covers(self, record: Asked) -> bool:
        """Whether this record is covered."""
        match self.reach:
            case Reach.ALL:
                return True
            case Reach.ROWS:
                return record.row in self.rows
            case Reach.GROUP:
                return self.matter in {"", record.matter} and (not self.officer or self.officer in record.officers)


@dataclass(frozen=True, slots=True)
class Answered:
    """One person's finding as the join needs it: the open code it answers, met or not, and on what."""

    rule: str
    code: str
    met: bool
    scope: Scope


def examined_table(examined: Examined) -> pa.Table:
    """The examined evidence: one line per record, in row order."""
    about = examined.about_submission
    per = (
        [judged.outcome.value for judged in examined.judged],
        [judged.grounds for judged in examined.judged],
        [_open((*judged.findings, *about)) for judged in examined.judged],
        [_held((*judged.findings, *about)) for judged in examined.judged],
    )
    codes = np.asarray(examined.of_row, dtype=np.int64)
    taken = (pa.chunked_array([pa.array(values, pa.string()).take(codes)]) for values in per)
    return pa.Table.from_arrays([examined.rows, examined.record_ids, *taken], schema=EXAMINED)


def _open(findings: Iterable[Finding]) -> str:
    return ";".join(dict.fromkeys(f.code or f.rule for f in findings if f.state is State.NOT_CHECKED))


def _held(findings: Iterable[Finding]) -> str:
    """What is not met and yet does not return the record: nothing a finding of this kind could lift."""
    unmet = (f for f in findings if f.state is State.NOT_MET and f.effect is not Effect.RETURN)
    return ";".join(dict.fromkeys(f.code or f.rule for f in unmet))


@dataclass(frozen=True, slots=True)
class Resolved:
    """What became of one record of the submission once persons' findings are joined.

    ``waits`` are the codes of the questions it still waits for, while it is in review.
    """

    row: int
    record_id: str
    outcome: Outcome
    grounds: str
    waits: tuple[str, ...] = ()


def resolve(table: pa.Table, asked: Mapping[int, Asked], answered: Iterable[Answered]) -> Iterator[Resolved]:
    """Every record's outcome with persons' findings joined, in row order.

    Args:
        table: the examined evidence.
        asked: the records in review, by row; others are not needed.
        answered: persons' findings, oldest first; a later one on the same record and code counts.
    """
    findings: dict[str, list[Answered]] = {}
    for one in answered:
        findings.setdefault(one.code, []).append(one)
    for batch in table.to_batches(max_chunksize=_BATCH):
        values = (batch.column(name).to_pylist() for name in EXAMINED.names)
        for row, record_id, outcome, grounds, open_codes, held in zip(*values, strict=True):
            now, why = _outcome(outcome), grounds
            if now is not Outcome.REVIEW:
                yield Resolved(row, record_id, now, why)
            elif held or not open_codes:
                yield Resolved(row, record_id, now, why, _codes(held or grounds))
            else:
                yield Resolved(row, record_id, *_joined(asked[row], _codes(open_codes), findings, grounds))


_outcome = cache(Outcome)


@cache
def _codes(listed: str) -> tuple[str, ...]:
    return tuple(code for code in listed.split(";") if code)


def waiting_for(outcomes: Iterable[Resolved]) -> Counter[str]:
    """How many records in review wait for each open question."""
    return Counter(code for one in outcomes for code in one.waits)


def _joined(
    record: Asked, codes: tuple[str, ...], findings: Mapping[str, list[Answered]], grounds: str
) -> tuple[Outcome, str, tuple[str, ...]]:
    said = {code: _last(record, findings.get(code, ())) for code in codes}
    said |= {code: None for code, met in said.items() if met and _rule_of(code) in NEVER_MET}
    denied = sorted({_rule_of(code) for code, met in said.items() if met is False})
    if any(_returns(rule) for rule in denied):
        return Outcome.RETURNED, ";".join(sorted({*filter(None, grounds.split(";")), *denied})), ()
    if all(met is True for met in said.values()):
        return Outcome.SUFFICIENT, "", ()
    return Outcome.REVIEW, grounds, tuple(code for code, met in said.items() if met is not True)


def _last(record: Asked, findings: Iterable[Answered]) -> bool | None:
    last: bool | None = None
    for one in findings:
        if one.scope.covers(record):
            last = one.met
    return last


def _rule_of(code: str) -> str:
    return code.partition(".")[0]


@cache
def _returns(rule: str) -> bool:
    if rule in NEVER_MET:
        return True
    effects = {r.effect for r in RECORD_RULES if r.id == rule} | {r.effect for r in SUBMISSION_RULES if r.id == rule}
    return Effect.RETURN in effects


def read_asked(records: Path, rows: frozenset[int] | None = None) -> dict[int, Asked]:
    """What assembling and joining need of the records, by row, in row order.

    Args:
        records: ``records.parquet``.
        rows: only these rows; all of them when None.
    """
    return {one.row: one for one in asked_in(records, rows)}


def asked_in(records: Path, rows: frozenset[int] | None = None) -> Iterator[Asked]:
    """The same, one after another."""
    wanted = None if rows is None else np.fromiter(rows, dtype=np.int64, count=len(rows))
    with pq.ParquetFile(records) as parquet:
        for batch in parquet.iter_batches(columns=["row", "record_id", "matter_id", "officers"]):
            if wanted is not None:
                batch = batch.filter(pa.array(np.isin(batch["row"].to_numpy(), wanted)))  # noqa: PLW2901 - the wanted part
            columns = (column.to_pylist() for column in batch.columns)
            for row, record_id, matter, officers in zip(*columns, strict=True):
                yield Asked(row, record_id, matter, ids_in(officers))


@cache
def ids_in(officers: str) -> tuple[str, ...]:
    """The ids in a column of officers, each once."""
    return tuple(dict.fromkeys(one.strip() for one in officers.split(";") if one.strip()))
