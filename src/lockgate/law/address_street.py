"""Number and street: house numbers of every shape, street names, suffixes and what follows them (Pub. 28, 23)."""

import re
from dataclasses import dataclass
from itertools import pairwise

from lockgate.law.address_words import (
    COMMON_SUFFIXES,
    DIRECTIONALS,
    SPANISH_STREETS,
    SUFFIXES,
    SUFFIXES_OF_BUILDINGS,
    UNITS,
    UNITS_ALONE,
)
from lockgate.law.lexicon import PLACEHOLDERS
from lockgate.law.places import STATES

_NUMBER = re.compile(
    r"\d{1,6}[A-Z]?"  # 123, 123A
    r"|\d{1,6}[A-Z]?[-/]\d{0,6}[A-Z]{0,2}"  # 45-12, 101-103, 101/103, 12-B
    r"|\d{1,5}\.\d"  # 517.5
    r"|\d{1,5}(?:-\d{1,5}){2,3}"  # 108-1-110
    r"|\d{1,3}[NSEW]\d{1,5}"  # 39W450
    r"|[NSEW]\d{1,6}(?:[NSEW]\d{1,6})?[A-Z]?"  # N1234, W220N5678
)
_LETTER_NUMBER = re.compile(r"[A-Z]{1,2}-?\d{1,5}[A-Z]?")
_FRACTION = re.compile(r"[1-7]/[2-8]")
_HIGHWAY_NAME = re.compile(r"[A-Z]\d[A-Z]")  # A1A
_ORDINAL = re.compile(r"\d+(?:ST|ND|RD|TH)")
_VALUE = re.compile(r"(?!\d+(?:ST|ND|RD|TH)$)(?=.*\d)[A-Z0-9-]{1,8}(?:/[A-Z0-9]+)?|[A-Z]|[A-Z]-[A-Z]")
_SPELLED_NUMBER = frozenset({"ONE"})
_AFTER_ONE = frozenset({"MILE", "TREE", "WAY", "HORSE", "OAK", "PINE", "HUNDRED", "LANE", "STOP", "EIGHTH", "HALF"})

_ROAD_KIND = r"(?:HIGHWAY|HWY|HIWAY|ROUTE|RTE|RT|ROAD|RD|CR|SR|FM|RM|RR|LOOP|SPUR|CTH|STH|SH|US|I)"
_LETTERED_KIND = r"(?:AVENUE|AVE|STREET|ST|LANE|LN|DRIVE)"
_STATE_WORD = "|".join(sorted((re.escape(name) for name in STATES if "." not in name), key=len, reverse=True))
_SIDE = r"(?:N|S|E|W|NE|NW|SE|SW|NORTH|SOUTH|EAST|WEST)"
_OWNER = (
    r"(?:OLD|US|U S|STATE|ST|COUNTY|CNTY|CO|TOWNSHIP|TWP|PRIVATE|FOREST|INDIAN|BIA|NAVAJO|RANCH|TRUNK|BUSINESS|"
    r"FARM TO MARKET|RANCH TO MARKET|FARM|INTERSTATE|FEDERAL|NATIONAL|MUNICIPAL|NEW|" + _STATE_WORD + ")"
)
# No road has more than a few owners and sides; without a bound "W VA W VA …" could be read in 2^n ways.
_NUMBERED_ROAD = re.compile(
    rf"(?:(?:(?:{_SIDE}|{_OWNER}) ){{0,6}}(?:{_ROAD_KIND} (?:NO )?|(?:US|INTERSTATE|{_STATE_WORD}) (?=[A-Z]*[0-9]))"
    rf"|(?:{_SIDE} )?{_LETTERED_KIND} )"
    r"(?P<id>\d{1,5}(?:\.\d)?[A-Z]?(?:-\d+)?|(?P<letter>[A-Z])(?P=letter){0,2}|[A-Z]{1,2}\d?|[A-Z]\d[A-Z])(?!\S)"
    rf"(?: {_SIDE}(?!\S))?"
)
_BEFORE_IDENTITY = frozenset({"NO", "US", "INTERSTATE", *re.findall("[A-Z]+", _ROAD_KIND + _LETTERED_KIND)}) | {
    name.split()[-1] for name in STATES
}
_NO_IDENTITY = UNITS.keys() | DIRECTIONALS.keys() | SUFFIXES.keys()
_BEFORE_OTHER_NUMBERS = frozenset(
    {"BOX", "KM", "MILE", "HIGHWAY", "HWY", "ROUTE", "RTE", "ROAD", "RD", "CR", "SR", "FM"}
)
_NAMES_TOO = frozenset({"KEY", "SIDE", "PIER", "STOP"})  # designators that begin names: "KEY 4", "PIER 39"
_ROAD_LETTERS = frozenset({"X", "XX"})  # county roads of Wisconsin and Missouri


@dataclass(frozen=True)
class Street:
    """A house number with the words of its street, its unit, and the words before and after them."""

    number: str
    words: tuple[str, ...]
    unit: tuple[str, ...]
    sheltered: bool
    outside: tuple[tuple[str, ...], tuple[str, ...]]


def read_street(written: list[str], *, spanish: bool) -> Street | None:
    """The first number in a segment that a street follows, or None.

    ``spanish`` admits the block-and-house numbers of Puerto Rico ("B12 CALLE 4").
    """
    for place, word in enumerate(written):
        if place + 1 == len(written):
            break
        if not _is_number(word, written[place + 1], spanish=spanish) or _belongs_to_unit(written, place):
            continue
        if street := _street_after(written, place):
            return street
    signed = written[:1] == ["#"] and len(written) > 2 and _is_number(written[1], written[2], spanish=spanish)
    return _street_after(written[1:], 0) if signed else None


def _is_number(word: str, following: str, *, spanish: bool) -> bool:
    """Whether a word can be a house number before the following word."""
    if word in _SPELLED_NUMBER:
        return following not in _AFTER_ONE
    if not any("1" <= digit <= "9" for digit in word):
        return False
    if _NUMBER.fullmatch(word):
        return not (_ORDINAL.fullmatch(word) or _FRACTION.fullmatch(word))
    return (spanish or following in SPANISH_STREETS) and _LETTER_NUMBER.fullmatch(word) is not None


def _belongs_to_unit(written: list[str], place: int) -> bool:
    """Whether the number is a unit's or a road's ("APT 4 ...", "# 4", "HIGHWAY 6 ...", "ROAD 45 46 BYPASS")."""
    before = written[place - 1] if place else ""
    if before.isdigit() and place > 1 and written[place - 2] in _BEFORE_OTHER_NUMBERS:
        return True
    return before in UNITS or before in _BEFORE_OTHER_NUMBERS


def _street_after(written: list[str], place: int) -> Street | None:
    """The street whose number stands at ``place``, or None where no street's words follow."""
    number, rest = [written[place]], written[place + 1 :]
    while len(rest) > 1 and (_FRACTION.fullmatch(rest[0]) or rest[0] in {"AND", "-"}):
        number.append(rest.pop(0))
        if number[-1] == "AND" and not rest[0].isdigit():
            return None
        if number[-1] == "AND":
            number.append(rest.pop(0))
    end, sheltered = _end_of_name(rest)
    if end == 0 or not _names_a_street(rest[:end], sheltered=sheltered):
        return None
    unit_end = _end_of_unit(rest, end)
    sides = (tuple(written[:place]), tuple(rest[unit_end:]))
    return Street(" ".join(number), tuple(rest[:end]), tuple(rest[end:unit_end]), sheltered, sides)


def _end_of_name(rest: list[str]) -> tuple[int, bool]:
    """Where the street's name ends among the words after the number, and whether a suffix vouches for it."""
    if _may_be_numbered(rest) and (road := _NUMBERED_ROAD.match(" ".join(rest))):
        identity = road["id"]
        if identity not in _NO_IDENTITY and identity not in PLACEHOLDERS - _ROAD_LETTERS:
            return len(road.group().split()), True
    limit = _start_of_unit(rest)
    for place in range(limit - 1, 0, -1):
        if rest[place] in SUFFIXES:
            after = place + 1
            if after < limit and rest[after] in DIRECTIONALS:
                after += 1
            return after, SUFFIXES[rest[place]] not in SUFFIXES_OF_BUILDINGS
    return limit, False


def _may_be_numbered(rest: list[str]) -> bool:
    """Whether a short word or figure follows a road's kind or a state: a cheap question before the dear one."""
    return any(before in _BEFORE_IDENTITY and (len(word) < 4 or word[0].isdigit()) for before, word in pairwise(rest))


def _start_of_unit(rest: list[str]) -> int:
    """The place of the first unit designator that has a value, or the number of words."""
    for place, word in enumerate(rest):
        if word == "#":
            return place
        follows = rest[place + 1] if place + 1 < len(rest) else ""
        numbered = word in UNITS and word not in _NAMES_TOO and (follows == "#" or _VALUE.fullmatch(follows))
        if numbered and (place or rest[-1] not in SUFFIXES):
            return place
        if place > 1 and not follows and UNITS.get(word) in UNITS_ALONE and rest[place - 1] in SUFFIXES:
            return place
    return len(rest)


def _end_of_unit(rest: list[str], start: int) -> int:
    """Where the unit after a street ends: designators with values, or one bare value."""
    place = start
    while place < len(rest):
        word = rest[place]
        if word in UNITS:
            place = _end_of_value(rest, place + 1, alone=UNITS[word] in UNITS_ALONE)
        elif _VALUE.fullmatch(word) and not (len(word) == 5 and word.isdigit()):
            place += 1
        else:
            break
    return place


def _end_of_value(rest: list[str], place: int, *, alone: bool) -> int:
    """Where the value of a unit designator ends; one that stands alone takes only a value with a figure."""
    while place < len(rest) and rest[place] in {"#", "NO", "NUM", "NUMBER"}:
        place += 1
    takes = place < len(rest) and rest[place] not in UNITS and (not alone or _VALUE.fullmatch(rest[place]))
    return place + 1 if takes else place


def _names_a_street(name: list[str], *, sheltered: bool) -> bool:
    """Whether words after a number can be a street's name: not only a suffix, a directional or figures."""
    bare = [word for word in name if word not in DIRECTIONALS]
    if not bare:
        return len(name) > 1
    if all(SUFFIXES.get(word) in COMMON_SUFFIXES for word in bare):
        return len(name) > 1
    if all(word.replace(".", "").isdigit() for word in bare):
        return name[0] in DIRECTIONALS or name[-1] in DIRECTIONALS
    if name[0] in DIRECTIONALS and _HIGHWAY_NAME.fullmatch(name[-1]):
        return True
    if sheltered or (name[0] in DIRECTIONALS and bare != name[-1:]):
        return True
    return any(
        (word.isalpha() and len(word) > 1 and (word not in UNITS or word in _NAMES_TOO)) or _ORDINAL.fullmatch(word)
        for word in bare
    )
