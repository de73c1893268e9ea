"""8 U.S.C. 1253(a)(1), failure to depart: what a request that designates it must itself show.

The elements of the crime are not decided here (decision 13): whether anybody is guilty is no business of a
custodian. Asked is what the request must show for the statute to be able to apply to that person.
"""

from lockgate.law.citations import usc8
from lockgate.law.facts import Cited, Day, Ground, Lapse, RecordFacts, Relief, Review
from lockgate.law.findings import MET, Verdict, not_checked, not_met
from lockgate.law.rules import Context, Rule
from lockgate.law.statutes import CLOCK, FAILURE_TO_DEPART
from lockgate.law.terms import Effect, Hook, Stage, Subject


def _statute_stands(facts: RecordFacts) -> bool:
    return facts.row.values_stand and facts.statute.what is Cited.REGISTERED


def _clock_runs(facts: RecordFacts, _context: Context) -> bool:
    # An unread statute cannot switch the rule off: it then applies and is not checked.
    return not _statute_stands(facts) or bool(facts.statute.crimes & CLOCK)


def _failure_to_depart(facts: RecordFacts, _context: Context) -> bool:
    return not _statute_stands(facts) or any(c.startswith(FAILURE_TO_DEPART) for c in facts.statute.crimes)


def _days_have_run(start: Day, opened: Lapse) -> Verdict:
    match start:
        case Day.ABSENT | Day.UNREADABLE:
            return not_checked("R15.start")
        case Day.FUTURE | Day.RECENT:
            return not_met("R15.not_ripe")
        case Day.RIPE:
            return not_checked("R15.opened_early") if opened in {Lapse.BEFORE, Lapse.EARLY} else MET


def _ninety_days(facts: RecordFacts, _context: Context) -> Verdict:
    if not _statute_stands(facts):
        return not_checked("R15.statute")
    match facts.judicial_review:
        case Review.PENDING:
            return not_met("R15.pending")
        case Review.ABSENT | Review.UNCLEAR:
            # Even so an order that is too young for the shorter clock cannot be ripe for the longer one.
            young = facts.order_date in {Day.FUTURE, Day.RECENT}
            return not_met("R15.not_ripe") if young else not_checked("R15.review_not_said")
        case Review.DECIDED:
            return _days_have_run(facts.court_order_date, facts.opened_after_court)
        case Review.NONE:
            return _days_have_run(facts.order_date, facts.opened_after_order)


R15 = Rule(
    id="R15",
    title="Ninety days have run from the final order, or from the court's final order if review was had.",
    citation=usc8("1253(a)(1)(A)", "within a period of 90 days from the date of the final order"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "statute", "order_date", "judicial_review", "court_order_date", "opened"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_ninety_days,
    applies_when=_clock_runs,
    cures={
        "R15.not_ripe": "Ninety days have not run since {value}; the first ripe day is the 91st after the order. Send"
        " the request again then.",
        "R15.pending": "Judicial review is pending, so the ninety days have not begun. Send the request again when"
        " they have run from the court's final order.",
        "R15.review_not_said": "It is not said whether judicial review was had. Write none, pending or decided in"
        " judicial_review.",
        "R15.start": "The day from which the ninety days run is not stated. Give final_order_date, or"
        " court_final_order_date if review was decided.",
        "R15.opened_early": "The investigation was opened before the ninety days had run. A person looks at it.",
        "R15.statute": "The statute could not be read, so its clock could not be checked. Designate the statute.",
    },
)


def _deportable_class(facts: RecordFacts, _context: Context) -> Verdict:
    if not _statute_stands(facts):
        return not_checked("R16.statute")
    match facts.removal_ground:
        case Ground.DEPORTABLE:
            return MET
        case Ground.OTHER:
            return not_checked("R16.other_ground")
        case Ground.UNCLEAR:
            return not_checked("R16.unclear")
        case Ground.ABSENT:
            return not_checked("R16.absent")


R16 = Rule(
    id="R16",
    title="The order rests on a class of 8 U.S.C. 1227(a).",
    citation=usc8("1253(a)(1)", "a member of any of the classes described in section 1227(a)"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "statute", "removal_ground"),
    effect=Effect.HOLD,
    hook=Hook.ELEMENT,
    judge=_deportable_class,
    applies_when=_failure_to_depart,
    cures={
        "R16.other_ground": "The order rests on {value}, not on a class of 8 USC 1227(a). Counsel looks at it.",
        "R16.unclear": "{value} does not say which class of 8 USC 1227(a) the order rests on. Counsel looks at it;"
        " give the class, for example 1227(a)(1)(B).",
        "R16.absent": "The ground of removal is not given. Counsel looks at it; give the class in removal_ground.",
        "R16.statute": "The statute could not be read, so the ground could not be checked. Designate the statute.",
    },
)


def _relief_considered(facts: RecordFacts, _context: Context) -> Verdict:
    if not _statute_stands(facts):
        return not_checked("R17.statute")
    match facts.relief:
        case Relief.NONE:
            return MET
        case Relief.DECLARED:
            return not_checked("R17.declared")
        case Relief.UNCLEAR:
            return not_checked("R17.unclear")
        case Relief.ABSENT:
            return not_checked("R17.absent")


R17 = Rule(
    id="R17",
    title="Proper steps for relief have been considered.",
    citation=usc8("1253(a)(2)", "It is not a violation of paragraph (1) to take any proper steps"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "statute", "relief"),
    effect=Effect.HOLD,
    hook=Hook.ELEMENT,
    judge=_relief_considered,
    applies_when=_failure_to_depart,
    cures={
        "R17.declared": "Steps for relief are declared ({value}). A person looks at whether the matter stands.",
        "R17.unclear": "{value} is not one of none, motion, stay, deferred_action, other. A person looks at it.",
        "R17.absent": "It is not declared whether a motion, a stay or deferred action stands. Declare it in"
        " relief_declared; write none if there is none.",
        "R17.statute": "The statute could not be read, so relief could not be checked. Designate the statute.",
    },
)

RECORD_RULES = (R15, R16, R17)
"""What a request designating 8 U.S.C. 1253(a)(1) must show."""
