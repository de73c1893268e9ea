"""Acknowledge: the recipient's signed receipt for a fetched package comes back (R32)."""

from lockgate.actions.attempts import Attempt, Particulars, on_own
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.packing import check_package
from lockgate.errors import UsageError
from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.seal.receipts import SignedReceipt, parse_signed_receipt, receipt_bytes, verify_receipt
from lockgate.store.packages import case_of


def acknowledge(office: Office, package: str, signer: Signer, receipt: bytes) -> Result:
    """Record a receipt, once it verifies against the package and the officer's certificate.

    Args:
        office: the office.
        package: the package's hash, 64 hexadecimal digits.
        signer: the recipient.
        receipt: the file ``lockgate recipient acknowledge`` wrote.

    Raises:
        UsageError: there is no such package.
        IntegrityError: the receipt is not in its form, or the package has other bytes than were sealed.
    """
    case = case_of(package)
    if case is None:
        raise UsageError(f"There is no package {package[:16]}; give the 64 digits of its name.")
    signed = parse_signed_receipt(receipt)
    sealed = check_package(office, package)

    def do(attempt: Attempt) -> Result:
        attempt.tries(Act.ACKNOWLEDGE, Particulars({}, package=package))
        if not _own(signed, attempt):
            return _refusal("R32.signature", "The receipt is not signed by this officer's own key.")
        if (signed.receipt.package, signed.receipt.manifest) != (sealed.number, sealed.manifest):
            return _refusal("R32.package", "The receipt is for another package than the one it was given for.")
        particulars = Particulars({"package": package, "receipt": receipt.decode("utf-8")}, package=package)
        entered = attempt.enter(attempt.asked(Act.ACKNOWLEDGE, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.receive(package, attempt.by.id, receipt_bytes(signed.receipt), signed.signature)
        return Done(Act.ACKNOWLEDGE, case, entered.leaf, attempt.at, {"package": package})

    return on_own(office, case, signer, do)


def _own(signed: SignedReceipt, attempt: Attempt) -> bool:
    return signed.receipt.officer == attempt.by.id and verify_receipt(signed, attempt.by.certificate)


def _refusal(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, usc26("6103(p)(4)(A)"), Hook.SAFEGUARDS)
