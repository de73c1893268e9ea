"""One request, one answer: decided by ``tlog.witnessing``, kept, and only then given."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from lockgate.clock import Clock
from lockgate.tlog.witnessing import (
    MALFORMED,
    OK,
    SIZE_TYPE,
    Declined,
    Seen,
    View,
    decide,
    parse_request,
    size_bytes,
)
from lockgate.witness.folder import Keeper

UNWRITABLE: Final = 503
"""The status where the view could not be kept; then there is no cosignature either."""

_PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered: the status, the content type, the body; and what is told to the witness's own people."""

    status: int
    kind: str
    body: bytes
    told: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness at work; its folder is held by this process.

    Attributes:
        keeper: key, logs and views.
        clock: whose time the cosignatures state.
        views: by origin, the tree cosigned last.
    """

    keeper: Keeper
    clock: Clock
    views: dict[str, View] = field(default_factory=dict)
    _one: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, keeper: Keeper, clock: Clock) -> "Witness":
        """The witness with every view it must have.

        Raises:
            IntegrityError: a view is lost or changed; it says what to do.
        """
        return cls(keeper, clock, {log.name: keeper.read_view(log.name) for log in keeper.logs})

    def answer(self, body: bytes) -> Reply:
        """Answer a request; a cosignature is given only once the view is kept."""
        try:
            request = parse_request(body)
        except ValueError as error:
            return _declined(Declined(MALFORMED, str(error)))
        # Comparing and keeping are one step, or two requests at once could roll the view back.
        with self._one:
            decided = decide(request, self.keeper.logs, self.views)
            return _declined(decided) if isinstance(decided, Declined) else self._cosigned(decided)

    def _cosigned(self, seen: Seen) -> Reply:
        origin = seen.checkpoint.origin
        line = self.keeper.cosign(seen.text, self.clock())
        if seen.view != self.views.get(origin):
            try:
                self.keeper.keep_view(seen.text, line)
            except OSError as error:
                reason = f"the view cannot be kept: {error.strerror}"
                return Reply(UNWRITABLE, _PLAIN, b"the view cannot be kept\n", reason)
            self.views[origin] = seen.view
        return Reply(OK, _PLAIN, line.encode("utf-8"), f"cosigned {origin} at {seen.checkpoint.size}")


def _declined(declined: Declined) -> Reply:
    told = f"declined with {declined.status}: {declined.sentence}"
    if declined.size is not None:
        return Reply(declined.status, SIZE_TYPE, size_bytes(declined.size), told)
    return Reply(declined.status, _PLAIN, f"{declined.sentence}\n".encode(), told)
