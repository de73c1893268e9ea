"""Re-issue: one officer's package sealed anew, for them or for a substitute voted on, and handed over (R56).

Every gate of a release is asked again, of this officer alone; the package before it was recalled, or its key erased.
Killed anywhere, doing it again goes on where it stopped.
"""

from dataclasses import dataclass

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.dossier import changed
from lockgate.actions.holding import kept_as_hold
from lockgate.actions.leaving import Prepared, alone, leaving, prepared_for
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.packing import check_package, past_their_term, write_packages
from lockgate.actions.publish import publish
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.holds import Held, Hold
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.reissue_gates import gone_before, place_of, waiting_for
from lockgate.procedure.rulings import rule_on
from lockgate.procedure.substitute_gates import proposed
from lockgate.store.accounting import details_of
from lockgate.store.cases import viewed
from lockgate.store.holds import open_holds
from lockgate.store.packages import lay_out
from lockgate.store.values import NewPackage

_NOT_SEALED = "R56.not_sealed"


@dataclass(frozen=True, slots=True)
class Again:
    """Who gets a package anew, and why."""

    officer: str
    reason: str


def reissue(office: Office, case: str, signer: Signer, again: Again) -> Result:
    """Seal one officer's package anew, publish that entry, and hand the package over.

    Args:
        office: the office.
        case: the case's id; its packages were handed over.
        signer: the releaser, who neither drafted the proposal nor voted on it.
        again: a recipient of the proposal whose package is gone, or who got none, or a substitute who was authorized
            (``actions.substitute``); and why.

    Raises:
        UsageError: there is no such case, or no reason is given.
        IntegrityError: something kept, sealed or published does not verify.
    """
    if not again.reason.strip():
        raise UsageError("A re-issue says why; give a reason.")
    published = publish(office)
    if isinstance(published, Refusal):
        return published
    if waiting_for(_seen(case, again.officer), again.officer) is None:
        sealed = _seal(office, case, signer, again)
        if isinstance(sealed, Refusal):
            return sealed
        published = publish(office)
        if isinstance(published, Refusal):
            return published
    done = _hand_over(office, case, signer, again.officer)
    publish(office)
    return done


def _seen(case: str, officer: str) -> CaseFacts:
    """The case as it is for this officer: under the proposal that put them there, where they are a substitute."""
    facts = viewed(case)
    return facts.under(_about(facts, officer))


def _about(facts: CaseFacts, officer: str) -> str:
    """The hash of the proposal that put this officer in another's place; empty where none did."""
    found = facts.substitution_of(officer)
    return found.proposal.hash if found is not None else ""


def _seal(office: Office, case: str, signer: Signer, again: Again) -> Result:
    """Asked twice under the lock, as every seal: before anything is encrypted, and in the commit itself."""
    at = office.clock()
    about = _about(viewed(case), again.officer)
    prepared = prepared_for(office, case, signer, Act.REISSUE, at, proposal=about)
    if isinstance(prepared, Refusal):
        return prepared
    mine, sealed = alone(prepared, again.officer)

    def ask(attempt: Attempt) -> Result:
        asked = attempt.asked(Act.REISSUE, _particulars(office, attempt, mine, again))
        ruling = rule_on(attempt.facts, asked, attempt.frame)
        if isinstance(ruling, Refusal):
            return ruling
        return past_their_term(office, prepared, attempt.at) or Done(Act.REISSUE, case, "", attempt.at)

    before = on_case(office, case, signer, ask, at, proposal=about)
    if isinstance(before, Refusal):
        return kept_as_hold(case, signer, before, at)
    (package,) = write_packages(office, sealed, at)

    def do(attempt: Attempt) -> Result:
        return _sealed(office, attempt, mine, again, package)

    return kept_as_hold(case, signer, on_case(office, case, signer, do, at, proposal=about), at)


def _sealed(office: Office, attempt: Attempt, mine: Prepared, again: Again, package: NewPackage) -> Result:
    """Enter what was sealed, with its accounting and the package it replaces."""
    facts, before = attempt.facts, mine.dossier.facts
    if (facts.proposal, facts.packages) != (before.proposal, before.packages):
        return changed()
    particulars = _particulars(office, attempt, mine, again, package)
    entered = attempt.enter(attempt.asked(Act.REISSUE, particulars), particulars)
    if isinstance(entered, Refusal):
        return entered
    attempt.file.pack(package, mine.disclosures.get(again.officer, ()))
    if gone := gone_before(facts, again.officer):
        attempt.file.reissue(package.id, gone.id, again.reason)
    return Done(Act.REISSUE, facts.case, entered.leaf, attempt.at, {"package": package.id})


def _particulars(
    office: Office, attempt: Attempt, mine: Prepared, again: Again, package: NewPackage | None = None
) -> Particulars:
    gone = gone_before(attempt.facts, again.officer)
    proposal = attempt.facts.proposal.hash if attempt.facts.proposal is not None else ""
    sealed = [package] if package is not None else []
    content = {
        "packages": [list(one.signed_for) for one in sealed],
        "replaces": gone.id if gone is not None else "",
        "reason": again.reason,
    }
    asked = leaving(office, attempt, mine, again.officer)
    more = details_of(mine.seed, [(one.id, one.accounting_root) for one in sealed])
    return Particulars(content, proposal=proposal, leaving=asked, recipient=again.officer, more=more)


def _hand_over(office: Office, case: str, signer: Signer, officer: str) -> Result:
    at = office.clock()
    about = _about(viewed(case), officer)
    prepared = prepared_for(office, case, signer, Act.HANDOVER, at, proposal=about)
    if isinstance(prepared, Refusal):
        return prepared
    mine, _ = alone(prepared, officer)
    package = waiting_for(prepared.dossier.facts, officer)
    if package is None:
        return changed()
    check_package(office, package.id)

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"packages": [package.id]}, proposal=package.proposal, recipient=officer)
        particulars = particulars.with_leaving(leaving(office, attempt, mine, officer))
        entered = attempt.enter(attempt.asked(Act.HANDOVER, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.hand_over(package.id)
        attempt.file.hold(Held.ANSWERS, _still_held(attempt, mine, officer))
        return Done(Act.HANDOVER, case, entered.leaf, attempt.at, {"officer": officer, "package": package.id})

    done = kept_as_hold(case, signer, on_case(office, case, signer, do, at, proposal=about), at)
    if isinstance(done, Done):
        lay_out(office.home, [package.id])
    return done


def _still_held(attempt: Attempt, prepared: Prepared, officer: str) -> tuple[Hold, ...]:
    """The holds on answers that go on: those of recipients whose place still has nothing (R50)."""
    facts = attempt.facts
    named = proposed(prepared.dossier.facts)
    since = {one.hash for one in (facts.released, *(some.proposal for some in facts.substitutions)) if one is not None}
    mine = [(place_of(facts, one.recipient), one) for one in facts.packages if one.proposal in since]
    without = named - {place for place, one in mine if one.handed_over_at is not None} - {place_of(facts, officer)}
    unsealed = named - {place for place, _ in mine}
    standing = [hold for _, hold in open_holds(attempt.facts.case) if hold.held is Held.ANSWERS] if without else []
    return tuple(hold for hold in standing if unsealed or hold.code != _NOT_SEALED)
