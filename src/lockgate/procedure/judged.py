"""What would leave as it was judged once, record by record, and whether nothing it hangs on changed since.

A page shows it, so that nobody waits while a million records are judged for a look. No act takes it: every act that
lets answers leave judges everything anew, under the lock.
"""

from dataclasses import dataclass
from datetime import datetime

from lockgate.procedure.acts import Act
from lockgate.procedure.questions import Leaving, Question

_QUIET_ACTS = frozenset({
    Act.SUBMIT, Act.ASSIGN, Act.INSPECT, Act.EXAMINE, Act.CONFIRM, Act.FIND, Act.LOCATE, Act.LOOK, Act.DISPOSE,
    Act.REVIEW, Act.AUTHORIZE, Act.FETCH, Act.OPENING, Act.ACKNOWLEDGE, Act.TRACE, Act.ACCOUNT, Act.AUDIT,
    Act.AUDIT_AUTHORIZE, Act.AUDIT_READ, Act.AUDIT_CLOSE,
})  # fmt: skip

QUIET = frozenset({*(act.value for act in _QUIET_ACTS), "refuse", "refuse_opening", "answer_again"})
"""Words of entries that change nothing of what another case lets leave: no register, no key, no package (R48).

What a case's own acts change, its version tells.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement of everything that a proposal would let leave.

    Attributes:
        proposal: its hash, 64 hexadecimal digits.
        version: the case's version; standing: that of the registers.
        pack: hash of the agreement pack; law: of the law in force.
        at: the instant it was judged at.
        entered: the number of the last entry of the log before it was judged.
        leaving: what the law said.
    """

    proposal: str
    version: int
    standing: int
    pack: str
    law: str
    at: datetime
    entered: int
    leaving: Leaving


def judgement(question: Question, entered: int) -> Judged | None:
    """The judgement that a question was asked with; None where it is not about a proposal as a whole.

    Args:
        question: the act's, with what the bulk work says.
        entered: the number of the last entry before that was asked.
    """
    facts, asked = question.facts, question.asked
    if asked.leaving is None or asked.recipient or facts.proposal is None:
        return None
    return Judged(
        proposal=facts.proposal.hash,
        version=facts.version,
        standing=facts.standing,
        pack=question.frame.agreement.pack_hash,
        law=question.frame.law,
        at=asked.at,
        entered=entered,
        leaving=asked.leaving,
    )


def stands(judged: Judged, question: Question) -> bool:
    """Whether it was judged under what this question is asked under: case, registers, pack, law and day.

    What else was entered since is to be asked of the log (``QUIET``).
    """
    facts, frame, at = question.facts, question.frame, question.asked.at
    now = (facts.version, facts.standing, frame.agreement.pack_hash, frame.law, at.date())
    then = (judged.version, judged.standing, judged.pack, judged.law, judged.at.date())
    mine = facts.proposal is not None and facts.proposal.hash == judged.proposal
    return mine and then == now and judged.at <= at
