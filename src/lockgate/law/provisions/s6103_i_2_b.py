"""26 U.S.C. 6103(i)(2)(B)(ii)–(iv): what else the request must set forth, in the statute's order.

(ii) the taxable period or periods, (iii) the statutory authority, and (iv) the specific reason or reasons. The name and
address of (i) stand in ``s6103_i_2_b_i.py``. Each element is a rule of its own; none stands in for another.
"""

from lockgate.law.citations import Citation, usc26
from lockgate.law.facts import Cited, Load, Periods, Purpose, Reason, RecordFacts
from lockgate.law.findings import MET, Verdict, not_checked, not_met
from lockgate.law.rules import Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, Subject


def _by_element(element: str, phrase: str = "") -> Citation:
    return usc26(f"6103(i)(2)(B)({element})", phrase)


# (ii) "the taxable period or periods to which such return information relates"


def _periods_stated(facts: RecordFacts, context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R10.unread")
    fact = facts.periods
    if fact.how is not Periods.STATED:
        return not_met(f"R10.{fact.how.value}")
    if len(fact.ends) > context.agreement.limits.periods_max:
        return not_checked("R10.many")
    named = facts.reason.years
    # A period is uncovered only if the reason names periods and not this one.
    if named and any(end.year not in named for end in fact.ends):
        return not_checked("R10.not_covered")
    return MET


R10 = Rule(
    id="R10",
    title="The taxable period or periods are stated, have ended, and are covered by the reason.",
    citation=_by_element("ii", "the taxable period or periods"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "periods", "reason"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_periods_stated,
    cures={
        "R10.absent": "No taxable period is given. State each by its year (2022) or its last day (2022-06-30).",
        "R10.all": "{value} names no period. State each by its year (2022) or its last day (2022-06-30).",
        "R10.unreadable": "{value} is not a list of periods. State each by its year (2022) or its last day"
        " (2022-06-30), separated by semicolons.",
        "R10.not_ended": "{value} has a period that had not ended when the request was made. Leave it out.",
        "R10.many": "{value} names more periods than the agreement foresees. A person looks at whether each is needed.",
        "R10.not_covered": "{value} has a period that the reason does not name. A person looks at it; say in the"
        " reason why each period is relevant.",
    },
)

# (iii) "the statutory authority under which the proceeding or investigation … is being conducted"

_CRIMINAL = frozenset({Cited.REGISTERED, Cited.UNREGISTERED})


def _statute_designated(facts: RecordFacts, context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R11.unread")
    both = {facts.statute.what, facts.authority.what}
    if Cited.TAX in both or not _CRIMINAL & both:
        return not_met("R11.tax" if Cited.TAX in both else "R11.none")
    return _criminal_statute(facts.statute.what, facts.authority.what, context)


def _criminal_statute(statute: Cited, authority: Cited, context: Context) -> Verdict:
    if statute not in _CRIMINAL:
        return not_checked("R11.statute")
    if statute is Cited.UNREGISTERED:
        return not_checked("R11.unregistered")
    if authority in {Cited.BLANK, Cited.PLACEHOLDER} and not context.agreement.one_citation_serves_both:
        return not_checked("R11.authority")
    return MET


R11 = Rule(
    id="R11",
    title="A federal nontax criminal statute is designated, and the authority of the investigation is stated.",
    citation=usc26("6103(i)(1)(A)(i) and (i)(2)(B)(iii)", "specifically designated Federal criminal statute"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "statute", "authority"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_statute_designated,
    cures={
        "R11.none": "{value} names no federal criminal statute. Designate it to the subparagraph, for example"
        " 8 USC 1253(a)(1)(A).",
        "R11.tax": "{value} names a tax statute. This paragraph serves statutes that do not involve tax"
        " administration.",
        "R11.statute": "The authority names a criminal statute but the statute column does not. A person looks at it;"
        " designate the crime in the statute column.",
        "R11.unregistered": "{value} is not on the register of statutes. Counsel looks at it; designate the statute to"
        " the subparagraph.",
        "R11.authority": "The authority under which the matter is conducted is not stated. Counsel looks at it; state"
        " it beside the statute.",
    },
)

# (iv) "the specific reason or reasons why such disclosure is, or may be, relevant"


def _reason_specific(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R13.unread")
    match facts.reason.how:
        case Reason.ABSENT | Reason.GENERIC:
            return not_met(f"R13.{facts.reason.how.value}")
        case Reason.SHORT:
            return not_checked("R13.short")
        case Reason.STATED:
            return not_checked("R13.cluster") if facts.reason_cluster is Load.OVER else MET


R13 = Rule(
    id="R13",
    title="A specific reason is given, tied to that matter.",
    citation=_by_element("iv", "the specific reason or reasons why such disclosure is, or may be, relevant"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "reason", "reason_cluster"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_reason_specific,
    cures={
        "R13.absent": "No reason is given. Say why this address is relevant to this matter.",
        "R13.generic": "{value} would fit any request. Say why this address is relevant to this matter.",
        "R13.short": "{value} is too short to be specific by itself. A person looks at it; say why this address is"
        " relevant to this matter.",
        "R13.cluster": "The same reason stands on many records. A person looks at the group; say why this address is"
        " relevant to this matter.",
    },
)


def _criminal_use(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R54.unread")
    if facts.reason_cluster is Load.OVER:
        return not_checked("R54.cluster")
    match facts.reason.purpose:
        case Purpose.CRIMINAL:
            return MET
        case Purpose.REMOVAL_ONLY:
            return not_met("R54.removal_only")
        case Purpose.NOT_SAID:
            return not_checked("R54.no_step")


R54 = Rule(
    id="R54",
    title="The reason says what step of that criminal matter the information serves.",
    citation=usc26("6103(i)(2)(A) and (B)(iv)", "solely for the use"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "reason", "reason_cluster"),
    effect=Effect.HOLD,
    hook=Hook.ELEMENT,
    judge=_criminal_use,
    cures={
        "R54.removal_only": "{value} speaks of removal, location or presence only. Counsel looks at it; say what step"
        " of the criminal matter the address serves.",
        "R54.no_step": "{value} names no step of the criminal matter. A person looks at it; say what step the address"
        " serves.",
        "R54.cluster": "The same reason stands on many records. A person looks at the group.",
    },
)

RECORD_RULES = (R10, R11, R13, R54)
"""The elements of (ii) to (iv) about one record."""
