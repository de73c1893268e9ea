"""Account: one row of the accounting of disclosures with its proof, to whom it may be shown, entered first.

26 U.S.C. 6103(p)(3)(A): the accounting is there to be inspected; that a row of it was shown is an act of its own.
"""

from dataclasses import dataclass

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.accounting import proved_row
from lockgate.store.packages import case_of


@dataclass(frozen=True, slots=True)
class Accounted:
    """What was shown: the act, entered; and the document that ``lockgate verify accounting`` checks.

    The document is empty where the package accounts for no such row; that it was asked for is entered all the same.
    """

    done: Done
    document: bytes


def account(office: Office, package: str, row: int, signer: Signer) -> Accounted | Refusal:
    """Show one row of a package's accounting, with the proof that it was fixed when the package was sealed.

    Args:
        office: the office.
        package: the package's hash, 64 hexadecimal digits.
        row: the record's row in the submission, from 1.
        signer: an officer who may be shown the accounting.

    Raises:
        UsageError: there is no such package.
        IntegrityError: the sealing is not published yet, or what is kept is not what it commits to.
    """
    case = case_of(package)
    if case is None:
        raise UsageError(f"There is no package {package[:16]}; give the 64 digits of its name.")
    made: list[bytes] = []

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"package": package, "row": row}, package=package)
        entered = attempt.enter(attempt.asked(Act.ACCOUNT, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        # Only now: whether the package accounts for that row is itself what must be asked for by an act.
        document = proved_row(office.home, package, row)
        if document is not None:
            made.append(document)
        told: dict[str, str | int] = {"package": package, "row": row, "found": len(made)}
        return Done(Act.ACCOUNT, case, entered.leaf, attempt.at, told)

    result = on_case(office, case, signer, do)
    if isinstance(result, Refusal):
        return result
    return Accounted(result, made[0] if made else b"")
