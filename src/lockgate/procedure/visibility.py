"""Who may see what, each with its provision (R51). Whoever has no line sees counts and proofs.

``identified`` is return information too ((b)(2)): no role sees which records were identified before the
answer goes out, except those who draft it and vote on it.
"""

from dataclasses import dataclass
from enum import StrEnum

from lockgate.law.citations import Citation, usc26
from lockgate.procedure.casefile import CaseFacts, VoteFacts
from lockgate.procedure.reviews import VOTES_NEEDED, has_voted
from lockgate.procedure.roles import Officer, Role


class Fields(StrEnum):
    """Sets of fields, from what anybody may see to what only the answer's officer may."""

    COUNTS = "counts and proofs"
    REQUEST = "the request as it was made"
    EVIDENCE = "agreement by element"
    DISPOSITIONS = "dispositions with their grounds"
    ANSWER = "the answer to a record that names this officer"


@dataclass(frozen=True, slots=True)
class Sight:
    """What one role sees, and the provision that lets it."""

    role: Role
    fields: frozenset[Fields]
    citation: Citation


_DUTY = usc26("6103(h)(1)", "official duties")
_REQUEST = frozenset({Fields.COUNTS, Fields.REQUEST})

_SIGHTS = (
    Sight(Role.INTAKE, _REQUEST, _DUTY),
    Sight(Role.ANALYST, _REQUEST | {Fields.EVIDENCE, Fields.DISPOSITIONS}, _DUTY),
    Sight(Role.DECIDING, _REQUEST | {Fields.EVIDENCE, Fields.DISPOSITIONS}, _DUTY),
    Sight(Role.COUNSEL, _REQUEST, _DUTY),
    Sight(Role.RECIPIENT, _REQUEST | {Fields.ANSWER}, usc26("6103(i)(2)(A)")),
)


def sight_of(role: Role) -> Sight:
    """What a role sees; counts and proofs for a role without a line of its own."""
    for sight in _SIGHTS:
        if sight.role is role:
            return sight
    return Sight(role, frozenset({Fields.COUNTS}), usc26("6103(p)(4)(C)"))


def votes_shown(facts: CaseFacts, by: Officer) -> tuple[VoteFacts, ...]:
    """The votes this officer may see: the first vote is blind until the second is cast.

    A deciding officer who has yet to vote sees none, so that the second opinion is an opinion.
    """
    if len(facts.votes) >= VOTES_NEEDED:
        return facts.votes
    return tuple(vote for vote in facts.votes if has_voted((vote,), by))
