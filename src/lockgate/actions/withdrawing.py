"""Withdraw a request, as its agency does it: written, signed by an official who may ask, and sent to be entered (R48).

Nothing ends here: the act ``withdraw`` is the custodian's, and asks everything again.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.actions.agency import Request
from lockgate.actions.arrivals import arrivals
from lockgate.actions.draft import choices
from lockgate.actions.office import Office, Signer
from lockgate.actions.withdraw import signed_by_agency, statement_in
from lockgate.errors import UsageError
from lockgate.law.act_facts import Office as Holding
from lockgate.law.act_facts import Signed
from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.pipeline.declarations import Official
from lockgate.pipeline.submissions import Submission
from lockgate.pipeline.submissions_signature import check_signature
from lockgate.pipeline.withdrawals import FILE, SIGNATURE, Withdrawal, parse_withdrawal, written_withdrawal
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.procedure.security_keys import signing_officials
from lockgate.procedure.told import Told
from lockgate.procedure.versions import REPLACING
from lockgate.seal.signatures import sign_detached
from lockgate.store.cases import case_id_of, newest_evidence, viewed
from lockgate.store.keys import FileSigner
from lockgate.store.packs import governing
from lockgate.store.registers import current_registers
from lockgate.store.statements import cases_with_statements, keep_statement, statement_for
from lockgate.store.versions import ended

LONGEST_REASON = 2000
"""Characters of the agency's reason, at most."""


def withdrawal_text(office: Office, request: Request, by: Officer, reason: str, day: date | None = None) -> bytes:
    """The very bytes of ``withdrawal.toml`` that this official would sign.

    Args:
        office: the office.
        request: their agency's.
        by: an official who may ask.
        reason: their own words.
        day: its date; today where none is given.

    Raises:
        UsageError: they hold no office today in which they may ask, or no reason is given.
    """
    facts = request.facts
    holder = next((one for one in choices(office, by.agency).requesting if one.person == by.name), None)
    if holder is None or not reason.strip():
        raise UsageError("A withdrawal says why, and is made by an official who may ask and is in office.")
    sent, said = newest_evidence(facts.case, "submission"), facts.submission
    official = Official(holder.person, holder.office, holder.capacity.value, holder.legal_basis)
    return written_withdrawal(
        Withdrawal(
            said.agreement,
            said.agency,
            said.number,
            sent.sha256 if sent is not None else "",
            day or office.clock().date(),
            official,
            " ".join(reason.split())[:LONGEST_REASON],
        )
    )


def send_withdrawal(office: Office, request: Request, content: bytes, signature: bytes) -> Refusal | None:
    """Check the official's signature against the register, and let the statement wait to be entered.

    Raises:
        UsageError: the statement cannot be read.
    """
    if request.told is Told.WITHDRAWN:
        return Refusal("R48.superseded", "It was withdrawn already; nothing is to be done.", _WRITTEN, Hook.MANNER)
    holders = signing_officials(current_registers(office.clock()))
    checked = check_signature(content, signature, parse_withdrawal(content), holders)
    if checked.signed is not Signed.VALID or checked.office is not Holding.IN_OFFICE:
        return Refusal("R01.signature", f"{checked.sentence} Nothing was sent.", _WRITTEN, Hook.ELEMENT)
    keep_statement(office.home, request.facts.case, {SIGNATURE: signature, FILE: content})
    return None


_WRITTEN = usc26("6103(i)(2)(A) and (B)")


def signed_with(content: bytes, signer: Signer, by: Officer) -> bytes:
    """The official's signature with a key that the server holds: in a rehearsal only, whose keys protect nothing.

    Raises:
        UsageError: the key is none, or not the one of their certificate.
    """
    if not isinstance(signer.key, FileSigner) or isinstance(signer.key.private_key, Ed25519PrivateKey):
        raise UsageError("Only a key that is held here, on P-256 or P-384, signs here.")
    return sign_detached(content, by.certificate, signer.key.private_key)


def sent_already(office: Office, case: str) -> bool:
    """Whether a signed withdrawal of this case waits to be entered."""
    return statement_for(office.home, case, FILE) is not None


@dataclass(frozen=True, slots=True)
class Waits:
    """A statement that ends a case and waits to be entered.

    Attributes:
        id: of the version that arrived; '' of a withdrawal.
        folder: where it lies.
        signed: an official who may ask signed it, as the registers stand now.
    """

    id: str
    folder: Path
    signed: bool


def waiting(office: Office, case: str, by: Officer, named: str | None = None) -> Waits | None:
    """The statement that ends a case and waits to be entered: a withdrawal, or a version that arrived.

    What nobody signed who may ask stands behind what is signed, whichever came first; else the oldest comes first.

    Args:
        office: the office.
        case: the case's id.
        by: who would enter it; to whom may not receive what arrives, none waits.
        named: the id of the one that is meant, where it is said.
    """
    found = arrivals(office, by)
    later = [one for one in (() if isinstance(found, Refusal) else found) if ends_first(one.submission) == case]
    own = statement_for(office.home, case, FILE)
    folders = {**({"": own} if own is not None else {}), **{one.id: one.folder for one in later}}
    listed = (_waits(office, case, id_, folder) for id_, folder in folders.items() if named in {None, id_})
    return min((one for one in listed if one is not None), key=lambda one: not one.signed, default=None)


def _waits(office: Office, case: str, name: str, folder: Path) -> Waits | None:
    """One of them; None where it was let go of this moment."""
    at = office.clock()
    try:
        said = statement_in(folder)
    except UsageError:
        return None
    agreement = governing(viewed(case).submission.agreement, at)
    return Waits(name, folder, signed_by_agency(said, agreement, current_registers(at)))


def ends_first(submission: Submission) -> str:
    """The id of the case that ends before this submission is received; '' where none does, or it has ended."""
    former = submission.former
    case = case_id_of(submission.agency, former.number) if former is not None and former.kind in REPLACING else None
    return case if case is not None and ended(case) is None else ""


def all_waiting(office: Office) -> tuple[CaseFacts, ...]:
    """The cases on which a signed withdrawal waits to be entered."""
    found = (viewed(case) for case in cases_with_statements(office.home) if sent_already(office, case))
    return tuple(facts for facts in found if facts.stage is not CaseStage.WITHDRAWN)
