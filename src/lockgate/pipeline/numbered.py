"""Texts of a batch as facts, with a number that tells which of them come to the same."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lockgate.pipeline.encoding import Coded

Numbers = npt.NDArray[np.int64]
"""One number a row."""
NONE = 0
"""The number of no place and of no reason."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The facts of one kind of text, and a number for each row that is equal where the texts come to the same.

    Attributes:
        facts: the facts.
        numbers: of the place a row names, or of the letters of its reason; ``NONE`` where it has none.
    """

    facts: Coded[Hashable]
    numbers: Numbers
