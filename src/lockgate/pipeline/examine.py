"""Examine: the law over every record, from the request alone (stage one of a request's way).

SQL trims, joins and counts; the law runs once for each distinct combination of facts and its findings are joined
back, so a batch of a million costs a few thousand evaluations and equals one record at a time.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lockgate.law.act_facts import SubmissionFacts
from lockgate.law.agreement import Agreement
from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES, examine, examine_submission
from lockgate.law.findings import Finding, examine_outcome, grounds
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.record_reading import Reading
from lockgate.law.rules import Context
from lockgate.law.terms import Outcome, State
from lockgate.pipeline.encoding import Coded, Codes, Column, combine
from lockgate.pipeline.numbered import NONE, Numbers
from lockgate.pipeline.record_facts import facts_from, record_facts, text_facts
from lockgate.pipeline.record_places import PlacesRead, read_places
from lockgate.pipeline.record_reasons import read_reasons
from lockgate.pipeline.shared_work import beside
from lockgate.store.records import Desk, see, statement

Progress = Callable[[str], None]
"""Told the name of each step as it begins."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is examined, and under what.

    Attributes:
        records: ``records.parquet`` as intake made it.
        agreement: the pack in force.
        as_of: the day whose law is asked.
        asked_on: the day of the request, against which its dates are tested.
        gazetteer: ZIP areas and facilities.
        submission: the facts of the submission; None for a pre-flight without one.
        officers: the officers' ids the submission lists; None without a submission.
        single_name: the submission's marker for people with one name, '' when none is declared.
    """

    records: Path
    agreement: Agreement
    as_of: date
    asked_on: date
    gazetteer: Gazetteer
    submission: SubmissionFacts | None = None
    officers: frozenset[str] | None = None
    single_name: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the law says of one combination of facts."""

    outcome: Outcome
    grounds: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """The outcome of examine for a whole batch.

    Attributes:
        rows: row numbers, ascending.
        record_ids: the record's id for each row.
        of_row: which judged combination each row has.
        judged: the combinations.
        about_submission: the findings on the submission; empty without one.
        batch: what was examined.
        places: what was read of the records' addresses.
        officer_load: how many records name each officer, the most first (R20).
    """

    rows: Column
    record_ids: Column
    of_row: Codes
    judged: tuple[Judged, ...]
    about_submission: tuple[Finding, ...]
    batch: Batch
    places: PlacesRead
    officer_load: Mapping[str, int] = field(default_factory=dict)

    def rows_kept(self) -> list[int]:
        """The rows that are not returned: sufficient, or to become so by what persons find."""
        rows: list[int] = self.rows.to_numpy()[self._kept()].tolist()
        return rows

    def known_places(self) -> pa.Table:
        """Row and place of those of which the place is known as it is compared (``identities``)."""
        known = np.flatnonzero(self._kept() & ~self.places.whole)
        places = self.places.keys.take(pa.array(known)).cast(pa.string())
        return pa.table([pa.array(self.rows.to_numpy()[known]), places], names=["row", "place"])

    def _kept(self) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = np.array(
            [one.outcome is not Outcome.RETURNED for one in self.judged], dtype=np.bool_
        )
        return found[self.of_row]

    def outcomes(self) -> dict[str, int]:
        """How many records are sufficient, returned, and for review."""
        totals = dict.fromkeys((outcome.value for outcome in Outcome), 0)
        for judged, rows in zip(self.judged, self._rows_of_each(), strict=True):
            totals[judged.outcome.value] += rows
        return totals

    def by_rule(self) -> dict[str, dict[str, int]]:
        """For each rule: on how many subjects it is met, not met, not checked."""
        totals: dict[str, Counter[str]] = {}
        for finding in self.about_submission:
            totals.setdefault(finding.rule, Counter())[finding.state.value] += 1
        for judged, rows in zip(self.judged, self._rows_of_each(), strict=True):
            for finding in judged.findings:
                totals.setdefault(finding.rule, Counter())[finding.state.value] += rows
        return {rule: {state.value: totals[rule][state.value] for state in State} for rule in sorted(totals)}

    def _rows_of_each(self) -> list[int]:
        return [int(rows) for rows in np.bincount(self.of_row, minlength=len(self.judged))]


WORTH_WORKERS = 50_000
"""Below so many records starting a process costs more than it saves."""


def examine_batch(desk: Desk, batch: Batch, *, workers: int = 2, progress: Progress = lambda _step: None) -> Examined:
    """Examine every record of a batch.

    Args:
        desk: an open desk; the tables it is given are its own.
        batch: what is examined.
        workers: processes that read addresses and reasons.
        progress: told each step.
    """
    see(desk, "records", batch.records)
    progress("read the facts")
    ids = desk.sql("SELECT row, record_id FROM records").to_arrow_table()
    several = workers if ids.num_rows >= WORTH_WORKERS else 1
    # The addresses are half of all work: they are read beside all that does not hang on them.
    with beside(read_places, (batch.gazetteer, several), batch.records, several) as places_read:
        read = _read_beside_addresses(desk, batch, ids["row"])
        places = places_read()
    progress("count over the batch")
    desk.register("places", _numbered(ids["row"], places.numbered.numbers))
    desk.execute(statement("examine/places"))
    facts = record_facts(desk, {**read, "address": places.numbered.facts})
    progress("ask the law")
    columns = tuple(facts.values())
    combinations = combine(columns)
    context = Context(batch.agreement, batch.asked_on)
    about = examine_submission(batch.submission, context, batch.as_of) if batch.submission is not None else ()
    judged = tuple(
        _judge(examine(facts_from(member, columns), context, batch.as_of), about)
        for member in combinations.members.tolist()
    )
    loads = _officer_load(desk)
    return Examined(ids["row"], ids["record_id"], combinations.of_row, judged, about, batch, places, loads)


def _read_beside_addresses(desk: Desk, batch: Batch, rows: Column) -> dict[str, Coded[Hashable]]:
    """What columns of text say, and what is counted over the batch, the addresses left out."""
    _count(desk, batch)
    reasons = read_reasons(desk)
    desk.register("clusters", _numbered(rows, reasons.numbers))
    desk.execute(statement("examine/clusters"))
    over = frozenset(row[0] for row in desk.execute("SELECT officer FROM officers_over").fetchall())
    reading = Reading(batch.asked_on, batch.single_name, batch.officers, over, batch.gazetteer)
    return text_facts(desk, batch.records, reading, {"reason": reasons.facts})


def _officer_load(desk: Desk) -> dict[str, int]:
    found = desk.execute("SELECT officer, records FROM officer_loads ORDER BY records DESC, officer").fetchall()
    return {str(officer): int(records) for officer, records in found}


def _numbered(rows: Column, numbers: Numbers) -> pa.Table:
    """The rows that have a number, with it."""
    table = pa.Table.from_arrays([rows, pa.chunked_array([pa.array(numbers)])], names=["row", "number"])
    return table.filter(pa.array(numbers != NONE))


def _count(desk: Desk, batch: Batch) -> None:
    limits = batch.agreement.limits
    desk.execute(statement("examine/records"))
    desk.execute(statement("examine/repeated"))
    desk.execute(
        "CREATE OR REPLACE TABLE limits AS SELECT $matters AS matters, $addresses AS addresses,"
        " $officers AS officers, $reasons AS reasons",
        {
            "matters": limits.matter_records_max,
            "addresses": limits.address_records_max,
            "officers": limits.officer_records_max,
            "reasons": limits.reason_cluster_max,
        },
    )
    desk.execute(statement("examine/loads"))


def _judge(findings: tuple[Finding, ...], about_submission: tuple[Finding, ...]) -> Judged:
    # A submission that is not in order sends every record of it back or holds it.
    whole = findings + about_submission
    return Judged(examine_outcome(whole), ";".join(grounds(whole)), findings)


def not_decided(examined: Examined, *, registers_given: bool, later: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of rules that were not asked: of later stages, and those whose inputs were not given."""
    asked = {finding.rule for finding in examined.about_submission}
    asked |= {rule.id for rule in RECORD_RULES}
    missing = {rule.id for rule in SUBMISSION_RULES} - asked
    if not registers_given:
        missing |= {"R02", "R23"}
    return tuple(sorted(missing | (set(later) - asked)))
