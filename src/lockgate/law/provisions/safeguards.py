"""The recipient's side and the account: 26 U.S.C. 6103(p)(3), (p)(4), (i)(6) and Publication 1075."""

from lockgate.law.act_facts import AnswerFacts, OfficerFacts, ReleaseFacts
from lockgate.law.citations import Citation, pub1075, usc26
from lockgate.law.findings import MET, Verdict, from_fact, not_checked, not_met
from lockgate.law.registers import Determination, StandingState
from lockgate.law.rules import Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, Subject

_OUT = (Stage.AUTHORIZE, Stage.RELEASE, Stage.OPENING)


def _trained_and_cleared(facts: OfficerFacts, _context: Context) -> Verdict:
    trained = from_fact(facts.trained, "R21.training")
    return trained if trained is not MET else from_fact(facts.cleared, "R21.clearance")


R21 = Rule(
    id="R21",
    title="The personnel are trained, certified within the year, and cleared.",
    citation=pub1075("2.C.3 and 2.D.2"),
    subject=Subject.RECIPIENT,
    stages=_OUT,
    inputs=("trained", "cleared"),
    effect=Effect.HOLD,
    hook=Hook.SAFEGUARDS,
    judge=_trained_and_cleared,
)


def _good_standing(facts: ReleaseFacts, _context: Context) -> Verdict:
    match facts.standing:
        case None:
            return not_checked("R22.not_recorded")
        case StandingState.GOOD:
            return MET
        case StandingState.HELD | StandingState.FAILED:
            return not_met(f"R22.{facts.standing.value}")


R22 = Rule(
    id="R22",
    title="The recipient's safeguards are in good standing.",
    citation=usc26("6103(p)(4)", "as a condition for receiving"),
    subject=Subject.RECIPIENT,
    stages=_OUT,
    inputs=("standing",),
    effect=Effect.HOLD,
    hook=Hook.SAFEGUARDS,
    judge=_good_standing,
)


def _no_informant(facts: AnswerFacts, _context: Context) -> Verdict:
    match facts.informant:
        case None:
            return not_checked("R25.not_determined")
        case Determination.CLEAR:
            return MET
        case Determination.BAR:
            return not_met("R25.bar")


R25 = Rule(
    id="R25",
    title="Disclosure would neither identify a confidential informant nor seriously impair a tax investigation.",
    citation=usc26("6103(i)(6)", "shall not disclose"),
    subject=Subject.ANSWER,
    stages=(Stage.LOCATE, *_OUT),
    inputs=("informant",),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.INFORMANT,
    judge=_no_informant,
)


def _accounted(facts: ReleaseFacts, _context: Context) -> Verdict:
    return from_fact(facts.accounted, "R29.accounting")


R29 = Rule(
    id="R29",
    title="Every request and outcome is accounted for, permanently, before anything is transmitted.",
    citation=usc26("6103(p)(3)(A)", "a permanent system of standardized records"),
    subject=Subject.ANSWER,
    stages=(Stage.AUTHORIZE, Stage.RELEASE),
    inputs=("accounted",),
    effect=Effect.HOLD,
    hook=Hook.HOUSE,
    judge=_accounted,
)


def _fields_complete(facts: ReleaseFacts, _context: Context) -> Verdict:
    return not_met("R30.incomplete") if facts.accounting_missing else MET


R30 = Rule(
    id="R30",
    title="The accounting's fields are complete.",
    citation=Citation("IRM 11.3.37, Form 5466-B, under 26 U.S.C. 6103(p)(3)(A)"),
    subject=Subject.ANSWER,
    stages=(Stage.AUTHORIZE, Stage.RELEASE),
    inputs=("accounting_missing",),
    effect=Effect.HOLD,
    hook=Hook.HOUSE,
    judge=_fields_complete,
)


def _encrypted(facts: ReleaseFacts, _context: Context) -> Verdict:
    return from_fact(facts.sealed_to_roster, "R31.key")


R31 = Rule(
    id="R31",
    title="What leaves is encrypted to a key that the roster binds to the recipient.",
    citation=pub1075("SC-8 and SC-13"),
    subject=Subject.RECIPIENT,
    stages=_OUT,
    inputs=("sealed_to_roster",),
    effect=Effect.HOLD,
    hook=Hook.SAFEGUARDS,
    judge=_encrypted,
)

ANSWER_RULES = (R25,)
"""The (i)(6) bar, asked of each answer."""
RELEASE_RULES = (R22, R29, R30, R31)
"""Asked before a package leaves."""
RECIPIENT_RULES = (R21,)
"""Asked of each recipient."""
