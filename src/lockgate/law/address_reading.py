"""Everything one written address says: its delivery line, its locality, and the codes that follow."""

from dataclasses import dataclass
from itertools import pairwise

from lockgate.law.address_codes import AddressCode
from lockgate.law.address_lines import Delivery, is_unit_only
from lockgate.law.address_locality import Locality, read_locality
from lockgate.law.address_signs import is_filler_zip, is_placeholder_city, placeholder_codes
from lockgate.law.address_sites import site_codes
from lockgate.law.address_text import segments, words
from lockgate.law.address_words import DIRECTIONALS, SUFFIXES, UNITS
from lockgate.law.address_written import Lines, read_lines
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.lexicon import says_nothing, states_absence
from lockgate.law.places import MILITARY_CITIES, MILITARY_STATES, SPLIT_ZIPS

Fields = tuple[str, str, str, str, str, str]
"""Folded line1, line2, city, state, zip, country."""


@dataclass(frozen=True)
class Reading:
    """What was read, and what is to be said of it."""

    locality: Locality
    delivery: Delivery | None
    codes: frozenset[AddressCode]


def read_address(fields: Fields, gazetteer: Gazetteer) -> Reading:
    """The reading of folded fields; its codes are never empty."""
    if not any(letter.isalnum() for text in fields[:5] for letter in text):
        return Reading(Locality(()), None, frozenset({AddressCode.BLANK}))
    where = read_locality(fields, gazetteer)
    lines = read_lines(where)
    if where.is_foreign:
        return Reading(where, lines.delivery, frozenset(_foreign_codes(where, lines, gazetteer)))
    codes = placeholder_codes(where, lines, gazetteer) | site_codes(where, lines, gazetteer)
    codes |= _form_codes(where, lines, gazetteer, codes)
    if not codes:
        codes = {AddressCode.DELIVERABLE}
    return Reading(where, lines.delivery, frozenset(codes))


def _form_codes(where: Locality, lines: Lines, gazetteer: Gazetteer, said: set[AddressCode]) -> set[AddressCode]:
    """What is missing from street, city, state and ZIP, contradictions, and a ZIP the table does not know."""
    codes: set[AddressCode] = set()
    if lines.delivery is None and not said:
        codes.add(_missing_part(where, lines, gazetteer))
    elif lines.delivery is None and said == {AddressCode.PLACEHOLDER} and _street_words(lines):
        codes.add(AddressCode.NO_NUMBER)
    if lines.delivery is not None or AddressCode.NO_NUMBER in codes:
        codes |= _missing_locality(where, gazetteer)
    if _contradicts(where, gazetteer):
        codes.add(AddressCode.CONTRADICTION)
    elif (
        lines.delivery is not None
        and where.zip5
        and not (where.zip5 in gazetteer.zips or is_filler_zip(where, gazetteer))
    ):
        codes.add(AddressCode.ZIP_UNKNOWN)
    return codes


def _street_words(lines: Lines) -> bool:
    """Whether a suffix shows that a street was meant."""
    parts = [part for part in lines.outside if not part[0].isdigit()]
    return any(word in SUFFIXES for part in parts for word in part[1:])


def _missing_part(where: Locality, lines: Lines, gazetteer: Gazetteer) -> AddressCode:
    """NO_STREET where no street is named at all, NO_NUMBER where one is, without a number."""
    parts = [list(part) for part in lines.outside if not is_unit_only(list(part))]
    text = " ".join(word for part in parts for word in part)
    named = [word for word in text.split() if any(letter.isalpha() for letter in word) and word not in UNITS]
    if not named or text == where.city or (gazetteer.knows_city(text) and not _street_words(lines)):
        return AddressCode.NO_STREET
    if text.split()[0].isdigit() and all(word in SUFFIXES or word in DIRECTIONALS for word in named):
        return AddressCode.NO_STREET
    return AddressCode.NO_NUMBER


def _missing_locality(where: Locality, gazetteer: Gazetteer) -> set[AddressCode]:
    """Which of city, state and ZIP is missing or a filler."""
    city = words(where.city)
    lettered = any(letter.isalpha() for word in city for letter in word)
    # Figures in a city's name are an error, except in the few names the table knows ("29 PALMS").
    figured = any(letter.isdigit() for word in city for letter in word) and not gazetteer.knows_city(where.city)
    no_city = not lettered or figured or is_placeholder_city(city, where, gazetteer)
    no_zip = not where.zip5 or is_filler_zip(where, gazetteer)
    if no_city and not where.state and no_zip:
        return {AddressCode.NO_LOCALITY}
    missing = ((no_city, AddressCode.NO_CITY), (not where.state, AddressCode.NO_STATE), (no_zip, AddressCode.NO_ZIP))
    return {code for lacks, code in missing if lacks}


def _contradicts(where: Locality, gazetteer: Gazetteer) -> bool:
    """Whether city, state and ZIP cannot all be right, by what the table knows."""
    area = gazetteer.zips.get(where.zip5)
    if where.clash:
        return True
    if area is None:
        return False
    if where.state and where.state != area.state and where.state not in SPLIT_ZIPS.get(where.zip5, ()):
        return True
    military = area.state in MILITARY_STATES
    if where.city in MILITARY_CITIES:
        return not military
    if not where.city or area.position is None or gazetteer.carries(where.zip5, where.city):
        return False
    known = gazetteer.knows_city(where.city) and not gazetteer.is_near(where.zip5, where.city)
    return known and not gazetteer.resembles(where.zip5, where.city)


def _foreign_codes(where: Locality, lines: Lines, gazetteer: Gazetteer) -> set[AddressCode]:
    """FOREIGN where street or box, locality and country are given, else FOREIGN_INCOMPLETE; placeholders beside it."""
    codes: set[AddressCode] = set()
    parts = [part for line in where.lines for part in segments(line)]
    said = [list(part) for part in (*lines.outside, words(where.city)) if part]
    if any(says_nothing(part) for part in said if part != ["S", "N"]) or states_absence(
        " ".join((*lines.every, where.city))
    ):
        codes.add(AddressCode.PLACEHOLDER)
    numbered = any(letter.isdigit() for line in where.lines for letter in line) or _is_unnumbered(lines)
    named = any(len(word) > 2 and word.isalpha() for word in lines.every)
    locality = bool(where.city) or len(parts) > 1
    facility = gazetteer.names_facility(" ".join(lines.every)) or gazetteer.names_agency(" ".join(lines.every))
    complete = numbered and named and locality and where.country != "" and not codes
    codes.add(AddressCode.FOREIGN if complete else AddressCode.FOREIGN_INCOMPLETE)
    if facility:
        codes.add(AddressCode.FACILITY_LOCATED if complete else AddressCode.FACILITY_UNLOCATED)
    return codes


def _is_unnumbered(lines: Lines) -> bool:
    """Whether a house says it has no number, as Spanish addresses do ("S/N")."""
    every = lines.every
    return "SN" in every or ("S", "N") in pairwise(every)
