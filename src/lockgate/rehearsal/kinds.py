"""What a kind of request is: whom it asks about, what is written, and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum

from lockgate.rehearsal.arrays import Ints
from lockgate.rehearsal.draft import Draft
from lockgate.rehearsal.people import Special

Alter = Callable[[Draft, Ints], None]
"""Changes some rows of a draft."""


class Examine(StrEnum):
    """What examine must say."""

    SUFFICIENT = "sufficient"
    RETURNED = "returned"
    REVIEW = "review"


class Final(StrEnum):
    """What must become of the record in the end. ``held`` is a record nobody's finding has resolved."""

    RELEASED = "released"
    UNIFORM = "uniform"
    RETURNED = "returned"
    HELD = "held"


class Meant(StrEnum):
    """What location must come to, told apart from what the answer may say."""

    ONE = "one"
    WEAK = "weak"
    NOBODY = "nobody"
    NOT_SOUGHT = ""


class Who(Enum):
    """Whom a kind asks about."""

    IN_FILE = "somebody in the custodian's file"
    STRANGER = "nobody in the file"
    EITHER = "one in three in the file"


class Given(Enum):
    """Which further identity elements are given."""

    TIN = "TIN"
    BIRTH = "date of birth"
    BOTH = "both"
    NEITHER = "neither"
    OFTEN = "a TIN on two rows in three, a birth date on every other"
    SELDOM = "a TIN on one row in twelve, a birth date on most"


class Home(Enum):
    """Which home is set forth."""

    HELD = "one held for a stated period"
    MOVED_WITHIN = "the former one, held for a stated period, as the new one is"
    MOVED_BEFORE = "the former one, held only before the stated periods"
    LAST = "the one of the latest period, which alone is stated"
    OTHER_UNIT = "another unit of the same building"
    ELSEWHERE = "one they never had"
    SHARED = "one home for the whole group"


@dataclass(frozen=True)
class Kind:
    """One kind of request.

    Attributes:
        name: its name in the truth.
        share: how many of ten thousand records.
        examine: what examine must say.
        rules: requirements that must stand among those not met or not checked.
        final: what must become of it.
        who, special: whom it asks about.
        group: how many rows are planted together.
        given: which further identity elements are given.
        home: which home is set forth.
        alters: what is changed, in this order.
    """

    name: str
    share: int
    examine: Examine
    rules: tuple[str, ...]
    final: Final
    who: Who = Who.EITHER
    special: Special = Special.ORDINARY
    group: int = 1
    given: Given = Given.OFTEN
    home: Home = Home.HELD
    alters: tuple[Alter, ...] = ()

    @property
    def one_person(self) -> bool:
        """Whether all rows of a group ask about one person."""
        return "R48" in self.rules

    @property
    def address_returned(self) -> bool:
        """Whether the address is returned, and so the TIN beside it stands for nothing (R09)."""
        return "R05" in self.rules and self.examine is Examine.RETURNED
