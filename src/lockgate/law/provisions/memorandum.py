"""The memorandum of 7 April 2025: elements it adds to the statute, as reported (law of the agreement).

A request that lacks one is returned for cure; an agreement never denies (R50).
"""

from lockgate.law.act_facts import Attested, SubmissionFacts
from lockgate.law.citations import mou
from lockgate.law.facts import CaseNumber, Cited, Day, RecordFacts
from lockgate.law.findings import MET, Verdict, not_checked, not_met
from lockgate.law.rules import MEMORANDUM, Context, Rule
from lockgate.law.statutes import FAILURE_TO_DEPART
from lockgate.law.terms import Effect, Hook, Stage, Subject


def _order_stated(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R14.unread")
    match facts.order_date:
        case Day.ABSENT:
            return not_met("R14.date_absent")
        case Day.UNREADABLE:
            return not_met("R14.date_unreadable")
        case Day.FUTURE:
            return not_met("R14.date_future")
        case Day.RECENT | Day.RIPE:
            pass
    return MET if facts.order_case_number is CaseNumber.GIVEN else not_met("R14.case_number")


def _order_required(facts: RecordFacts, context: Context) -> bool:
    if context.agreement.order_date_required == "all" or not facts.row.values_stand:
        return True
    stands = facts.statute.what is Cited.REGISTERED
    return not stands or any(c.startswith(FAILURE_TO_DEPART) for c in facts.statute.crimes)


R14 = Rule(
    id="R14",
    title="The date of the final order and its case number are given.",
    citation=mou("1.3 e"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "order_date", "order_case_number"),
    effect=Effect.RETURN,
    hook=Hook.AGREEMENT,
    judge=_order_stated,
    applies_when=_order_required,
    cures={
        "R14.date_absent": "The date of the final order is not given. Give the day it became administratively final.",
        "R14.date_unreadable": "{value} is not a date. Give the day the order became final as YYYY-MM-DD, or declare"
        " the format in submission.toml.",
        "R14.date_future": "{value} lies after the request. Give the day the order became final.",
        "R14.case_number": "The order's case number has fewer than four digits. Give the A-number or docket number.",
    },
    since=MEMORANDUM,
)


def _attested(facts: SubmissionFacts, _context: Context) -> Verdict:
    return MET if facts.attested is Attested.STATED else not_met(f"R19.{facts.attested.value}")


R19 = Rule(
    id="R19",
    title="The use attestation is given, dated, and covers this set of records.",
    citation=mou("1.3 g", "solely"),
    subject=Subject.SUBMISSION,
    stages=(Stage.EXAMINE,),
    inputs=("attestation", "attested_on", "certifying_official", "records.sha256"),
    effect=Effect.RETURN,
    hook=Hook.AGREEMENT,
    judge=_attested,
    cures={
        "R19.absent": "No attestation of use is given. Give it in the agreement's words: under Certification,"
        " or as attestation in submission.toml.",
        "R19.undated": "The attestation has no date, or one after the submission's. Give attested_on.",
        "R19.not_the_terms": "The attestation does not say that the information is used solely by officers and"
        " employees of the agency for the criminal matter. Use the agreement's words.",
        "R19.not_by_certifier": "No certifying official is named for the attestation. Name one.",
    },
    since=MEMORANDUM,
)

RECORD_RULES = (R14,)
"""Elements of the memorandum about one record."""
SUBMISSION_RULES = (R19,)
"""Elements of the memorandum about the submission."""
