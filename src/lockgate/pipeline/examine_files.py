"""The files examine leaves: outcomes.csv, findings.csv, findings.parquet, summary.json."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from lockgate.law.findings import Finding
from lockgate.pipeline.examine import Examined
from lockgate.store.records import Desk, sql_path, statement

_CSV = "(FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '')"


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
    _register(desk, examined)
    desk.execute("CREATE OR REPLACE TABLE wanted AS SELECT false AS every_state")
    _copy(desk, "examine/outcomes", out / "outcomes.csv", _CSV)
    _copy(desk, "examine/findings", out / "findings.csv", _CSV)
    if every_state:
        desk.execute("CREATE OR REPLACE TABLE wanted AS SELECT true AS every_state")
        _copy(desk, "examine/findings", out / "findings.parquet", "(FORMAT parquet, COMPRESSION zstd)")


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


def _copy(desk: Desk, name: str, path: Path, how: str) -> None:
    desk.execute(f"COPY ({statement(name)}) TO {sql_path(path)} {how}")


def _register(desk: Desk, examined: Examined) -> None:
    columns = [examined.rows, examined.record_ids, pa.chunked_array([pa.array(examined.of_row)])]
    outcome = pa.Table.from_arrays(columns, names=["row", "record_id", "combination"])
    judged = pa.table(
        {
            "combination": pa.array(range(len(examined.judged)), pa.int32()),
            "outcome": pa.array([j.outcome.value for j in examined.judged], pa.string()),
            "grounds": pa.array([j.grounds for j in examined.judged], pa.string()),
        }
    )
    numbered = [(n, finding) for n, judged_ in enumerate(examined.judged) for finding in judged_.findings]
    desk.register("outcome", outcome)
    desk.register("judged", judged)
    desk.register("finding", _table([finding for _, finding in numbered], [n for n, _ in numbered]))
    desk.register("about_submission", _table(list(examined.about_submission), [0] * len(examined.about_submission)))


def _table(findings: list[Finding], combinations: list[int]) -> pa.Table:
    text = pa.string()
    return pa.table(
        {
            "combination": pa.array(combinations, pa.int32()),
            "rule": pa.array([f.rule for f in findings], text),
            "state": pa.array([f.state.value for f in findings], text),
            "code": pa.array([f.code for f in findings], text),
            "subject": pa.array([f.subject.value for f in findings], text),
            "citation": pa.array([f.citation.source for f in findings], text),
        }
    )
