"""The short way for ordinary addresses: a sufficient test, never a necessary one.

What it accepts, the full reading accepts too (a property test holds the two together); everything else is
left to the full reading. A million ordinary addresses cost seconds instead of minutes.
"""

import re

from lockgate.law.address_words import (
    DIRECTIONALS,
    HIGHWAY_WORDS,
    SPANISH_STREETS,
    SUFFIXES,
    SUFFIXES_OF_BUILDINGS,
    UNITS,
)
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.lexicon import NEVER_STREET, PLACEHOLDERS, STATEMENTS

_PLAIN_SUFFIXES = "|".join(
    sorted((word for word, short in SUFFIXES.items() if short not in SUFFIXES_OF_BUILDINGS), key=len, reverse=True)
)
_DIRECTION = "|".join(sorted(DIRECTIONALS, key=len, reverse=True))
_STREET = (
    rf"[1-9]\d{{0,5}} (?:(?:{_DIRECTION}) )?(?P<name>(?:[A-Z]+|\d{{1,3}}(?:ST|ND|RD|TH))(?: [A-Z]+){{0,3}}?)"
    rf" (?:{_PLAIN_SUFFIXES})(?: (?:{_DIRECTION}))?"
)
_UNIT = r"(?:(?:APT|UNIT|STE|APARTMENT|SUITE|LOT|#) ?#? ?(?:[A-Z]?\d{1,6}[A-Z]?|[A-Z]))"
_LINE = re.compile(rf"{_STREET}(?:,? {_UNIT})?")
_SECOND = re.compile(_UNIT)
_WHOLE = re.compile(
    rf"{_STREET}(?:,? {_UNIT})?, "
    rf"(?P<city>[A-Z]+(?: [A-Z]+){{0,3}}),? (?P<state>[A-Z]{{2}}),? (?P<zip>\d{{5}})(?:-\d{{4}})?"
)
_HOME = frozenset({"", "US", "USA"})
_TRIPLE = re.compile(r"([A-Z])\1\1")

_SUSPECT = (
    PLACEHOLDERS
    | NEVER_STREET
    | HIGHWAY_WORDS
    | SPANISH_STREETS
    | UNITS.keys()
    | frozenset(word for statement in STATEMENTS for word in re.findall("[A-Z]{1,}", statement))
)


def is_plainly_deliverable(fields: tuple[str, str, str, str, str, str], gazetteer: Gazetteer) -> bool:
    """Whether the raw fields are an ordinary street address that the full reading is sure to accept."""
    line1, line2, city, state, zip_field, country = fields
    if country not in _HOME:
        return False
    if city:
        found = _LINE.fullmatch(line1.upper())
        if found is None or (line2 and _SECOND.fullmatch(line2.upper()) is None):
            return False
        if len(zip_field) == 10 and zip_field[5] == "-" and zip_field[6:].isdecimal():
            zip_field = zip_field[:5]
        city, state = city.upper(), state.upper()
    else:
        if line2 or state or zip_field:
            return False
        found = _WHOLE.fullmatch(line1.upper())
        if found is None:
            return False
        city, state, zip_field = found.group("city", "state", "zip")
    area = gazetteer.zips.get(zip_field)
    if area is None or area.state != state or city not in area.cities or zip_field in gazetteer.busy_zips:
        return False
    name = found["name"]
    return _SUSPECT.isdisjoint(name.split()) and _TRIPLE.search(name) is None
