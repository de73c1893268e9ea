"""What a case waits for: the next act on its way, and the roles that may do it. For lists of work; it rules nothing."""

from dataclasses import dataclass
from typing import assert_never

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage, Vote
from lockgate.procedure.reviews import VOTES_NEEDED
from lockgate.procedure.roles import TABLE, Role


@dataclass(frozen=True, slots=True)
class Waits:
    """What a case waits for.

    Attributes:
        act: the next act; None where the custodian has nothing to do on the case.
        words: the same for people.
    """

    act: Act | None
    words: str

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that may do it; none where there is no act."""
        return TABLE[self.act].roles if self.act is not None else frozenset()


_NEXT = (
    Act.EXAMINE, Act.LOCATE, Act.DISPOSE, Act.REVIEW, Act.AUTHORIZE, Act.SEAL, Act.HANDOVER, Act.AUDIT_READ,
)  # fmt: skip
"""Every act that a case may wait for."""


def stages_waiting_for(roles: frozenset[Role]) -> frozenset[CaseStage]:
    """The stages at which a case may wait for somebody with these roles; whether it does, its facts tell."""
    return frozenset(stage for act in _NEXT if TABLE[act].roles & roles for stage in TABLE[act].stages)


_ENDED = {
    CaseStage.RETURNED: "nothing here: everything was returned to the agency",
    CaseStage.WITHDRAWN: "nothing here: its agency withdrew it",
}


def waits_for(facts: CaseFacts) -> Waits:  # noqa: C901, PLR0911 - one line for each stage
    """What this case waits for next, as far as its stage and its votes tell."""
    match facts.stage:
        case CaseStage.SUBMITTED:
            return Waits(Act.EXAMINE, "its examination")
        case CaseStage.EXAMINED:
            return Waits(Act.LOCATE, "confirmations and findings, then the reading of the custodian’s file")
        case CaseStage.READING:
            return Waits(Act.LOCATE, "the end of the reading of the custodian’s file")
        case CaseStage.LOCATED:
            return Waits(Act.DISPOSE, "findings on weak records, then the proposal")
        case CaseStage.PROPOSED:
            return _proposed(facts)
        case CaseStage.AUTHORIZED:
            return _authorized(facts)
        case CaseStage.SEALED:
            return Waits(Act.HANDOVER, "the hand-over of its sealed packages")
        case CaseStage.HANDED_OVER:
            return Waits(None, "nothing here: its recipients fetch and open")
        case CaseStage.RETURNED | CaseStage.WITHDRAWN:
            return Waits(None, _ENDED[facts.stage])
        case CaseStage.LOOK_BACK:
            return Waits(Act.AUDIT_READ, "the look back")
        case CaseStage.LOOKED_BACK:
            return Waits(None, "nothing here: it was looked back at")
        case _ as unreachable:
            assert_never(unreachable)


def _authorized(facts: CaseFacts) -> Waits:
    if facts.authorization is not None and facts.authorization.stopped:
        return Waits(Act.DISPOSE, "another proposal; the outside party stopped this one")
    return Waits(Act.SEAL, "its answer window, then its release")


def _proposed(facts: CaseFacts) -> Waits:
    if len(facts.votes) < VOTES_NEEDED:
        # Neither how many votes there are nor which is told before both are cast: the first one is blind.
        return Waits(Act.REVIEW, "the votes of two deciding officers")
    if any(vote.vote is Vote.AGAINST for vote in facts.votes):
        return Waits(Act.DISPOSE, "another proposal; a deciding officer voted against this one")
    return Waits(Act.AUTHORIZE, "its authorization")
