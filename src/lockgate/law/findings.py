"""A finding: one rule applied to one subject, and the join of many findings into one outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import assert_never

from lockgate.law.citations import Citation
from lockgate.law.terms import Effect, Outcome, State, Subject


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule's predicate answers: the state and the code of the reason (empty when met)."""

    state: State
    code: str = ""


MET = Verdict(State.MET)
"""The only verdict that counts towards a release."""


def not_met(code: str) -> Verdict:
    """The requirement is not met, for the reason named by ``code``."""
    return Verdict(State.NOT_MET, code)


def not_checked(code: str) -> Verdict:
    """An input or a person's determination is missing; ``code`` says which."""
    return Verdict(State.NOT_CHECKED, code)


def from_fact(fact: bool | None, code: str) -> Verdict:
    """Met when the fact is so, not met when it is not, not checked when nobody knows."""
    if fact is None:
        return not_checked(code)
    return MET if fact else not_met(code)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule applied to one subject.

    Attributes:
        rule: the requirement's id, ``R00`` to ``R58``.
        state: met, not met or not checked.
        code: why, from the rule's closed list; empty when met.
        subject: what the finding is about.
        citation: where the requirement is written.
        effect: what follows when it is not met.
    """

    rule: str
    state: State
    code: str
    subject: Subject
    citation: Citation
    effect: Effect


class Weight(IntEnum):
    """The order of the join: ``release < hold < not releasable < return``."""

    RELEASE = 0
    HOLD = 1
    NOT_RELEASABLE = 2
    RETURN = 3


def weight(effect: Effect, state: State) -> Weight:
    """The weight of one (rule, state): met weighs nothing; not checked is a hold whatever the effect.

    Something nobody checked is never a ground to return or refuse, and never lets anything leave (R50).
    """
    match state:
        case State.MET:
            return Weight.RELEASE
        case State.NOT_CHECKED:
            return Weight.HOLD
        case State.NOT_MET:
            return _weight_not_met(effect)
        case _:
            assert_never(state)


def _weight_not_met(effect: Effect) -> Weight:
    match effect:
        case Effect.RETURN:
            return Weight.RETURN
        case Effect.HOLD:
            return Weight.HOLD
        case Effect.NOT_RELEASABLE:
            return Weight.NOT_RELEASABLE
        case _:
            assert_never(effect)


def join(one: Weight, other: Weight) -> Weight:
    """The heavier of two weights; commutative, associative and idempotent, with ``RELEASE`` as identity."""
    return max(one, other)


def combined(findings: Iterable[Finding]) -> Weight:
    """The join over all findings; ``RELEASE`` only when every one of them is met.

    No finding at all is a hold: silence never releases (decision 4).
    """
    total: Weight | None = None
    for finding in findings:
        this = weight(finding.effect, finding.state)
        total = this if total is None else join(total, this)
    return Weight.HOLD if total is None else total


def examine_outcome(findings: Iterable[Finding]) -> Outcome:
    """Examine's word for a record: returned, review, or sufficient when every finding is met."""
    match combined(findings):
        case Weight.RETURN:
            return Outcome.RETURNED
        case Weight.RELEASE:
            return Outcome.SUFFICIENT
        case Weight.HOLD | Weight.NOT_RELEASABLE:
            return Outcome.REVIEW


def grounds(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The ids of all rules not met, ascending, each once."""
    return tuple(sorted({f.rule for f in findings if f.state is State.NOT_MET}))
