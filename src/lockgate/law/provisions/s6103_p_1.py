"""26 U.S.C. 6103(p)(1): requests are made in the manner the Secretary prescribes."""

from lockgate.law.act_facts import AnswerFacts
from lockgate.law.citations import house, usc26
from lockgate.law.facts import Asked, RecordFacts, Row
from lockgate.law.findings import MET, Verdict, not_checked, not_met
from lockgate.law.rules import MEMORANDUM, Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, Subject


def _row_can_be_read(facts: RecordFacts, _context: Context) -> Verdict:
    return MET if facts.row is Row.READ else not_met(facts.row.value)


R00 = Rule(
    id="R00",
    title="The row can be read; its id is present and unique.",
    citation=house("26 U.S.C. 6103(p)(1)"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row",),
    effect=Effect.RETURN,
    hook=Hook.MANNER,
    judge=_row_can_be_read,
    cures={
        "R00.fields": "The row does not have as many fields as the header. Send it again with one value for each"
        " column, quoting values that hold the delimiter.",
        "R00.nul": "The row holds a NUL character. Send it again as plain text.",
        "R00.oversized": "A field of the row is longer than 10,000 characters. Send it again with that field"
        " shortened.",
        "R00.undecodable": "The row holds bytes that are not text in the declared encoding. Send it again in"
        " UTF-8, or declare the encoding in submission.toml.",
        "R00.id_absent": "The row has no record_id. Give it one that no other row has.",
        "R00.id_repeated": "The record_id {value} stands on more than one row. Give each row its own.",
        "R00.type": "What stands in the column {value} cannot be read. Write dates in the declared format and a"
        " taxpayer identification number with nine digits, or leave the field empty.",
    },
    since=MEMORANDUM,
)


def _asked_once(facts: RecordFacts, _context: Context) -> Verdict:
    match facts.asked:
        case Asked.ONCE:
            return MET
        case Asked.REPEATED:
            return not_checked("R48.group")
        case Asked.THIRD_TRY:
            return not_checked("R48.third_try")


R48 = Rule(
    id="R48",
    title="One person, one address, one question: the same person is not asked about twice.",
    citation=usc26("6103(i)(2)(B)(i) and (p)(1)", "the name and address"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE, Stage.LOCATE),
    inputs=("asked",),
    effect=Effect.HOLD,
    hook=Hook.MANNER,
    judge=_asked_once,
    cures={
        "R48.group": "Other rows share two of name, date of birth, taxpayer number and order number with this"
        " one. They are one question: say which row states the taxpayer's name and address, and withdraw the"
        " others.",
        "R48.third_try": "This person has been asked about before. State what has changed since and where it was"
        " learnt; the custodian's counsel looks at it.",
    },
    since=MEMORANDUM,
)


def _not_answered_before(facts: AnswerFacts, _context: Context) -> Verdict:
    if facts.answered_before is None:
        return not_checked("R48.answered")
    return not_met("R48.answered") if facts.answered_before else MET


R48_ANSWER = Rule(
    id="R48",
    title="One answer at most for one taxpayer and one question.",
    citation=usc26("6103(i)(2)(B)(i) and (p)(1)"),
    subject=Subject.ANSWER,
    stages=(Stage.LOCATE,),
    inputs=("answered_before",),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.MANNER,
    judge=_not_answered_before,
    since=MEMORANDUM,
)

RECORD_RULES = (R00, R48)
"""The rules of this paragraph about one record."""
ANSWER_RULES = (R48_ANSWER,)
"""Asked of each answer, on the taxpayer's id and so only inside R46."""
