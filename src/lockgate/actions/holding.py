"""What waits: refusals to let answers leave kept as holds, and the list of open holds for who can end them (R50)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lockgate.actions.attempts import unknown_officer
from lockgate.actions.office import Office, Result, SentSignature, Signer, Unsigned
from lockgate.procedure.holds import Hold, hold_of, listed_to, past_due
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, Side, officer_of
from lockgate.procedure.visibility import Thing, refused_sight
from lockgate.store.cases import viewed
from lockgate.store.holds import note_hold, open_holds
from lockgate.store.registers import current_registers
from lockgate.tlog.signatures import decision_bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open hold as it is listed: the case's id and its submission's number, the hold, its age, past due or not."""

    case: str
    number: str
    hold: Hold
    days: int
    past_due: bool


def kept_as_hold(case: str, signer: Signer, result: Result, at: datetime) -> Result:
    """The result of an act that lets answers leave; where it was refused on a ground that holds, the hold is kept.

    Only an attempt by an officer with their own key leaves a hold, not the question what they would sign.
    """
    hold = hold_of(result, at) if isinstance(result, Refusal) else None
    if hold is not None and not isinstance(signer.key, Unsigned) and _known(signer, at) is not None:
        note_hold(case, signer.officer, hold)
    return result


def holds_listed(office: Office, signer: Signer, case: str = "") -> tuple[Waiting, ...] | Refusal:
    """The open holds that this officer of the custodian can end, those past due first; all to the disclosure manager.

    Args:
        office: the office.
        signer: the officer, by their own key.
        case: only this case's, where one is given.
    """
    at = office.clock()
    by = _known(signer, at)
    if by is None:
        return unknown_officer(signer)
    refusal = refused_sight(Thing.HOLDS, by)
    if refusal is not None:
        return refusal
    found = [(one, hold) for one, hold in open_holds(case) if listed_to((hold,), by)]
    numbers: Mapping[str, str] = {one: viewed(one).submission.number for one in dict(found)}
    waiting = [
        Waiting(one, numbers[one], hold, (at.date() - hold.since.date()).days, past_due(hold, at.date()))
        for one, hold in found
    ]
    return tuple(sorted(waiting, key=lambda one: not one.past_due))


def _known(signer: Signer, at: datetime) -> Officer | None:
    by = officer_of(current_registers(at), signer.officer, at)
    return by if by is not None and by.side is Side.CUSTODIAN and _is_theirs(signer, by) else None


def _is_theirs(signer: Signer, by: Officer) -> bool:
    """Whether it is their own key, or a decision they signed elsewhere."""
    if isinstance(signer.key, SentSignature):
        return by.key_behind(decision_bytes(signer.key.decision), signer.key.signature) is not None
    return signer.holds(by.key)
