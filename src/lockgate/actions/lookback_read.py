"""Look back with the custodian's file: the act that reads it, on a look-back case that a second officer authorized.

Everything that can be read without the file is read first; then the reading is entered and committed; only then is
the file asked, for the records that were answered and for no other. Its result per answer goes to sealed evidence
under an act of its own; the folder and the screen get counts and proofs (R46, R49). Killed in between, the case
stays open: reading again enters a second reading.
"""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from lockgate.actions.lookback import (
    LookBackQuestion,
    beyond_the_files,
    read_material,
    rules_not_asked,
    summary_of,
    write_told,
)
from lockgate.actions.lookback_case import close_look_back, enter_reading, in_office, named
from lockgate.actions.lookback_report import Material
from lockgate.actions.office import Done, Office, Signer
from lockgate.actions.registry import index_of, options_of
from lockgate.pipeline.audit import look_back, tie, tied_rows
from lockgate.pipeline.audit_counts import counted, passed_on
from lockgate.pipeline.audit_files import sealed_lines
from lockgate.pipeline.examine import examine_batch
from lockgate.pipeline.identities import Sought
from lockgate.pipeline.locate import locate as seek
from lockgate.procedure.refusals import Refusal
from lockgate.store import evidence
from lockgate.store.gazetteer import packaged_gazetteer
from lockgate.store.keyring import load_evidence_key
from lockgate.store.records import desk
from lockgate.store.registry_folders import reading
from lockgate.store.registry_index import Index

KIND = "looked_back"
"""The sealed evidence of a look back: a line an answer, with what the custodian's file shows."""


def look_back_in_file(
    office: Office,
    case: str,
    question: LookBackQuestion,
    to: tuple[Path, Signer],
    progress: Callable[[str], None] = lambda _step: None,
) -> dict[str, object] | Refusal:
    """Look back, the custodian's file asked.

    Args:
        office: the office, told where the file lies.
        case: the look-back case.
        question: the same files, pack and day it was opened on.
        to: an existing empty folder for the report and the summary, and the officer who reads.
        progress: told each step.

    Returns:
        the numbers the officer has a provision for, or why the act is refused. What is written for others is
        counted from the two files alone, and of what the custodian's file shows tells no number over few persons.

    Raises:
        UsageError: what is given is not what was authorized, or cannot be read.
        IntegrityError: evidence or the index does not verify.
    """
    folder, _ = to
    records = folder / ".records.parquet"
    question = in_office(question)
    material = read_material(question, records, progress)
    try:
        with reading(office.home.index):
            return _read(office, case, (question, material), to, progress)
    finally:
        records.unlink(missing_ok=True)


def _read(
    office: Office,
    case: str,
    given: tuple[LookBackQuestion, Material],
    to: tuple[Path, Signer],
    progress: Callable[[str], None],
) -> dict[str, object] | Refusal:
    (question, material), (folder, signer) = given, to
    index = index_of(office)
    options = options_of(office)
    with desk(threads=options.threads, memory=options.memory, spill=options.spill) as table:
        examined = examine_batch(table, material.batch, workers=options.threads, progress=progress)
        tie(table, examined, material.answers)
        rows = tied_rows(table)
        at_hand = named(question, office.law, index.manifest.name, len(material.answers.table)), index.hash
        entered = enter_reading(office, case, at_hand, signer)
        if isinstance(entered, Refusal):
            return entered
        progress("ask the custodian's file")
        found = _sought(office, material, rows, index)
        progress("look back")
        seen = look_back(table, examined, material.answers, found)
        by_the_files = look_back(table, examined, material.answers)
        key = load_evidence_key(office.home)
        sealed = evidence.put_sealed(office.home, key, case, KIND, sealed_lines(table, seen))
    closed = close_look_back(office, case, signer, sealed)
    if isinstance(closed, Refusal):
        return closed
    not_asked = rules_not_asked(examined, registers_given=question.registers is not None)
    counts, proof = counted(seen), _proof(entered, closed)
    write_told(question, material, passed_on(counted(by_the_files), counts), not_asked, (folder, proof))
    # The officer who reads has a provision for the numbers (R51); what lies in the folder goes to readers without.
    return summary_of(material, counts, not_asked, listed=False) | beyond_the_files(counts, proof)


def _sought(office: Office, material: Material, rows: list[int], index: Index) -> pa.Table:
    """Row and evidence class of every record that was answered; no candidate, no taxpayer, no address."""
    kept: list[pa.Table] = []
    sought = Sought(material.taken_in.records, rows, material.batch.single_name)
    seek(sought, index, packaged_gazetteer(), kept.append, options_of(office))
    return kept[0].select(["row", "identified"])


def _proof(entered: Done, closed: Done) -> dict[str, object]:
    """What anybody can check later against the published log."""
    return {
        "case": closed.case,
        "reading_entry": entered.entry,
        "result_entry": closed.entry,
        "result_rows": int(closed.told["answers"]),
        "result_root": str(closed.told["root"]),
    }
