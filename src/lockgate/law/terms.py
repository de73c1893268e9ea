"""The closed vocabulary of the law: states, effects, stages, subjects and hooks.

One word per thing, the statute's where it has one (26 U.S.C. 6103).
"""

from enum import StrEnum


class State(StrEnum):
    """What a rule found about one subject; only ``met`` ever counts (decision 2, R50)."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_CHECKED = "not_checked"


class Effect(StrEnum):
    """What follows when a rule is not met.

    ``return`` sends a deficient request back for cure before anything is looked up; ``hold`` waits for a
    person or for a condition to be restored; ``not_releasable`` ends in the uniform answer (R46).
    """

    RETURN = "return"
    HOLD = "hold"
    NOT_RELEASABLE = "not_releasable"


class Stage(StrEnum):
    """When a rule is decided."""

    EXAMINE = "examine"
    LOCATE = "locate"
    AUTHORIZE = "authorize"
    RELEASE = "release"
    OPENING = "opening"
    NOTICE = "notice"
    ACT = "act"
    LOOK_BACK = "look_back"


class Subject(StrEnum):
    """What a finding is about."""

    SUBMISSION = "submission"
    RECORD = "record"
    OFFICER = "officer"
    ANSWER = "answer"
    RECIPIENT = "recipient"


class Hook(StrEnum):
    """The lawful ground a refusal or hold hangs on (R50: "shall disclose" binds).

    Agreement and house rules may return for cure or hold; they never deny.
    """

    ELEMENT = "an element of (i)(2)(B)"
    RECIPIENT_LIMIT = "the recipient limit of (i)(2)(A)"
    MANNER = "the manner of requests, (p)(1)"
    INFORMANT = "the bar of (i)(6)"
    SAFEGUARDS = "the safeguards of (p)(4)"
    CONFIDENTIALITY = "confidentiality, 6103(a)"
    ORDER = "a court order"
    AGREEMENT = "the agreement"
    HOUSE = "a house rule"


class Outcome(StrEnum):
    """What examine says of one record."""

    SUFFICIENT = "sufficient"
    RETURNED = "returned"
    REVIEW = "review"
