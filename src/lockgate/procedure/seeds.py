"""Seeded items of a round: how many, where they stand and what each lacks, drawn from a secret.

A seed is no record: it has no row, stands in no table of a case, and exists only while a page is made from the secret
again (``procedure.seed_items``). It is there so that a deciding officer who affirms without reading is found out (R47,
docs/threats.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import shake_256
from itertools import count

from lockgate.tlog.seeding import SeedsDocument

ROUND = 50
"""How many items one round shows, at most; seeds among them."""

COLUMNS = (
    "matter_id", "matter_kind", "investigation_opened", "officers", "given_name", "family_name", "address_line1",
    "city", "state", "zip", "tax_periods", "statute", "authority", "order_case_number", "final_order_date", "reason",
)  # fmt: skip
"""What a round shows of an item, in this order; never a taxpayer number or a day of birth."""


class Defect(StrEnum):
    """What a seed visibly lacks, with the requirement that it breaks."""

    STREET = "street"
    PERIOD = "period"
    OFFICER = "officer"
    CRIME = "crime"
    PURPOSE = "purpose"


WRITTEN_IN: Mapping[Defect, str] = {
    Defect.STREET: "R08, 26 U.S.C. 6103(i)(2)(B)(i)",
    Defect.PERIOD: "R10, 26 U.S.C. 6103(i)(2)(B)(ii)",
    Defect.OFFICER: "R20, 26 U.S.C. 6103(i)(2)(A)",
    Defect.CRIME: "R11, 26 U.S.C. 6103(i)(2)(A)",
    Defect.PURPOSE: "R54, 26 U.S.C. 6103(i)(2)(A)",
}
"""Defect -> the requirement and the paragraph that the seed breaks."""

SHOWN_VALUES = 4
"""Distinct values of a column that an item shows, at most; it says how many there are in all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One column of an item: its distinct values in order, the first few of them, and how many there are in all."""

    column: str
    values: tuple[str, ...]
    kinds: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a round: a declared group, which shares one matter and its officers; ``records``: how many."""

    records: int
    lines: tuple[Line, ...]

    def says(self, column: str) -> tuple[str, ...]:
        """The values of a column."""
        return next((line.values for line in self.lines if line.column == column), ())


Places = tuple[int | Defect, ...]
"""What stands at each place of a round: the number of a real item, from 0, or a seed with this defect."""


def drawn(secret: bytes, begin: int, of: int, most: int) -> Places:
    """What a round holds: the next items, one to ``most`` seeds, and their order, all of it from the secret.

    Args:
        secret: 32 random bytes.
        begin: how many of the items were put before.
        of: how many items there are; more than ``begin``.
        most: how many seeds there may be, from 1.
    """
    below = drawing(secret, b"places")
    seeds: list[int | Defect] = [list(Defect)[below(len(Defect))] for _ in range(1 + below(most))]
    items: list[int | Defect] = list(range(begin, min(of, begin + ROUND - len(seeds))))
    places = [*items, *seeds]
    for last in range(len(places) - 1, 0, -1):
        other = below(last + 1)
        places[last], places[other] = places[other], places[last]
    return tuple(places)


def document(about: SeedsDocument) -> SeedsDocument:
    """The document with what follows from its secret: where the round ends, and its seeds."""
    places = drawn(about.secret, about.begin, about.of, about.most)
    seeds = tuple((place, one.value) for place, one in enumerate(places, start=1) if isinstance(one, Defect))
    return replace(about, end=about.begin + len(places) - len(seeds), seeds=seeds)


Below = Callable[[int], int]
"""Draws a number from 0 below another one."""


def drawing(secret: bytes, purpose: bytes) -> Below:
    """Draws a number from 0 below another one, each time from the secret and a counter of calls (SHAKE-256)."""
    calls = count()

    def below(bound: int) -> int:
        data = b"lockgate/seeds/v1\n" + purpose + secret + next(calls).to_bytes(8, "big")
        return int.from_bytes(shake_256(data).digest(16), "big") % bound

    return below
