"""Confirm: a named officer states, per matter, to be personally and directly engaged in it (R53)."""

from collections.abc import Iterable

from lockgate.actions.attempts import Attempt, Particulars, on_own
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal

STATEMENT = "I am personally and directly engaged in each of these matters."
"""What the officer signs, above the list of matters."""


def confirm(office: Office, case: str, signer: Signer, matters: Iterable[str]) -> Result:
    """Record one officer's own confirmation for the matters given; those confirmed before are left out."""
    wanted = sorted(set(matters) - {""})

    def do(attempt: Attempt) -> Result:
        known = {matter for _, matter in attempt.file.confirmations(attempt.by.id)}
        fresh = [matter for matter in wanted if matter not in known]
        if not fresh:
            attempt.tries(Act.CONFIRM)
            return Refusal(
                "R53.nothing",
                "Name at least one matter that this officer has not confirmed on this case.",
                usc26("6103(i)(2)(A)", "personally and directly engaged"),
                Hook.RECIPIENT_LIMIT,
            )
        particulars = Particulars({"statement": STATEMENT, "matters": fresh})
        entered = attempt.enter(attempt.asked(Act.CONFIRM, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.confirm(attempt.by.id, fresh)
        return Done(Act.CONFIRM, case, entered.leaf, attempt.at, {"matters": len(fresh)})

    return on_own(office, case, signer, do)
