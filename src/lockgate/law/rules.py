"""What a rule is, and the context it is asked in.

A rule is one requirement of ``docs/law`` with its id, where it is written, whom it is about, when it is
decided, what it reads, when it applies, what follows when it is not met, and how the requester can cure it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from lockgate.law.agreement import Agreement
from lockgate.law.citations import Citation
from lockgate.law.findings import Finding, Verdict
from lockgate.law.terms import Effect, Hook, Stage, Subject

F = TypeVar("F")
"""The facts a rule reads."""

STATUTE_READ = date(2023, 1, 1)
"""The statutes were read in the U.S. Code of early 2023; no day before it is answered."""

MEMORANDUM = date(2025, 4, 7)
"""The day the memorandum was signed; agreement and house rules begin with it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every record of a batch shares: the agreement and the day the request was made.

    ``asked_on`` is the submission's date, or the as-of date when there is no submission.
    """

    agreement: Agreement
    asked_on: date


def always(facts: object, context: Context) -> bool:  # noqa: ARG001 - the shape of every applies_when
    """The rule applies to every subject."""
    return True


@dataclass(frozen=True, slots=True)
class Rule(Generic[F]):
    """One requirement, R00 to R58.

    Attributes:
        id: the stable id.
        title: what must be true, in one sentence.
        citation: where it is written.
        subject: what a finding is about.
        stages: when it is decided, first stage first.
        inputs: the names of the facts and values it reads.
        effect: what follows when it is not met.
        hook: the lawful ground that effect hangs on (R50).
        judge: the predicate; pure.
        cures: code of a verdict -> the sentence that tells the requester how to cure it.
        applies_when: reads only facts whose own rule is met, so that garbled input cannot switch a rule off.
        since: the first day it is in force.
        until: the last day it is in force, if it ended.
    """

    id: str
    title: str
    citation: Citation
    subject: Subject
    stages: tuple[Stage, ...]
    inputs: tuple[str, ...]
    effect: Effect
    hook: Hook
    judge: Callable[[F, Context], Verdict]
    cures: Mapping[str, str] = field(default_factory=dict)
    applies_when: Callable[[F, Context], bool] = always
    since: date = STATUTE_READ
    until: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the rule is in force on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)

    def finding(self, facts: F, context: Context) -> Finding | None:
        """The finding about ``facts``, or None where the rule does not apply."""
        if not self.applies_when(facts, context):
            return None
        verdict = self.judge(facts, context)
        return Finding(self.id, verdict.state, verdict.code, self.subject, self.citation, self.effect)


def apply(rules: Iterable[Rule[F]], facts: F, context: Context, as_of: date) -> tuple[Finding, ...]:
    """The findings of all rules in force on ``as_of`` that apply to ``facts``, in the order given."""
    found = (rule.finding(facts, context) for rule in rules if rule.in_force(as_of))
    return tuple(finding for finding in found if finding is not None)
