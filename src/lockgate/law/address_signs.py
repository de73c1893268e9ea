"""The signs that no address was written: placeholders, repetitions, figures alone, a ZIP alone (R06, R07)."""

from lockgate.law.address_codes import AddressCode
from lockgate.law.address_lines import Delivery
from lockgate.law.address_locality import Locality
from lockgate.law.address_text import words
from lockgate.law.address_words import DIRECTIONALS, SPANISH_STREETS
from lockgate.law.address_written import Lines
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.lexicon import (
    ALSO_NAMES,
    FILLERS,
    NEVER_STREET,
    is_keyboard_noise,
    is_placeholder_word,
    join_spelled,
    says_nothing,
    states_absence,
)


def placeholder_codes(where: Locality, lines: Lines, gazetteer: Gazetteer) -> set[AddressCode]:
    """PLACEHOLDER, REPEATED_TOKENS, DIGITS_ONLY and ZIP_ONLY."""
    city = words(where.city)
    placeholder_city = bool(city) and is_placeholder_city(city, where, gazetteer)
    written = [*lines.every, *city] if placeholder_city or not lines.every else list(lines.every)
    codes: set[AddressCode] = set()
    if placeholder_city or _holds_placeholder(lines) or _field_says_nothing(where):
        codes.add(AddressCode.PLACEHOLDER)
    if _is_repetition(lines, written):
        codes.add(AddressCode.REPEATED_TOKENS)
    bare_city = bool(city) and not placeholder_city
    codes |= _figure_codes(where, lines, bare_city=bare_city)
    if is_filler_zip(where, gazetteer) and AddressCode.ZIP_ONLY not in codes:
        codes.add(AddressCode.PLACEHOLDER)
    return codes


def _figure_codes(where: Locality, lines: Lines, *, bare_city: bool) -> set[AddressCode]:
    """DIGITS_ONLY and ZIP_ONLY."""
    figures = all(word.replace("-", "").isdigit() for word in lines.every)
    if not figures or where.state or bare_city:
        if figures and lines.every:
            return {AddressCode.DIGITS_ONLY}
        return {AddressCode.ZIP_ONLY} if _only_zip_remains(where, lines, real_city=bare_city) else set()
    codes: set[AddressCode] = set()
    if lines.every or not where.city:
        codes.add(AddressCode.DIGITS_ONLY)
    if where.zip_written or any(len(word) in {5, 9, 10} for word in lines.every):
        codes.add(AddressCode.ZIP_ONLY)
    return codes


def is_placeholder_city(city: list[str], where: Locality, gazetteer: Gazetteer) -> bool:
    """Whether the city's words are a placeholder, and no town near the ZIP is called so (Uncertain, Texas)."""
    if not city:
        return False
    if states_absence(" ".join(city)) or any(is_keyboard_noise(word) for word in city):
        return True
    nothing = says_nothing(city) or is_placeholder_word(city[0]) or is_placeholder_word(city[-1])
    if not nothing:
        return False
    return not (where.zip5 in gazetteer.zips and gazetteer.is_near(where.zip5, where.city))


def _field_says_nothing(where: Locality) -> bool:
    """Whether the state or ZIP field holds a placeholder instead of a state or ZIP."""
    state, digits = words(where.state_written), words(where.zip_written)
    return (not where.state and (says_nothing(state) or where.state_written == "ZZ")) or (
        not where.zip5 and says_nothing(digits)
    )


def _holds_placeholder(lines: Lines) -> bool:
    """Whether the lines state an absence, or hold placeholder words where a street or box should be named."""
    if states_absence(" ".join(lines.every)):
        return True
    found = lines.delivery
    if found is None:
        parts = [list(part) for part in (*lines.outside, *lines.care)]
        spoken = [word for part in lines.outside for word in join_spelled(list(part))]
        return any(map(is_placeholder_word, spoken)) or any(map(says_nothing, parts))
    beside = ([word for word in part if not word.isdigit()] for part in lines.outside)
    if any(map(says_nothing, beside)) or found.box == "X":
        return True
    return _street_says_nothing(found)


def _street_says_nothing(found: Delivery) -> bool:
    """Whether the street's name is a placeholder: any such word without a suffix, a few even with one."""
    if found.sheltered:
        numbered = any(word.isdigit() for word in found.street)  # "123 UNKNOWN 123 MAIN ST": two numbers, one a guise
        return any(_is_never_street(word) or (numbered and is_placeholder_word(word)) for word in found.street)
    if found.street and found.street[0] in SPANISH_STREETS and len(found.street[-1]) == 1:
        return False  # "CALLE X" is one of a row of lettered streets
    name = [word for word in join_spelled(list(found.street)) if word not in DIRECTIONALS]
    return says_nothing(name) or any(is_placeholder_word(word) and word not in ALSO_NAMES for word in name)


def _is_never_street(word: str) -> bool:
    """Whether no street is called so, whatever its suffix."""
    return word in NEVER_STREET or word == "XXX" or (is_keyboard_noise(word) and len(word) > 3)


def _is_repetition(lines: Lines, written: list[str]) -> bool:
    """Whether all that is written is one word again and again ("NA NA"), or a number and such words."""
    found = lines.delivery
    if found is None:
        return len(written) > 1 and len(set(written)) == 1
    return not found.sheltered and len(found.street) > 1 and len(set(found.street)) == 1


def _only_zip_remains(where: Locality, lines: Lines, *, real_city: bool) -> bool:
    """Whether, without placeholders and fillers, only a ZIP is left."""
    if lines.delivery is not None or where.state or real_city:
        return False
    left = [word for word in join_spelled(list(lines.every)) if not (is_placeholder_word(word) or word in FILLERS)]
    if states_absence(" ".join(lines.every)):
        left = [word for word in left if word.isdigit()]
    if not all(word.isdigit() for word in left):
        return False
    return bool(where.zip_written) or any(len(word) in {5, 9} for word in left)


def is_filler_zip(where: Locality, gazetteer: Gazetteer) -> bool:
    """Whether the ZIP is one figure five times and the table knows no such ZIP."""
    return bool(where.zip5) and len(set(where.zip5)) == 1 and where.zip5 not in gazetteer.zips
