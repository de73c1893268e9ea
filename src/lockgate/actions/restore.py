"""Restore: counsel or the disclosure manager lets a deciding officer who missed a seed vote again, and says why.

It concerns the officer, not one case: its public entry names no case. Whoever decides the case on which the seed was
missed restores nobody, and nobody restores themselves.
"""

from lockgate.actions.alone import enter_alone
from lockgate.actions.attempts import unknown_officer
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.refusing import Tried, answered
from lockgate.canonical import Canonical
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.gates import role_of
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.procedure.round_gates import restoring_refusal
from lockgate.store.registers import current_registers
from lockgate.store.rounds import Pause, RestoringFile, deciders_of, pauses, restoring

LONGEST_REASON = 2000
"""Characters of a reason, at most."""


def paused(office: Office, signer: Signer) -> tuple[Pause, ...] | Refusal:
    """Every officer who missed a seed and was not restored, for whoever may restore them; the oldest first."""
    at = office.clock()
    by = officer_of(current_registers(at), signer.officer, at)
    if by is None or not signer.holds(by.key):
        return unknown_officer(signer)
    return role_of(Act.RESTORE, by) or pauses()


def restore(office: Office, signer: Signer, officer: str, reason: str) -> Result:
    """End the pause of an officer, after however many missed seeds.

    Args:
        office: the office.
        signer: counsel or the disclosure manager, who decides none of the cases concerned.
        officer: who is paused.
        reason: why they may vote again.

    Raises:
        UsageError: the officer is not paused, or there is no reason, or one that is too long.
    """
    said = reason.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise UsageError(f"A restoration says why, in up to {LONGEST_REASON:,} characters; give a reason.")
    with restoring() as file:
        found = tuple(one for one in pauses() if one.officer == officer)
        result = _restored(office, file, signer, (found, said))
    return answered(office, (signer,), Tried(Act.RESTORE, office.clock()), result)


def _restored(office: Office, file: RestoringFile, signer: Signer, what: tuple[tuple[Pause, ...], str]) -> Result:
    found, said = what
    at = office.clock()
    by = officer_of(file.registers(at), signer.officer, at)
    if by is None:
        return unknown_officer(signer)
    refusal = role_of(Act.RESTORE, by)
    if refusal is not None:
        return refusal
    if not found:
        raise UsageError("This officer is not paused.")
    refusal = restoring_refusal(by, (found[0].officer, found[0].key), deciders_of({one.case for one in found}))
    if refusal is not None:
        return refusal
    closings: list[Canonical] = [one.entry for one in found]
    content: dict[str, Canonical] = {"restored": found[0].officer, "rounds": closings, "reason": said}
    entered = enter_alone(office, file, Act.RESTORE, content, signer)
    if isinstance(entered, Refusal):
        return entered
    file.restore(found, said)
    entry, entered_at = entered
    return Done(Act.RESTORE, "", entry.leaf, entered_at, {"restored": found[0].officer, "rounds": len(found)})
