"""The files examine leaves: outcomes.csv, findings.csv, findings.parquet, summary.json."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lockgate.law.findings import Finding
from lockgate.law.terms import State
from lockgate.pipeline.encoding import Codes, in_one_piece
from lockgate.pipeline.examine import Examined
from lockgate.pipeline.readers_arrow import arrow
from lockgate.store.records import Desk, sql_path, statement, write_csv


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of one examination (summary.json).

    Attributes:
        officer_load: how many records name each officer, the most first (R20); the requester's own words counted.
        evidence_hash: sha256 over the names and sha256 of outcomes.csv and findings.csv, in that order.
    """

    agreement: str
    as_of: str
    rows: int
    outcomes: dict[str, int]
    rules: dict[str, dict[str, int]]
    not_decided: tuple[str, ...]
    pack_hash: str
    law_hash: str
    evidence_hash: str
    officer_load: Mapping[str, int]

    def as_json(self) -> dict[str, object]:
        """The object written to summary.json and printed with ``--json``."""
        return {
            "agreement": self.agreement,
            "as_of": self.as_of,
            "rows": self.rows,
            "outcomes": self.outcomes,
            "rules": self.rules,
            "not_decided": list(self.not_decided),
            "pack_hash": self.pack_hash,
            "law_hash": self.law_hash,
            "evidence_hash": self.evidence_hash,
            "officer_load": dict(self.officer_load),
        }


def write_findings(desk: Desk, examined: Examined, out: Path, *, every_state: bool = False) -> None:
    """Write outcomes.csv and findings.csv, and findings.parquet with all states when asked.

    Args:
        desk: an open desk.
        examined: what examine found.
        out: an existing folder.
        every_state: also write findings.parquet, which holds the findings that are met.
    """
    with _given(desk, _outcomes(examined)):
        write_csv(desk, statement("examine/outcomes"), out / "outcomes.csv")
    findings = statement("examine/findings")
    with _given(desk, _findings(examined, met=False)):
        write_csv(desk, findings, out / "findings.csv")
    if every_state:
        with _given(desk, _findings(examined, met=True)):
            parquet = sql_path(out / "findings.parquet")
            desk.execute(f"COPY ({findings}) TO {parquet} (FORMAT parquet, COMPRESSION zstd)")


def evidence_hash(out: Path) -> str:
    """sha256, in hex, over the names and contents of outcomes.csv and findings.csv."""
    digest = hashlib.sha256()
    for name in ("outcomes.csv", "findings.csv"):
        with (out / name).open("rb") as file:
            digest.update(f"{name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def write_summary(summary: Summary, out: Path) -> None:
    """Write summary.json, two spaces deep, keys in their order, one line end at the end."""
    text = json.dumps(summary.as_json(), indent=2, ensure_ascii=False)
    (out / "summary.json").write_text(text + "\n", encoding="utf-8", newline="\n")


@contextmanager
def _given(desk: Desk, given: pa.RecordBatchReader) -> Iterator[None]:
    """What is given stands on the desk, to be read once in its order."""
    desk.register("given", given)
    try:
        yield
    finally:
        desk.unregister("given")


_TEXT = pa.string()
_ROW = pa.field("row", pa.int64())
_OUTCOMES: pa.Schema = arrow.schema([_ROW, *(pa.field(name, _TEXT) for name in ("record_id", "outcome", "grounds"))])
_ABOUT = ("record_id", "rule", "state", "code", "subject", "citation")
_FINDINGS: pa.Schema = arrow.schema([_ROW, *(pa.field(name, _TEXT) for name in _ABOUT)])
_AT_ONCE = 100_000
"""Records whose lines are held at a time."""


def _outcomes(examined: Examined) -> pa.RecordBatchReader:
    """The outcome of each record, in the order of the records."""
    outcome = pa.array([judged.outcome.value for judged in examined.judged], _TEXT)
    grounds = pa.array([judged.grounds for judged in examined.judged], _TEXT)
    batches = ([rows, ids, outcome.take(which), grounds.take(which)] for rows, ids, which in _slices(examined))
    return _reader(_OUTCOMES, batches)


def _findings(examined: Examined, *, met: bool) -> pa.RecordBatchReader:
    """The findings about the submission, then those about each record; those that are met only when asked."""
    wanted = [[one for one in judged.findings if met or one.state is not State.MET] for judged in examined.judged]
    about = sorted((one for one in examined.about_submission if met or one.state is not State.MET), key=_rule)
    columns = _columns([one for findings in wanted for one in sorted(findings, key=_rule)])
    counts = np.array([len(findings) for findings in wanted], dtype=np.int64)
    starts = np.cumsum(counts) - counts

    def batches() -> Iterator[list[Any]]:
        nothing = [pa.nulls(len(about), pa.int64()), pa.nulls(len(about), _TEXT)]
        yield [*nothing, *_columns(about)]
        for rows, ids, which in _slices(examined):
            times = counts[which]
            record = pa.array(np.repeat(np.arange(len(which)), times))
            within = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
            finding = pa.array(np.repeat(starts[which], times) + within)
            yield [rows.take(record), ids.take(record), *(column.take(finding) for column in columns)]

    return _reader(_FINDINGS, batches())


def _rule(finding: Finding) -> str:
    return finding.rule


def _slices(examined: Examined) -> Iterator[tuple[Any, Any, Codes]]:
    """Row numbers, ids and combinations of ``_AT_ONCE`` records after the other."""
    for start in range(0, len(examined.of_row), _AT_ONCE):
        columns = (column.slice(start, _AT_ONCE) for column in (examined.rows, examined.record_ids))
        rows, ids = (in_one_piece(column) for column in columns)
        yield rows, ids, examined.of_row[start : start + _AT_ONCE]


def _columns(findings: list[Finding]) -> list[Any]:
    return [
        pa.array([one.rule for one in findings], _TEXT),
        pa.array([one.state.value for one in findings], _TEXT),
        pa.array([one.code for one in findings], _TEXT),
        pa.array([one.subject.value for one in findings], _TEXT),
        pa.array([one.citation.source for one in findings], _TEXT),
    ]


def _reader(schema: pa.Schema, batches: Iterable[list[Any]]) -> pa.RecordBatchReader:
    made = (pa.RecordBatch.from_arrays(columns, schema=schema) for columns in batches)
    return pa.RecordBatchReader.from_batches(schema, made)
