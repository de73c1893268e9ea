"""What a rehearsal is asked to be, and the numbers that follow from it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from lockgate.errors import UsageError

AS_OF: Final = "2025-08-07"
"""The day of the submission."""

MOST_NUMBERS = 60_000_000
"""How many synthetic taxpayer numbers there are."""


class OfficersMode(StrEnum):
    """Whom the request names as engaged: one officer for all rows, or a roster that could be true."""

    ONE = "one"
    PLAUSIBLE = "plausible"


class Part(StrEnum):
    """Parts of a rehearsal, each with generators of its own, so that one does not shift another."""

    FILE = "file"
    STRANGERS = "strangers"
    PLANTING = "planting"
    REQUEST = "request"
    REGISTERS = "registers"
    SLIPS = "slips"


@dataclass(frozen=True)
class Plan:
    """A rehearsal as asked for; ``slips`` is how many sufficient rows in a hundred have a slip of the pen."""

    records: int
    taxpayers: int
    seed: int
    officers: OfficersMode = OfficersMode.PLAUSIBLE
    practice: bool = False
    slips: float = 0.0

    def __post_init__(self) -> None:
        if self.records < 1 or self.taxpayers < 1:
            raise UsageError("--records and --taxpayers must be 1 or more.")
        if not 0 <= self.slips <= 100:
            raise UsageError("--slips must be from 0 to 100, rows in a hundred.")
        if self.seed < 0:
            raise UsageError("--seed must be 0 or more.")
        if self.taxpayers + 3 * self.records > MOST_NUMBERS:
            raise UsageError(
                f"--taxpayers and three times --records together exceed {MOST_NUMBERS:,}, the synthetic taxpayer"
                " numbers there are; ask for fewer."
            )

    def generator(self, part: Part, number: int = 0) -> np.random.Generator:
        """The generator of one part, and of one stretch of it."""
        return np.random.default_rng([self.seed, list(Part).index(part), number])
