"""Proving an agreement: whatever a pack lets through, the statute must let through (R05, R09, R24).

A pack says which sets of elements may identify one taxpayer (``routes``) and which elements of the request it
asks for (``elements``). Everything else is the statute's and cannot be switched off. So it is enough to look at
every set of elements that can hold of a record: the pack would release it when all the request's elements and
one whole route hold; the statute lets it leave only when every statutory element holds.
"""

from dataclasses import dataclass
from itertools import combinations

from lockgate.law.agreement import REQUIRED_IN_EVERY_ROUTE, Element

STATUTORY = frozenset(
    {
        Element.IN_WRITING,
        Element.REQUESTER,
        Element.NAME,
        Element.ADDRESS_SET_FORTH,
        Element.PERIODS,
        Element.AUTHORITY,
        Element.REASON,
        Element.ENGAGED_OFFICERS,
    }
)
"""What (i)(2)(A) and (B) ask of the request itself."""

LAWFUL = STATUTORY | REQUIRED_IN_EVERY_ROUTE
"""What must hold of a record before its address may leave."""


@dataclass(frozen=True, slots=True)
class WronglyReleased:
    """The smallest record a pack would wrongly release: what holds of it, and what is missing."""

    holds: frozenset[Element]
    missing: frozenset[Element]


def would_release(
    elements: frozenset[Element], routes: tuple[frozenset[Element], ...], holds: frozenset[Element]
) -> bool:
    """Whether a pack lets a record through of which exactly ``holds`` holds."""
    return elements <= holds and any(route <= holds for route in routes)


def lawful(holds: frozenset[Element]) -> bool:
    """Whether the statute lets it through."""
    return holds >= LAWFUL


def smallest_wrongly_released(
    elements: frozenset[Element], routes: tuple[frozenset[Element], ...]
) -> WronglyReleased | None:
    """The smallest record a pack would release although the statute does not order it, or None.

    Every subset of the elements is looked at, the smallest first; among equals the first in the order of
    :class:`Element`. None proves that the pack releases nothing the statute does not.
    """
    everything = tuple(Element)
    for size in range(len(everything) + 1):
        for chosen in combinations(everything, size):
            holds = frozenset(chosen)
            if would_release(elements, routes, holds) and not lawful(holds):
                return WronglyReleased(holds, LAWFUL - holds)
    return None
