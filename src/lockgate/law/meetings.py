"""Who is to be compared with whom: a request and a taxpayer meet where they share one of these texts.

Engines bring pairs, ``law/location`` decides. So that every engine brings the same pairs, what a pair must have in
common is said here, as text: the marks of one place with the marks of a name, a TIN, or a birth date with the marks
of a name. Whatever ``law`` calls an agreeing name and address shares a meeting at the place; a property test holds it.
"""

import re

from lockgate.law.address_place import place_from_key
from lockgate.law.names import NameKey

PLACE, TIN, BIRTH = MEETINGS = ("place", "tin", "birth")
"""The three ways to meet; the first part of a meeting's text."""

_BETWEEN = "\x1f"
_BEGINNING = 3
_DIGITS = re.compile(r"[0-9]+")


def meeting(way: str, *parts: str) -> str:
    """The text of one meeting.

    It is ``meeting(PLACE, place_mark, name_mark)``, ``meeting(TIN, tin)`` with nine digits, or
    ``meeting(BIRTH, iso_date, birth_name_mark)``; where a mark is absent, or a value unreadable, there is none.
    """
    return _BETWEEN.join((way, *parts))


def place_mark(place_key: str) -> str:
    """What any two keys have in common that ``compare_places`` does not call different; '' for no place."""
    if not place_key:
        return ""
    place = place_from_key(place_key)
    runs = _DIGITS.findall(f"{place.number} {place.box}")
    return f"{place.zip5 or place.state} {max(runs, key=len, default='').lstrip('0')}"


def name_marks(name: NameKey) -> tuple[str, ...]:
    """Pairs of initials, without order; two names that ``compare_names`` does not call different share one.

    The first forename goes with every surname, and every forename with the first surname.
    """
    forenames, families = name.given + name.middle, name.family
    if not (name.given and name.family):
        return (name.words[0][0] * 2,) if name.words else ()
    pairs = [(forenames[0], family) for family in families] + [(one, families[0]) for one in forenames]
    return tuple(sorted({"".join(sorted((one[0], other[0]))) for one, other in pairs}))


def birth_name_marks(name: NameKey) -> tuple[str, ...]:
    """What two names that are the same have in common, where a birth date is all else that does.

    The given name's beginning goes with the initial of every surname, and with the two exchanged.
    """
    given, family = "".join(name.given), "".join(name.family)
    if not (given and family):
        return ("".join(name.words)[:_BEGINNING],) if name.words else ()
    marks = {f"{given[:_BEGINNING]} {surname[0]}" for surname in name.family}
    return tuple(sorted(marks | {f"{family[:_BEGINNING]} {given[0]}"}))
