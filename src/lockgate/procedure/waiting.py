"""What a case waits for: the next act on its way, and the roles that may do it. For lists of work; it rules nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage, Vote
from lockgate.procedure.gates import agreement_in_force, examined_lately
from lockgate.procedure.questions import Asked, Frame, Question
from lockgate.procedure.release_gates import orders
from lockgate.procedure.reviews import VOTES_NEEDED
from lockgate.procedure.roles import TABLE, Officer, Role


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
    Act.EXAMINE, Act.LOCATE, Act.DISPOSE, Act.REVIEW, Act.AUTHORIZE, Act.SEAL, Act.HANDOVER,
    Act.AUDIT_AUTHORIZE, Act.AUDIT_READ,
)  # fmt: skip
"""Every act on a case that one may wait for."""


def stages_waiting_for(roles: frozenset[Role]) -> frozenset[CaseStage]:
    """The stages at which a case may wait for somebody with these roles; whether it does, its facts tell."""
    return frozenset(stage for act in _NEXT if TABLE[act].roles & roles for stage in TABLE[act].stages)


_ENDED = {
    CaseStage.RETURNED: "nothing here: everything was returned to the agency",
    CaseStage.WITHDRAWN: "nothing here: its agency withdrew it",
}


def waits_now(facts: CaseFacts, by: Officer, frame: Frame, at: datetime) -> Waits:
    """What this case waits for as things stand: before its next step comes whatever shuts that step for everybody.

    Args:
        facts: the case; it looks not back, for such a case is asked under what it was opened on.
        by: who looks; what is told is the same for all.
        frame: what governs now.
        at: the instant.
    """
    waits = waits_for(facts)
    if waits.act is None:
        return waits
    q = Question(facts, Asked(waits.act, by, at), frame)
    if agreement_in_force(q) is not None:
        return Waits(Act.PACK, "an agreement that governs; the one it was made under does not govern now")
    if orders(q) is not None:
        return Waits(None, "the end of a court’s order, which forbids its next step")
    if facts.stage in _EXAMINED_ANEW and examined_lately(q) is not None:
        return Waits(Act.EXAMINE, "its examination again; a register, the agreement or the law changed since the last")
    return waits


_EXAMINED_ANEW = frozenset(TABLE[Act.EXAMINE].stages) - {CaseStage.SUBMITTED}
"""Stages at which a case was examined, and is examined again where something changed."""


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
            return _look_back(facts)
        case CaseStage.LOOKED_BACK:
            return Waits(None, "nothing here: the look back is closed")
        case _ as unreachable:
            assert_never(unreachable)


def _look_back(facts: CaseFacts) -> Waits:
    if not facts.doers(Act.AUDIT_AUTHORIZE):
        return Waits(Act.AUDIT_AUTHORIZE, "its authorization by a second officer")
    return Waits(Act.AUDIT_READ, "the look back")


def _authorized(facts: CaseFacts) -> Waits:
    if facts.authorization is not None and facts.authorization.stopped:
        return Waits(Act.DISPOSE, "another proposal; the outside party stopped this one")
    return Waits(Act.SEAL, "its answer window, then its release")


def _proposed(facts: CaseFacts) -> Waits:
    if len(facts.votes) < VOTES_NEEDED:
        # Neither how many votes there are nor which is told before both are cast: the first one is blind.
        return Waits(Act.REVIEW, "two votes, each without the other in sight")
    if any(vote.vote is Vote.AGAINST for vote in facts.votes):
        return Waits(Act.DISPOSE, "another proposal; a deciding officer voted against this one")
    return Waits(Act.AUTHORIZE, "its authorization")
