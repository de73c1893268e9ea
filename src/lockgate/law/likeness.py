"""How two written names, or two written addresses, compare: three answers, no score."""

from enum import IntEnum


class Likeness(IntEnum):
    """What comparing two written values showed; the greater, the more alike."""

    DIFFERENT = 0
    NEAR = 1
    """They agree within the stated bounds, though written differently."""
    SAME = 2
    """They are one, whatever the manner of writing."""
