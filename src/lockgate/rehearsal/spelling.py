"""Names without accents, as a custodian's file holds them."""

import unicodedata
from functools import cache

_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"})


@cache
def plain(name: str) -> str:
    """The name in letters without accents."""
    decomposed = unicodedata.normalize("NFD", name.translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
