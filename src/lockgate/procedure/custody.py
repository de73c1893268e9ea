"""Where every copy is: how far each package has come. The first, small form of the custody graph."""

from enum import StrEnum

from lockgate.procedure.casefile import PackageFacts


class Custody(StrEnum):
    """How far one package is. ``sealed``: it exists and nobody can fetch it."""

    SEALED = "sealed"
    HANDED_OVER = "handed_over"
    FETCHED = "fetched"
    ACKNOWLEDGED = "acknowledged"
    RECALLED = "recalled"


def custody_of(package: PackageFacts) -> Custody:
    """How far this package is; a recall outweighs everything before it."""
    if package.recalled_at is not None:
        return Custody.RECALLED
    if package.acknowledged_at is not None:
        return Custody.ACKNOWLEDGED
    if package.fetches:
        return Custody.FETCHED
    if package.handed_over_at is not None:
        return Custody.HANDED_OVER
    return Custody.SEALED


def disclosed(package: PackageFacts) -> bool:
    """Whether the package counts as disclosed: in the direct form, from its hand-over on."""
    return package.handed_over_at is not None
