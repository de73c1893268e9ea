"""Addresses of which the same codes are said: one stands for many that differ in their locality alone.

"UNKNOWN, Villas, NJ 08251" fails for its first word, whatever the town. An ordinary locality says nothing about
the line before it, and a known ZIP alone nothing about the words before it; so in both the sample's stands as well,
and what is read of a thousand such addresses can be read once. A property test holds the codes together.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lockgate.law.address import WrittenAddress
from lockgate.law.address_lines import LineKind, is_unit_only
from lockgate.law.address_parts import (
    HOME,
    STREET_LINE,
    WHOLE,
    Where,
    is_cut_right,
    known_locality,
    street_part,
    with_commas,
)
from lockgate.law.address_words import UNITS
from lockgate.law.folding import fold
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.lexicon import is_placeholder_word, states_absence
from lockgate.law.places import (
    COUNTRIES,
    COUNTRIES_OF_SEVERAL_WORDS,
    HOME_COUNTRY,
    MILITARY_CITIES,
    MILITARY_STATES,
    STATES,
)

_WHOLE = re.compile(WHOLE)
_STREET_LINE = re.compile(STREET_LINE)
_FIGURES_OF_PHRASES = frozenset({"1", "2", "213"})
"""House numbers that end a phrase saying that there is no address ("ADDRESS 1", "SEE I 213")."""
_ENDS_WITH_ZIP = re.compile("(?P<line>(?:[^,]*[^,0-9 ])?)(?P<mark>,? ?)(?P<zip>[0-9]{5})")
_FIVE_FIGURES = re.compile("[0-9]{5}")
_FEW_FIGURES = re.compile("[1-9][0-9]{0,3}")
_FIGURE = re.compile("[0-9]")
_LETTER = re.compile("[A-Z]")
_SAMPLE = ("VILLAS", "NJ", "08251", "")
_SAMPLE_STREET = "77 MAIN ST"
SAMPLE_KEY = "street|77||MAIN|ST|||NJ|08251|"
"""The place of the sample."""
_MOST_WORDS = 8
_NAME = re.compile("[A-Z]+(?: [A-Z]+)*")
_OWN_FORMS = MILITARY_STATES | {"PR"}
_REMEMBERED = 1 << 17


def alike(written: WrittenAddress, gazetteer: Gazetteer) -> WrittenAddress:
    """An address, folded, of which exactly the same codes are said; the address itself where none is known.

    The place is not the same: only where no letter could reach one, none reaches the other either.
    """
    if not _has_sample(gazetteer):
        return written
    fields = (written.line1, written.line2, written.city, written.state, written.zip, written.country)
    line1, line2, city, state, zip_field, country = (fold(text) if text else "" for text in fields)
    other: WrittenAddress | None = None
    if city and zip_field:
        other = _without_town((line1, line2), (city, state, zip_field, country), gazetteer)
    elif city:
        other = _without_bare_town((line1, line2), (city, state, country), gazetteer)
    elif not (state or line2):
        other = _without_zip(line1, zip_field, country, gazetteer)
    return written if other is None else other


@dataclass(frozen=True, slots=True)
class Beside:
    """Words beside an ordinary street: an address of which the same codes are said, and the street's own place.

    The place is the address's own where the other's is ``SAMPLE_KEY``: then the words add nothing to it.
    """

    other: WrittenAddress
    key: str
    city: str


def beside_a_street(written: WrittenAddress, gazetteer: Gazetteer) -> Beside | None:
    """The sample's street and locality for those of an address whose first line is words ("County Jail"), or None."""
    line1, city = fold(written.line1), fold(written.city)
    cut = _STREET_LINE.fullmatch(fold(written.line2))
    if cut is None or cut["unit"] or cut["number"] in _FIGURES_OF_PHRASES or not _has_sample(gazetteer):
        return None
    where = _where((city, fold(written.state), fold(written.zip), fold(written.country)), gazetteer)
    if where is None or _FIGURE.search(line1) or not _LETTER.search(line1) or not _says_its_own(line1, city):
        return None
    street = _street(cut["street"])
    if street is None:
        return None
    key = f"{LineKind.STREET}|{cut['number']}|{street}||{where.key}|"
    return Beside(WrittenAddress(line1, _SAMPLE_STREET, *_SAMPLE), key, where.city)


_street = lru_cache(maxsize=_REMEMBERED)(street_part)


@lru_cache(maxsize=8)
def _has_sample(gazetteer: Gazetteer) -> bool:
    """Whether the sample is an ordinary locality of these tables."""
    return _where(_SAMPLE, gazetteer) is not None


def _without_town(
    lines: tuple[str, str], locality: tuple[str, str, str, str], gazetteer: Gazetteer
) -> WrittenAddress | None:
    """Lines before the sample's locality for their ordinary own."""
    where = _where(locality, gazetteer)
    if where is None or not _says_its_own(" ".join(lines).strip(), where.city):
        return None
    # A few figures alone are figures, whichever; beside other figures they may be those again.
    few = not lines[1] and _FEW_FIGURES.fullmatch(lines[0])
    return WrittenAddress("77" if few else lines[0], lines[1], *_SAMPLE)


def _without_bare_town(
    lines: tuple[str, str], locality: tuple[str, str, str], gazetteer: Gazetteer
) -> WrittenAddress | None:
    """Lines before the sample's city and state for their own, where no ZIP is given and the city is a mere name."""
    city, state, country = locality
    ordinary = country in HOME and STATES.get(state, "PR") not in _OWN_FORMS and _is_mere_name(city, gazetteer)
    if not ordinary or not _says_its_own(" ".join(lines).strip(), city):
        return None
    return WrittenAddress(*lines, *_SAMPLE[:2])


@lru_cache(maxsize=_REMEMBERED)
def _is_mere_name(city: str, gazetteer: Gazetteer) -> bool:
    """Whether a folded city is a name and nothing else: no state, country, unit, placeholder or facility in it."""
    found = city.split(" ")
    tails = {" ".join(found[start:]) for start in range(len(found))}
    if not _NAME.fullmatch(city) or len(found) > _MOST_WORDS or is_unit_only(found):
        return False
    if not tails.isdisjoint(STATES.keys() | COUNTRIES | COUNTRIES_OF_SEVERAL_WORDS | HOME_COUNTRY | MILITARY_CITIES):
        return False
    if not any(len(word) > 2 and word not in UNITS for word in found) or any(map(is_placeholder_word, found)):
        return False
    return not (states_absence(city) or gazetteer.names_facility(city) or gazetteer.names_agency(city))


def _without_zip(text: str, zip_field: str, country: str, gazetteer: Gazetteer) -> WrittenAddress | None:
    """One field with the sample's ZIP, behind it or in a field of its own, or before the sample's whole locality."""
    if zip_field:
        mute = _is_mute(text, gazetteer) and _is_ordinary_zip(zip_field, gazetteer)
        return WrittenAddress(text, zip=_SAMPLE[2], country=country) if mute else None
    cut = _WHOLE.fullmatch(with_commas(text, gazetteer))
    if cut is not None:
        line = (cut["line"] or "").rstrip(" ,.")
        right = is_cut_right(line, (cut["city"], cut["state"], cut["zip"]), gazetteer) and not line.endswith(" OF")
        return _without_town((line, ""), (cut["city"], cut["state"], cut["zip"], country), gazetteer) if right else None
    end = _ENDS_WITH_ZIP.fullmatch(text)
    if end is None or not (_is_mute(end["line"], gazetteer) and _is_ordinary_zip(end["zip"], gazetteer)):
        return None
    return WrittenAddress(f"{end['line']}{end['mark']}{_SAMPLE[2]}", country=country)


@lru_cache(maxsize=_REMEMBERED)
def _where(locality: tuple[str, str, str, str], gazetteer: Gazetteer) -> Where | None:
    """An ordinary locality that says nothing about the lines: no listed building, none of Puerto Rico's own forms."""
    where = known_locality(locality, gazetteer)
    if where is None or where.key.startswith("PR|") or where.key.rpartition("|")[2] in gazetteer.busy_zips:
        return None
    return where


def _says_its_own(line: str, city: str) -> bool:
    """Whether folded lines are read without a look at the locality: they name no town and hold no ZIP.

    A line with letters and figures mostly has a place, which is not the sample's: it is left as it is.
    """
    if not line:
        named = city.split()
        return len(named) == 1 or len(set(named)) > 1
    if not any(map(str.isalnum, line)) or (_FIGURE.search(line) and _LETTER.search(line)):
        return False
    return city not in line and _SAMPLE[0] not in line and _FIVE_FIGURES.search(line) is None


def _is_ordinary_zip(zip5: str, gazetteer: Gazetteer) -> bool:
    return len(zip5) == 5 and zip5 in gazetteer.zips and zip5 not in gazetteer.busy_zips


@lru_cache(maxsize=_REMEMBERED)
def _is_mute(line: str, gazetteer: Gazetteer) -> bool:
    """Whether a line folded, before a ZIP alone, names no city and no state that the ZIP could agree with."""
    found = line.split(" ")
    if len(found) > _MOST_WORDS or _FIVE_FIGURES.search(line) or "," in line or "ZIP" in line:
        return False
    if not MILITARY_CITIES.isdisjoint(found):
        return False
    tails = [" ".join(found[start:]) for start in range(len(found))]
    if line and not HOME_COUNTRY.isdisjoint(tails):
        # "HOUSTON US": the country is taken off first, and then a city stands at the end.
        return False
    return not any(tail in STATES or gazetteer.knows_city(tail) for tail in tails)
