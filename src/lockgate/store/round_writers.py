"""What the acts on a round can write into an open case: its showing, and its answers."""

from dataclasses import dataclass

from lockgate.errors import IntegrityError
from lockgate.procedure.casefile import RoundFacts
from lockgate.store.gateway_writers import GatewayWriters
from lockgate.store.models.rounds import RoundCloseRow, RoundRow, SeedsRow


@dataclass(frozen=True, slots=True)
class Closing:
    """The answers to a round: seeds affirmed, and items of the proposal sent back."""

    missed: int
    returned: int


class RoundWriters(GatewayWriters):
    """The writers of an open case, those of rounds among them."""

    def put_round(self, one: RoundFacts, sealed: bytes) -> None:
        """Record that a round is shown; its sealed seeds are kept the first time."""
        act = self._writing.act()
        seeds = SeedsRow.objects.filter(commitment=one.seeds).first()
        RoundRow.objects.create(
            proposal=self._proposal(),
            act=act,
            officer=one.officer,
            number=one.number,
            begin=one.begin,
            end=one.end,
            shown=one.shown,
            last=one.last,
            seeds=seeds or SeedsRow.objects.create(commitment=one.seeds, sealed=sealed),
        )

    def close_round(self, officer: str, seeds: str, closing: Closing) -> None:
        """Record the answers to a round.

        Raises:
            IntegrityError: there is no such round.
        """
        row = SeedsRow.objects.filter(commitment=seeds).first()
        if row is None:
            raise IntegrityError("The answers to a round were to be recorded that was never shown.")
        RoundCloseRow.objects.create(
            seeds=row,
            proposal=self._proposal(),
            act=self._writing.act(),
            officer=officer,
            missed=closing.missed,
            returned=closing.returned,
        )
