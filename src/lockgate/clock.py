"""The only reader of the time. Everything else takes the instant as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""A clock: called without arguments, it returns an aware UTC instant."""


def system_clock() -> datetime:
    """The present instant in UTC, to the microsecond."""
    return datetime.now(UTC)  # noqa: TID251 - this file is the one that may
