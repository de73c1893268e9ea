"""The parts of an ordinary address, each of which says the same whatever the others are.

A million addresses are not a million readings: most are a number, a street, perhaps a unit, and a locality, and
of each of those there are few. The patterns below cut such an address up (they are written for RE2 and for
Python alike), every distinct part is read once by the very reading that reads whole addresses, and the parts put
together give the key of the place. A part counts only where the reading of the whole is sure to find the same in
it; anything else is None, and the address is read whole. So this is no second law but the same one, asked part by
part; a property test holds the two together.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lockgate.law.address import WrittenAddress
from lockgate.law.address_codes import NOT_AN_ADDRESS, AddressCode
from lockgate.law.address_lines import Delivery, LineKind
from lockgate.law.address_locality import Locality, read_state
from lockgate.law.address_place import street_name, unit_name
from lockgate.law.address_reading import read_address
from lockgate.law.address_signs import placeholder_codes
from lockgate.law.address_sites import site_codes
from lockgate.law.address_text import words
from lockgate.law.address_words import DIRECTIONALS, UNITS
from lockgate.law.address_written import Lines, read_lines
from lockgate.law.folding import fold
from lockgate.law.gazetteer import EMPTY, Gazetteer, ZipArea, city_key
from lockgate.law.lexicon import is_keyboard_noise, states_absence
from lockgate.law.minimum import without_third_parties
from lockgate.law.places import MILITARY_CITIES, MILITARY_STATES

_WORD = "[A-Z0-9][A-Z0-9'.-]*"
_DESIGNATOR = "(?:APT|APARTMENT|UNIT|STE|SUITE|LOT)[.]? (?:# ?)?"
STREET_LINE = (
    "(?P<number>[1-9][0-9]{0,5}(?:-[0-9]{1,4})?) "
    f"(?P<street>{_WORD}(?: {_WORD})*?)"
    f"(?P<unit>,? (?:{_DESIGNATOR}|# ?)[A-Z0-9]{{1,6}}|, (?:[A-Z]|[0-9]{{1,4}}[A-Z]?))?"
)
"""The whole of a line in ASCII capitals (a second line after ", "): number, street, unit with what precedes it."""
BOX_LINE = "(?P<form>[A-Z][A-Z. ]*?)(?: (?P<route>[1-9][0-9]{0,3}) BOX)? (?P<box>[1-9][0-9]{0,5})"
"""The whole of a line of a box: what is before its number, and a route's number."""
WHOLE = "(?:(?P<line>.*), )?(?P<city>[A-Z][A-Z.' -]*),? (?P<state>[A-Z]{2}) (?P<zip>[0-9]{5})(?:-[0-9]{4})?"
"""The whole of an address in one field, in ASCII capitals: its line, city, state and ZIP."""

NO_NAME = "|||"
"""The name part of what has no street. ``Place.key`` is kind, number, name, box, locality and unit, joined by "|"."""

ZIP = "(?P<zip>[0-9]{5})-[0-9]{4}"
"""A ZIP with its last four figures, of which no part is made."""
HOME = frozenset({"", "US", "USA"})
"""Countries, in capitals, that say no more than none."""

_MOST_WORDS = 6
_LONG_ZIP = re.compile(ZIP)
_FIVE_FIGURES = re.compile("[0-9]{5}")
_SAMPLE = ("77 MAIN ST", ("MAIN", "ST"))
_ORDINARY = frozenset({AddressCode.DELIVERABLE})
_BOXES = frozenset({LineKind.PO_BOX, LineKind.RURAL_ROUTE, LineKind.HIGHWAY_CONTRACT})


@dataclass(frozen=True, slots=True)
class Where:
    """What a locality says with any ordinary line before it.

    Attributes:
        codes: what is to be said of the whole address.
        key: the locality's part of ``Place.key``: state and ZIP.
        city: folded.
    """

    codes: frozenset[AddressCode]
    key: str
    city: str

    @property
    def is_reached(self) -> bool:
        """Whether a letter could reach an ordinary line there."""
        return NOT_AN_ADDRESS.isdisjoint(self.codes)


def street_part(street: str) -> str | None:
    """The street of ``STREET_LINE`` as directional, name, suffix and directional in standard words.

    None where its reading may hang on the unit after it or the state around it.
    """
    found = words(street)
    if not UNITS.keys().isdisjoint(found) or _FIVE_FIGURES.search(street) or any(map(_is_kilometre, found)):
        return None
    line = f"77 {street}"
    # The apostrophe makes "words" take its slow way, which a unit's "#" may bring about.
    if words(f"'{street}") != found or without_third_parties(WrittenAddress(line)).line1 != line:
        return None
    read = _read((line,), EMPTY)
    if read is None or (read.number, read.street, read.unit, read.sheltered) != ("77", tuple(found), (), True):
        return None
    name = street_name(read.street)
    return f"{name.predirectional}|{name.name}|{name.suffix}|{name.postdirectional}"


def unit_part(unit: str, gazetteer: Gazetteer) -> str | None:
    """The unit of ``STREET_LINE`` in standard words; None where it may be more than a unit, or name a person."""
    own_line = unit.removeprefix(", ")
    bare = own_line if own_line == unit else without_third_parties(WrittenAddress(_SAMPLE[0], own_line)).line2
    if bare != own_line or _FIVE_FIGURES.search(unit):
        return None
    read = _read((_SAMPLE[0] + unit,), gazetteer)
    if read is None or (read.number, read.street, read.sheltered) != ("77", _SAMPLE[1], True):
        return None
    return unit_name(read.unit)


def box_part(form: str, *, routed: bool) -> str | None:
    """The kind of a box line by the words of ``BOX_LINE`` before its figures; None where they are no such form."""
    line = f"{form} 77 BOX 88" if routed else f"{form} 88"
    if without_third_parties(WrittenAddress(line)).line1 != line:
        return None
    read = _read((line,), EMPTY)
    if read is None or read.kind not in _BOXES or (read.number, read.box) != ("77" if routed else "", "88"):
        return None
    return read.kind.value


def _is_kilometre(word: str) -> bool:
    """Whether a word may begin a kilometre mark, which is read in Puerto Rico only."""
    return word.startswith("KM")


def _read(lines: tuple[str, ...], gazetteer: Gazetteer) -> Delivery | None:
    """The delivery of lines without locality, if nothing stands beside it and nothing else is to be said of it."""
    where = Locality(lines)
    read: Lines = read_lines(where)
    if read.delivery is None or read.outside or read.care:
        return None
    if placeholder_codes(where, read, gazetteer) or site_codes(where, read, gazetteer):
        return None
    return read.delivery


def locality_part(written: tuple[str, str, str, str], gazetteer: Gazetteer) -> Where | None:
    """What the fields city, state, ZIP and country say with an ordinary line before them.

    None where what they say hangs on the line: no city, a foreign or a military address. Whether the building is a
    listed one is to be asked of the whole (:func:`listed_buildings`).
    """
    return known_locality(written, gazetteer) or _read_locality(written, gazetteer)


def listed_buildings(gazetteer: Gazetteer) -> frozenset[str]:
    """The buildings of which more is to be said than their parts say: ``Place.building`` of facilities and agencies."""
    return gazetteer.facilities.places | gazetteer.facilities.agency_places


def known_locality(written: tuple[str, str, str, str], gazetteer: Gazetteer) -> Where | None:
    """A locality of which the table gives city and state to the ZIP, so that nothing is to be said of it; else None."""
    city, state, zip_field, country = map(fold, written)
    zip5 = zip_field[:5] if _LONG_ZIP.fullmatch(zip_field) else zip_field
    area = gazetteer.zips.get(zip5)
    if area is None or area.state != state or city not in area.cities or country not in HOME:
        return None
    if state in MILITARY_STATES or not _is_ordinary_name(city):
        return None
    return Where(_ORDINARY, f"{state}|{zip5}", city)


def _read_locality(written: tuple[str, str, str, str], gazetteer: Gazetteer) -> Where | None:
    """The locality as the reading of a whole address finds it behind an ordinary line."""
    folded = tuple(map(fold, written))
    if not folded[0]:
        return None
    reading = read_address((_SAMPLE[0], "", folded[0], folded[1], folded[2], folded[3]), gazetteer)
    where = reading.locality
    if where.is_foreign or where.state in MILITARY_STATES:
        return None
    if reading.delivery is None or where.lines != (_SAMPLE[0],) or where.city in MILITARY_CITIES:
        return None
    found = Where(reading.codes, f"{where.state}|{where.zip5}", where.city)
    # A listed building is told by its key, which there is only where a letter could reach.
    return found if found.is_reached or where.zip5 not in gazetteer.busy_zips else None


@lru_cache(maxsize=100_000)
def _is_ordinary_name(city: str) -> bool:
    """Whether a city's name in the table is no sentence that there is no address, and no post office's of an army."""
    found = words(city)
    noisy = states_absence(" ".join(found)) or any(map(is_keyboard_noise, found))
    return bool(found) and not noisy and city not in MILITARY_CITIES


def is_cut_right(line: str, locality: tuple[str, str, str], gazetteer: Gazetteer) -> bool:
    """Whether the reading of a one-field address finds this very city, state and ZIP at its end, and no more.

    The ZIP has to carry the city's name, and no longer name of it may end with the line's last word and the city.
    """
    city, state, zip5 = locality
    area = gazetteer.zips.get(zip5)
    if area is None or city not in area.cities or (longer := _longer(city, state, area)) is None:
        return False
    last = line.replace(",", " ").rpartition(" ")[2]
    if longer and last and any(before.endswith(city_key(last)) for before in longer):
        return False
    return line == "" or last[-1:].isalnum()


@lru_cache(maxsize=100_000)
def _longer(city: str, state: str, area: ZipArea) -> tuple[str, ...] | None:
    """What stands before the city in the longer names of its ZIP, as keys: "W" for "W ASHFIELD".

    None where its end is read otherwise: a name of many words, a directional that is no post office's name, a last
    word that makes one state's name with the state.
    """
    if city.count(" ") >= _MOST_WORDS or (city in DIRECTIONALS and city != area.office):
        return None
    if read_state(f"{city.rpartition(' ')[2]} {state}"):
        return None
    key, names = city_key(city), map(city_key, area.cities)
    return tuple(other.removesuffix(key) for other in names if other != key and other.endswith(key))


def with_commas(text: str, gazetteer: Gazetteer) -> str:
    """A one-field address in ASCII capitals with a comma before and after its city, if the table's ZIP tells where.

    Returned as it came where the table does not.
    """
    body, _, tail = text.rpartition(" ")
    body, _, state = body.rpartition(" ")
    area = gazetteer.zips.get(tail[:5])
    if area is None or area.state != state:
        return text
    body = body.removesuffix(",")
    spaced = f" {body}"  # so that the whole body may be the city
    city = ""
    for name in area.cities:
        if spaced.endswith(name) and len(name) > len(city) and spaced[-len(name) - 1] == " ":
            city = name
    if not city:
        return text
    line = body[: -len(city)].rstrip(" ,")
    return f"{line}, {city}, {state} {tail}" if line else f"{city}, {state} {tail}"
