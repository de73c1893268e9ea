"""Dispose: the analyst drafts a proposal from what was located and found; its hash is what is voted on."""

from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.dossier import changed, keep_new, read_dossier
from lockgate.actions.drafting import Draft, draft
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.proposals import proposal_hash
from lockgate.procedure.refusals import Refusal
from lockgate.store import evidence
from lockgate.store.keyring import load_evidence_key


def dispose(office: Office, case: str, signer: Signer) -> Result:
    """Draft the dispositions of a case and put them to the deciding officers.

    The draft is made outside the lock; if the case or a register changed meanwhile, nothing is proposed.
    """
    early = refused_at_once(office, case, signer, Act.DISPOSE)
    if early is not None:
        return early
    at = office.clock()
    dossier = read_dossier(office.home, case, at)
    drafted = draft(office, dossier, at)
    proposal = proposal_hash(drafted.proposal)

    def do(attempt: Attempt) -> Result:
        if not dossier.still(attempt.facts):
            return changed()
        _check_whole(drafted, attempt.facts)
        particulars = Particulars({"proposal": drafted.proposal.decode("utf-8")}, proposal=proposal)
        entered = attempt.enter(attempt.asked(Act.DISPOSE, particulars), particulars, drafted.records)
        if isinstance(entered, Refusal):
            return entered
        key = load_evidence_key(office.home)
        keep_new(attempt.file, evidence.put_sealed(office.home, key, case, "dispositions", drafted.table))
        attempt.file.propose(drafted.proposal)
        attempt.file.move(CaseStage.PROPOSED)
        told: dict[str, str | int] = {"proposal": proposal, "records": drafted.put_to_vote}
        return Done(Act.DISPOSE, case, entered.leaf, attempt.at, told)

    return on_case(office, case, signer, do, at)


def _check_whole(drafted: Draft, facts: CaseFacts) -> None:
    """Refuse to close a submission with fewer outcomes than it has records, or more."""
    examined = facts.examination
    records = examined.sufficient + examined.review + examined.returned if examined else 0
    if drafted.records.size != records:
        raise IntegrityError(
            f"The draft has {drafted.records.size:,} outcomes and the submission {records:,} records; nothing is "
            "entered until every record has its outcome."
        )
