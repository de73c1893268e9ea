"""A stretch of the request while it is written: every column as texts, and the numbers they come from."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from lockgate.rehearsal.arrays import Bools, Ints, Texts, days, draw, iso, pool
from lockgate.rehearsal.people import People
from lockgate.rehearsal.places import Homes

SUBMITTED: Final = days("2025-08-07")
"""The day of the submission, as days since 1970."""


@dataclass
class Draft:
    """Rows of the request being written.

    Attributes:
        rng: the stretch's own generator.
        people: whom each row asks about.
        homes: the home set forth, before it is written out.
        one_field: which rows give the address in one column.
        opened: the day each row's matter was opened.
        ordered: the day each row's order became final.
        columns: what is written, by term.
        surplus: how many fields too many (or, below zero, too few) some rows have; such a row cannot be read.
    """

    rng: np.random.Generator
    people: People
    homes: Homes
    one_field: Bools
    opened: Ints
    ordered: Ints
    columns: dict[str, Texts]
    surplus: dict[int, int] = field(default_factory=dict)

    def put(self, term: str, rows: Ints, values: Texts | str) -> None:
        """Write values into one column."""
        self.columns[term][rows] = values

    def put_day(self, term: str, rows: Ints, day_numbers: Ints) -> None:
        """Write days into one column."""
        self.columns[term][rows] = iso(day_numbers)

    def pick(self, rows: Ints, words: tuple[str, ...]) -> Texts:
        """One of the words for each row."""
        picked: Texts = pool(words)[draw(self.rng, len(words), len(rows))]
        return picked

    def between(self, rows: Ints, least: int, most: int) -> Ints:
        """A whole number for each row, both ends possible."""
        return self.rng.integers(least, most + 1, len(rows), dtype=np.int64)
