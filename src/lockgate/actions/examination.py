"""One examination: the law over every record of a case, its files for people, and what the agency is told."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from lockgate.actions.dossier import Dossier, read_dossier, reviewed
from lockgate.actions.notice import write_notice
from lockgate.actions.office import Office
from lockgate.actions.questions import asked_in_earlier_cases
from lockgate.law.terms import Outcome
from lockgate.pipeline import judged
from lockgate.pipeline.examine import WORTH_WORKERS, Batch, Examined, examine_batch
from lockgate.pipeline.examine_files import write_findings
from lockgate.pipeline.identities import KIND as IDENTITIES
from lockgate.pipeline.identities import Sought, write_identities
from lockgate.pipeline.identities_read import identities_on
from lockgate.pipeline.questions import with_earlier
from lockgate.pipeline.readers_arrow import let_go
from lockgate.pipeline.resolve import Resolved, examined_table, waiting_for
from lockgate.pipeline.shared_work import beside
from lockgate.pipeline.submission_facts import Received, submission_facts
from lockgate.pipeline.submissions import Submission, parse_submission
from lockgate.procedure.casefile import ExaminationFacts
from lockgate.store import evidence
from lockgate.store.files import unfinished_folder
from lockgate.store.gazetteer import packaged_gazetteer
from lockgate.store.home import Home
from lockgate.store.records import desk
from lockgate.store.values import Stored

FILES = {
    "outcomes": "outcomes.csv",
    "findings": "findings.csv",
    "notice": "notice.html",
    "notice_text": "notice.txt",
}
"""Kinds of evidence that an examination writes for people, and the names of their files."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one examination found.

    Attributes:
        facts: of the examination.
        kept: the evidence of it.
        waiting: how many records wait for which question.
        identities: the hash of what was read of the records that are not returned.
        judged: the hashes of what the law said of each record (``pipeline.judged``).
    """

    facts: ExaminationFacts
    kept: tuple[Stored, ...]
    waiting: Mapping[str, int]
    identities: str
    judged: tuple[str, ...]


def look_at(office: Office, dossier: Dossier, at: datetime) -> Looked:
    """Run the examination; its files are kept only by the commit that follows."""
    submission = parse_submission(dossier.path("submission").read_bytes())
    batch = _batch_of(dossier, submission, at)
    with (
        unfinished_folder(office.home.scratch, "examine") as scratch,
        desk(threads=office.threads, memory=office.memory, spill=office.home.scratch) as table_desk,
    ):
        before = asked_in_earlier_cases(dossier, at)
        examined = with_earlier(
            examine_batch(table_desk, batch, workers=office.threads, progress=office.progress), before
        )
        table = examined_table(examined)
        office.progress("write the findings and the notice")
        several = office.threads if table.num_rows >= WORTH_WORKERS else 1
        # The root over a million lines takes longer than the files for people.
        with beside(_put_examined, (office.home, dossier.facts.case, table), "examined", several) as put_examined:
            write_findings(table_desk, examined, Path(scratch))
            write_notice(table_desk, examined, submission, submission.file, Path(scratch))
            kept = _put_files(office.home, dossier.facts.case, Path(scratch))
            told = _put_judged(office.home, dossier.facts.case, examined, Path(scratch))
            stored = put_examined()
        let_go()
        office.progress("read the identities")
        sought = Sought(batch.records, examined.rows_kept(), batch.single_name)
        read = identities_on(table_desk, sought, batch.gazetteer, office.threads, examined.known_places())
        file = Path(scratch) / f"{IDENTITIES}.parquet"
        rows = write_identities(read, batch.gazetteer, file)
        identities = replace(evidence.put(office.home, dossier.facts.case, IDENTITIES, file), rows=rows)
    outcomes = list(reviewed(dossier, table))
    files = (replace(one, rows=stored.rows) for one in kept)
    return Looked(
        facts=_facts_of(office, dossier, examined, outcomes, stored),
        kept=(*files, identities, *told, stored),
        waiting=waiting_for(outcomes),
        identities=identities.sha256,
        judged=tuple(one.sha256 for one in told),
    )


def _batch_of(dossier: Dossier, submission: Submission, at: datetime) -> Batch:
    """What is examined: the records as sent, under the pack, the submission and the registers of this moment."""
    content = dossier.path("submission").read_bytes()
    signature = dossier.path("signature").read_bytes() if "signature" in dossier.evidence else None
    return Batch(
        records=dossier.path("records"),
        agreement=dossier.agreement,
        as_of=at.date(),
        asked_on=submission.made,
        gazetteer=packaged_gazetteer(),
        submission=submission_facts(Received(submission, content, signature), dossier.registers, dossier.agreement, at),
        officers=submission.officer_ids,
        single_name=submission.single_name,
    )


def _facts_of(
    office: Office, dossier: Dossier, examined: Examined, outcomes: list[Resolved], stored: Stored
) -> ExaminationFacts:
    """The tally. A finding touches only what examine left to persons; all others count as they were judged."""
    counts = Counter(examined.outcomes()) - Counter[str]({Outcome.REVIEW: len(outcomes)})
    counts.update(one.outcome for one in outcomes)
    return ExaminationFacts(
        pack=dossier.agreement.pack_hash,
        law=office.law,
        sufficient=counts[Outcome.SUFFICIENT],
        review=counts[Outcome.REVIEW],
        returned=counts[Outcome.RETURNED],
        standing=dossier.facts.standing,
        outcomes=stored.root,
    )


def _put_files(home: Home, case: str, scratch: Path) -> tuple[Stored, ...]:
    return tuple(evidence.put(home, case, kind, scratch / name) for kind, name in FILES.items())


def _put_judged(home: Home, case: str, examined: Examined, scratch: Path) -> tuple[Stored, ...]:
    """Keep what the law said of every record, so that pages find one of a million."""
    files = {kind: scratch / f"{kind}.parquet" for kind in (judged.KIND, judged.ROWS_KIND, judged.LOADS_KIND)}
    judged.write_judged(examined, *files.values())
    return tuple(evidence.put(home, case, kind, file) for kind, file in files.items())


def _put_examined(what: tuple[Home, str, pa.Table], kind: str) -> Stored:
    home, case, table = what
    return evidence.put_table(home, case, kind, table)


def tell_agency(office: Office, case: str, folder: Path) -> tuple[Path, ...]:
    """Write what the agency is told after an examination: outcomes, findings and the deficiency notice.

    All of it is made from the agency's own words and the law's text (R45).

    Args:
        office: the office.
        case: an examined case.
        folder: an existing folder.

    Raises:
        IntegrityError: the case has not been examined, or its evidence was changed.
    """
    dossier = read_dossier(office.home, case, office.clock(), tuple(FILES))
    for kind, name in FILES.items():
        (folder / name).write_bytes(dossier.path(kind).read_bytes())
    return tuple(folder / name for name in FILES.values())
