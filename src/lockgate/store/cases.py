"""Cases: the only writer. A case is opened, ruled on, written to and closed in one transaction.

``opened`` yields a ``CaseFile``: the facts a ruling sees, read under the lock, and the writers. Whatever is
written belongs to the one act entered in the same transaction; leaving without an entry rolls back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from lockgate.errors import UsageError
from lockgate.procedure.casefile import CaseFacts, CaseStage, ProposalFacts
from lockgate.procedure.security_keys import KeyedRegisters
from lockgate.store.casefacts import facts_of, proposal_of, submission_body
from lockgate.store.models.acts import ActRow, ConfirmationRow, EvidenceRow, PersonFindingRow, SubmissionRow
from lockgate.store.models.decisions import AuthorizationRow, ProposalRow, SubstitutionRow, VoteRow
from lockgate.store.models.locks import CaseRow, StandingRow
from lockgate.store.models.rounds import RoundCloseRow
from lockgate.store.models.versions import VersionRow
from lockgate.store.registers import current_registers, registers_under
from lockgate.store.round_writers import RoundWriters
from lockgate.store.transactions import Writing, one_commit, share_standing, take_case, take_standing
from lockgate.store.values import Enacted, NewCase, PersonFinding, Stored, Version

LOOKED_AT_AFTER = timedelta(days=7 * 365)
"""A house value: how long after it was opened a case is listed for a person to say whether it stays."""


class CaseFile(RoundWriters):
    """An open case: its facts, what may be read of it, and the writers (``store/{case,gateway_}writers.py``).

    Usable only inside the ``with`` block that yielded it.
    """

    def registers(self, at: datetime) -> KeyedRegisters:
        """The registers as last loaded by ``at``, read under the standing lock."""
        return current_registers(at)

    def registers_then(self, standing: int) -> KeyedRegisters:
        """The registers as they were under an earlier version of the standing."""
        return registers_under(standing)

    def evidence(self, kind: str) -> Stored | None:
        """The newest evidence of a kind, or None."""
        return newest_evidence(self.facts.case, kind)

    def findings(self) -> tuple[PersonFinding, ...]:
        """All findings recorded by persons on this case, oldest first."""
        return findings_of(self.facts.case)

    def confirmations(self, officer: str = "") -> frozenset[tuple[str, str]]:
        """Pairs of officer and matter, each confirmed by the officer's own signature (R53).

        Args:
            officer: only this officer's, where one is given.
        """
        rows = ConfirmationRow.objects.filter(case_id=self.facts.case)
        rows = rows.filter(officer=officer) if officer else rows
        return frozenset(rows.values_list("officer", "matter"))

    def content(self, nonce: str) -> bytes:
        """What else was decided in the act of this nonce (canonical JSON); empty where there is none."""
        row = ActRow.objects.filter(case_id=self.facts.case, nonce=nonce).first()
        return bytes(row.content) if row else b""


@contextmanager
def opening(new: NewCase, enacted: Enacted, published: int = 0, version: Version | None = None) -> Iterator[CaseFile]:
    """Open a new case by the act submit, in one commit with whatever the block writes.

    Args:
        new: the case.
        enacted: the act submit, entered first.
        published: how many entries stand under the published checkpoint.
        version: the case whose submission this one is a later version of, if there is one; it is locked meanwhile.

    Raises:
        UsageError: the agency has used the submission's number before, or another version of the same arrived now.
    """
    with one_commit():
        standing = share_standing()
        taken = case_id_of(new.submission.agency, new.submission.number)
        if taken is not None:
            raise UsageError(
                f"Submission {new.submission.number} is already case {taken}; "
                "give a new number where it is a new submission."
            )
        if version is not None:
            _check_last(version)
        row = CaseRow.objects.create(
            id=new.id,
            number=new.submission.number,
            agency=new.submission.agency,
            agreement=new.submission.agreement,
            reference=new.reference,
            salt=new.salt,
            stage=CaseStage.SUBMITTED.value,
            version=1,
            opened_at=new.opened_at,
        )
        writing = Writing(row)
        writing.enter(enacted)
        SubmissionRow.objects.create(case=row, act=writing.act(), body=submission_body(new.submission))
        file = CaseFile(facts_of(row, standing, published), writing)
        try:
            if version is not None:
                file.follow(version)
            yield file
            file.finish(row)
        finally:
            file.close()


def _check_last(version: Version) -> None:
    """Under the former case's lock: no other version of it came since this one was ruled on."""
    former = take_case(version.case)
    if VersionRow.objects.filter(former=former).count() != version.later:
        raise UsageError(f"Another version of submission {former.number} arrived meanwhile; submit this one again.")


@contextmanager
def opened(
    case_id: str, published: int = 0, recipient: str = "", proposal: str = "", *, alone: bool = False
) -> Iterator[CaseFile]:
    """Open a case for one act: standing shared, the case exclusively, one commit at the end.

    Args:
        case_id: the case.
        published: how many entries stand under the published checkpoint, read before the lock. It only
            grows, so a ruling can at worst believe an entry unpublished that is published by now.
        recipient: whose packages the act is about; everybody's where none is given. A substitute's own act sees the
            proposal that put them there.
        proposal: the hash of a substitute's proposal that the act is about; any other one changes nothing.
        alone: hold the standing exclusively, for an act that binds other cases: none on any of them commits meanwhile.

    Raises:
        UsageError: there is no such case.
        IntegrityError: the block wrote something without entering its act; nothing of it stays.
    """
    with one_commit():
        standing = take_standing().version if alone else share_standing()
        row = take_case(case_id)
        facts = facts_of(row, standing, published, recipient)
        mine = facts.substitution_of(recipient) if recipient else None
        file = CaseFile(facts.under(mine.proposal.hash if mine is not None else proposal), Writing(row))
        try:
            yield file
            file.finish(row)
        finally:
            file.close()


def viewed(case_id: str, published: int = 0) -> CaseFacts:
    """The facts of a case as they stand, for screens; nothing is held.

    Raises:
        UsageError: there is no such case.
    """
    with transaction.atomic():
        row = CaseRow.objects.filter(id=case_id).first()
        if row is None:
            raise UsageError(f"There is no case {case_id[:40]} in this office.")
        return facts_of(row, StandingRow.objects.get(id=1).version, published)


def last_proposal(case_id: str) -> ProposalFacts | None:
    """The last proposal for all recipients of a case, void or not; None where there was none."""
    rows = ProposalRow.objects.filter(case_id=case_id, substitution=None).select_related("act").order_by("-number")
    row = rows.first()
    return proposal_of(row) if row is not None else None


def former_proposal(case_id: str, proposal: str) -> str:
    """The hash of the proposal for all recipients before this one of the case, void or not; empty where it is first."""
    rows = ProposalRow.objects.filter(case_id=case_id, substitution=None)
    number = rows.filter(hash=proposal).values_list("number", flat=True).first()
    earlier = rows.filter(number__lt=number or 0).order_by("-number")
    return earlier.values_list("hash", flat=True).first() or ""


def contents_of_votes(case_id: str, proposal: str) -> tuple[tuple[str, bytes], ...]:
    """The officers who voted on a proposal of the case, with the signed content of each vote, in the votes' order."""
    rows = VoteRow.objects.filter(proposal__hash=proposal, proposal__case_id=case_id).order_by("id")
    return tuple((officer, bytes(content)) for officer, content in rows.values_list("officer", "act__content"))


def contents_of_rounds(case_id: str, proposal: str, officer: str) -> dict[str, bytes]:
    """The signed answers of an officer to the rounds of a proposal, by the commitments that name the rounds."""
    rows = RoundCloseRow.objects.filter(proposal__hash=proposal, proposal__case_id=case_id, officer=officer)
    return {seeds: bytes(content) for seeds, content in rows.values_list("seeds__commitment", "act__content")}


def case_of_proposal(proposal: str) -> str | None:
    """The id of the case a proposal is of, or None."""
    return ProposalRow.objects.filter(hash=proposal).values_list("case_id", flat=True).first()


def authorized_since(since: datetime) -> tuple[tuple[str, str], ...]:
    """Case id and hash of each case's last proposal, if authorized since then, and of those for substitutes."""
    later = ProposalRow.objects.filter(case=OuterRef("proposal__case"), number__gt=OuterRef("proposal__number"))
    rows = AuthorizationRow.objects.filter(act__at__gte=since, proposal__void=None).order_by("id")
    rows = rows.exclude(Exists(later.filter(substitution=None)))
    return tuple(rows.values_list("proposal__case_id", "proposal__hash"))


def substitution_for(case: str, officer: str) -> str:
    """The hash of the last proposal that puts this officer in another's place on a case; empty where none does."""
    rows = SubstitutionRow.objects.filter(proposal__case_id=case, officer=officer).order_by("-id")
    return rows.values_list("proposal__hash", flat=True).first() or ""


def case_id_of(agency: str, number: str) -> str | None:
    """The id of the case on an agency's submission of this number, or None."""
    return CaseRow.objects.filter(agency=agency, number=number).values_list("id", flat=True).first()


def agency_of(case_id: str) -> str:
    """The agency whose submission a case is on; empty where there is no such case."""
    return CaseRow.objects.filter(id=case_id).values_list("agency", flat=True).first() or ""


def case_ids() -> tuple[str, ...]:
    """The ids of all cases, in the order they were opened."""
    return tuple(CaseRow.objects.order_by("opened_at", "id").values_list("id", flat=True))


def opened_before(at: datetime) -> tuple[str, ...]:
    """The ids of the cases opened before this instant, in the order they were opened."""
    return tuple(CaseRow.objects.filter(opened_at__lt=at).order_by("opened_at", "id").values_list("id", flat=True))


def case_ids_of(agency: str) -> tuple[str, ...]:
    """The ids of the cases on one agency's submissions, in the order they were opened."""
    rows = CaseRow.objects.filter(agency=agency).order_by("opened_at", "id")
    return tuple(rows.values_list("id", flat=True))


def matters_confirmed(case: str, officer: str) -> frozenset[str]:
    """The matters this officer has confirmed on a case (R53)."""
    return frozenset(ConfirmationRow.objects.filter(case_id=case, officer=officer).values_list("matter", flat=True))


def case_ids_at(*stages: CaseStage) -> tuple[str, ...]:
    """The ids of the cases at these stages, in the order they were opened."""
    rows = CaseRow.objects.filter(stage__in=[one.value for one in stages]).order_by("opened_at", "id")
    return tuple(rows.values_list("id", flat=True))


def findings_of(case_id: str) -> tuple[PersonFinding, ...]:
    """All findings recorded by persons on a case, oldest first."""
    rows = PersonFindingRow.objects.filter(case_id=case_id).order_by("id")
    # Values, not rows: a case of a million records has a hundred thousand findings.
    values = rows.values_list("rule", "code", "state", "reason", "officer", "scope")
    return tuple(
        PersonFinding(rule, code, state, reason, officer, bytes(scope))
        for rule, code, state, reason, officer, scope in values.iterator()
    )


def evidence_of(case_id: str, kind: str) -> tuple[Stored, ...]:
    """All evidence of a kind in a case, oldest first."""
    rows = EvidenceRow.objects.filter(case_id=case_id, kind=kind).order_by("id")
    return tuple(stored_of(row) for row in rows)


def newest_evidence(case_id: str, kind: str) -> Stored | None:
    """The newest evidence of a kind in a case, for screens; nothing is held."""
    row = EvidenceRow.objects.filter(case_id=case_id, kind=kind).order_by("-id").first()
    return stored_of(row) if row else None


def evidence_since(kind: str, since: datetime, agency: str = "") -> tuple[tuple[str, Stored], ...]:
    """The evidence of a kind in all cases opened at or after ``since``, as (case id, file), oldest first.

    Args:
        kind: what it is, such as ``questions`` (R48).
        since: the beginning of the window.
        agency: only that agency's cases, where it is given.
    """
    rows = EvidenceRow.objects.filter(kind=kind, case__opened_at__gte=since).order_by("id")
    if agency:
        rows = rows.filter(case__agency=agency)
    return tuple((row.case_id, stored_of(row)) for row in rows)


def stored_of(row: EvidenceRow) -> Stored:
    """The value of an evidence row."""
    return Stored(row.kind, row.sha256, row.size, row.path, row.rows, row.root)
