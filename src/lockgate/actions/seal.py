"""Seal: one package per recipient, written under its hash, then committed with its accounting (R29).

The law is asked twice under the lock: before anything is encrypted, and in the commit itself. Killed before the
commit, the files are orphans that ``reconcile`` removes; after it, the same bytes are never sealed again.
"""

from collections.abc import Collection

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.dossier import changed
from lockgate.actions.holding import kept_as_hold
from lockgate.actions.leaving import keep_leaving, leaving, prepared_for
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.packing import write_packages
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.holds import Held, holds_on_left_out
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import rule_on
from lockgate.store.accounting import details_of
from lockgate.store.values import NewPackage


def seal(office: Office, case: str, signer: Signer, proposal: str) -> Result:
    """Seal the packages of an authorized proposal."""
    at = office.clock()
    prepared = prepared_for(office, case, signer, Act.SEAL, at)
    if isinstance(prepared, Refusal):
        return prepared

    left_out: list[tuple[str, str]] = []

    def ask(attempt: Attempt) -> Result:
        asked = leaving(office, attempt, prepared)
        left_out[:] = asked.left_out
        particulars = _particulars(proposal, (), prepared.seed).with_leaving(asked)
        ruling = rule_on(attempt.facts, attempt.asked(Act.SEAL, particulars), attempt.frame)
        return ruling if isinstance(ruling, Refusal) else Done(Act.SEAL, case, "", attempt.at)

    before = on_case(office, case, signer, ask, at)
    if isinstance(before, Refusal):
        return kept_as_hold(case, signer, before, at)
    packages = tuple(write_packages(office, prepared, at, frozenset(dict(left_out))))
    kept = tuple(keep_leaving(office, prepared))

    def do(attempt: Attempt) -> Result:
        asked = leaving(office, attempt, prepared)
        if (attempt.facts.proposal, list(asked.left_out)) != (prepared.dossier.facts.proposal, left_out):
            return changed()
        particulars = _particulars(proposal, packages, prepared.seed).with_leaving(asked)
        entered = attempt.enter(attempt.asked(Act.SEAL, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.keep(*kept)
        for package in packages:
            attempt.file.pack(package, prepared.disclosures.get(package.officer, ()))
        attempt.file.hold(Held.ANSWERS, holds_on_left_out(left_out, attempt.at))
        attempt.file.move(CaseStage.SEALED)
        return Done(Act.SEAL, case, entered.leaf, attempt.at, {"packages": len(packages)})

    return kept_as_hold(case, signer, on_case(office, case, signer, do, at), at)


def _particulars(proposal: str, packages: Collection[NewPackage], seed: bytes) -> Particulars:
    sealed = [list(one.signed_for) for one in packages]
    more = details_of(seed, [(one.id, one.accounting_root) for one in packages])
    return Particulars({"packages": sealed}, proposal=proposal, more=more)
