"""All kinds of request, and how many of each stand in a file of a given size."""

from lockgate.rehearsal.kinds import Final, Kind
from lockgate.rehearsal.kinds_address import ADDRESSES
from lockgate.rehearsal.kinds_good import GOOD, NOT_IN_FILE, UNIFORM
from lockgate.rehearsal.kinds_terms import BROKEN, ORDERS, REQUESTS, STATUTES

KINDS: tuple[Kind, ...] = (*GOOD, *UNIFORM, *ADDRESSES, *ORDERS, *STATUTES, *REQUESTS, *BROKEN)
"""Every kind, in the order of the catalogue; a kind is named by its place in it."""

TEN_THOUSAND = 10_000


def counts(records: int) -> list[int]:
    """How many rows of each kind, in the order of ``KINDS``.

    Each kind stands at least once, with its whole group; people not in the file fill what is left. In a small
    file the commonest kinds give way first; below ``fewest_records`` the last kinds of the catalogue are left out.
    """
    groups = [max(1, round(records * kind.share / TEN_THOUSAND / kind.group)) for kind in KINDS]
    filler = KINDS.index(NOT_IN_FILE)
    groups[filler] = 1
    left = records - _rows(groups)
    while left < 0 and max(groups) > 1:
        commonest = max(range(len(KINDS)), key=lambda place: groups[place] - 1 and groups[place] * KINDS[place].group)
        groups[commonest] -= 1
        left = records - _rows(groups)
    for place in range(len(KINDS) - 1, -1, -1):
        if left < 0:
            left += groups[place] * KINDS[place].group
            groups[place] = 0
    groups[filler] += left
    return [number * kind.group for number, kind in zip(groups, KINDS, strict=True)]


def _rows(groups: list[int]) -> int:
    return sum(number * kind.group for number, kind in zip(groups, KINDS, strict=True))


def fewest_records() -> int:
    """The least number of records at which every kind occurs."""
    return sum(kind.group for kind in KINDS)


def rightful(planted: list[int]) -> int:
    """How many of the rows the law orders to be answered with an address."""
    return sum(count for kind, count in zip(KINDS, planted, strict=True) if kind.final is Final.RELEASED)
