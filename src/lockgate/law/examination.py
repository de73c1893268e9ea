"""The registry of all rules, and the one way to ask them.

``examine`` is pure: the same facts, context and day give the same findings, for one record as for a million.
"""

from datetime import date

from lockgate.law.act_facts import AnswerFacts, ConductFacts, OfficerFacts, ReleaseFacts, SubmissionFacts
from lockgate.law.crimes import s1253, s1325_1326
from lockgate.law.facts import RecordFacts
from lockgate.law.findings import Finding
from lockgate.law.provisions import (
    memorandum,
    orders,
    s6103_a,
    s6103_i_2_a,
    s6103_i_2_b,
    s6103_i_2_b_i,
    s6103_i_2_b_written,
    s6103_p_1,
    safeguards,
)
from lockgate.law.rules import Context, Rule, apply


def _by_id(rule: Rule[RecordFacts]) -> str:
    return rule.id


RECORD_RULES: tuple[Rule[RecordFacts], ...] = tuple(
    sorted(
        s6103_p_1.RECORD_RULES
        + s6103_i_2_b_i.RECORD_RULES
        + s6103_i_2_b.RECORD_RULES
        + s6103_i_2_a.RECORD_RULES
        + memorandum.RECORD_RULES
        + s1253.RECORD_RULES
        + s1325_1326.RECORD_RULES,
        key=_by_id,
    )
)
"""Examine, about one record: R00, R04–R18, R20, R48, R54."""

SUBMISSION_RULES: tuple[Rule[SubmissionFacts], ...] = (
    *s6103_i_2_b_written.SUBMISSION_RULES,
    *s6103_i_2_a.SUBMISSION_RULES,
    *memorandum.SUBMISSION_RULES,
    orders.R23_SUBMISSION,
)
"""Examine, about the submission: R01–R03, R19, R23."""

ANSWER_RULES: tuple[Rule[AnswerFacts], ...] = (
    orders.R23_PERSON,
    *s6103_i_2_a.ANSWER_RULES,
    *safeguards.ANSWER_RULES,
    *s6103_a.ANSWER_RULES,
    *s6103_p_1.ANSWER_RULES,
)
"""Locate, about one answer: R23 (persons), R24, R58, R25, R27, R48; one code outside the compartment (R46)."""

RELEASE_RULES: tuple[Rule[ReleaseFacts], ...] = (
    orders.R23_RELEASE,
    *safeguards.RELEASE_RULES,
    *s6103_a.RELEASE_RULES,
    *s6103_i_2_a.RELEASE_RULES,
)
"""Authorize, and again at release and opening: R22, R23, R26, R28–R31, R47."""

RECIPIENT_RULES: tuple[Rule[OfficerFacts], ...] = (*safeguards.RECIPIENT_RULES, *s6103_i_2_a.RECIPIENT_RULES)
"""Of each recipient: R21, R53, R55."""

CONDUCT_RULES: tuple[Rule[ConductFacts], ...] = s6103_a.CONDUCT_RULES
"""Of every act and notice: R45, R46, R49–R51."""

UNIFORM_GROUNDS = frozenset(rule.id for rule in ANSWER_RULES)
"""The internal grounds that are one code everywhere outside the compartment (R46)."""


def examine(facts: RecordFacts, context: Context, as_of: date) -> tuple[Finding, ...]:
    """The findings about one record, from the request and the batch's tallies alone."""
    return apply(RECORD_RULES, facts, context, as_of)


def examine_submission(facts: SubmissionFacts, context: Context, as_of: date) -> tuple[Finding, ...]:
    """The findings about the submission as a whole."""
    return apply(SUBMISSION_RULES, facts, context, as_of)


def judge_answer(facts: AnswerFacts, context: Context, as_of: date) -> tuple[Finding, ...]:
    """The findings about one record's answer after location; sealed evidence."""
    return apply(ANSWER_RULES, facts, context, as_of)


def judge_release(facts: ReleaseFacts, context: Context, as_of: date) -> tuple[Finding, ...]:
    """The findings about the release of a proposal's packages."""
    return apply(RELEASE_RULES, facts, context, as_of)


def judge_recipient(facts: OfficerFacts, context: Context, as_of: date) -> tuple[Finding, ...]:
    """The findings about one recipient."""
    return apply(RECIPIENT_RULES, facts, context, as_of)


def judge_conduct(facts: ConductFacts, context: Context, as_of: date) -> tuple[Finding, ...]:
    """The findings about the conduct of an act or notice."""
    return apply(CONDUCT_RULES, facts, context, as_of)
