"""Pre-flight: examine a file of records without a case, for either side; needs nothing of the custodian's.

The same law and the same path as the act examine; what it leaves are files, and nothing is entered in a log.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from lockgate.actions.notice import write_notice
from lockgate.errors import UsageError
from lockgate.law.act_facts import Signed
from lockgate.law.agreement import Agreement
from lockgate.law.examination import ANSWER_RULES, CONDUCT_RULES, RECIPIENT_RULES, RELEASE_RULES
from lockgate.law.registers import Registers
from lockgate.pipeline.examine import Batch, examine_batch, not_decided
from lockgate.pipeline.examine_files import Summary, evidence_hash, write_findings, write_summary
from lockgate.pipeline.ingest import Intake, IntakePlan, ingest
from lockgate.pipeline.submission_facts import Received, submission_facts
from lockgate.pipeline.submissions import FILE, SIGNATURE, parse_submission
from lockgate.store.agreements import load_agreement, usable
from lockgate.store.gazetteer import packaged_gazetteer
from lockgate.store.lawbook import law_hash
from lockgate.store.records import desk
from lockgate.store.registers import read_registers

LATER = tuple(
    sorted({rule.id for rules in (ANSWER_RULES, RELEASE_RULES, RECIPIENT_RULES, CONDUCT_RULES) for rule in rules})
)
"""The ids of the rules that are decided later than examine."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be examined, as its asker gave it.

    Attributes:
        records: the file of records.
        submission: ``submission.toml`` or the folder that holds it; None for records alone.
        registers: a folder of registers, or the registers themselves; None when they are not asked.
        agreement: a pack's shipped name or folder, or the pack that governs in an office.
        as_of: the day whose law and pack are asked.
        every_state: also write findings.parquet with the findings that are met.
        signed_later: the submission is examined as if its official had signed it: what is asked of that signature
            (R01) is asked when it is there.
    """

    records: Path
    submission: Path | None
    registers: Path | Registers | None
    agreement: str | Agreement
    as_of: date
    every_state: bool = False
    signed_later: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What the work may take: threads, and DuckDB's memory such as ``1GB``."""

    threads: int = 2
    memory: str = "1GB"


def preflight(
    question: Question, folder: Path, limits: Limits, progress: Callable[[str], None] = lambda _step: None
) -> Summary:
    """Examine the records and write the files into ``folder``.

    Args:
        question: what is to be examined.
        folder: an existing empty folder; what it holds is complete only when this returns.
        limits: threads and memory.
        progress: told each step.

    Raises:
        UsageError: something cannot be read; one sentence says what, where and how to mend it.
    """
    agreement = asked_under(question.agreement, question.as_of)
    registers = read_registers(question.registers) if isinstance(question.registers, Path) else question.registers
    received = received_of(question.submission, agreement)
    progress("read the records")
    plan = received.submission.plan if received is not None else IntakePlan()
    taken_in = ingest(question.records, plan, folder / ".records.parquet")
    try:
        batch = batch_of(question.as_of, (agreement, registers), received, taken_in)
        if question.signed_later and batch.submission is not None:
            batch = replace(batch, submission=replace(batch.submission, signed=Signed.VALID))
        return _examine(question, batch, (received, folder), limits, progress)
    finally:
        taken_in.records.unlink(missing_ok=True)


def asked_under(given: str | Agreement, as_of: date) -> Agreement:
    """The pack that is meant, if it can be relied on that day.

    Raises:
        UsageError: as for ``store.agreements.load_agreement``.
    """
    return usable(given, as_of) if isinstance(given, Agreement) else load_agreement(given, as_of)


def received_of(declared: Path | None, agreement: Agreement) -> Received | None:
    """The submission declared in a file or its folder; None where there is none.

    Raises:
        UsageError: it cannot be read, or is made under another agreement.
    """
    if declared is None:
        return None
    file = declared / FILE if declared.is_dir() else declared
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise UsageError(f"{file} cannot be read: {problem.strerror}. Give submission.toml or its folder.") from problem
    signature = file.with_name(SIGNATURE)
    submission = parse_submission(content, str(file))
    if submission.agreement != agreement.name:
        raise UsageError(
            f"{file} is made under {submission.agreement}, but {agreement.name} was given. Give --agreement"
            f" {submission.agreement}, or mend the submission."
        )
    return Received(submission, content, signature.read_bytes() if signature.is_file() else None)


def batch_of(
    as_of: date, under: tuple[Agreement, Registers | None], received: Received | None, taken_in: Intake
) -> Batch:
    """What is examined outside a case: the records as taken in, under an agreement and the registers at hand."""
    agreement, registers = under
    gazetteer = packaged_gazetteer()
    if received is None:
        return Batch(taken_in.records, agreement, as_of, as_of, gazetteer)
    # Orders are asked as of the day's end: an order issued that day stops it.
    at = datetime.combine(as_of, time.max, UTC)
    return Batch(
        records=taken_in.records,
        agreement=agreement,
        as_of=as_of,
        asked_on=received.submission.made,
        gazetteer=gazetteer,
        submission=submission_facts(received, registers, agreement, at),
        officers=received.submission.officer_ids,
        single_name=received.submission.single_name,
    )


def _examine(
    question: Question,
    batch: Batch,
    between: tuple[Received | None, Path],
    limits: Limits,
    progress: Callable[[str], None],
) -> Summary:
    received, folder = between
    submission = None if received is None else received.submission
    with desk(threads=limits.threads, memory=limits.memory) as table:
        examined = examine_batch(table, batch, workers=limits.threads, progress=progress)
        progress("write the findings")
        write_findings(table, examined, folder, every_state=question.every_state)
        progress("write the notice")
        write_notice(table, examined, submission, question.records.name, folder)
    summary = Summary(
        agreement=batch.agreement.name,
        as_of=batch.as_of.isoformat(),
        rows=len(examined.of_row),
        outcomes=examined.outcomes(),
        rules=examined.by_rule(),
        not_decided=not_decided(examined, registers_given=question.registers is not None, later=LATER),
        pack_hash=batch.agreement.pack_hash,
        law_hash=law_hash(),
        evidence_hash=evidence_hash(folder),
        officer_load=examined.officer_load,
    )
    write_summary(summary, folder)
    return summary
