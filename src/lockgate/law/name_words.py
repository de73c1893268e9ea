"""How two words of names compare: equal, known to be one name, one slip of the pen apart, or different (R24).

*Known* are a nickname and its name (``law/nicknames``), the ways one name of another script is written
(``law/transliterations``), and spellings that sound alike by the few rules here. A *slip* is one letter left out,
put in, replaced or exchanged with its neighbour: never the first, never in a word of fewer than five letters, never
between two names that are both well known, and never one that only changes the gender of a given name.
"""

import re
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache

from lockgate.law.common_family import COMMON_FAMILY
from lockgate.law.common_given import COMMON_GIVEN
from lockgate.law.edits import one_slip
from lockgate.law.nicknames import NAMES_OF
from lockgate.law.transliterations import GROUP_OF

_REMEMBERED = 1 << 16
"""How many words, and pairs of words, are kept: names repeat, and the answer is always the same."""

_SOUND_LETTERS = 4
"""Spellings that sound alike are brought together only in words of so many letters."""

_FAMILIES = ("CKQ", "FP", "SZ", "IY")
_KNOWN_AS = NAMES_OF.keys() | GROUP_OF.keys()
_INITIAL = {letter: letters[0] for letters in _FAMILIES for letter in letters}


class Step(IntEnum):
    """How far apart two words, or two parts of a name, are; the greater, the nearer."""

    DIFFERENT = 0
    DEPARTS = 1
    """One slip, or one departure from the order or number of the words: a name may have one of these, no more."""
    KNOWN = 2
    SAME = 3


def together(steps: list[Step]) -> Step:
    """What several parts amount to: the least of them, and two departures are a different name."""
    least = min(steps, default=Step.SAME)
    return Step.DIFFERENT if least is Step.DEPARTS and steps.count(least) > 1 else least


def given_step(one: str, other: str) -> Step:
    """How two words of given or middle names compare."""
    if one == other:
        return Step.SAME
    if initial(one) != initial(other) and one not in _KNOWN_AS and other not in _KNOWN_AS:
        return Step.DIFFERENT
    return _unlike_given(one, other)


@lru_cache(_REMEMBERED)
def _unlike_given(one: str, other: str) -> Step:
    if _is_form_of(one, other) or _is_form_of(other, one) or _sounds_alike(one, other, given_sound):
        return Step.KNOWN
    if initial(one) == initial(other) and given_forms(one) & given_forms(other):
        return Step.KNOWN
    both_common = one in COMMON_GIVEN and other in COMMON_GIVEN
    forgiven = one_slip(one, other) and not both_common and not _other_gender(one, other)
    return Step.DEPARTS if forgiven else Step.DIFFERENT


def family_step(one: str, other: str) -> Step:
    """How two surnames of one word compare; a surname has no nickname."""
    if one == other:
        return Step.SAME
    if initial(one) != initial(other) and (one not in GROUP_OF or other not in GROUP_OF):
        return Step.DIFFERENT
    return _unlike_family(one, other)


@lru_cache(_REMEMBERED)
def _unlike_family(one: str, other: str) -> Step:
    if GROUP_OF.get(one, one) == GROUP_OF.get(other, other) or _sounds_alike(one, other, family_sound):
        return Step.KNOWN
    both_common = one in COMMON_FAMILY and other in COMMON_FAMILY
    return Step.DEPARTS if one_slip(one, other) and not both_common else Step.DIFFERENT


def _is_form_of(form: str, name: str) -> bool:
    return not given_forms(form).isdisjoint((name, GROUP_OF.get(name, name)))


def _sounds_alike(one: str, other: str, sound: Callable[[str], str]) -> bool:
    return min(len(one), len(other)) >= _SOUND_LETTERS and initial(one) == initial(other) and sound(one) == sound(other)


@lru_cache(_REMEMBERED)
def given_forms(word: str) -> frozenset[str]:
    """A given name, the names it is a short form of, and the first spelling of each."""
    names = NAMES_OF.get(word, frozenset()) | {word}
    return names | {GROUP_OF.get(name, name) for name in names}


def family_forms(word: str) -> frozenset[str]:
    """A surname, and the first spelling of its name."""
    return frozenset({word, GROUP_OF.get(word, word)})


def initial(word: str) -> str:
    """The first letter, letters that are written for one another taken as one."""
    return _INITIAL.get(word[0], word[0])


_DOUBLED = re.compile(r"(.)\1")
# Order counts: what one rule leaves, the next reads. None changes what ``initial`` says.
_SOUNDS = (
    (re.compile("PH"), "F"), (re.compile("SCH"), "SH"), (re.compile("TCH"), "CH"), (re.compile("TH"), "T"),
    (re.compile("CHR"), "KR"),
    (re.compile("CK|C(?![EIYH])"), "K"), (re.compile("(?<!^)OU|(?<!^)OO"), "U"), (re.compile("(?<!^)EE"), "I"),
    (re.compile("Z"), "S"), (re.compile("Y(?!$)"), "I"), (_DOUBLED, r"\1"), (re.compile("(?<=[AEIOU])H$"), ""),
)  # fmt: skip
_FAMILY_SOUNDS = (
    (re.compile("^MAC(?=...)"), "MC"), (re.compile("(?<=...)OFF$"), "OV"), (re.compile("(?<=...)EFF$"), "EV"),
    (re.compile("(?<=..)SK(?:Y|IY|II|YI|YY|IJ|AYA|AIA)$"), "SKI"), (re.compile("(?<=..)([OE])VA$"), r"\1V"),
    (re.compile("(?<=.)([AOU])E(?=.)"), r"\1"),
)  # fmt: skip


@lru_cache(_REMEMBERED)
def given_sound(word: str) -> str:
    """A given name as it sounds: PH as F, TH as T, C as K, Z as S, Y as I, doubled letters single, no final H."""
    for written, sound in _SOUNDS:
        word = written.sub(sound, word)
    return word


@lru_cache(_REMEMBERED)
def family_sound(word: str) -> str:
    """A surname as it sounds: as a given name, and MAC as MC, -OFF as -OV, -SKAYA as -SKI, AE, OE, UE as A, O, U."""
    for written, sound in _FAMILY_SOUNDS:
        word = written.sub(sound, word)
    return given_sound(word)


def _other_gender(one: str, other: str) -> bool:
    """Whether two given names differ by their ending only, as Mario and Maria, Daniel and Daniela do."""
    one, other = sorted((one, other), key=len)
    if len(one) == len(other):
        return one[:-1] == other[:-1] and one[-1] in "AEIO" and other[-1] in "AEIO"
    return one == other[:-1] and other[-1] in "AEO"
