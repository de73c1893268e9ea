"""The chain of versions a case stands in: the one before, those after, and what ended it. Reads only (R48)."""

from dataclasses import dataclass

from lockgate.store.versions import Ended, Link, ended, former_of, later_of


@dataclass(frozen=True, slots=True)
class Chain:
    """What a case follows, what follows it, and its end, if it was withdrawn."""

    former: Link | None
    later: tuple[Link, ...]
    ended: Ended | None

    @property
    def whole(self) -> bool:
        """Whether there is anything to show."""
        return self.former is not None or bool(self.later) or self.ended is not None


def chain_of(case: str) -> Chain:
    """The chain of one case, one step each way."""
    return Chain(former_of(case), later_of(case), ended(case))
