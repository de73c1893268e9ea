"""Acknowledge: the recipient's signed receipt for a fetched package comes back (R32)."""

from lockgate.actions.attempts import Attempt, Particulars, on_own
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import IntegrityError, UsageError
from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.seal.packages import verify_package
from lockgate.seal.receipts import SignedReceipt, parse_signed_receipt, receipt_bytes, verify_receipt
from lockgate.store.keyring import load_release_signer
from lockgate.store.packages import case_of, read_sealed


def acknowledge(office: Office, package: str, signer: Signer, receipt: bytes) -> Result:
    """Record a receipt, once it verifies against the package and the officer's certificate.

    Args:
        office: the office.
        package: the package's hash, 64 hexadecimal digits.
        signer: the recipient.
        receipt: the file ``lockgate recipient acknowledge`` wrote.

    Raises:
        UsageError: there is no such package.
        IntegrityError: the receipt is not in its form, is for another package, or its signature is wrong.
    """
    case = case_of(package)
    if case is None:
        raise UsageError(f"There is no package {package[:16]}; give the 64 digits of its name.")
    signed = parse_signed_receipt(receipt)
    certificate = load_release_signer(office.home).certificate_der
    sealed = verify_package(read_sealed(office.home, package), certificate)
    if (signed.receipt.package, signed.receipt.manifest) != (sealed.manifest.terms.package, sealed.manifest_hash):
        raise IntegrityError("The receipt is for another package than the one it was given for.")

    def do(attempt: Attempt) -> Result:
        if not _own(signed, attempt):
            return Refusal(
                "R32.signature",
                "The receipt is not signed by this officer's own key.",
                usc26("6103(p)(4)(A)"),
                Hook.SAFEGUARDS,
            )
        particulars = Particulars({"receipt": receipt.decode("utf-8")}, package=package)
        entered = attempt.enter(attempt.asked(Act.ACKNOWLEDGE, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.receive(package, attempt.by.id, receipt_bytes(signed.receipt), signed.signature)
        return Done(Act.ACKNOWLEDGE, case, entered.leaf, attempt.at, {"package": package})

    return on_own(office, case, signer, do)


def _own(signed: SignedReceipt, attempt: Attempt) -> bool:
    return signed.receipt.officer == attempt.by.id and verify_receipt(signed, attempt.by.certificate)
