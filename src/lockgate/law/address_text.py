"""A folded address cut into segments and words, the same way for every later reading."""

import re

from lockgate.law.address_words import DIRECTIONALS
from lockgate.law.lexicon import unleet

_SEGMENT_ENDS = re.compile(r"[,;|()\[\]{}<>\n]+|\s-\s|\s--+\s")
_NOT_APPLICABLE = re.compile(r"\bN\s*[/\\]+\s*A\b|\bN\.\s?A\.?(?=\W|$)")
_CARE_OF = re.compile(r"\bC\s*/\s*O\b|%|\bA\s*/\s*C\b")
_DOTTED = re.compile(r"(?<![A-Z0-9])(?:[A-Z]\.){2,}[A-Z]?(?![A-Z0-9])")
_LONE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_LONE_HYPHEN = re.compile(r"(?<![0-9A-Z])-|-(?![0-9A-Z])|(?<=[A-Z]{2})-|-(?=[A-Z]{2})")
_LONE_SLASH = re.compile(r"(?<!\d)/|/(?!\d)")
_BLANKS = re.compile(r"[^0-9A-Z#/.\-\u0080-\U0010ffff]+")
_HASH = re.compile(r"#+")

CARE = "C/O"
"""The word standing for "care of", "attention" and their Spanish forms."""
NOT_APPLICABLE = "N/A"
"""The word standing for "not applicable" however its slash or dots are written."""

_SPOKEN_CARE = re.compile(r"\b(?:CARE OF|ATTN|ATTENTION|ATT|AL CUIDADO DE|A CARGO DE)\b:?")


def segments(text: str) -> list[str]:
    """The parts of a folded line between commas and the like, blank ones left out."""
    return [part for part in (piece.strip() for piece in _SEGMENT_ENDS.split(text)) if part]


def words(segment: str) -> list[str]:
    """The words of a folded segment: letters, figures, "#", "C/O" and "N/A"; other punctuation is gone.

    Points stay between figures (36.1 ROAD), slashes between figures (1/2), hyphens in house numbers (45-12).
    Two letters of a directional standing apart are joined ("N W" is "NW").
    """
    if segment.isascii() and segment.replace(" ", "").isalnum():
        return _joined([unleet(word) for word in segment.split()])
    text = _DOTTED.sub(lambda found: found.group().replace(".", ""), _NOT_APPLICABLE.sub(" \u0081 ", segment))
    text = _SPOKEN_CARE.sub(" \u0082 ", _CARE_OF.sub(" \u0082 ", text))
    text = text.replace("'", "").replace("&", " AND ")
    text = _LONE_HYPHEN.sub(" ", _LONE_SLASH.sub(" ", _LONE_DOT.sub(" ", text)))
    text = _HASH.sub(" # ", _BLANKS.sub(" ", text))
    text = text.replace("\u0081", NOT_APPLICABLE).replace("\u0082", CARE)
    return _joined([unleet(word) for word in text.split()])


def _joined(found: list[str]) -> list[str]:
    """Directionals in two letters or two words joined to one; "NO 4" read as "# 4" (a unit's or house's number)."""
    joined: list[str] = []
    for word in found:
        if joined and word[0].isdigit() and joined[-1] in _NUMBER_SIGNS and joined[-2:-1] not in _NUMBERED_ROADS:
            joined[-1] = "#"
        if word[0].isdigit() and joined[-2:] == ["C", "R"]:
            joined[-2:] = ["CR"]
        if word in _SECOND and joined and joined[-1] in _FIRST:
            pair = DIRECTIONALS[joined[-1]] + DIRECTIONALS[word]
            if len(word) > 1 or len(joined[-1]) == 1:
                joined[-1] = pair
                continue
        joined.append(word)
    return joined


_NUMBER_SIGNS = frozenset({"NO", "NUM", "NUMERO", "NRO"})
_NUMBERED_ROADS = (["HIGHWAY"], ["HWY"], ["ROUTE"], ["RTE"], ["ROAD"])
_FIRST = frozenset({"N", "S", "NORTH", "SOUTH"})
_SECOND = frozenset({"E", "W", "EAST", "WEST"})
