"""8 U.S.C. 1325(a) and 1326: what a request that designates one of them must itself show (R18).

A final-order date alone supports neither: their elements differ from 1253's.
"""

from lockgate.law.citations import usc8
from lockgate.law.facts import Cited, Lapse, RecordFacts
from lockgate.law.findings import MET, Verdict, not_checked, not_met
from lockgate.law.rules import Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, Subject

_ENTRY = "8 USC 1325("
_REENTRY = "8 USC 1326("


def _statute_stands(facts: RecordFacts) -> bool:
    return facts.row.values_stand and facts.statute.what is Cited.REGISTERED


def _designates_entry_or_reentry(facts: RecordFacts, _context: Context) -> bool:
    return not _statute_stands(facts) or any(c.startswith((_ENTRY, _REENTRY)) for c in facts.statute.crimes)


def _own_fields(facts: RecordFacts, _context: Context) -> Verdict:
    if not _statute_stands(facts):
        return not_checked("R18.statute")
    if any(c.startswith(_ENTRY) for c in facts.statute.crimes) and not facts.entry_date.stated:
        return not_met("R18.entry_date")
    if any(c.startswith(_REENTRY) for c in facts.statute.crimes):
        return _reentry(facts)
    return MET


def _reentry(facts: RecordFacts) -> Verdict:
    if not facts.prior_removal_date.stated:
        return not_met("R18.prior_removal_date")
    if not facts.found_date.stated:
        return not_met("R18.found_date")
    return not_met("R18.found_before_removal") if facts.found_after_removal is Lapse.BEFORE else MET


R18 = Rule(
    id="R18",
    title="A statute other than 1253 brings the facts its own elements need.",
    citation=usc8("1325(a) and 1326(a)", "enters, attempts to enter, or is at any time found in"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "statute", "entry_date", "prior_removal_date", "found_date"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_own_fields,
    applies_when=_designates_entry_or_reentry,
    cures={
        "R18.entry_date": "8 USC 1325 is designated but the day of entry is not stated. Give entry_date.",
        "R18.prior_removal_date": "8 USC 1326 is designated but the day of the prior removal is not stated. Give"
        " prior_removal_date.",
        "R18.found_date": "8 USC 1326 is designated but the day the person was found is not stated. Give found_date.",
        "R18.found_before_removal": "found_date lies before prior_removal_date. Give the days that belong together.",
        "R18.statute": "The statute could not be read, so its own facts could not be checked. Designate the statute.",
    },
)

RECORD_RULES = (R18,)
"""What a request designating 8 U.S.C. 1325 or 1326 must show."""
