"""Seal: one package per recipient, written under its hash, then committed with its accounting (R29).

The law is asked twice under the lock: before anything is encrypted, and in the commit itself. Killed before the
commit, the files are orphans that ``reconcile`` removes; after it, the same bytes are never sealed again.

The decision names the packages, so they are made before it can be signed. Whoever signs elsewhere comes twice: once
to see what they would sign, and the packages made then are kept for them; and with their signature over these.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.dossier import changed
from lockgate.actions.holding import kept_as_hold
from lockgate.actions.leaving import Prepared, keep_leaving, leaving, prepared_for
from lockgate.actions.office import Done, Office, Result, SentSignature, Signer, Unsigned
from lockgate.actions.packing import past_their_term, write_packages
from lockgate.law.citations import house
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.holds import Held, holds_on_left_out
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import rule_on
from lockgate.store.accounting import commitment_of, details_of
from lockgate.store.keys import FileSigner
from lockgate.store.made import Made, drop_made, keep_made, made_of
from lockgate.store.values import NewPackage
from lockgate.tlog.accounting import Salts


def seal(office: Office, case: str, signer: Signer, proposal: str) -> Result:
    """Seal the packages of an authorized proposal."""
    at = office.clock()
    office.progress("read the case")
    prepared = prepared_for(office, case, signer, Act.SEAL, at)
    if isinstance(prepared, Refusal):
        return prepared
    left_out: list[tuple[str, str]] = []

    def ask(attempt: Attempt) -> Result:
        asked = leaving(office, attempt, prepared)
        left_out[:] = asked.left_out
        particulars = _particulars(proposal, (), prepared.seed).with_leaving(asked)
        question = attempt.asked(Act.SEAL, particulars)
        attempt.shows(question)
        ruling = rule_on(attempt.facts, question, attempt.frame)
        if isinstance(ruling, Refusal):
            return ruling
        return past_their_term(office, prepared, attempt.at) or Done(Act.SEAL, case, "", attempt.at)

    before = on_case(office, case, signer, ask, at)
    if isinstance(before, Refusal):
        return kept_as_hold(case, signer, before, at)
    made = _made(office, signer, prepared, tuple(left_out), at)
    if isinstance(made, Refusal):
        return made
    return _sealed(office, signer, replace(prepared, seed=made.seed), made)


def _made(
    office: Office, signer: Signer, prepared: Prepared, left_out: tuple[tuple[str, str], ...], at: datetime
) -> Made | Refusal:
    """The packages: those that were made for whoever signs elsewhere, as long as they are the ones to seal; or new."""
    facts = prepared.dossier.facts
    proposal = facts.proposal.hash if facts.proposal is not None else ""
    if not isinstance(signer.key, FileSigner):
        kept = made_of(office.home, facts.case, signer.officer)
        if kept is not None and (kept.proposal, kept.left_out) == (proposal, left_out) and _accounts(kept, prepared):
            return kept
    if isinstance(signer.key, SentSignature):
        return _not_made()
    office.progress("make the packages")
    packages = write_packages(office, prepared, at, frozenset(dict(left_out)))
    made = Made(proposal, prepared.seed, left_out, packages)
    if isinstance(signer.key, Unsigned):
        keep_made(office.home, facts.case, signer.officer, made)
    return made


def _accounts(made: Made, prepared: Prepared) -> bool:
    """Whether the packages commit to the accounting of this moment: another day, another accounting."""
    return all(
        one.accounting_root == commitment_of(Salts(made.seed, one.officer), prepared.disclosures.get(one.officer, ()))
        for one in made.packages
    )


def _sealed(office: Office, signer: Signer, prepared: Prepared, made: Made) -> Result:
    """The commit: every gate asked again, and the packages named by the decision."""
    facts = prepared.dossier.facts
    office.progress("seal the packages")
    # Whoever only asks what they would sign commits nothing that would need it.
    kept = () if isinstance(signer.key, Unsigned) else keep_leaving(office, prepared)

    def do(attempt: Attempt) -> Result:
        asked = leaving(office, attempt, prepared)
        if (attempt.facts.proposal, asked.left_out) != (facts.proposal, made.left_out):
            return changed()
        particulars = _particulars(made.proposal, made.packages, made.seed).with_leaving(asked)
        entered = attempt.enter(attempt.asked(Act.SEAL, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.keep(*kept)
        attempt.file.pack_all((one, prepared.disclosures.get(one.officer, ())) for one in made.packages)
        attempt.file.hold(Held.ANSWERS, holds_on_left_out(made.left_out, attempt.at))
        attempt.file.move(CaseStage.SEALED)
        return Done(Act.SEAL, facts.case, entered.leaf, attempt.at, {"packages": len(made.packages)})

    at = office.clock()
    result = kept_as_hold(facts.case, signer, on_case(office, facts.case, signer, do, at), at)
    if isinstance(result, Done):
        drop_made(office.home, facts.case, signer.officer)
    return result


def _particulars(proposal: str, packages: Collection[NewPackage], seed: bytes) -> Particulars:
    sealed = [list(one.signed_for) for one in packages]
    more = details_of(seed, [(one.id, one.accounting_root) for one in packages])
    return Particulars({"packages": sealed}, proposal=proposal, more=more)


def _not_made() -> Refusal:
    """What was signed names packages that are not there any more, or are not those to seal now."""
    return Refusal(
        "office.made",
        "The packages that were made for this signature are gone, or others are to be sealed now; make them anew.",
        house("6103(p)(3)(A)"),
        Hook.HOUSE,
    )
