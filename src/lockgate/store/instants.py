"""The office's time never goes back: what is entered or signed is not before what was entered or signed last.

An order is asked for as of an instant. Were that instant earlier than the order's own entry, by a clock set back or
one read before the lock was had, the order would not be seen.
"""

from datetime import datetime, timedelta

from lockgate.errors import UsageError
from lockgate.store.models.log import CheckpointRow, EntryRow

CLOCKS_DIFFER = timedelta(minutes=15)
"""How far a clock may lie behind the record of work: machines differ, and clocks are set right in small steps."""


def not_before(at: datetime) -> datetime:
    """The instant, or that of the last entry or head where the clock lies a little behind it.

    Asked under the lock of an act on a case, so that nothing is entered meanwhile; and of every entry as it is written.

    Args:
        at: what the clock says now, aware.

    Raises:
        UsageError: the clock lies further behind than clocks differ.
    """
    entered = EntryRow.objects.order_by("-id").values_list("at", flat=True).first()
    signed = CheckpointRow.objects.order_by("-size").values_list("at", flat=True).first()
    last = max((one for one in (entered, signed) if one is not None), default=at)
    if at < last - CLOCKS_DIFFER:
        raise UsageError(
            f"The clock says {at:%Y-%m-%d %H:%M:%S}Z, and the last act was entered or signed at "
            f"{last:%Y-%m-%d %H:%M:%S}Z: it went back. Nothing is entered or signed; set the clock right and repeat. "
            "If it was ahead before, wait until that time has come."
        )
    return max(at, last)
