"""Whether two addresses, as comparable forms, are one place (R24): the address of record, however written.

*Same* are two keys that are equal, or whose units differ in nothing but blanks. *Near* are two that depart in at most
two of these: the street's suffix, a directional, or the unit stands on one side only; a directional stands before
the street on one side and behind it on the other; a unit is called suite, room or lot on one side and nothing on the
other; a flat is called flat, or apartment by a word misspelt; a street's name is written in one word and in two; one
slip of the pen in one word of the street's name.

Never near: another house number, route, box, state or ZIP; two different suffixes, directionals or units; a box and
a street; a number or an ordinal in a street's name; two well-known street words a letter apart; a foreign address.
"""

import re
from enum import IntEnum

from lockgate.law.address_place import key_parts
from lockgate.law.common_streets import COMMON_STREETS
from lockgate.law.edits import one_slip
from lockgate.law.likeness import Likeness

MOST_DEPARTURES = 2
"""In how many things two near addresses may depart from each other."""

_FOREIGN = "foreign"
_RUNS = re.compile(r"[0-9]+|[A-Z]+")
_NAMELESS_DESIGNATORS = frozenset({"STE", "RM", "LOT"})
_FLATS = frozenset({"FLAT", "FLT", "APRT", "APTMNT", "AP"})
"""Words for a flat, or misspelt for apartment, that Publication 28 does not have; a key keeps them."""
_NUMBER = "NBR"
_COUNTING = re.compile(r"(?:.*(?:TEEN|TEENTH|TIETH)|TWENTY|THIRTY|FORTY|FIFTY|SIXTY|SEVENTY|EIGHTY|NINETY|HUNDRED)\Z")
_KING = "MARTIN LUTHER KING"
_SHORTER = ("MLK", "M L K", "ML KING", "M L KING", "MARTIN L KING", "DR MLK", "DR M L KING", f"DR {_KING}", _KING)
_ONE_NAME = {written: _KING for short in _SHORTER for written in (short, f"{short} JR")}
"""The street name that is abbreviated in the most ways."""


class _Gap(IntEnum):
    """How far one part of two addresses is apart: not at all, by one departure, or beyond what is forgiven."""

    NONE = 0
    DEPARTS = 1
    APART = 9


def compare_places(asked: str, held: str) -> Likeness:
    """How two places compare by their keys (``Place.key``), neither of them empty; their order is nothing."""
    if asked == held:
        return Likeness.SAME
    kind, number, pre, street, suffix, post, *fixed, unit = key_parts(asked)
    kind2, number2, pre2, street2, suffix2, post2, *fixed2, unit2 = key_parts(held)
    if kind != kind2 or number != number2 or fixed != fixed2 or kind == _FOREIGN:
        return Likeness.DIFFERENT
    apart = _streets(street, street2) + _on_one_side(suffix, suffix2) + _units(unit, unit2)
    apart += _directionals((pre, post), (pre2, post2))
    return Likeness.SAME if not apart else Likeness.NEAR if apart <= MOST_DEPARTURES else Likeness.DIFFERENT


def fixed_part(place_key: str) -> str:
    """What is alike in any two places that ``compare_places`` does not call different; a text, '' for no place."""
    if not place_key:
        return ""
    kind, number, _, street, _, _, *fixed, _ = key_parts(place_key)
    return place_key if kind == _FOREIGN else " ".join((kind, number, *fixed, _known_name(street)[:1]))


def _on_one_side(one: str, other: str) -> _Gap:
    """A part that may be left out, and may not be another."""
    if one == other:
        return _Gap.NONE
    return _Gap.APART if one and other else _Gap.DEPARTS


def _directionals(one: tuple[str, str], other: tuple[str, str]) -> _Gap:
    """Directionals before and behind the street: left out, or standing in the other place."""
    if one == other:
        return _Gap.NONE
    fewer, more = sorted((set(one) - {""}, set(other) - {""}), key=len)
    return _Gap.DEPARTS if fewer <= more else _Gap.APART


def _units(one: str, other: str) -> _Gap:
    """Units: left out on one side, or called flat, suite, room or lot on one side and not on the other."""
    if one == other or not (one and other):
        return _on_one_side(one, other)
    mine, theirs = _RUNS.findall(one), _RUNS.findall(other)
    if mine == theirs:
        return _Gap.NONE
    fewer, more = sorted((_which(mine), _which(theirs)), key=len)
    named = len(more) > 1 and more[0] in _NAMELESS_DESIGNATORS and more[1:] == fewer
    return _Gap.DEPARTS if fewer == more or named else _Gap.APART


def _which(unit: list[str]) -> list[str]:
    """What tells a flat from its neighbours: the unit without a word that only says that it is a flat."""
    value = unit[1:] if unit[0] in _FLATS else unit
    value = value[1:] if value[:1] == [_NUMBER] else value
    return value or unit


def _known_name(street: str) -> str:
    return _ONE_NAME.get(street, street)


def _streets(one: str, other: str) -> _Gap:
    """The street's name, in one word or two, with one slip in one word."""
    if one == other:
        return _Gap.NONE
    one, other = _known_name(one), _known_name(other)
    if one == other:
        return _Gap.NONE
    mine, theirs = one.split(), other.split()
    if "".join(mine) == "".join(theirs):
        return _Gap.DEPARTS if "".join(mine).isalpha() else _Gap.APART
    if len(mine) != len(theirs):
        return _Gap.APART
    unlike = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    return _Gap.DEPARTS if len(unlike) == 1 and _slipped(*unlike[0]) else _Gap.APART


def _slipped(one: str, other: str) -> bool:
    """Whether one word of a street's name is a slip of the other."""
    if _COUNTING.match(one) or _COUNTING.match(other) or (one in COMMON_STREETS and other in COMMON_STREETS):
        return False
    return one_slip(one, other)
