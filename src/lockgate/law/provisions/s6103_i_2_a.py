"""26 U.S.C. 6103(i)(2)(A): who may ask, and the officers and employees who may receive.

"… to officers and employees of such agency who are personally and directly engaged in" a preparation, an
investigation or a grand jury matter, "solely for the use of such officers and employees".
"""

from lockgate.law.act_facts import (
    AnswerFacts,
    Identified,
    Office,
    OfficerFacts,
    ReleaseFacts,
    SubmissionFacts,
)
from lockgate.law.citations import Citation, usc26
from lockgate.law.facts import Day, Load, MatterKind, Officers, RecordFacts, Written
from lockgate.law.findings import MET, Verdict, from_fact, not_checked, not_met
from lockgate.law.registers import Employment
from lockgate.law.rules import Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, Subject

_ENGAGED = "personally and directly engaged"


def _requesting_official(facts: SubmissionFacts, _context: Context) -> Verdict:
    if facts.office is None:
        return not_checked("R02.register")
    # Anybody else is held for counsel, then returned; no approval makes it met (decision 6).
    return MET if facts.office is Office.IN_OFFICE else not_checked(f"R02.{facts.office.value}")


R02 = Rule(
    id="R02",
    title="The requesting official is the agency's head, acting head, Inspector General, or a listed DOJ office.",
    citation=usc26("6103(i)(2)(A)", "from the head of any Federal agency or the Inspector General thereof"),
    subject=Subject.SUBMISSION,
    stages=(Stage.EXAMINE,),
    inputs=("officeholders", "requesting_official", "signature"),
    effect=Effect.HOLD,
    hook=Hook.ELEMENT,
    judge=_requesting_official,
    cures={
        "R02.register": "The officeholder register was not at hand. The custodian asks it in the act.",
        "R02.not_listed": "The requesting office is not one the statute or the agreement lists. Have the request"
        " signed by the head of the agency, its Inspector General or a listed office.",
        "R02.not_in_office": "The requesting official does not stand in the officeholder register on the signing"
        " date. Send the instrument of appointment.",
        "R02.no_legal_basis": "An acting head signs but the legal basis of acting is not stated. State it.",
        "R02.signed_by_another": "The signature is by a certificate that is not the requesting official's. Have the"
        " official sign.",
    },
)


def _same_agency(facts: SubmissionFacts, _context: Context) -> Verdict:
    return not_met("R03.other_agency") if facts.other_agency_recipients else MET


R03 = Rule(
    id="R03",
    title="The same agency requests and receives.",
    citation=usc26("6103(i)(2)(A)", "officers and employees of such agency"),
    subject=Subject.SUBMISSION,
    stages=(Stage.EXAMINE,),
    inputs=("submission.officers", "submission.agency"),
    effect=Effect.HOLD,
    hook=Hook.RECIPIENT_LIMIT,
    judge=_same_agency,
    cures={"R03.other_agency": "The submission names recipients of another agency. Take them out of submission.toml."},
)


def _matter_exists(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R12.unread")
    if facts.matter_id is not Written.GIVEN:
        return not_met("R12.absent")
    if facts.matter_kind in {MatterKind.ABSENT, MatterKind.UNCLEAR}:
        return not_checked("R12.kind")
    if facts.matter_kind is not MatterKind.GRAND_JURY and not facts.opened.stated:
        return not_checked("R12.opened" if facts.opened is not Day.FUTURE else "R12.opened_later")
    return not_checked("R12.shared") if facts.matter_load is Load.OVER else MET


R12 = Rule(
    id="R12",
    title="A specific investigation, preparation or grand jury matter exists.",
    citation=usc26("6103(i)(2)(A)(i)–(iii)", "any investigation which may result in such a proceeding"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "matter_id", "matter_kind", "opened", "matter_load"),
    effect=Effect.RETURN,
    hook=Hook.RECIPIENT_LIMIT,
    judge=_matter_exists,
    cures={
        "R12.absent": "No matter is named. Give the id of the investigation, preparation or grand jury matter.",
        "R12.kind": "The matter's kind is not said. Write preparation, investigation or grand_jury in matter_kind.",
        "R12.opened": "The day the matter was opened is not stated. Give investigation_opened.",
        "R12.opened_later": "The matter was opened after the request was made. A person looks at it.",
        "R12.shared": "One matter stands on more records than the agreement foresees. A person looks at it.",
    },
)


def _officers_named(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R20.unread")
    match facts.officers:
        case Officers.NAMED:
            return MET
        case Officers.ABSENT:
            return not_checked("R20.absent")
        case Officers.NOT_IN_SUBMISSION:
            return not_checked("R20.not_in_submission")
        case Officers.OVER_LOAD:
            return not_checked("R20.load")


R20 = Rule(
    id="R20",
    title="The officers personally and directly engaged are named.",
    citation=usc26("6103(i)(2)(A)", _ENGAGED),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "officers"),
    effect=Effect.HOLD,
    hook=Hook.RECIPIENT_LIMIT,
    judge=_officers_named,
    cures={
        "R20.absent": "No officer is named. Give the id of each officer personally and directly engaged in the matter.",
        "R20.not_in_submission": "{value} names an officer who does not stand in submission.toml. List the officer"
        " there, or take the id out.",
        "R20.load": "{value} is named on more records than one officer is taken to be engaged in. The requesting"
        " official explains in a signed letter; a person looks at it.",
    },
)


def _one_taxpayer(facts: AnswerFacts, _context: Context) -> Verdict:
    match facts.identified:
        case Identified.ONE:
            return MET
        case Identified.WEAK:
            return from_fact(facts.weak_finding, "R24.weak")
        case Identified.NONE | Identified.SEVERAL | Identified.DISAGREES:
            return not_met(f"R24.{facts.identified.value}")


R24 = Rule(
    id="R24",
    title="One taxpayer is identified: name and address agree, and all else that was given agrees.",
    citation=Citation("26 U.S.C. 6103(i)(2)(A) and (B)(i)", "with respect to whom"),
    subject=Subject.ANSWER,
    stages=(Stage.LOCATE,),
    inputs=("identified", "weak_finding"),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.ELEMENT,
    judge=_one_taxpayer,
)


def _periods_only(facts: AnswerFacts, _context: Context) -> Verdict:
    if facts.identified not in {Identified.ONE, Identified.WEAK}:
        return not_met("R58.no_one")
    return from_fact(facts.from_periods, "R58.periods")


R58 = Rule(
    id="R58",
    title="The answer comes only from the stated periods.",
    citation=usc26("6103(i)(2)(B)(ii)", "the taxable period or periods to which such return information relates"),
    subject=Subject.ANSWER,
    stages=(Stage.LOCATE,),
    inputs=("from_periods",),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.ELEMENT,
    judge=_periods_only,
)


def _human_finding(facts: ReleaseFacts, _context: Context) -> Verdict:
    for fact, code in (
        (facts.findings_recorded, "R47.finding"),
        (facts.two_votes, "R47.votes"),
        (facts.above_pace_floor, "R47.pace"),
    ):
        verdict = from_fact(fact, code)
        if verdict is not MET:
            return verdict
    return MET


R47 = Rule(
    id="R47",
    title="A person has found each release relevant and the officers engaged, and two officers have voted.",
    citation=usc26("6103(i)(2)(A) and (B)(iv)", _ENGAGED),
    subject=Subject.ANSWER,
    stages=(Stage.AUTHORIZE, Stage.RELEASE),
    inputs=("findings_recorded", "two_votes", "above_pace_floor"),
    effect=Effect.HOLD,
    hook=Hook.RECIPIENT_LIMIT,
    judge=_human_finding,
)


def _releaser(facts: ReleaseFacts, _context: Context) -> Verdict:
    delegated = from_fact(facts.releaser_delegated, "R28.delegation")
    return delegated if delegated is not MET else from_fact(facts.releaser_is_other, "R28.same_person")


R28 = Rule(
    id="R28",
    title="The releaser is authorised, and is neither the analyst nor one of the two who voted.",
    citation=Citation("Delegation Order 11-2 (IRM 1.2.49), under 26 U.S.C. 6103(i)(2)(A)"),
    subject=Subject.OFFICER,
    stages=(Stage.AUTHORIZE, Stage.RELEASE),
    inputs=("releaser_delegated", "releaser_is_other"),
    effect=Effect.HOLD,
    hook=Hook.HOUSE,
    judge=_releaser,
)


def _confirmed(facts: OfficerFacts, _context: Context) -> Verdict:
    return from_fact(facts.confirmed, "R53.confirmation")


R53 = Rule(
    id="R53",
    title="Each named officer has confirmed, for the matter, to be personally and directly engaged.",
    citation=usc26("6103(i)(2)(A)", _ENGAGED),
    subject=Subject.RECIPIENT,
    stages=(Stage.AUTHORIZE, Stage.RELEASE, Stage.OPENING),
    inputs=("confirmed",),
    effect=Effect.HOLD,
    hook=Hook.RECIPIENT_LIMIT,
    judge=_confirmed,
)


def _own_employee(facts: OfficerFacts, _context: Context) -> Verdict:
    for fact, code in ((facts.on_roster, "R55.roster"), (facts.same_agency, "R55.agency")):
        verdict = from_fact(fact, code)
        if verdict is not MET:
            return verdict
    if facts.employment is None:
        return not_checked("R55.employment")
    return MET if facts.employment is Employment.EMPLOYEE else not_met(f"R55.{facts.employment.value}")


R55 = Rule(
    id="R55",
    title="The recipient is an officer or employee of the requesting agency itself.",
    citation=usc26("6103(i)(2)(A) and (p)(9)", "officers and employees of such agency"),
    subject=Subject.RECIPIENT,
    stages=(Stage.AUTHORIZE, Stage.RELEASE, Stage.OPENING),
    inputs=("on_roster", "same_agency", "employment"),
    effect=Effect.HOLD,
    hook=Hook.RECIPIENT_LIMIT,
    judge=_own_employee,
)

SUBMISSION_RULES = (R02, R03)
"""The rules of subparagraph (A) about the submission."""
RECORD_RULES = (R12, R20)
"""The rules of subparagraph (A) about one record."""
ANSWER_RULES = (R24, R58)
"""What location must have found before an address may leave."""
RELEASE_RULES = (R28, R47)
"""What the office must have done before an address may leave."""
RECIPIENT_RULES = (R53, R55)
"""What must be true of each recipient."""
