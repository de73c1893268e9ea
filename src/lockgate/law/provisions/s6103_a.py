"""26 U.S.C. 6103(a) and (b): confidentiality, the minimum, and how every act is conducted.

That a person filed, or is in the custodian's files, is itself return information ((b)(2)); making it known
"in any manner whatever" is a disclosure ((b)(8)).
"""

from lockgate.law.act_facts import AnswerFacts, ConductFacts, ReleaseFacts
from lockgate.law.citations import house, usc26
from lockgate.law.findings import MET, Verdict, from_fact, not_checked, not_met
from lockgate.law.rules import Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, Subject


def _both(first: Verdict, second: Verdict) -> Verdict:
    return first if first is not MET else second


def _minimum_fields(facts: ReleaseFacts, context: Context) -> Verdict:
    if not facts.fields:
        return not_checked("R26.fields")
    return MET if facts.fields <= frozenset(context.agreement.releasable) else not_met("R26.fields")


R26 = Rule(
    id="R26",
    title="The answer is the record's id and the mailing address, and nothing beside them.",
    citation=usc26("6103(i)(2)(C) and (b)(6)", "a taxpayer's identity"),
    subject=Subject.ANSWER,
    stages=(Stage.AUTHORIZE, Stage.RELEASE),
    inputs=("fields",),
    effect=Effect.HOLD,
    hook=Hook.CONFIDENTIALITY,
    judge=_minimum_fields,
)


def _nobody_else(facts: AnswerFacts, _context: Context) -> Verdict:
    return from_fact(facts.deliverable, "R27.not_deliverable")


R27 = Rule(
    id="R27",
    title="Nothing about a spouse, a dependant or a third party leaves.",
    citation=usc26("6103(b)(6)", "the name of a person with respect to whom a return is filed"),
    subject=Subject.ANSWER,
    stages=(Stage.LOCATE,),
    inputs=("deliverable",),
    effect=Effect.NOT_RELEASABLE,
    hook=Hook.CONFIDENTIALITY,
    judge=_nobody_else,
)


def _notice_leaks_nothing(facts: ConductFacts, _context: Context) -> Verdict:
    return from_fact(facts.only_requesters_words, "R45.source")


R45 = Rule(
    id="R45",
    title="A deficiency notice is made from the requester's own words alone.",
    citation=usc26("6103(b)(2) and (b)(8)", "in any manner whatever"),
    subject=Subject.SUBMISSION,
    stages=(Stage.NOTICE,),
    inputs=("only_requesters_words",),
    effect=Effect.HOLD,
    hook=Hook.CONFIDENTIALITY,
    judge=_notice_leaks_nothing,
)


def _uniform(facts: ConductFacts, _context: Context) -> Verdict:
    return _both(from_fact(facts.same_acts_for_all, "R46.acts"), from_fact(facts.one_instant, "R46.instant"))


R46 = Rule(
    id="R46",
    title="Outcomes after location are uniform: same acts, same entries, one instant, one sentence.",
    citation=usc26("6103(b)(2), (b)(8) and (i)(6)"),
    subject=Subject.SUBMISSION,
    stages=(Stage.ACT,),
    inputs=("same_acts_for_all", "one_instant"),
    effect=Effect.HOLD,
    hook=Hook.CONFIDENTIALITY,
    judge=_uniform,
)


def _read_by_an_act(facts: ConductFacts, _context: Context) -> Verdict:
    return _both(from_fact(facts.open_case, "R49.case"), from_fact(facts.entered_before_reading, "R49.entered"))


R49 = Rule(
    id="R49",
    title="The custodian's file is read only by an act on an open case, entered before reading.",
    citation=usc26("6103(a), (b)(7) and 7213A"),
    subject=Subject.SUBMISSION,
    stages=(Stage.ACT,),
    inputs=("open_case", "entered_before_reading"),
    effect=Effect.HOLD,
    hook=Hook.CONFIDENTIALITY,
    judge=_read_by_an_act,
)


def _hooked(facts: ConductFacts, _context: Context) -> Verdict:
    return _both(from_fact(facts.hooked, "R50.ground"), from_fact(facts.owned, "R50.owner"))


R50 = Rule(
    id="R50",
    title="Every refusal and hold has a lawful ground; every hold has an owner, a date and a reason.",
    citation=usc26("6103(i)(2)(A) and (p)(1)", "shall disclose"),
    subject=Subject.SUBMISSION,
    stages=(Stage.ACT,),
    inputs=("hooked", "owned"),
    effect=Effect.HOLD,
    hook=Hook.ELEMENT,
    judge=_hooked,
)


def _viewer(facts: ConductFacts, _context: Context) -> Verdict:
    return from_fact(facts.viewer_provision, "R51.provision")


R51 = Rule(
    id="R51",
    title="Whoever sees return information has a provision that says so.",
    citation=house("26 U.S.C. 6103(b)(8), (i)(6) and (p)(3)(A)"),
    subject=Subject.OFFICER,
    stages=(Stage.ACT,),
    inputs=("viewer_provision",),
    effect=Effect.HOLD,
    hook=Hook.CONFIDENTIALITY,
    judge=_viewer,
)

ANSWER_RULES = (R27,)
"""Asked of each answer."""
RELEASE_RULES = (R26,)
"""Asked before a package leaves."""
CONDUCT_RULES = (R45, R46, R49, R50, R51)
"""Asked of every act and notice."""
