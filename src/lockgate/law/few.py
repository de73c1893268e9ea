"""Numbers that go to readers without a provision: so few that they tell of persons are not told (R46, R51).

26 U.S.C. 6103(b)(2) makes whether somebody was identified return information, and (b)(2) lets go only of data "in a
form which cannot be associated with, or otherwise identify, directly or indirectly, a particular taxpayer".
"""

from collections.abc import Mapping

FEWEST = 10
"""The smallest number that is told. A house value; law.md names none."""

FEW = f"fewer than {FEWEST}"
"""What is written in the place of a smaller number."""


def told_of(counts: Mapping[str, int]) -> dict[str, int | str | None]:
    """What may be told of numbers that add up to a known one: each number, ``FEW``, or None where it is not told.

    Beside a number that is too small, the smallest of the others is not told either, or the total would tell the
    small one; where every number is small, none is told.
    """
    enough = sorted((number, word) for word, number in counts.items() if number >= FEWEST)
    if not enough:
        return dict.fromkeys(counts)
    few = {word for word, number in counts.items() if number < FEWEST}
    beside = enough[0][1] if few else ""
    return {word: FEW if word in few else None if word == beside else number for word, number in counts.items()}
