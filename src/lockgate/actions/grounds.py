"""What the last examination came to by ground, and which records stand where; from the kept tallies alone.

The pages of a case of a million records ask here: combinations are counted, and of the rows one page is read (R51).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lockgate.actions.office import Office
from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES
from lockgate.law.terms import Outcome, State, Subject
from lockgate.pipeline import judged
from lockgate.pipeline.judged import Counted, Line, Wanted
from lockgate.pipeline.weak_records import CLASSES_KIND
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.gates import untaken
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.procedure.visibility import Field, Thing, fields_shown, refused_sight
from lockgate.store import evidence
from lockgate.store.cases import newest_evidence
from lockgate.store.files import unfinished_folder
from lockgate.store.keyring import load_evidence_key
from lockgate.store.records import Desk, desk

PAGE = 25
"""Records on one page."""

_RULES = {rule.id: (rule.title, str(rule.citation)) for rule in RECORD_RULES} | {
    rule.id: (rule.title, str(rule.citation)) for rule in SUBMISSION_RULES
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One requirement, in one state, of one code: on how many records, what it is about and where it is written.

    ``whole`` says that the finding is on the submission, and so on every record.
    """

    rule: str
    state: State
    code: str
    records: int
    title: str
    citation: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the records of a case that are as wanted; ``pages`` is at least 1."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int


def grounds_of(office: Office, facts: CaseFacts, by: Officer) -> tuple[Ground, ...]:
    """The tally of the last examination, from the request alone; empty for who has no provision for it.

    Raises:
        IntegrityError: the kept tally was changed.
    """
    if Field.TALLY not in fields_shown(Thing.REQUEST, by, facts.submission):
        return ()
    file = _file(office, facts.case, judged.KIND)
    return tuple(_grounds(judged.tally(file))) if file is not None else ()


def outcomes_of(office: Office, facts: CaseFacts, by: Officer) -> dict[Outcome, int]:
    """How many records are of which outcome as examined; empty for who has no provision for it."""
    if refused_sight(Thing.JUDGED, by, facts.submission) is not None:
        return {}
    file = _file(office, facts.case, judged.KIND)
    return judged.outcomes(file) if file is not None else {}


def identified_of(office: Office, facts: CaseFacts, by: Officer) -> dict[str, int]:
    """How many sufficient records met one taxpayer, weakly, none or several; empty for who has no provision for it.

    Raises:
        IntegrityError: the kept tally was changed.
    """
    if refused_sight(Thing.CLASSES, by, facts.submission) is not None:
        return {}
    stored = newest_evidence(facts.case, CLASSES_KIND)
    if stored is None:
        return {}
    table = evidence.get_sealed_table(office.home, load_evidence_key(office.home), facts.case, stored)
    return {str(line["identified"]): int(line["records"]) for line in table.to_pylist()}


def listed_records(
    office: Office, facts: CaseFacts, by: Officer, wanted: Wanted, page: int
) -> Listing | Refusal | None:
    """One page of the records that are as wanted: row, outcome, what is not met; nothing that a record says.

    None where the case has not been examined since findings are kept by record.

    Raises:
        IntegrityError: the kept files were changed.
    """
    refusal = _refused(facts, by)
    if refusal is not None:
        return refusal
    with _given(office, facts.case) as one_desk:
        if one_desk is None:
            return None
        total = judged.count(one_desk, wanted)
        pages = max(1, -(-total // PAGE))
        number = min(max(page, 1), pages)
        return Listing(judged.page(one_desk, wanted, (number - 1) * PAGE, PAGE), total, number, pages)


@contextmanager
def table_of_records(office: Office, facts: CaseFacts, by: Officer, wanted: Wanted) -> Iterator[Path | Refusal | None]:
    """The same of all of them as a CSV file, there for as long as the block lasts."""
    refusal = _refused(facts, by)
    if refusal is not None:
        yield refusal
        return
    with _given(office, facts.case) as one_desk, unfinished_folder(office.home.scratch, "records") as folder:
        if one_desk is None:
            yield None
            return
        file = Path(folder) / "records.csv"
        judged.write_table(one_desk, wanted, file)
        yield file


def _refused(facts: CaseFacts, by: Officer) -> Refusal | None:
    return refused_sight(Thing.JUDGED, by, facts.submission) or untaken(facts, by)


@contextmanager
def _given(office: Office, case: str) -> Iterator[Desk | None]:
    """A desk with what the law said of the case's records, or None where that is not kept."""
    files = [_file(office, case, kind) for kind in (judged.KIND, judged.ROWS_KIND)]
    if files[0] is None or files[1] is None:
        yield None
        return
    with desk(threads=office.threads, memory=office.memory, spill=office.home.scratch) as one_desk:
        judged.given(one_desk, files[0], files[1])
        yield one_desk


def _file(office: Office, case: str, kind: str) -> Path | None:
    stored = newest_evidence(case, kind)
    return evidence.get(office.home, stored) if stored is not None else None


def _grounds(counted: Iterable[Counted]) -> Iterable[Ground]:
    for one in counted:
        said = one.said
        title, citation = _RULES.get(said.rule, ("", said.citation))
        yield Ground(said.rule, said.state, said.code, one.records, title, citation, said.subject is Subject.SUBMISSION)
