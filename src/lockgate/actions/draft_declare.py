"""The submission as a draft would send it: its records' file, and everything ``submission.toml`` declares."""

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.actions.draft import Choices, officers_on
from lockgate.actions.draft_former import former_declared
from lockgate.actions.office import Office
from lockgate.actions.versions import Prior, ids_of
from lockgate.errors import UsageError
from lockgate.law.dates import ISO
from lockgate.law.registers import Registers
from lockgate.pipeline.columns import TERMS
from lockgate.pipeline.declarations import Official
from lockgate.pipeline.ingest import Intake, IntakePlan, ingest
from lockgate.pipeline.submissions import ProposedOfficer
from lockgate.pipeline.submissions_written import Declared
from lockgate.procedure.drafts import Draft
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.versions import Former

RECORD = "R000001"
"""The record id of the one record of a form."""

BY_FORM = ("people", "purpose", "officers")
"""The parts of a request by form that say the one record; a file says them itself."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft with all that its check needs, read before it begins: a check asks no database."""

    office: Office
    draft: Draft
    folder: Path
    registers: Registers
    choice: Choices
    at: datetime
    prior: Prior | None = None


def missing(draft: Draft, choice: Choices) -> tuple[str, ...]:
    """The parts without which no submission can be written, let alone checked."""
    found = []
    if not draft.number or _day(draft.answer("authority", "date")) is None or not choice.agreements:
        found.append("authority")
    if draft.file:
        found += ["people"] if draft.columns is None else []
    else:
        found += [part for part in BY_FORM if not any(draft.answers.get(part, {}).values())]
    if _official(draft, choice) is None:
        found.append("certification")
    changes = draft.answers.get("changes", {})
    if draft.follows is not None and not (changes and all(changes.values())):
        found.append("changes")
    return tuple(found)


def declared_with(made: Prepared, submission: Path) -> tuple[Path, Declared]:
    """The records' file, put into a folder, and what is declared beside it.

    Args:
        made: the draft with what the registers say today.
        submission: an empty folder.

    Raises:
        UsageError: something without which nothing can be declared is not filled in, or the file cannot be read.
    """
    draft, choice = made.draft, made.choice
    day, asking = _day(draft.answer("authority", "date")), _official(draft, choice)
    if day is None or asking is None or not choice.agreements:
        raise UsageError("Fill in number, date and the requesting official first; then the answers can be checked.")
    agreement = choice.agreements[0]
    attested = draft.answer("certification", "attests") == "yes"
    name = f"records{Path(draft.file).suffix}" if draft.file else "records.parquet"
    records = submission / name
    if draft.file:
        os.link(made.folder / draft.file, records)
    else:
        pq.write_table(_one_record(draft), records)
    former = former_declared(draft, made.folder)
    taken, engaged, refusal = _read(made, records, Following(agreement.name, former))
    if refusal is not None:
        raise UsageError(refusal.sentence)
    known = officers_on(made.registers, draft.agency, made.at.date())
    officers = (ProposedOfficer(one, known[one], draft.agency, engaged[one]) for one in sorted(engaged) if one in known)
    certifying = draft.answer("certification", "certifying_person")
    office = next((one.office for one in choice.certifying if one.person == certifying), "")
    shape = {"delimiter": taken.delimiter, "encoding": taken.encoding} if taken.format == "csv" else {}
    return records, Declared(
        agreement=agreement.name,
        agency=draft.agency,
        number=draft.number,
        made=day,
        provision=agreement.provision,
        attestation=agreement.attestation if attested else "",
        attested_on=day if attested else None,
        requesting=asking,
        certifying=Official(certifying, office),
        file=(name, taken.format, taken.sha256, taken.rows),
        shape=shape,
        formats=_formats(draft),
        columns=draft.columns,
        officers=tuple(officers),
        former=former,
    )


def _formats(draft: Draft) -> Mapping[str, str]:
    if draft.file:
        return dict(draft.answers.get("formats", {})) or {"date": ISO}
    marker = draft.answer("people", "single_name")
    return {"date": ISO, **({"single_name": marker} if marker else {})}


@dataclass(frozen=True, slots=True)
class Following:
    """What is being written, as far as it follows a request that was sent."""

    agreement: str
    former: Former | None
    sha256: str = ""


def _read(
    made: Prepared, records: Path, following: Following
) -> tuple[Intake, Mapping[str, tuple[str, ...]], Refusal | None]:
    """The records as they will be read, who is engaged in which of their matters, and why they may not follow so."""
    formats, read = _formats(made.draft), made.folder / ".read.parquet"
    plan = IntakePlan(columns=made.draft.columns, date=formats.get("date", ""), name=formats.get("name", ""))
    try:
        taken, refusal = ingest(records, plan, read), None
        if made.prior is not None:
            refusal = made.prior.refused(following, ids_of(read), read)
        return taken, _engaged(read), refusal
    finally:
        read.unlink(missing_ok=True)


def _official(draft: Draft, choice: Choices) -> Official | None:
    wanted = draft.answer("certification", "requesting_person")
    found = next((one for one in choice.requesting if one.person == wanted), None)
    return Official(found.person, found.office, found.capacity.value, found.legal_basis) if found else None


def _one_record(draft: Draft) -> pa.Table:
    """The one record of a form as a table of texts; blanks and line ends within an answer are one blank."""
    parts = (draft.answers.get(part, {}) for part in ("people", "purpose", "officers"))
    said = {name: " ".join(value.split()) for answers in parts for name, value in answers.items()}
    return pa.table({term: pa.array([RECORD if term == "record_id" else said.get(term, "")]) for term in TERMS})


def _engaged(records: Path) -> Mapping[str, tuple[str, ...]]:
    """Officer -> the matters of the records that name them."""
    table = pq.read_table(records, columns=["matter_id", "officers"]).group_by(["matter_id", "officers"]).aggregate([])
    found: dict[str, set[str]] = defaultdict(set)
    for row in table.to_pylist():
        for officer in (row["officers"] or "").split(";"):
            if officer.strip():
                found[officer.strip()].add(row["matter_id"] or "")
    return {officer: tuple(sorted(matters - {""})) for officer, matters in found.items()}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
