"""Where every copy is: how far each package has come. The first, small form of the custody graph."""

from datetime import datetime
from enum import StrEnum

from lockgate.procedure.casefile import PackageFacts


class Custody(StrEnum):
    """How far one package is. ``sealed``: it exists and nobody can fetch it."""

    SEALED = "sealed"
    HANDED_OVER = "handed_over"
    FETCHED = "fetched"
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    RECALLED = "recalled"
    PURGED = "purged"


def custody_of(package: PackageFacts) -> Custody:
    """How far this package is; a recall outweighs everything before it, and an erasure all but an opening."""
    steps = (
        (Custody.RECALLED, package.recalled_at),
        (Custody.ACKNOWLEDGED, package.acknowledged_at),
        (Custody.OPENED, package.answered_at),
        (Custody.PURGED, package.purged_at),
        (Custody.FETCHED, package.fetches or None),
        (Custody.HANDED_OVER, package.handed_over_at),
    )
    return next((step for step, came in steps if came is not None), Custody.SEALED)


def disclosed_at(package: PackageFacts) -> datetime | None:
    """From when the package counts as disclosed: its hand-over, or its opening once its key left, where it is gated."""
    if not package.gated:
        return package.handed_over_at
    return package.opened_at if package.answered_at is not None else None


def disclosed(package: PackageFacts) -> bool:
    """Whether the package counts as disclosed."""
    return disclosed_at(package) is not None


def read(package: PackageFacts) -> bool:
    """Whether somebody has or may have read the package: its key left, or it was fetched where no key is kept."""
    return package.answered_at is not None if package.gated else bool(package.fetches)


def gone_unread(package: PackageFacts) -> bool:
    """Whether nobody has read the package and nobody will: it was recalled, or its key erased, before that."""
    gone = package.recalled_at or (package.purged_at if package.gated else None)
    return not read(package) and gone is not None
