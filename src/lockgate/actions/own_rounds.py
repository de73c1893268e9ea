"""What waits for one deciding officer of the rounds put before them: their open ones, or the end of their pause."""

from dataclasses import dataclass

from lockgate.procedure.acts import Act
from lockgate.procedure.gates import role_of
from lockgate.procedure.roles import Officer
from lockgate.store.rounds import OpenRound, open_rounds_of, paused_now


@dataclass(frozen=True, slots=True)
class OwnRounds:
    """What an officer's list of work says of their rounds.

    Attributes:
        paused: they affirmed a seed, and nobody restored them since.
        waiting: the rounds that wait for their answers; none while they are paused.
    """

    paused: bool = False
    waiting: tuple[OpenRound, ...] = ()


def own_rounds(by: Officer) -> OwnRounds:
    """The rounds of this officer; nothing where they are no deciding officer. Nobody sees another one's."""
    if role_of(Act.ROUND, by) is not None:
        return OwnRounds()
    if paused_now() & {by.id, *by.keys}:
        return OwnRounds(paused=True)
    return OwnRounds(waiting=open_rounds_of(by.id))
