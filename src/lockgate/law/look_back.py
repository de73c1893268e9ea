"""Looking back: which requirements failed for an answer that was already given, by whatever system gave it.

What the request sets forth is judged by the rules of examine, and nowhere else. Here are only the requirements
that an answer shows by itself: that it answers one record of a request (R01), what was compared before it was
given (R09, R24), and that one question had one answer (R48). A rule not met makes the answer *unsupported*;
where none failed, it says so and how many were not checked. It never says that a disclosure was lawful.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lockgate.law.act_facts import Identified
from lockgate.law.agreement import Element
from lockgate.law.citations import Citation, usc26
from lockgate.law.findings import MET, Finding, Verdict, from_fact, not_checked, not_met
from lockgate.law.rules import Context, Rule, apply
from lockgate.law.terms import Effect, Hook, Stage, State, Subject

COMPARABLE = (Element.NAME, Element.TIN_AGREES, Element.ADDRESS_AGREES, Element.DOB_AGREES)
"""What a system may say it compared with a record of the taxpayer before it answered."""


class Tied(StrEnum):
    """Whether an answer is tied to one record of the request."""

    RECORD = "record"
    NO_ID = "no_id"
    NO_RECORD = "no_record"
    SEVERAL_ROWS = "several_rows"
    ROW_DIFFERS = "row_differs"
    UNREAD = "unread"


class LookedBack(StrEnum):
    """What looking back says of one answer; nothing is ever called lawful or unlawful."""

    NO_RULE_FAILED = "no_rule_failed"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class DisclosureFacts:
    """What is known of one answer that was given.

    Attributes:
        tied: whether it answers one record of the request.
        number_given: the record it answers gives a taxpayer number; None where it is tied to none.
        compared: what the system that gave it says it compared; None where it does not say.
        answered_before: an earlier answer is tied to the same record; None where this one is tied to none.
        identified: whom the custodian's file shows for the record by the evidence classes of R24; None where the
            file was not asked.
    """

    tied: Tied
    number_given: bool | None
    compared: frozenset[Element] | None
    answered_before: bool | None
    identified: Identified | None = None


def _tied_to_a_record(facts: DisclosureFacts, _context: Context) -> Verdict:
    return MET if facts.tied is Tied.RECORD else not_met(f"R01.{facts.tied.value}")


R01_DISCLOSED = Rule(
    id="R01",
    title="The answer answers one record of a written request.",
    citation=usc26("6103(i)(2)(B)", "the request is in writing"),
    subject=Subject.ANSWER,
    stages=(Stage.LOOK_BACK,),
    inputs=("tied",),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.ELEMENT,
    judge=_tied_to_a_record,
)


def _number_in_place_of_the_address(facts: DisclosureFacts, _context: Context) -> Verdict:
    if facts.compared is None:
        return not_checked("R09.not_stated")
    return MET if Element.ADDRESS_AGREES in facts.compared else not_met("R09.address_not_compared")


def _by_number(facts: DisclosureFacts, _context: Context) -> bool:
    return bool(facts.number_given) if facts.compared is None else Element.TIN_AGREES in facts.compared


R09_DISCLOSED = Rule(
    id="R09",
    title="The answer was not given on a taxpayer number in place of the address.",
    citation=Citation(
        "26 U.S.C. 6103(i)(2)(B)(i); Center for Taxpayer Rights v. IRS (D.D.C. 26 February 2026)", "name and address"
    ),
    subject=Subject.ANSWER,
    stages=(Stage.LOOK_BACK,),
    inputs=("compared", "number_given"),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.ELEMENT,
    judge=_number_in_place_of_the_address,
    applies_when=_by_number,
)


def _one_taxpayer(facts: DisclosureFacts, _context: Context) -> Verdict:
    # What the system says of itself is enough to fail it, whatever a file shows later; it is never enough to call
    # the requirement met.
    if facts.compared is not None:
        if Element.ADDRESS_AGREES not in facts.compared:
            return not_met("R24.address_not_compared")
        if Element.NAME not in facts.compared:
            return not_met("R24.name_not_compared")
    if facts.identified is None:
        return not_checked("R24.not_stated" if facts.compared is None else "R24.registry")
    return _as_the_file_shows(facts.identified)


def _as_the_file_shows(identified: Identified) -> Verdict:
    match identified:
        case Identified.ONE:
            return MET
        case Identified.WEAK:
            return not_checked("R24.weak")
        case Identified.NONE | Identified.SEVERAL | Identified.DISAGREES:
            return not_met(f"R24.{identified.value}")


R24_DISCLOSED = Rule(
    id="R24",
    title="One taxpayer was identified: name and address were compared with a record and agreed.",
    citation=Citation("26 U.S.C. 6103(i)(2)(A) and (B)(i)", "with respect to whom"),
    subject=Subject.ANSWER,
    stages=(Stage.LOOK_BACK,),
    inputs=("compared", "identified"),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.ELEMENT,
    judge=_one_taxpayer,
)


def _first_answer(facts: DisclosureFacts, _context: Context) -> Verdict:
    return from_fact(None if facts.answered_before is None else not facts.answered_before, "R48.answered")


R48_DISCLOSED = Rule(
    id="R48",
    title="One question had one answer.",
    citation=usc26("6103(i)(2)(B)(i) and (p)(1)"),
    subject=Subject.ANSWER,
    stages=(Stage.LOOK_BACK,),
    inputs=("answered_before",),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.MANNER,
    judge=_first_answer,
)

DISCLOSURE_RULES: tuple[Rule[DisclosureFacts], ...] = (R01_DISCLOSED, R09_DISCLOSED, R24_DISCLOSED, R48_DISCLOSED)
"""Asked of an answer already given, beside the rules of examine on the record it answers."""


def judge_disclosure(facts: DisclosureFacts, context: Context, as_of: date) -> tuple[Finding, ...]:
    """The findings about one answer already given."""
    return apply(DISCLOSURE_RULES, facts, context, as_of)


def looked_back(findings: Iterable[Finding]) -> LookedBack:
    """Unsupported where any rule is not met, whatever follows from it; the word for every other answer."""
    unmet = any(finding.state is State.NOT_MET for finding in findings)
    return LookedBack.UNSUPPORTED if unmet else LookedBack.NO_RULE_FAILED


def heaviest(findings: Iterable[Finding]) -> dict[str, State]:
    """The state of each rule where several findings bear its id: not met before not checked before met."""
    order = (State.MET, State.NOT_CHECKED, State.NOT_MET)
    states: dict[str, State] = {}
    for finding in findings:
        before = states.get(finding.rule, State.MET)
        states[finding.rule] = max(before, finding.state, key=order.index)
    return dict(sorted(states.items()))


def address_insufficient(findings: Iterable[Finding]) -> bool:
    """The first official count: the request visibly sets forth no address of the taxpayer (R05 is not met).

    An address a person has to look at (abroad, a ZIP the table does not know) is not counted: it is not checked.
    """
    return any(finding.rule == "R05" and finding.state is State.NOT_MET for finding in findings)


def address_never_confirmed(facts: DisclosureFacts) -> bool:
    """The second official count: nobody compared the address set forth with a record before answering.

    As the ruling of 26 February 2026 counts: by the way the answer was made, not by how the address looks. Where
    the system does not say what it compared, the answer is in no count; it is *not stated*.
    """
    return facts.compared is not None and Element.ADDRESS_AGREES not in facts.compared
