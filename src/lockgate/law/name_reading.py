"""A name as it is compared: folded words, with the suffix that tells father from son kept apart (R24).

How two of them compare is ``law/names``.
"""

import re
from dataclasses import dataclass

from lockgate.law.folding import fold

_JOINED = re.compile(r"['.]")
_BETWEEN = re.compile(r"[\W_]+")

_SUFFIXES = {
    "JR": "JR", "JNR": "JR", "JUNIOR": "JR", "SR": "SR", "SNR": "SR", "SENIOR": "SR",
    "II": "II", "2ND": "II", "2D": "II", "III": "III", "3RD": "III", "3D": "III",
    "IV": "IV", "4TH": "IV", "V": "V", "5TH": "V",
}  # fmt: skip
# "V" may be an initial and "Senior" a surname: beside a name only these are read as a suffix.
_SUFFIXES_BESIDE_A_NAME = frozenset(_SUFFIXES) - {"V", "SENIOR", "2D", "3D"}
_SUFFIXES_AT_ODDS = "?"

NO_NAME = frozenset({"FNU", "LNU", "NFN", "NLN", "NMN", "NMI", "XXX"})
"""Markers written where a name is unknown; they are no word of a name."""


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name in its parts, as written; '' where a part is not given."""

    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name as it is compared.

    Attributes:
        given: the folded words of the given name.
        middle: the folded words of the middle name.
        family: the folded words of the family name.
        suffix: ``JR``, ``SR``, ``II`` … ``V``, '' when absent or a title, ``?`` when two suffixes are at odds.
    """

    given: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    suffix: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """All words but the suffix, in the order given, middle, family."""
        return self.given + self.middle + self.family

    @property
    def text(self) -> str:
        """The key as one text, ``GIVEN WORDS|MIDDLE WORDS|FAMILY WORDS|SUFFIX``; equal keys have equal texts."""
        return f"{' '.join(self.given)}|{' '.join(self.middle)}|{' '.join(self.family)}|{self.suffix}"


def name_from_text(text: str) -> NameKey:
    """The key that ``NameKey.text`` wrote.

    Raises:
        ValueError: the text was not written by ``NameKey.text``.
    """
    given, middle, family, suffix = text.split("|")
    return NameKey(tuple(given.split()), tuple(middle.split()), tuple(family.split()), suffix)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of one part: apostrophes and points join, anything else that is no letter parts."""
    if not text:
        return ()
    if text.isascii() and text.isalpha():
        word = text.upper()
        return () if word in NO_NAME else (word,)
    return tuple(word for word in _BETWEEN.split(_JOINED.sub("", fold(text))) if word and word not in NO_NAME)


def name_key(written: WrittenName, single_name_marker: str = "") -> NameKey:
    """The name as it is compared.

    Args:
        written: the parts as written.
        single_name_marker: the text by which a submission declares that somebody bears one name only (R04);
            a part that equals it is read as absent.
    """
    parts = [
        () if single_name_marker and part.strip() == single_name_marker else words_of(part)
        for part in (written.given, written.middle, written.family)
    ]
    found = {_SUFFIXES[word] for word in ("".join(words_of(written.suffix)),) if word in _SUFFIXES}
    for place, words in enumerate(parts):
        # A middle name may be nothing but the suffix; of the other two a word must remain.
        if len(words) > (0 if place == 1 else 1) and words[-1] in _SUFFIXES_BESIDE_A_NAME:
            found.add(_SUFFIXES[words[-1]])
            parts[place] = words[:-1]
    suffix = found.pop() if len(found) == 1 else _SUFFIXES_AT_ODDS if found else ""
    return NameKey(parts[0], parts[1], parts[2], suffix)
