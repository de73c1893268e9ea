"""Look back at answers another system gave, from its own files: no case, no custodian's file, nothing entered.

The request is examined by the same path as ``preflight``; what is left are files.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lockgate.actions.lookback_report import INSUFFICIENT, NEVER_CONFIRMED, Material, report_data, write_report
from lockgate.actions.preflight import LATER, Limits, asked_under, batch_of, received_of
from lockgate.errors import UsageError
from lockgate.law.agreement import Agreement
from lockgate.law.look_back import DISCLOSURE_RULES
from lockgate.pipeline.audit import look_back, tie
from lockgate.pipeline.audit_answers import Answers, read_answers
from lockgate.pipeline.audit_columns import Half, columns_of
from lockgate.pipeline.audit_counts import Counts, counted
from lockgate.pipeline.audit_files import lists_hash, write_lists
from lockgate.pipeline.audit_mapping import Forms, read_mapping
from lockgate.pipeline.examine import Examined, examine_batch, not_decided
from lockgate.pipeline.ingest import IntakePlan, ingest
from lockgate.pipeline.readers_open import open_table
from lockgate.pipeline.submission_facts import Received
from lockgate.store.lawbook import law_hash
from lockgate.store.records import desk
from lockgate.store.registers import read_registers


@dataclass(frozen=True, slots=True)
class LookBackQuestion:
    """What is to be looked at, as its asker gave it.

    Attributes:
        records: the file of the records that were asked about.
        answers: the file of the answers that were given.
        mapping: how the two are written; None where both are in the project's words.
        submission: ``submission.toml`` or its folder; None for records alone.
        registers: a folder of registers; None when they are not asked.
        agreement: a pack's shipped name or folder, or the pack that governed in an office that day.
        as_of: the day whose law and pack are asked.
    """

    records: Path
    answers: Path
    mapping: Path | None
    submission: Path | None
    registers: Path | None
    agreement: str | Agreement
    as_of: date


def look_back_at(
    question: LookBackQuestion, folder: Path, limits: Limits, progress: Callable[[str], None] = lambda _step: None
) -> dict[str, object]:
    """Look back, and write the lists, the summary and the report into ``folder``.

    Args:
        question: what is to be looked at.
        folder: an existing empty folder; what it holds is complete only when this returns.
        limits: threads and memory.
        progress: told each step.

    Returns:
        the summary (``summary.json``).

    Raises:
        UsageError: something cannot be read; one sentence says what, where and how to mend it.
    """
    material = read_material(question, folder / ".records.parquet", progress)
    try:
        with desk(threads=limits.threads, memory=limits.memory) as table:
            examined = examine_batch(table, material.batch, workers=limits.threads, progress=progress)
            progress("look back")
            tie(table, examined, material.answers)
            seen = look_back(table, examined, material.answers)
            progress("write the lists")
            write_lists(table, seen, folder)
    finally:
        material.taken_in.records.unlink(missing_ok=True)
    not_asked = rules_not_asked(examined, registers_given=question.registers is not None)
    return write_told(question, material, counted(seen), not_asked, (folder, {}))


def write_told(
    question: LookBackQuestion,
    material: Material,
    counts: Counts,
    not_asked: tuple[str, ...],
    told: tuple[Path, Mapping[str, object]],
) -> dict[str, object]:
    """Write the report and the summary; the summary.

    Args:
        question: what was asked.
        material: what was looked at.
        counts: what was counted.
        not_asked: ids of the rules that were not asked.
        told: the folder, and what proves a reading of the custodian's file; empty where there was none, and then
            the lists lie in the folder.
    """
    folder, proof = told
    names = (question.records.name, question.answers.name)
    write_report(report_data(counts, material, not_asked, names, listed=not proof), folder)
    summary = summary_of(material, counts, not_asked, listed=not proof)
    summary |= beyond_the_files(counts, proof) if proof else {"lists_hash": lists_hash(folder)}
    text = json.dumps(summary, indent=2, ensure_ascii=False)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    return summary


def beyond_the_files(counts: Counts, proof: Mapping[str, object]) -> dict[str, object]:
    """What the custodian's file showed, in numbers alone, and what proves that it was asked."""
    found = {"found": counts.found, "found_of_never_confirmed": counts.found_unconfirmed}
    return {"custodians_file": found, "proof": dict(proof)}


def read_material(question: LookBackQuestion, records: Path, progress: Callable[[str], None]) -> Material:
    """Read both files, after everything that could be wrong with their headers was said.

    Args:
        question: what is to be looked at.
        records: where ``records.parquet`` is written.
        progress: told each step.
    """
    registers = None if question.registers is None else read_registers(question.registers)
    agreement, received, forms, plan = _declared(question)
    progress("read the answers")
    answers = _answers(question, forms, plan)
    progress("read the records")
    taken_in = ingest(question.records, plan, records)
    batch = batch_of(question.as_of, (agreement, registers), received, taken_in)
    single_name = batch.single_name or forms.records.single_name
    return Material(replace(batch, single_name=single_name), answers, taken_in)


def answers_given(question: LookBackQuestion) -> Answers:
    """The answers alone, after everything that could be wrong with either header was said."""
    _, _, forms, plan = _declared(question)
    return _answers(question, forms, plan)


def _declared(question: LookBackQuestion) -> tuple[Agreement, Received | None, Forms, IntakePlan]:
    """The pack, the submission, and how the two files are written."""
    agreement = asked_under(question.agreement, question.as_of)
    received = received_of(question.submission, agreement)
    forms = Forms() if question.mapping is None else read_mapping(question.mapping)
    return agreement, received, forms, _plan(forms, received)


def _plan(forms: Forms, received: Received | None) -> IntakePlan:
    """How the records are read: as the submission declares, or as the mapping says."""
    form = forms.records
    if received is None:
        return IntakePlan(
            columns=form.columns, date=form.date, name=form.name, encoding=form.encoding, delimiter=form.delimiter
        )
    if form != type(form)():
        raise UsageError("The submission says how its records are written; take [records] out of the mapping.")
    return received.submission.plan


def _answers(question: LookBackQuestion, forms: Forms, plan: IntakePlan) -> Answers:
    form = forms.answers
    table = open_table(question.answers, encoding=form.encoding, delimiter=form.delimiter)
    asked = open_table(question.records, plan.format, encoding=plan.encoding, delimiter=plan.delimiter)
    _, columns = columns_of(
        Half("records", question.records.name, asked.header, plan.columns),
        Half("answers", question.answers.name, table.header, form.columns),
    )
    return read_answers(question.answers, table, columns, form)


def rules_not_asked(examined: Examined, *, registers_given: bool) -> tuple[str, ...]:
    """The ids of the rules whose inputs were not given, ascending."""
    asked = {rule.id for rule in DISCLOSURE_RULES}
    left = not_decided(examined, registers_given=registers_given, later=LATER)
    return tuple(rule for rule in left if rule not in asked)


def summary_of(material: Material, counts: Counts, not_asked: tuple[str, ...], *, listed: bool) -> dict[str, object]:
    """The numbers of one look back, each under its name; the definitions stand beside the official counts."""
    batch, answers = material.batch, material.answers
    told = answers.ways_given
    return {
        "agreement": batch.agreement.name,
        "as_of": batch.as_of.isoformat(),
        "records": material.taken_in.rows,
        "answers": counts.answers,
        "outcomes": counts.outcomes,
        "rules": counts.rules,
        "not_asked": list(not_asked),
        "official_counts": {
            "address_insufficient": {
                "answers": counts.insufficient,
                "definition": INSUFFICIENT,
                "list": "address_insufficient.csv" if listed else None,
            },
            "address_never_confirmed": {
                "answers": counts.never_confirmed if told else None,
                "definition": NEVER_CONFIRMED,
                "list": "address_never_confirmed.csv" if told and listed else None,
            },
        },
        "in_both_counts": counts.both if told else None,
        "addresses": counts.addresses,
        "address_compared": counts.compared,
        "matched_by": counts.ways,
        "tied": counts.tied,
        "answered_again": counts.again,
        "not_checked_where_none_failed": counts.unchecked,
        "records_sha256": material.taken_in.sha256,
        "answers_sha256": answers.sha256,
        "pack_hash": batch.agreement.pack_hash,
        "law_hash": law_hash(),
    }
