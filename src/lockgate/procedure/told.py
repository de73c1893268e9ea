"""How far a request is, as the agency that made it is told: nothing that tells one answer from another (R46).

Between its examination and its answers the custodian's steps are one word: who asks need not know which of them a
case is at, and a step that is repeated says nothing either.
"""

from enum import StrEnum
from typing import assert_never

from lockgate.procedure.casefile import CaseFacts, CaseStage


class Told(StrEnum):
    """What the requesting agency is told of a case."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    ANSWERED = "answered"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


def told_of(facts: CaseFacts) -> Told | None:
    """How far a case is for its agency; None for a case that looks back, which is no request of theirs."""
    match facts.stage:
        case CaseStage.SUBMITTED:
            return Told.RECEIVED
        case (
            CaseStage.EXAMINED
            | CaseStage.READING
            | CaseStage.LOCATED
            | CaseStage.PROPOSED
            | CaseStage.AUTHORIZED
            | CaseStage.SEALED
        ):
            return Told.IN_HAND
        case CaseStage.HANDED_OVER:
            return Told.ANSWERED
        case CaseStage.RETURNED:
            return Told.RETURNED
        case CaseStage.WITHDRAWN:
            return Told.WITHDRAWN
        case CaseStage.LOOK_BACK | CaseStage.LOOKED_BACK:
            return None
        case _ as unreachable:
            assert_never(unreachable)
