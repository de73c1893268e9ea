"""What the law said of every record, kept so that pages of a million find one record: combinations, and whose they are.

Three files beside the examined evidence. *judged*: a line for each combination of facts and each finding on it, in
every state, those on the submission with each of them; a few thousand combinations stand for a million records.
*judged_rows*: which combination each row has. *loads*: how many records name each officer, the most first (R20).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from lockgate.law.findings import Finding
from lockgate.law.terms import Outcome, State, Subject
from lockgate.pipeline.examine import Examined
from lockgate.pipeline.readers_arrow import arrow
from lockgate.store.records import Desk, see, sql_path, statement, write_csv

KIND, ROWS_KIND, LOADS_KIND = "judged", "judged_rows", "loads"
"""Kinds of the files among the evidence."""

_pc: Any = pyarrow.compute
_TEXTS = ("outcome", "subject", "rule", "state", "code", "citation")
_JUDGED: pa.Schema = arrow.schema(
    [("combination", pa.int32()), ("records", pa.int64()), *((name, pa.string()) for name in _TEXTS)]
)
_ROW_GROUP = 131_072
"""Rows of a group: a page of a million reads the groups it needs."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are wanted: of one outcome, or with a finding of this rule, state and code; None or '' for any."""

    outcome: Outcome | None = None
    rule: str = ""
    state: State | None = None
    code: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The same as parameters of a statement."""
        outcome, state = self.outcome, self.state
        return {
            "outcome": outcome.value if outcome is not None else "",
            "rule": self.rule,
            "state": state.value if state is not None else "",
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as it was kept."""

    rule: str
    state: State
    code: str
    subject: Subject
    citation: str


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a page: its row, the outcome of examine, and what is not met or not checked."""

    row: int
    outcome: Outcome
    unmet: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """One rule in one state with one code, and on how many records; on all of them where it is on the submission."""

    said: Said
    records: int


def write_judged(examined: Examined, judged: Path, rows: Path, loads: Path) -> None:
    """Write the three files."""
    records = np.bincount(examined.of_row, minlength=len(examined.judged))
    lines = [
        (number, int(records[number]), one.outcome, finding)
        for number, one in enumerate(examined.judged)
        for finding in _sorted((*one.findings, *examined.about_submission))
    ]
    columns = (
        [number for number, _, _, _ in lines],
        [count for _, count, _, _ in lines],
        [outcome.value for _, _, outcome, _ in lines],
        [finding.subject.value for *_, finding in lines],
        [finding.rule for *_, finding in lines],
        [finding.state.value for *_, finding in lines],
        [finding.code for *_, finding in lines],
        [finding.citation.source for *_, finding in lines],
    )
    table = pa.Table.from_pydict(dict(zip(_JUDGED.names, columns, strict=True)), schema=_JUDGED)
    pq.write_table(table, judged, compression="zstd")
    of_row = pa.array(np.asarray(examined.of_row, dtype=np.int32))
    whose = pa.Table.from_arrays([examined.rows, of_row], names=["row", "combination"])
    pq.write_table(whose, rows, compression="zstd", row_group_size=_ROW_GROUP)
    named = examined.officer_load
    pq.write_table(pa.table({"officer": list(named), "records": list(named.values())}), loads, compression="zstd")


def read_loads(loads: Path) -> dict[str, int]:
    """How many records name each officer, the most first."""
    return {str(line["officer"]): int(line["records"]) for line in pq.read_table(loads).to_pylist()}


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: (one.rule, one.code))


def tally(judged: Path) -> tuple[Counted, ...]:
    """How many records each rule is not met or not checked for, by code, in the order of the rules."""
    table = pq.read_table(judged, columns=["records", *_TEXTS[1:]])
    unmet = table.filter(_pc.not_equal(table["state"], State.MET.value))
    counted = unmet.group_by(list(_TEXTS[1:])).aggregate([("records", "sum")]).to_pylist()
    found = (Counted(_said(one), one["records_sum"]) for one in counted)
    return tuple(sorted(found, key=lambda one: (one.said.rule, one.said.state, one.said.code)))


def outcomes(judged: Path) -> dict[Outcome, int]:
    """How many records are of which outcome as examined."""
    table = pq.read_table(judged, columns=["combination", "records", "outcome"])
    once = table.group_by(["combination", "outcome"]).aggregate([("records", "min")])
    totals = once.group_by(["outcome"]).aggregate([("records_min", "sum")]).to_pylist()
    return {Outcome(one["outcome"]): one["records_min_sum"] for one in totals}


def given(desk: Desk, judged: Path, rows: Path) -> None:
    """Let the two files be asked on a desk."""
    see(desk, "judged", judged)
    see(desk, "judged_rows", rows)


def count(desk: Desk, wanted: Wanted) -> int:
    """How many records are as wanted; asked of the combinations alone."""
    return int(desk.execute(statement("judged/counted"), wanted.asked).fetchall()[0][0])


def page(desk: Desk, wanted: Wanted, past: int, most: int) -> tuple[Line, ...]:
    """The records as wanted, in row order: ``most`` of them after the first ``past``."""
    picked = desk.execute(statement("judged/page"), {**wanted.asked, "past": past, "most": most}).fetchall()
    return tuple(_lines(desk, picked))


def of_rows(desk: Desk, rows: Sequence[int]) -> Mapping[int, tuple[Outcome, tuple[Said, ...]]]:
    """Row -> its outcome as examined and every finding on it in the order of the rules, for the rows there are."""
    picked = desk.execute(statement("judged/picked"), {"rows": list(rows)}).fetchall()
    told = _told(desk, {combination for _, combination in picked})
    return {row: told[combination] for row, combination in picked}


def write_table(desk: Desk, wanted: Wanted, file: Path) -> None:
    """Write row, outcome and what is not met of every record as wanted, as CSV escaped against formulas."""
    desk.execute(statement("judged/table"), wanted.asked)
    write_csv(desk, "SELECT * FROM listed", file)


def said_in(desk: Desk, records: Path, rows: Sequence[int]) -> dict[int, dict[str, str]]:
    """What these rows of ``records.parquet`` say, column by column."""
    # A path is no parameter of a table function here; it is quoted.
    query = f"SELECT * FROM read_parquet({sql_path(records)}) WHERE row IN (SELECT unnest($rows))"  # noqa: S608
    answer = desk.execute(query, {"rows": list(rows)})
    names = [column[0] for column in answer.description or ()]
    lines = [dict(zip(names, line, strict=True)) for line in answer.fetchall()]
    return {int(line["row"]): {n: str(v) for n, v in line.items() if n != "row" and v} for line in lines}


def _lines(desk: Desk, picked: Sequence[tuple[int, int]]) -> Iterator[Line]:
    told = _told(desk, {combination for _, combination in picked})
    for row, combination in picked:
        outcome, findings = told[combination]
        yield Line(row, outcome, tuple(one for one in findings if one.state is not State.MET))


def _told(desk: Desk, combinations: set[int]) -> dict[int, tuple[Outcome, tuple[Said, ...]]]:
    answer = desk.execute(statement("judged/said"), {"combinations": sorted(combinations)})
    names = ("combination", *_TEXTS)
    found: dict[int, tuple[Outcome, list[Said]]] = {}
    for values in answer.fetchall():
        line = dict(zip(names, values, strict=True))
        found.setdefault(line["combination"], (Outcome(line["outcome"]), []))[1].append(_said(line))
    return {combination: (outcome, tuple(said)) for combination, (outcome, said) in found.items()}


def _said(line: Mapping[str, Any]) -> Said:
    return Said(line["rule"], State(line["state"]), line["code"], Subject(line["subject"]), line["citation"])
