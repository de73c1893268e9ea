"""The runs: who is asked about, against which file, through intake, examine and locate; and every record's fate."""

import csv
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa
from tests.people.asking import DATE, requests, write_requests
from tests.people.custodian import Taxpayer, write_custodian
from tests.people.sample import Home, Written, folder, written
from tests.people.truth import Told, owned, told

from lockgate.pipeline.custodian import CustodianFile
from lockgate.pipeline.examine import Batch, examine_batch
from lockgate.pipeline.examine_files import write_findings
from lockgate.pipeline.identities import Sought
from lockgate.pipeline.ingest import IntakePlan, ingest
from lockgate.pipeline.locate import locate
from lockgate.rehearsal.prepared import prepared
from lockgate.store.agreements import load_agreement
from lockgate.store.gazetteer import packaged_gazetteer
from lockgate.store.records import desk

ASKED_ON = date(2025, 8, 7)


@dataclass(frozen=True)
class Run:
    """One run: whose requests, what they give beside name and address, and which file is asked (None: none is)."""

    name: str
    variant: str
    data_set: str
    born: bool = False
    tin: bool = False
    locate: bool = True


RUNS = (
    Run("census, with birth date", "noise", "decennial_census", born=True),
    Run("census, neither", "noise", "decennial_census"),
    Run("W-2, with number", "noise", "taxes_w2_and_1099", tin=True),
    Run("census, with birth date, no noise", "plain", "decennial_census", born=True),
    Run("census as packaged", "untouched", "decennial_census", born=True, locate=False),
    Run("W-2 as packaged", "untouched", "taxes_w2_and_1099", tin=True, locate=False),
)


@dataclass(frozen=True)
class Fate:
    """What became of one request, beside the truth about it.

    Attributes:
        person: as asked about.
        record: as asked.
        outcome: of examine.
        open: code of each finding of examine that is not met or not checked.
        located: the row of the located evidence; empty where nothing was located.
        own: the taxpayers of the file that are this person (whose latest return is theirs).
        told: the truth; None where the person is not in the file, or never filed from the address asked with.
        found: the taxpayer identified, for ``one`` and ``weak``.
        namesakes: whether another taxpayer of the same family name filed from the address asked with.
    """

    person: Written
    record: Mapping[str, str]
    outcome: str
    open: tuple[str, ...]
    located: Mapping[str, object]
    own: tuple[Taxpayer, ...]
    told: Told | None
    found: Taxpayer | None
    namesakes: bool

    @property
    def identified(self) -> str:
        return str(self.located.get("identified", ""))

    @property
    def releasable(self) -> bool:
        """Identified as one, from the stated periods, deliverable: what could be answered with an address."""
        return self.identified == "one" and bool(self.located["from_periods"] and self.located["deliverable"])

    @property
    def right(self) -> bool:
        """Whether the taxpayer identified is the person asked about."""
        return self.found is not None and self.found.latest.simulant == self.person.simulant

    @property
    def right_answer(self) -> bool:
        """Whether the lines that may be released are those of the person's own latest return."""
        if self.found is None or not self.right:
            return False
        latest, told = self.found.latest, self.located
        return (_digits(latest.line1, latest.unit), latest.zip) == (
            _digits(str(told["line1"]), str(told["line2"])),
            told["zip"],
        )

    @property
    def rightful(self) -> bool:
        """Sufficient, and about somebody of the file who filed from the address asked with: what ought to be found."""
        return self.outcome == "sufficient" and self.told is not None


def _digits(*lines: str) -> str:
    return "".join(filter(str.isdigit, "".join(lines)))


def people_asked(run: Run) -> list[Written]:
    """Whom a run asks about: of several W-2 forms of one person the first, so that nobody is asked about twice."""
    people = list(written(run.variant, run.data_set, 2020))
    if run.data_set == "decennial_census":
        return people
    first: dict[str, Written] = {}
    for person in people:
        first.setdefault(person.simulant, person)
    return list(first.values())


@cache
def fates(run: Run) -> tuple[Fate, ...]:
    """Every request of a run and what became of it."""
    people = people_asked(run)
    asked = list(requests(people, born=run.born, tin=run.tin))
    with tempfile.TemporaryDirectory(dir=folder().parent) as name:
        work = Path(name)
        source = write_requests(asked, work / "records.csv")
        records = ingest(source, IntakePlan(date=DATE), work / "records.parquet").records
        outcomes, opened = _examined(records, work)
        held: Mapping[str, Taxpayer] = {}
        located: dict[int, Mapping[str, object]] = {}
        if run.locate:
            file, held = write_custodian(run.variant, work / "registry")
            sufficient = [row for row, outcome in enumerate(outcomes, start=1) if outcome == "sufficient"]
            located = _located(records, sufficient, file)
    truth = _Truth(held)
    return tuple(
        Fate(
            person,
            asked[row - 1],
            outcome,
            tuple(opened[row]),
            located.get(row, {}),
            tuple(truth.own[person.simulant]),
            told(run.data_set, person, asked[row - 1], truth.own[person.simulant]),
            held.get(str(located.get(row, {}).get("taxpayer_id"))),
            truth.has_namesakes(person),
        )
        for row, (person, outcome) in enumerate(zip(people, outcomes, strict=True), start=1)
    )


class _Truth:
    """Whose each taxpayer of the file is, and who filed from where."""

    def __init__(self, held: Mapping[str, Taxpayer]) -> None:
        self.own = owned(held)
        self._filed: dict[tuple[Home, str], set[str]] = defaultdict(set)
        for one in held.values():
            for home in one.homes:
                self._filed[home, one.latest.family.casefold()].add(one.latest.simulant)

    def has_namesakes(self, person: Written) -> bool:
        return bool(self._filed[person.home, person.family.casefold()] - {person.simulant})


def _examined(records: Path, work: Path) -> tuple[list[str], Mapping[int, list[str]]]:
    """The outcome of each row, and the open findings by row."""
    agreement = load_agreement("irs-ice-2025", ASKED_ON)
    batch = Batch(records, agreement, ASKED_ON, ASKED_ON, packaged_gazetteer())
    with desk(threads=2, memory="1GB") as table:
        write_findings(table, examine_batch(table, batch), work)
    outcomes = [row["outcome"] for row in _read(work / "outcomes.csv")]
    opened: dict[int, list[str]] = defaultdict(list)
    for row in _read(work / "findings.csv"):
        opened[int(row["row"])].append(row["code"] or row["rule"])
    return outcomes, opened


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _located(records: Path, sufficient: list[int], file: CustodianFile) -> dict[int, Mapping[str, object]]:
    saved: list[pa.Table] = []
    save: Callable[[pa.Table], None] = saved.append
    locate(Sought(records, sufficient), prepared(file, records.parent / "index"), packaged_gazetteer(), save)
    return {row["row"]: row for row in saved[0].to_pylist()}
