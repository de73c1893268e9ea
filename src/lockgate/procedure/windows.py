"""The fixed windows in which answers go out, so that the time of an answer tells nothing (R46)."""

from datetime import UTC, datetime, timedelta

_MIDNIGHT = datetime(2025, 1, 1, tzinfo=UTC)


def opens_at(authorized_at: datetime, window_hours: int) -> datetime:
    """The first fixed window that begins after the authorization; windows begin every ``window_hours``.

    Windows are counted from midnight UTC of 1 January 2025, the same for every case and every agency.

    Raises:
        ValueError: ``window_hours`` is below 1.
    """
    if window_hours < 1:
        raise ValueError("a window lasts an hour or more")
    span = timedelta(hours=window_hours)
    return _MIDNIGHT + span * ((authorized_at - _MIDNIGHT) // span + 1)
