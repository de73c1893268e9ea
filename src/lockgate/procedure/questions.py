"""What is asked of a ruling: the act with its particulars, and the frame it is asked in."""

from dataclasses import dataclass
from datetime import datetime

from lockgate.law.agreement import Agreement
from lockgate.law.findings import Finding
from lockgate.law.registers import Registers
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer

NOTHING = "0" * 64
"""The content hash of a question asked by a screen, where nothing is decided yet."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the bulk work says of everything that would leave, asked anew for this act.

    Attributes:
        findings: about each granted answer and each recipient, the distinct ones.
        findings_recorded: every granted record has a person's finding on relevance and engagement (R47).
        accounting_missing: names of (p)(3)(A) fields that would be empty (R30).
        people_stand: since the hand-over no order and no determination came to shield anybody (R23, R25). Asked of
            the registers alone, at a recipient's act only; the same for every package, whatever it holds.
        left_out: officers of the proposal who may not have their package now, each with the finding's code.
        certificate: the code of the first certificate of anybody else that cannot be used now (R31); empty if none.
    """

    findings: tuple[Finding, ...]
    findings_recorded: bool
    accounting_missing: frozenset[str] = frozenset()
    people_stand: bool = False
    left_out: tuple[tuple[str, str], ...] = ()
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class OpeningAsked:
    """What an opening asks.

    Attributes:
        request: the hash of the signed request, 64 hexadecimal digits.
        same_package: the request names this package's id and manifest, and its own officer.
        same_certificate: the officer's signature certificate is the one the package is bound to.
        nonce_stands: the nonce is the gateway's own, for this officer and package, and not older than it may be.
        again: how many times its answer would then have been given again; 0 at the first.
    """

    request: str
    same_package: bool
    same_certificate: bool
    nonce_stands: bool
    again: int = 0


@dataclass(frozen=True, slots=True)
class Amended:
    """What an amendment of the agency's asks (R56), and whether it is the agency's.

    Attributes:
        instead: the officer whose place is taken; the one who takes it is ``Asked.recipient``.
        of_this: it names this submission, its agreement and its agency, and is not older than the submission.
        signed: it is signed by an official who may ask (R01, R02), in office on its day.
        own_officer: it says that the new officer is the agency's own.
    """

    instead: str
    of_this: bool
    signed: bool
    own_officer: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What an agency's statement ends a case for (R48), and whether it is the agency's.

    Attributes:
        of_this: it names this submission by its sha256, its agreement and its agency, and is not older than it.
        signed: it is signed by an official who may ask (R01, R02), in office on its day.
        replaced: it is a later version, which takes this one's place.
        unfit: why that version would not be received were this one ended; None where it would, or there is none.
    """

    of_this: bool
    signed: bool
    replaced: bool
    unfit: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One act that somebody wants to do.

    Attributes:
        at: the instant, read once by the act.
        nonce: 32 hexadecimal digits, fresh.
        content: sha256 (64 hex) of what else is decided: a vote, a finding, a list.
        proposal: the hash of the proposal the officer named; empty where the act is on none.
        package: the id of the package; empty where the act is on none.
        rule: the requirement a finding is about; empty for other acts.
        records: how many records the act is about, where it counts them itself.
        leaving: what the bulk work says of everything that would leave. None: nobody asked, so not met.
        signed_at: when the officer signed, where they signed elsewhere; else at ``at``.
        opening: what an opening asks beside its package; None for other acts.
        recipient: the one officer of the proposal an act is for (R56); empty where it is for all of them.
        amended: what an amendment asks; None for other acts than substitute.
        affirms: the vote is for the proposal; nobody's is, before it is given.
        round: the commitment to the seeds of the round that is closed; empty for other acts.
        withdrawn: what a withdrawal says; None for other acts than withdraw.
    """

    act: Act
    by: Officer
    at: datetime
    nonce: str = "0" * 32
    content: str = NOTHING
    proposal: str = ""
    package: str = ""
    rule: str = ""
    records: int | None = None
    leaving: Leaving | None = None
    signed_at: datetime | None = None
    opening: OpeningAsked | None = None
    recipient: str = ""
    amended: Amended | None = None
    withdrawn: Withdrawn | None = None
    affirms: bool = False
    round: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What governs now: the agreement's version, the law's hash, the registers, and the log's policy.

    Attributes:
        witnesses: how many distinct witnesses the log's policy asks for at least. None, unless somebody counted.
    """

    agreement: Agreement
    law: str
    registers: Registers
    witnesses: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One act on one case in one frame: what every gate is asked."""

    facts: CaseFacts
    asked: Asked
    frame: Frame
