"""The facts of a submission as a whole: declaration, signature, registers (R01–R03, R19, R23)."""

from dataclasses import dataclass
from datetime import date, datetime

from lockgate.law.act_facts import Attested, Office, SubmissionFacts
from lockgate.law.agreement import Agreement
from lockgate.law.facts import Written
from lockgate.law.folding import fold
from lockgate.law.readings import written
from lockgate.law.registers import Capacity, Registers
from lockgate.pipeline.submissions import Submission
from lockgate.pipeline.submissions_signature import check_signature
from lockgate.procedure.acts import Act
from lockgate.procedure.release_facts import stay
from lockgate.procedure.security_keys import signing_officials


@dataclass(frozen=True, slots=True)
class Received:
    """A submission as it arrived: what it declares, its exact bytes, and the signature beside it, if any."""

    submission: Submission
    content: bytes
    signature: bytes | None


def submission_facts(
    received: Received, registers: Registers | None, agreement: Agreement, at: datetime
) -> SubmissionFacts:
    """What examine knows of the submission.

    Args:
        received: the submission as it arrived.
        registers: None in a pre-flight without registers: officeholders and orders are then not asked.
        agreement: the pack in force.
        at: the instant at which orders are asked.
    """
    submission = received.submission
    holders = None if registers is None else signing_officials(registers)
    checked = check_signature(received.content, received.signature, submission, holders)
    orders = None if registers is None else registers.orders
    return SubmissionFacts(
        signed=checked.signed,
        office=_office(submission, checked.office, agreement),
        other_agency_recipients=any(officer.agency != submission.agency for officer in submission.officers),
        attested=_attested(submission, registers),
        stayed=None if orders is None else stay(orders, agreement.name, Act.EXAMINE, at) is not None,
    )


def _office(submission: Submission, by_register: Office | None, agreement: Agreement) -> Office | None:
    if by_register is not Office.IN_OFFICE:
        return by_register
    # The closed list of DOJ offices is the statute's own; every other office has to stand in the agreement.
    listed = submission.requesting.office in agreement.offices or submission.requesting.capacity == Capacity.DOJ_OFFICE
    return Office.IN_OFFICE if listed else Office.NOT_LISTED


def _attested(submission: Submission, registers: Registers | None) -> Attested:
    if written(submission.attestation) is not Written.GIVEN:
        return Attested.ABSENT
    words = fold(submission.attestation)
    if "SOLELY" not in words or not ("INVESTIGATION" in words or "PROCEEDING" in words):
        return Attested.NOT_THE_TERMS
    if submission.attested_on is None or submission.attested_on > submission.made:
        return Attested.UNDATED
    if not submission.certifying.person.strip():
        return Attested.NOT_BY_CERTIFIER
    certified = registers is None or _certifies(submission, registers, submission.attested_on)
    return Attested.STATED if certified else Attested.NOT_BY_CERTIFIER


def _certifies(submission: Submission, registers: Registers, day: date) -> bool:
    asked = (submission.certifying.person, submission.certifying.office, submission.agency)
    return any(
        holder.capacity is Capacity.CERTIFYING
        and (holder.person, holder.office, holder.agency) == asked
        and holder.term.covers(day)
        for holder in registers.officeholders
    )
