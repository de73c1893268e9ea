"""Versions: what the office knows of the submission before one that arrives, and whether it may follow it (R48)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute

from lockgate.actions.arrival import Arrived
from lockgate.actions.dossier import Dossier, examined, read_dossier, reviewed
from lockgate.actions.office import Office
from lockgate.law.terms import Outcome
from lockgate.pipeline.versions import other_row, record_ids
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.versions import Known, Later, VersionKind, still_stands, version_refusal
from lockgate.store import evidence
from lockgate.store.cases import case_id_of, newest_evidence
from lockgate.store.home import Home
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
            found.update(_ids(evidence.get(home, records)))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Linked:
    """A version that may follow its former case: how, and why it cannot be received yet, if it cannot."""

    version: Version
    waits: Refusal | None


def linked(office: Office, arrived: Arrived) -> Linked | Refusal | None:
    """How the submission that arrived follows another; None where it is a first one, or why it does not.

    Raises:
        IntegrityError: what is kept of the former one does not verify.
    """
    submission, records = arrived.submission, arrived.files["records"]
    former = submission.former
    if former is None or not isinstance(records, Path):
        return None
    case = case_id_of(submission.agency, former.number)
    dossier = read_dossier(office.home, case, office.clock(), _KINDS) if case is not None else None
    known = _known(office.home, dossier) if dossier is not None else None
    extends = former.kind is VersionKind.EXTEND and dossier is not None
    later = Later(
        submission.agreement,
        submission.sha256,
        former,
        _ids(records),
        other_row(dossier.path("records"), records) if extends and dossier is not None else 0,
    )
    refusal = version_refusal(later, known)
    if refusal is not None or known is None or case is None:
        return refusal
    version = Version(case, former.number, former.kind.value, former.sha256, len(later_of(case)))
    return Linked(version, still_stands(later, known))


def _known(home: Home, dossier: Dossier) -> Known:
    case, over = dossier.facts.case, ended(dossier.facts.case)
    # A case that looks back has no submission anybody could follow.
    kept = dossier.evidence.get("submission")
    return Known(
        agreement=dossier.facts.submission.agreement,
        sha256=kept.sha256 if kept is not None else "",
        withdrawn_for=over.statement if over is not None else "",
        returned=frozenset(returned_of(dossier)) - sent_again(home, case),
    )


def _ids(records: Path) -> frozenset[str]:
    return frozenset(str(one) for one in record_ids(records)["record_id"].to_pylist())
