"""The short way for ordinary addresses: a sufficient test, never a necessary one.

What it accepts, the full reading accepts too (a property test holds the two together); everything else is
left to the full reading. A million ordinary addresses cost seconds instead of minutes.
"""

from string import ascii_uppercase

from lockgate.law.address_statements import STATEMENT_WORDS
from lockgate.law.address_words import (
    DIRECTIONALS,
    SUFFIXES,
    SUFFIXES_OF_BUILDINGS,
    UNITS,
)
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.lexicon import NEVER_STREET, PLACEHOLDERS, states_absence
from lockgate.law.places import STATES

_PLAIN_SUFFIXES = frozenset(word for word, short in SUFFIXES.items() if short not in SUFFIXES_OF_BUILDINGS)
_UNIT_WORDS = frozenset({"APT", "UNIT", "STE", "APARTMENT", "SUITE", "LOT", "#", "#APT", "#STE", "#UNIT"})
_PLAIN_CITY = PLACEHOLDERS | STATEMENT_WORDS
_HOME = frozenset({"", "US", "USA"})
_NOISE = frozenset(letter * times for letter in ascii_uppercase for times in range(3, 61))
_ORDINALS = frozenset(
    f"{number}{'TH' if 10 < number % 100 < 14 else {1: 'ST', 2: 'ND', 3: 'RD'}.get(number % 10, 'TH')}"
    for number in range(1, 400)
)
_ROAD_KINDS = frozenset(
    """AVENUE AVE STREET ST LANE LN DRIVE HIGHWAY HWY HIWAY ROUTE RTE RT ROAD RD CR SR FM RM RR LOOP SPUR CTH STH
SH US I INTERSTATE NO""".split()
) | {name.split()[-1] for name in STATES}
_NEVER = NEVER_STREET | UNITS.keys() | _NOISE | {"AND"}

RawFields = tuple[str, str, str, str, str, str]
"""line1, line2, city, state, zip, country as written, not folded."""


def is_plainly_deliverable(fields: RawFields, gazetteer: Gazetteer) -> bool:
    """Whether the raw fields are an ordinary street address that the full reading is sure to accept."""
    line1, line2, city, state, zip_field, country = fields
    if country not in _HOME or not line1.isascii():
        return False
    if city:
        words = line1.upper().split(" ")
        if not _is_street(words, len(words)) or (line2 and not _is_second_line(line2.upper())):
            return False
        city, state = city.upper(), state.upper()
        return _is_known(gazetteer, city, state, zip_field) or _is_near(gazetteer, city, state, zip_field)
    return not (line2 or state or zip_field) and _is_whole(line1.upper(), gazetteer)


def _is_whole(text: str, gazetteer: Gazetteer) -> bool:
    """Whether one field is a street, an ordinary unit perhaps, city, state and ZIP, with commas or without."""
    words = text.replace(", ", " ").split(" ")
    comma = text.partition(", ")[0].count(" ") + 1
    end = len(words) - 2
    if end < 4:
        return False
    state, zip_field = words[-2:]
    for size in (3, 2, 1):
        if _is_known(gazetteer, " ".join(words[end - size : end]), state, zip_field):
            return _is_street(words[: end - size], comma)
    return False


def _is_known(gazetteer: Gazetteer, city: str, state: str, zip_field: str) -> bool:
    """Whether the table gives this city and state to this ZIP, and no listed building stands in it."""
    if len(zip_field) == 10 and zip_field[5] == "-" and zip_field[6:].isdecimal():
        zip_field = zip_field[:5]
    area = gazetteer.zips.get(zip_field)
    return area is not None and area.state == state and city in area.cities and zip_field not in gazetteer.busy_zips


def _is_near(gazetteer: Gazetteer, city: str, state: str, zip_field: str) -> bool:
    """Whether the state is the ZIP's, and the city one the table knows near by ("Nashville" for a suburb)."""
    area = gazetteer.zips.get(zip_field)
    if area is None or area.state != state or zip_field in gazetteer.busy_zips:
        return False
    words = city.split(" ")
    return _PLAIN_CITY.isdisjoint(words) and gazetteer.knows_city(city) and gazetteer.is_near(zip_field, city)


def _is_second_line(text: str) -> bool:
    """Whether a second line is an ordinary unit, with its designator or bare ("B", "12")."""
    if len(text) == 1 or (text.isdecimal() and len(text) < 5):
        return text.isascii() and text.isalnum() and text != "X"
    return _is_unit(text.split(" "))


def _is_street(words: list[str], comma: int) -> bool:
    """Whether words are a number, an ordinary name, a suffix, and perhaps a directional and a unit.

    ``comma`` is the count of words before the first comma: none may stand inside the street.
    """
    number = words[0] if words else ""
    if not (number.isdecimal() or _is_hyphenated(number)) or number[0] == "0" or len(number) > 6:
        return False
    end = len(words)
    if end > 4 and words[-2] in _UNIT_WORDS and _is_unit(words[-2:]):
        end -= 2
    elif words[-1][0:1] == "#" and _is_unit(words[-1:]):
        end -= 1
    if end > 3 and words[end - 1] in DIRECTIONALS:
        end -= 1
    if end < 3 or end > comma or words[end - 1] not in _PLAIN_SUFFIXES:
        return False
    name = words[1 : end - 1]
    if not _NEVER.isdisjoint(name) or not all(word.isalpha() or word in _ORDINALS for word in name):
        return False
    if not _ROAD_KINDS.isdisjoint(name[:-1]):
        return False  # "AVENUE B ...", "COUNTY ROAD XX ...": the name may end before the suffix
    return STATEMENT_WORDS.isdisjoint(name) or not states_absence(" ".join(words))


def _is_unit(words: list[str]) -> bool:
    """Whether words are a unit designator and an ordinary value, "APT 4" or "#4B"."""
    if len(words) == 1 and words[0][:1] == "#":
        words = ["#", words[0][1:]]
    if len(words) != 2 or words[0] not in _UNIT_WORDS:
        return False
    value = words[1]
    return (
        value.isascii()
        and len(value) < 7
        and value.isalnum()
        and (len(value) == 1 or value[:-1].isdecimal() or value[1:].isdecimal())
    )


def _is_hyphenated(number: str) -> bool:
    """Whether a house number is two figures and a hyphen, as in Queens and Hawaii ("45-12")."""
    street, hyphen, house = number.partition("-")
    return bool(hyphen) and street.isdecimal() and house.isdecimal()
