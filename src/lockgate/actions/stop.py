"""Stop: the outside party that the agreement names ends a release within its window, and says why.

What it sees before is counts and proofs: which proposal, how many records were put to the vote, how many recipients,
and where the authorization stands in the log. No provision shows it more (R51).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lockgate.actions.attempts import Attempt, Particulars, on_case, unknown_officer
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.gates import role_of
from lockgate.procedure.guards import guards_of
from lockgate.procedure.party_gates import closes_at
from lockgate.procedure.proposals import parse_proposal
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE, officer_of
from lockgate.store.cases import authorized_since, case_of_proposal, viewed
from lockgate.store.packs import governing
from lockgate.store.publication import published_size
from lockgate.store.registers import current_registers

LONGEST_REASON = 2000
"""Characters of a reason, at most."""

_LOOKED_BACK = timedelta(days=180)
"""How far back the list goes."""


@dataclass(frozen=True, slots=True)
class Window:
    """One release that the outside party may stop, or might have: counts and proofs.

    Attributes:
        reference: the case, as the public log calls it.
        party: the outside party, as the agreement names it.
        records: how many records were put to the vote, whatever the answer to each is.
        entry: the leaf hash of the authorizing entry; ``published`` says whether it is under a published checkpoint.
        reason: why it was stopped; '' where it was not.
        open: a stop is possible now.
        out: its packages were handed over before; a stop keeps back only those that nobody has read.
    """

    reference: str
    proposal: str
    agreement: str
    party: str
    records: int
    recipients: int
    authorized_at: datetime
    closes_at: datetime
    entry: str
    published: bool
    reason: str
    open: bool
    out: bool

    @property
    def stopped(self) -> bool:
        """Whether the outside party stopped it."""
        return bool(self.reason)


def stop(office: Office, signer: Signer, proposal: str, reason: str) -> Result:
    """Stop the release of an authorized proposal, for good.

    Args:
        office: the office.
        signer: an officer of the outside party.
        proposal: the hash of the proposal, 64 hexadecimal digits.
        reason: why.

    Raises:
        UsageError: there is no such proposal, or no reason, or one that is too long.
    """
    case = case_of_proposal(proposal)
    if case is None:
        raise UsageError(f"There is no proposal {proposal[:16]}; give the 64 digits of its hash.")
    said = reason.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise UsageError(f"A stop says why, in up to {LONGEST_REASON:,} characters; give a reason.")

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"stopped": proposal, "reason": said}, proposal=proposal)
        entered = attempt.enter(attempt.asked(Act.STOP, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.stop(attempt.by.id, said)
        return Done(Act.STOP, case, entered.leaf, attempt.at, {"proposal": proposal})

    return on_case(office, case, signer, do, proposal=proposal)


def windows(office: Office, signer: Signer) -> tuple[Window, ...] | Refusal:
    """The releases of agreements that name this officer's party, the window that ends first at the head."""
    at = office.clock()
    by = officer_of(current_registers(at), signer.officer, at)
    if by is None or not signer.holds(by.key):
        return unknown_officer(signer)
    refusal = role_of(Act.STOP, by)
    if refusal is not None:
        return refusal
    published = published_size(office.home)
    found = (
        _window(viewed(case, published).under(proposal), by.id, at)
        for case, proposal in authorized_since(at - _LOOKED_BACK)
    )
    listed = [one for one in found if one is not None]
    return tuple(sorted(listed, key=lambda one: (not one.open, one.closes_at, one.proposal)))


def case_facts(proposal: str) -> CaseFacts:
    """The facts of the case that a proposal is of, which its gates are asked about.

    Raises:
        UsageError: there is no such proposal.
    """
    case = case_of_proposal(proposal)
    if case is None:
        raise UsageError(f"There is no proposal {proposal[:16]}; give the 64 digits of its hash.")
    return viewed(case).under(proposal)


def _window(facts: CaseFacts, officer: str, at: datetime) -> Window | None:
    agreement = governing(facts.submission.agreement, at)
    guards, given, proposal = guards_of(agreement), facts.authorization, facts.proposal
    if officer not in guards.party_officers or given is None or proposal is None:
        return None
    put, closes = parse_proposal(proposal.body), closes_at(given.at, guards)
    return Window(
        reference=facts.reference,
        proposal=proposal.hash,
        agreement=agreement.name,
        party=guards.party,
        records=put.records,
        recipients=len(put.recipients),
        authorized_at=given.at,
        closes_at=closes,
        entry=given.entry,
        published=given.published,
        reason=given.stopped,
        open=at < closes and not given.stopped and facts.stage in TABLE[Act.STOP].stages,
        # A proposal for a substitute is authorized while the others' packages are out already.
        out=facts.stage is CaseStage.HANDED_OVER and facts.whole is None,
    )
