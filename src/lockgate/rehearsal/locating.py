"""Location over a rehearsal: the same engine an act uses, on synthetic files, without a case."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from lockgate.actions.preflight import Limits, Question, preflight
from lockgate.errors import UsageError
from lockgate.pipeline.custodian import CustodianFile, custodian_at
from lockgate.pipeline.desk_options import DeskOptions
from lockgate.pipeline.identities import Sought
from lockgate.pipeline.ingest import IntakePlan, ingest
from lockgate.pipeline.locate import locate
from lockgate.pipeline.submissions import FILE, parse_submission
from lockgate.rehearsal.cast import AGREEMENT
from lockgate.rehearsal.prepared import prepared
from lockgate.store.gazetteer import packaged_gazetteer
from lockgate.store.registry_index import Index

RECORDS_TRUTH, PEOPLE_TRUTH, ABOUT = "truth/records.csv", "truth/people.csv", "truth/about.json"
"""What a folder must hold beside its request and its registry to be a rehearsal."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A folder that is a rehearsal: synthetic, with the truth about every row.

    Attributes:
        folder: where.
        about: what ``truth/about.json`` says.
    """

    folder: Path
    about: dict[str, object]

    @property
    def as_of(self) -> date:
        """The day of the request."""
        return date.fromisoformat(str(self.about["as_of"]))

    @property
    def request(self) -> Path:
        """The file of records."""
        return self.folder / "request" / "records.csv"

    @property
    def custodian(self) -> CustodianFile:
        """The custodian's file."""
        return custodian_at(self.folder / "registry")


@dataclass(frozen=True, slots=True)
class Sufficed:
    """The records of a rehearsal as taken in, and the rows that examine finds sufficient, ascending."""

    records: Path
    rows: list[int]
    marker: str


def open_rehearsal(folder: Path) -> Rehearsed:
    """A rehearsal, by its folder.

    Raises:
        UsageError: there is no truth in it: nothing but synthetic data is ever counted.
    """
    for name in (RECORDS_TRUTH, PEOPLE_TRUTH, ABOUT):
        if not (folder / name).is_file():
            raise UsageError(
                f"{folder} has no {name}, so it is no rehearsal; only synthetic data with its truth is counted."
                " Write one with lockgate rehearsal."
            )
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    if "as_of" not in about:
        raise UsageError(f"{folder / ABOUT} does not say as_of, the day of the request; write the rehearsal anew.")
    return Rehearsed(folder, about)


def sufficient(rehearsed: Rehearsed, scratch: Path, limits: Limits, told: Callable[[str], None]) -> Sufficed:
    """Examine the request of a rehearsal, and take its records in.

    Args:
        rehearsed: the rehearsal.
        scratch: an existing empty folder.
        limits: threads and memory.
        told: told each step.

    Raises:
        UsageError: something of it cannot be read.
    """
    declared, registers = rehearsed.folder / "request" / FILE, rehearsed.folder / "registers"
    findings = scratch / "findings"
    findings.mkdir()
    question = Question(
        rehearsed.request,
        declared if declared.is_file() else None,
        registers if declared.is_file() and registers.is_dir() else None,
        AGREEMENT,
        rehearsed.as_of,
    )
    preflight(question, findings, limits, told)
    with (findings / "outcomes.csv").open(encoding="utf-8", newline="") as source:
        rows = [int(line["row"]) for line in csv.DictReader(source) if line["outcome"] == "sufficient"]
    submission = parse_submission(declared.read_bytes(), str(declared)) if declared.is_file() else None
    plan = IntakePlan() if submission is None else submission.plan
    taken_in = ingest(rehearsed.request, plan, scratch / "records.parquet")
    return Sufficed(taken_in.records, rows, "" if submission is None else submission.single_name)


def located(rehearsed: Rehearsed, sufficed: Sufficed, limits: Limits) -> pa.Table:
    """The located evidence of the sufficient rows, in row order, in the columns of ``pipeline.locate_table``."""
    options = DeskOptions(threads=limits.threads, memory=limits.memory)
    with TemporaryDirectory(prefix="lockgate-") as folder:
        return located_in(prepared(rehearsed.custodian, Path(folder), options), sufficed, limits)


def located_in(index: Index, sufficed: Sufficed, limits: Limits) -> pa.Table:
    """The same, from an index that was built before."""
    saved: list[pa.Table] = []
    sought = Sought(sufficed.records, sufficed.rows, sufficed.marker)
    options = DeskOptions(threads=limits.threads, memory=limits.memory)
    locate(sought, index, packaged_gazetteer(), saved.append, options)
    return saved[0]
