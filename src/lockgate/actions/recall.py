"""Recall: a package that should not be out is taken back; nobody fetches it again (R38, first form)."""

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.packages import case_of, take_away


def recall(office: Office, package: str, signer: Signer, reason: str) -> Result:
    """Recall a package. Whoever fetched it already is told by other means; the entry shows when it was recalled.

    Raises:
        UsageError: there is no such package, or no reason is given.
    """
    case = case_of(package)
    if case is None:
        raise UsageError(f"There is no package {package[:16]}; give the 64 digits of its name.")
    if not reason.strip():
        raise UsageError("A recall says why; give a reason.")

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"package": package, "reason": reason}, package=package)
        entered = attempt.enter(attempt.asked(Act.RECALL, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.recall(package, reason)
        # Before the commit: killed here, the package is owed and laid out again; killed later, nothing is left lying.
        take_away(office.home, package)
        return Done(Act.RECALL, case, entered.leaf, attempt.at, {"package": package})

    return on_case(office, case, signer, do)
