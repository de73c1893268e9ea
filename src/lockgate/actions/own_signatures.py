"""What waits for one officer's signature beside the cases: what another person entered, and long acts made ready."""

from dataclasses import dataclass

from lockgate.actions.office import Office
from lockgate.actions.pack import waits_under
from lockgate.actions.pending import Waiting, kinds_waiting, waiting
from lockgate.actions.queue import own_jobs
from lockgate.actions.registers_seen import kinds_of
from lockgate.procedure.acts import Act
from lockgate.procedure.gates import role_of
from lockgate.procedure.roles import Officer
from lockgate.store.queue import Job, State

LOOKED_AT = 100
"""Jobs of an officer that are looked at, the newest."""


@dataclass(frozen=True, slots=True)
class OwnSignatures:
    """What one officer could sign now.

    Attributes:
        registers: versions of registers, the orders among them, that another person entered; packs: of agreements.
        jobs: acts that a worker made ready for them.
    """

    registers: tuple[Waiting, ...]
    packs: tuple[Waiting, ...]
    jobs: tuple[Job, ...]


def own_signatures(office: Office, by: Officer) -> OwnSignatures:
    """What waits for this officer; what they entered themselves waits for somebody else."""
    packs = kinds_waiting(waits_under("")) if role_of(Act.PACK, by) is None else ()
    ready = tuple(one for one in own_jobs(by, 0, LOOKED_AT) if one.state is State.TO_SIGN)
    return OwnSignatures(_of_others(office, by, kinds_of(by)), _of_others(office, by, packs), ready)


def _of_others(office: Office, by: Officer, kinds: tuple[str, ...]) -> tuple[Waiting, ...]:
    return tuple(
        one for one in waiting(office, kinds) if one.pending.officer != by.id and not one.stale and not one.over
    )
