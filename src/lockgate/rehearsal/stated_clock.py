"""A stated clock: the time a script says it is. Nothing sleeps, and no office in use has one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2025, 8, 7, 12, tzinfo=UTC)
"""When a demo begins: noon on the day of the submission."""


@dataclass
class StatedClock:
    """Tells the instant it was last moved to; it is moved forward only."""

    instant: datetime = START

    def __call__(self) -> datetime:
        """The instant it is."""
        return self.instant

    def forward(self, span: timedelta) -> None:
        """Let this much time pass.

        Raises:
            ValueError: the span is below zero.
        """
        if span < timedelta():
            raise ValueError("time only moves forward")
        self.instant += span
