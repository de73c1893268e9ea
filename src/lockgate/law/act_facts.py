"""The facts that rules beyond examine read: about the submission, the answer, the recipients and the acts.

``None`` always means that nobody has looked or the register does not say: such a fact is not checked, never met.
"""

from dataclasses import dataclass
from enum import StrEnum

from lockgate.law.registers import Determination, Employment, StandingState


class Signed(StrEnum):
    """The signature over the submission (R01)."""

    VALID = "valid"
    ABSENT = "absent"
    INVALID = "invalid"


class Office(StrEnum):
    """What the officeholder register says of the requesting official on the signing date (R02)."""

    IN_OFFICE = "in_office"
    NOT_LISTED = "not_listed"
    NOT_IN_OFFICE = "not_in_office"
    NO_LEGAL_BASIS = "no_legal_basis"
    SIGNED_BY_ANOTHER = "signed_by_another"


class Attested(StrEnum):
    """The use attestation of a submission (R19)."""

    STATED = "stated"
    ABSENT = "absent"
    UNDATED = "undated"
    NOT_THE_TERMS = "not_the_terms"
    NOT_BY_CERTIFIER = "not_by_certifier"


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What examine knows of the submission as a whole (R01–R03, R19, R23)."""

    signed: Signed
    office: Office | None
    other_agency_recipients: bool
    attested: Attested
    stayed: bool | None


class Identified(StrEnum):
    """What location found, as evidence classes (R24)."""

    ONE = "one"
    WEAK = "weak"
    NONE = "none"
    SEVERAL = "several"
    DISAGREES = "disagrees"


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What is known of one record's answer after location; sealed evidence, never shown (R46).

    Attributes:
        identified: the evidence class.
        weak_finding: a person's finding on a weak class: met, not met, or nobody has looked.
        from_periods: the address is the latest one held for the stated periods.
        deliverable: what is left after third parties' lines are taken away can still be delivered to.
        informant: the (i)(6) determination in force for this taxpayer.
        protected: an order in force protects this person.
        answered_before: the same question has already had its answer.
    """

    identified: Identified
    weak_finding: bool | None
    from_periods: bool | None
    deliverable: bool | None
    informant: Determination | None
    protected: bool | None
    answered_before: bool | None


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """What the roster and the officer's own confirmation say of one named recipient on a day."""

    on_roster: bool | None
    same_agency: bool | None
    employment: Employment | None
    trained: bool | None
    cleared: bool | None
    confirmed: bool | None
    certificate_current: bool | None


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What must hold before a package leaves.

    Attributes:
        stayed: an order in force stops the agreement.
        standing: the recipient agency's standing on the day.
        fields: the names of the fields of each answer.
        releaser_delegated: the releaser holds a delegation in force.
        releaser_is_other: the releaser is neither the analyst nor one of the two who voted.
        accounted: requests and outcomes are written before transmission.
        accounting_missing: names of (p)(3)(A) fields that are empty.
        sealed_to_roster: every package is encrypted to the key the roster binds to its recipient.
        two_votes: two deciding officers voted to grant this very proposal.
        findings_recorded: every granted record has a finding on relevance and engagement.
        above_pace_floor: no officer voted faster than the pace floor allows.
    """

    stayed: bool | None
    standing: StandingState | None
    fields: frozenset[str]
    releaser_delegated: bool | None
    releaser_is_other: bool | None
    accounted: bool | None
    accounting_missing: frozenset[str]
    sealed_to_roster: bool | None
    two_votes: bool | None
    findings_recorded: bool | None
    above_pace_floor: bool | None


@dataclass(frozen=True, slots=True)
class ConductFacts:
    """How an act or a notice is done (R45, R46, R49–R51).

    Attributes:
        only_requesters_words: a notice is made from the requester's own data and law text alone.
        same_acts_for_all: every sufficient record passed the same acts and entries.
        one_instant: all answers of the submission go out at one instant.
        open_case: the read of the custodian's file belongs to an open case.
        entered_before_reading: the read was entered in the log before it began.
        hooked: every refusal and hold names its ground.
        owned: every hold has owner, date and reason.
        viewer_provision: the viewer's role names a provision and field set.
    """

    only_requesters_words: bool | None = None
    same_acts_for_all: bool | None = None
    one_instant: bool | None = None
    open_case: bool | None = None
    entered_before_reading: bool | None = None
    hooked: bool | None = None
    owned: bool | None = None
    viewer_provision: bool | None = None
