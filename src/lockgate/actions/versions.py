"""Versions: what the office knows of the submission before one that arrives, and whether it may follow it (R48)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow.compute

from lockgate.actions.arrival import Arrived, arrived
from lockgate.actions.dossier import Dossier, examined, read_dossier, reviewed
from lockgate.actions.office import Office
from lockgate.errors import UsageError
from lockgate.law.agreement import Agreement
from lockgate.law.citations import usc26
from lockgate.law.terms import Hook, Outcome
from lockgate.pipeline.submissions import Submission
from lockgate.pipeline.versions import other_row, record_ids
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.versions import Former, Known, Later, VersionKind, still_stands, version_refusal
from lockgate.store import evidence
from lockgate.store.cases import case_id_of, newest_evidence
from lockgate.store.files import unfinished_folder
from lockgate.store.home import Home
from lockgate.store.packs import governing_act
from lockgate.store.policies import witnesses_asked
from lockgate.store.publication import published_size
from lockgate.store.values import Version
from lockgate.store.versions import ended, later_of

_pc: Any = pyarrow.compute
_KINDS = ("submission", "records", "examined")


@dataclass(frozen=True, slots=True)
class Returned:
    """One record that came back: its row in the former submission, and the requirements that returned it."""

    row: int
    grounds: str


def returned_of(dossier: Dossier) -> Mapping[str, Returned]:
    """What came back from a case, by the id it is sent again under.

    A record keeps its id; one that had none, or shared it with another, is called ``row-`` and its row.
    """
    if "examined" not in dossier.evidence:
        return {}
    table = examined(dossier)
    times = Counter(table["record_id"].to_pylist())
    back = table.filter(_pc.equal(table["outcome"], Outcome.RETURNED.value)).to_pylist()
    found = [(int(one["row"]), one["record_id"], str(one["grounds"])) for one in back]
    found += [
        (one.row, one.record_id, one.grounds) for one in reviewed(dossier, table) if one.outcome is Outcome.RETURNED
    ]
    return {
        record if record and times[record] == 1 else f"row-{row}": Returned(row, grounds)
        for row, record, grounds in sorted(found)
    }


def sent_again(home: Home, case: str) -> frozenset[str]:
    """Ids of records of this case that were resubmitted already."""
    found: set[str] = set()
    for link in later_of(case):
        records = newest_evidence(link.case, "records")
        if link.kind == VersionKind.RESUBMIT.value and records is not None:
            found.update(ids_of(evidence.get(home, records)))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Linked:
    """A version that may follow its former case: how, and why it cannot be received yet, if it cannot."""

    version: Version
    waits: Refusal | None


class Followed(Protocol):
    """A submission, or one that is being written, as far as it follows another."""

    @property
    def agreement(self) -> str:
        """The name of its agreement."""

    @property
    def sha256(self) -> str:
        """Of its submission.toml; '' while that is not written."""

    @property
    def former(self) -> Former | None:
        """What it follows."""


@dataclass(frozen=True, slots=True)
class Prior:
    """The case that a version names, what the office knows of it, and its records as they were read."""

    case: str
    known: Known
    records: Path
    later: int
    """How many versions followed it before any of this was read: one that came since is not among what is known."""

    def refused(self, submission: Followed, ids: frozenset[str], records: Path) -> Refusal | None:
        """Why a version with these records may not follow it; whether it has ended is not asked."""
        former = submission.former
        if former is None:
            return None
        row = other_row(self.records, records) if former.kind is VersionKind.EXTEND else 0
        later = Later(submission.agreement, submission.sha256, former, ids, row)
        return version_refusal(later, self.known)


def prior_of(office: Office, agency: str, number: str) -> Prior | None:
    """The case on this agency's submission of this number; None where there is none.

    Raises:
        IntegrityError: what is kept of it does not verify.
    """
    case = case_id_of(agency, number)
    if case is None:
        return None
    followed = len(later_of(case))
    dossier = read_dossier(office.home, case, office.clock(), _KINDS)
    # A case that looks back has no submission anybody could follow.
    if "submission" not in dossier.evidence or "records" not in dossier.evidence:
        return None
    over = ended(case)
    known = Known(
        agreement=dossier.facts.submission.agreement,
        sha256=dossier.kept("submission").sha256,
        withdrawn_for=over.statement if over is not None else "",
        returned=frozenset(returned_of(dossier)) - sent_again(office.home, case),
    )
    return Prior(case, known, dossier.path("records"), followed)


def linked(office: Office, arrived: Arrived) -> Linked | Refusal | None:
    """How the submission that arrived follows another; None where it is a first one, or why it does not.

    Raises:
        IntegrityError: what is kept of the former one does not verify.
    """
    submission, records = arrived.submission, arrived.files["records"]
    former = submission.former
    if former is None or not isinstance(records, Path):
        return None
    prior = prior_of(office, submission.agency, former.number)
    ids = ids_of(records)
    if prior is None:
        return version_refusal(Later(submission.agreement, submission.sha256, former, ids), None)
    refusal = prior.refused(submission, ids, records)
    if refusal is not None:
        return refusal
    version = Version(prior.case, former.number, former.kind.value, former.sha256, prior.later)
    return Linked(version, still_stands(Later(submission.agreement, submission.sha256, former, ids), prior.known))


def unfit(office: Office, folder: Path, submission: Submission) -> Refusal | None:
    """Why a version that takes another's place would not be received, were that one ended now; read as it is then.

    Args:
        office: the office.
        folder: the version's.
        submission: what it declares.

    Raises:
        UsageError: its records cannot be read, or nothing is received under its agreement.
        IntegrityError: what is kept of the former one does not verify.
    """
    check_quorum(office, governing_act(submission.agreement, office.clock()))
    if case_id_of(submission.agency, submission.number) is not None:
        sentence = f"Submission {submission.number} was received before; give this one a number of its own."
        return Refusal("office.number", sentence, usc26("6103(p)(3)(A)"), Hook.HOUSE)
    with unfinished_folder(office.home.scratch, "version") as scratch:
        office.progress("read the records")
        found = linked(office, arrived(folder, submission, Path(scratch)))
    return found if isinstance(found, Refusal) else None


def check_quorum(office: Office, agreement: Agreement) -> None:
    """An agreement that asks for witnesses is not worked under a log whose policy asks for fewer.

    Raises:
        UsageError: it asks for more.
    """
    asked = witnesses_asked(published_size(office.home))
    if asked < agreement.quorum:
        raise UsageError(f"{agreement.name} asks for {agreement.quorum} witnesses; the log's policy asks for {asked}.")


def ids_of(records: Path) -> frozenset[str]:
    """The ids of the records in a ``records.parquet``."""
    return frozenset(str(one) for one in record_ids(records)["record_id"].to_pylist())
