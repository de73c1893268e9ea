"""What examine asks of a submission as a whole: who signed, recipients, attestation, orders (R01–R03, R19, R23)."""

from collections.abc import Iterable
from datetime import datetime

from lockgate.law.act_facts import Attested, SubmissionFacts
from lockgate.law.registers import Capacity, Officeholder, Registers
from lockgate.pipeline.submissions import Submission
from lockgate.pipeline.submissions_signature import check_signature
from lockgate.procedure.acts import Act
from lockgate.procedure.release_facts import stay

_SOLELY = "solely"
_WHO = ("officers and employees", "officers or employees")


def submission_facts(
    submission: Submission,
    files: tuple[bytes, bytes | None],
    registers: Registers | None,
    at: datetime,
) -> SubmissionFacts:
    """The facts of a submission.

    Args:
        submission: as parsed.
        files: the exact bytes of ``submission.toml`` and of its signature, None when there is none.
        registers: None in a pre-flight that asks no register.
        at: the instant the orders are asked at.
    """
    content, signature = files
    holders = registers.officeholders if registers is not None else None
    checked = check_signature(content, signature, submission, holders)
    ordered = None
    if registers is not None:
        ordered = stay(registers.orders, submission.agreement, Act.EXAMINE, at) is not None
    return SubmissionFacts(
        signed=checked.signed,
        office=checked.office,
        other_agency_recipients=any(one.agency != submission.agency for one in submission.officers),
        attested=_attested(submission, holders),
        stayed=ordered,
    )


def _attested(submission: Submission, holders: Iterable[Officeholder] | None) -> Attested:
    text = " ".join(submission.attestation.lower().split())
    if not text:
        return Attested.ABSENT
    if submission.attested_on is None or submission.attested_on > submission.made:
        return Attested.UNDATED
    if _SOLELY not in text or not any(who in text for who in _WHO):
        return Attested.NOT_THE_TERMS
    return Attested.STATED if _certified(submission, holders) else Attested.NOT_BY_CERTIFIER


def _certified(submission: Submission, holders: Iterable[Officeholder] | None) -> bool:
    """Somebody certifies, and where a register is asked, that person certifies for the agency on that day."""
    if not submission.certifying.person:
        return False
    day = submission.attested_on or submission.made
    return holders is None or any(
        holder.capacity is Capacity.CERTIFYING
        and (holder.person, holder.agency) == (submission.certifying.person, submission.agency)
        and holder.term.covers(day)
        for holder in holders
    )
