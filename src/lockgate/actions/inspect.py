"""Inspect: an officer who has taken a case is shown what some rows say, with every finding on them; entered first.

Shown are the request's own words and what the law says of them, with each finding's trace to where it is written, and
what persons found. Nothing of the custodian's file is at hand here, and no row is shown without an entry (R51).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.dossier import Dossier, changed, read_files
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.scopes import parse_scope
from lockgate.canonical import Canonical
from lockgate.errors import UsageError
from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES
from lockgate.law.terms import Outcome, State
from lockgate.pipeline import judged
from lockgate.pipeline.assemble import Asked
from lockgate.pipeline.judged import Said
from lockgate.pipeline.quoting import columns_of
from lockgate.pipeline.resolve import ids_in
from lockgate.pipeline.submissions import parse_submission
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.versions import Change
from lockgate.reports.notices import cure_of
from lockgate.store.cases import findings_of
from lockgate.store.records import desk
from lockgate.store.values import PersonFinding
from lockgate.store.versions import former_of

MOST = 25
"""Rows shown by one act."""

_RULES = {rule.id: (rule.title, rule.cures) for rule in RECORD_RULES} | {
    rule.id: (rule.title, rule.cures) for rule in SUBMISSION_RULES
}


@dataclass(frozen=True, slots=True)
class Trace:
    """One finding and what it comes from.

    Attributes:
        said: the finding: rule, state, code, whether on the record or the submission, where it is written.
        title: what the rule asks.
        written: column -> what the record says there, of the columns the finding is about; none on the submission.
        cure: how the agency can cure it; empty where it is met.
    """

    said: Said
    title: str
    written: Mapping[str, str]
    cure: str


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """One record: what it says, column by column, what the law says of that, and what persons found on it."""

    row: int
    outcome: Outcome
    columns: Mapping[str, str]
    traces: tuple[Trace, ...]
    found: tuple[PersonFinding, ...]
    stated: tuple[Change, ...] = ()
    """What its agency says changed since the former request, and where it was learnt (R48)."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """The showing as it was entered, and the records in row order."""

    done: Done
    records: tuple[RecordSeen, ...]


def inspect(office: Office, case: str, signer: Signer, rows: Sequence[int]) -> Inspected | Refusal:
    """Enter that these rows are shown, then show them.

    Raises:
        UsageError: there is no such case or row, or none or too many rows are asked for.
        IntegrityError: the kept evidence does not verify.
    """
    early = refused_at_once(office, case, signer, Act.INSPECT)
    if early is not None:
        return early
    at = office.clock()
    dossier = read_files(office.home, case, at, ("submission", "records", judged.KIND, judged.ROWS_KIND))
    wanted = _checked(dossier, rows)

    def do(attempt: Attempt) -> Result:
        if not dossier.still(attempt.facts, attempt.frame.agreement):
            return changed()
        listed: list[Canonical] = list(wanted)
        particulars = Particulars({"rows": listed, "records": dossier.kept("records").sha256}, records=len(wanted))
        entered = attempt.enter(attempt.asked(Act.INSPECT, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        return Done(Act.INSPECT, case, entered.leaf, attempt.at, {"records": len(wanted)})

    done = on_case(office, case, signer, do, at)
    return done if isinstance(done, Refusal) else Inspected(done, _seen(office, dossier, wanted))


def _checked(dossier: Dossier, rows: Sequence[int]) -> list[int]:
    examined = dossier.facts.examination
    last = examined.sufficient + examined.review + examined.returned if examined is not None else 0
    wanted = sorted(set(rows))
    if not 0 < len(wanted) <= MOST:
        raise UsageError(f"Name from 1 to {MOST} rows; more are shown by another act.")
    if judged.KIND not in dossier.evidence:
        raise UsageError("This case was examined before its findings were kept by record; examine it again.")
    if not 1 <= wanted[0] <= wanted[-1] <= last:
        raise UsageError(f"The case has the rows 1 to {last:,}.")
    return wanted


def _seen(office: Office, dossier: Dossier, rows: Sequence[int]) -> tuple[RecordSeen, ...]:
    with desk(threads=office.threads, memory=office.memory, spill=office.home.scratch) as one_desk:
        judged.given(one_desk, dossier.path(judged.KIND), dossier.path(judged.ROWS_KIND))
        told = judged.of_rows(one_desk, rows)
        columns = judged.said_in(one_desk, dossier.path("records"), rows)
    said, changes = findings_of(dossier.facts.case), _changes(dossier)
    return tuple(
        RecordSeen(
            row,
            told[row][0],
            columns[row],
            _traces(told[row][1], columns[row]),
            _found(said, row, columns),
            tuple(one for one in changes if not one.records or columns[row].get("record_id", "") in one.records),
        )
        for row in rows
    )


def _changes(dossier: Dossier) -> tuple[Change, ...]:
    """What the submission says of the one before it; nothing where it is a first one."""
    if former_of(dossier.facts.case) is None:
        return ()
    former = parse_submission(dossier.path("submission").read_bytes()).former
    return former.changes if former is not None else ()


def _traces(findings: Sequence[Said], columns: Mapping[str, str]) -> tuple[Trace, ...]:
    return tuple(_trace(one, columns) for one in findings)


def _trace(one: Said, columns: Mapping[str, str]) -> Trace:
    title, cures = _RULES.get(one.rule, ("", {}))
    written = {name: columns[name] for name in columns_of(one.rule, one.code) if name in columns}
    cure = "" if one.state is State.MET else cures.get(one.code, "")
    return Trace(one, title, written, cure_of(cure, ", ".join(written.values())) if cure else "")


def _found(
    findings: Sequence[PersonFinding], row: int, columns: Mapping[int, Mapping[str, str]]
) -> tuple[PersonFinding, ...]:
    """What persons found on this record, oldest first."""
    said = columns[row]
    asked = Asked(row, said.get("record_id", ""), said.get("matter_id", ""), ids_in(said.get("officers", "")))
    # R24 tells that one taxpayer was found, which is shown by another act.
    shown = (one for one in findings if one.rule != "R24")
    return tuple(one for one in shown if parse_scope(one.scope).covers(asked))
