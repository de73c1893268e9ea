"""Court orders: what they forbid is not done, at intake, at every act, and again at release (R23)."""

from lockgate.law.act_facts import AnswerFacts, ReleaseFacts, SubmissionFacts
from lockgate.law.citations import Citation
from lockgate.law.findings import MET, Verdict, not_checked, not_met
from lockgate.law.rules import Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, Subject

_ORDERS = Citation("The orders in force, by the register of court orders")


def _no_stay(stayed: bool | None) -> Verdict:
    if stayed is None:
        return not_checked("R23.register")
    return not_met("R23.stay") if stayed else MET


def _submission_not_stayed(facts: SubmissionFacts, _context: Context) -> Verdict:
    return _no_stay(facts.stayed)


def _release_not_stayed(facts: ReleaseFacts, _context: Context) -> Verdict:
    return _no_stay(facts.stayed)


def _person_not_protected(facts: AnswerFacts, _context: Context) -> Verdict:
    if facts.protected is None:
        return not_checked("R23.register")
    return not_met("R23.person") if facts.protected else MET


_CURES = {
    "R23.stay": "A court order stops this agreement. Nothing is examined further until the order is lifted.",
    "R23.register": "The register of orders was not at hand. The custodian asks it in the act.",
}

R23_SUBMISSION = Rule(
    id="R23",
    title="No court order forbids the act.",
    citation=_ORDERS,
    subject=Subject.SUBMISSION,
    stages=(Stage.EXAMINE,),
    inputs=("orders", "agreement", "at"),
    effect=Effect.HOLD,
    hook=Hook.ORDER,
    judge=_submission_not_stayed,
    cures=_CURES,
)
R23_PERSON = Rule(
    id="R23",
    title="No court order protects this person.",
    citation=_ORDERS,
    subject=Subject.ANSWER,
    stages=(Stage.LOCATE, Stage.AUTHORIZE, Stage.RELEASE, Stage.OPENING),
    inputs=("orders", "taxpayer", "at"),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.ORDER,
    judge=_person_not_protected,
)
R23_RELEASE = Rule(
    id="R23",
    title="No court order forbids the act.",
    citation=_ORDERS,
    subject=Subject.RECIPIENT,
    stages=(Stage.AUTHORIZE, Stage.RELEASE, Stage.OPENING),
    inputs=("orders", "agreement", "at"),
    effect=Effect.HOLD,
    hook=Hook.ORDER,
    judge=_release_not_stayed,
)
