"""One slip of the pen: the only misspelling that is ever forgiven, in a name or in a street."""

LEAST_LETTERS = 5
"""A slip is forgiven only where both words have so many letters: shorter ones are other words too easily."""


def one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, put in, replaced, or exchanged with its neighbour; never the first letter.

    Both words must be at least ``LEAST_LETTERS`` long, and one of them letters only: a figure may be read for a letter,
    never for another figure. Symmetric; a word is no slip of itself.
    """
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < LEAST_LETTERS or one[0] != other[0]:
        return False
    return (one.isalpha() or other.isalpha()) and _one_edit(one, other)


def _one_edit(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    if at == len(one):
        return False
    exchanged = one[at : at + 2] == other[at : at + 2][::-1]
    return one[at + 1 :] == other[at + 1 :] or (exchanged and one[at + 2 :] == other[at + 2 :])
