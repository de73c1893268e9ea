"""Assign: an officer takes a case, before any of its contents are shown to them (R51)."""

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal


def assign(office: Office, case: str, signer: Signer) -> Result:
    """Enter that this officer takes the case; nothing else changes.

    Raises:
        UsageError: there is no such case.
    """

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"assigned": attempt.by.id})
        entered = attempt.enter(attempt.asked(Act.ASSIGN, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        return Done(Act.ASSIGN, case, entered.leaf, attempt.at)

    return on_case(office, case, signer, do)
