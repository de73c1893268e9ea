"""The tables of places the law reads addresses by, as pure values.

``lockgate.store.gazetteer`` fills them from the packaged ZIP table and the packaged list of facilities;
tests may use ``EMPTY``, by which every ZIP is unknown and nothing is a facility.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType

_LONG_WORDS = MappingProxyType({
    "SAINT": "ST", "SAINTE": "STE", "FORT": "FT", "MOUNT": "MT", "MOUNTAIN": "MTN", "NORTH": "N", "SOUTH": "S",
    "EAST": "E", "WEST": "W", "TOWNSHIP": "TWP", "HEIGHTS": "HTS", "SPRINGS": "SPGS", "SPRING": "SPG",
    "VILLAGE": "VLG", "JUNCTION": "JCT", "CENTER": "CTR", "CENTRE": "CTR", "BEACH": "BCH", "POINT": "PT",
    "LAKE": "LK", "LAKES": "LKS", "ISLAND": "IS", "GROVE": "GRV", "VALLEY": "VLY", "AFB": "AIRFORCEBASE",
})  # fmt: skip
_NOT_LETTERS = re.compile(r"[^0-9A-Z]+")
_APOSTROPHE = re.compile(r"['.]")

NEAR_KM = 65.0
"""A city name used within this distance (about 40 miles) of where the table knows it contradicts nothing."""


@lru_cache(maxsize=20_000)
def city_key(folded: str) -> str:
    """The comparable form of a folded city name: "SAINT LOUIS", "ST. LOUIS" and "ST LOUIS" are one."""
    words = _NOT_LETTERS.sub(" ", _APOSTROPHE.sub("", folded)).split()
    return "".join(_LONG_WORDS.get(word, word) for word in words)


@dataclass(frozen=True, slots=True)
class ZipArea:
    """What the table says of one ZIP: its state, the folded names its mail may carry, where it lies, its own name."""

    state: str
    cities: frozenset[str]
    position: tuple[float, float] | None = None
    office: str = ""


@dataclass(frozen=True)
class Facilities:
    """Words and addresses that mean a jail, a shelter, a court or an agency's office (R08).

    ``words`` and ``agency_words`` are folded phrases; ``places`` and ``agency_places`` hold the
    ``Place.key`` (without unit) of known buildings.
    """

    words: frozenset[str] = frozenset()
    agency_words: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    agency_places: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gazetteer:
    """ZIP areas and facilities, as of ``version`` (the packaged table's version, for the evidence).

    ``named`` maps a city key to the ZIPs that carry the name. Equality and hash are by version and
    facilities, so that the value can key a cache cheaply.
    """

    zips: Mapping[str, ZipArea] = field(default_factory=dict, compare=False, repr=False)
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    facilities: Facilities = Facilities()
    version: str = ""
    busy_zips: frozenset[str] = frozenset()

    def carries(self, zip5: str, city: str) -> bool:
        """Whether the table gives this folded city name to this ZIP."""
        area = self.zips.get(zip5)
        return area is not None and (city in area.cities or zip5 in self.named.get(city_key(city), ()))

    def is_near(self, zip5: str, city: str) -> bool:
        """Whether some ZIP carrying this folded city name shares the sectional area, or lies within ``NEAR_KM``."""
        here = self.zips[zip5]
        return any(
            other[:3] == zip5[:3] or _within(here.position, self.zips[other].position)
            for other in self.named.get(city_key(city), ())
        )

    def resembles(self, zip5: str, city: str) -> bool:
        """Whether this folded city name is a slip of the pen for one the table gives to this ZIP ("HUSTON")."""
        written = city_key(city)
        return any(SequenceMatcher(None, written, city_key(name)).ratio() >= 0.8 for name in self.zips[zip5].cities)

    def names_facility(self, words: str) -> bool:
        """Whether folded words hold a phrase that means a jail, a shelter, a court or the like."""
        return _names_one(self.facilities.words, words)

    def names_agency(self, words: str) -> bool:
        """Whether folded words hold a phrase that means a government agency's office."""
        return _names_one(self.facilities.agency_words, words)

    def without_facility(self, words: str) -> str:
        """The folded words without every phrase that means a facility or an agency."""
        pattern = _pattern(self.facilities.words | self.facilities.agency_words)
        return words if pattern is None else pattern.sub(" ", words)

    def knows_city(self, city: str) -> bool:
        """Whether any ZIP of the table carries this folded city name."""
        return city_key(city) in self.named

    def has_city_in(self, state: str, city: str) -> bool:
        """Whether a ZIP of this state carries this folded city name."""
        return any(self.zips[zip5].state == state for zip5 in self.named.get(city_key(city), ()))


@lru_cache(maxsize=64)
def _pattern(phrases: frozenset[str]) -> re.Pattern[str] | None:
    """One expression for all phrases, whole words only; None for no phrases."""
    if not phrases:
        return None
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"(?<![A-Z0-9])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![A-Z0-9])")


@lru_cache(maxsize=64)
def _first_words(phrases: frozenset[str]) -> frozenset[str]:
    """The first word of each phrase: where none stands, no phrase need be looked for."""
    return frozenset(phrase.split()[0] for phrase in phrases)


def _names_one(phrases: frozenset[str], words: str) -> bool:
    """Whether one of the phrases stands in the words."""
    if _first_words(phrases).isdisjoint(words.split()):
        return False
    pattern = _pattern(phrases)
    return pattern is not None and pattern.search(words) is not None


def _within(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    """Whether two positions (degrees) lie within ``NEAR_KM``; an unknown position is near nothing."""
    if one is None or other is None:
        return False
    north, east = radians(other[0] - one[0]) / 2, radians(other[1] - one[1]) / 2
    chord = sin(north) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east) ** 2
    return 12742.0 * asin(sqrt(chord)) <= NEAR_KM


EMPTY = Gazetteer()
"""No table at all: every ZIP is unknown, no word is a facility's."""
