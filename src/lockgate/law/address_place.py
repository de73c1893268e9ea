"""The comparable form of an address: two ways of writing one address have one key (R24, R48).

Words are brought to the abbreviations of USPS Publication 28; the ZIP's last four digits and the city's name
are left out of the key, because several names serve one ZIP.
"""

from dataclasses import dataclass

from lockgate.law.address_lines import Delivery, LineKind
from lockgate.law.address_words import DIRECTIONALS, NAME_WORDS, SUFFIXES, UNITS, UNITS_ALONE

_SAME_DESIGNATOR = frozenset({"APT", "UNIT", "#"})
_NUMBER_WORDS = frozenset({"#", "NO", "NUM", "NUMBER"})
_SPELLED = {"ONE": "1"}
_KEY_PARTS = 10


@dataclass(frozen=True)
class Place:
    """One place mail is carried to, in standard words; parts that the form does not have are empty.

    ``kind`` is street, po_box, rural_route, highway_contract, general_delivery, military or foreign. ``number``
    is the house number, or the route's. ``state`` is a postal code, ``zip5`` five digits.
    """

    kind: str
    number: str = ""
    predirectional: str = ""
    street: str = ""
    suffix: str = ""
    postdirectional: str = ""
    unit: str = ""
    box: str = ""
    city: str = ""
    state: str = ""
    zip5: str = ""

    @property
    def building(self) -> str:
        """The key without unit: the same for every flat of one house."""
        name = f"{self.predirectional}|{self.street}|{self.suffix}|{self.postdirectional}"
        return f"{self.kind}|{self.number}|{name}|{self.box}|{self.state}|{self.zip5}"

    @property
    def key(self) -> str:
        """Canonical text: equal for two writings of one address, different for another unit of it."""
        return f"{self.building}|{self.unit}"


def key_parts(key: str) -> list[str]:
    """The ten parts of a ``Place.key`` in its order: kind, number, predirectional … ZIP, unit.

    Raises:
        ValueError: the text was not written by ``Place.key``.
    """
    parts = key.split("|")
    if len(parts) < _KEY_PARTS:
        raise ValueError(f"{len(parts)} parts are no key of a place; it has {_KEY_PARTS}.")
    # A foreign address is one text in the place of the street, and that text may hold the mark.
    beside = len(parts) - _KEY_PARTS
    return [*parts[:3], "|".join(parts[3 : 4 + beside]), *parts[4 + beside :]] if beside else parts


@dataclass(frozen=True)
class StreetName:
    """The parts of a street's name in standard words."""

    predirectional: str = ""
    name: str = ""
    suffix: str = ""
    postdirectional: str = ""


def street_name(words: tuple[str, ...]) -> StreetName:
    """The street's words cut into directionals, name and suffix, each in its standard form."""
    rest = list(words)
    post = pre = suffix = ""
    if (
        len(rest) > 2
        and rest[-1] in DIRECTIONALS
        and not (len(rest) == 3 and rest[0] in DIRECTIONALS and rest[1] in SUFFIXES)
    ):
        post = DIRECTIONALS[rest.pop()]
    if len(rest) > 1 and rest[-1] in SUFFIXES:
        suffix = SUFFIXES[rest.pop()]
    if len(rest) > 1 and rest[0] in DIRECTIONALS:
        pre = DIRECTIONALS[rest.pop(0)]
    if suffix and len(rest) == 1 and rest[0].isdigit():
        rest[0] = _ordinal(rest[0])
    name = " ".join(NAME_WORDS.get(word) or SUFFIXES.get(word, word) for word in rest)
    return StreetName(pre, _highway(name), suffix, post)


def _ordinal(figures: str) -> str:
    """The ordinal of figures, "5" as "5TH": numbered streets are written both ways."""
    number = int(figures)
    last = {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")
    return f"{number}{'TH' if 10 < number % 100 < 14 else last}"


_ROADS = (
    ("FARM TO MARKET RD ", "FM "), ("FARM TO MARKET ", "FM "), ("RANCH TO MARKET ", "RM "), ("RNCH TO MARKET ", "RM "),
    ("COUNTY RD ", "CR "), ("COUNTY HWY ", "CR "), ("COUNTY RTE ", "CR "), ("STATE RTE ", "SR "),
    ("STATE RD ", "SR "), ("STATE HWY ", "SR "), ("US HWY ", "US "), ("US RTE ", "US "), ("U S HWY ", "US "),
    ("INTERSTATE HWY ", "I "),
)  # fmt: skip


def _highway(name: str) -> str:
    """The many ways of writing a numbered road brought to one."""
    for written, short in _ROADS:
        if name.startswith(written):
            return short + name[len(written) :]
    return name


def unit_name(words: tuple[str, ...]) -> str:
    """The unit in standard words: "APT 4", "UNIT 4" and "# 4" are "4"; "BLDG 2 APT 4" is "BLDG 2 4"."""
    said: list[str] = []
    for word in words:
        if word in _NUMBER_WORDS or UNITS.get(word) in _SAME_DESIGNATOR:
            continue
        if word in UNITS and (UNITS[word] in UNITS_ALONE or len(word) > 1):
            said.append({"SPC": "LOT", "TRLR": "LOT"}.get(UNITS[word], UNITS[word]))
        else:
            said.append(word.replace("-", "").lstrip("0") or "0")
    return " ".join(said)


def house_number(written: str) -> str:
    """The house number without leading zeros, "ONE" as 1."""
    number = _SPELLED.get(written, written)
    return number.lstrip("0") if number[:1].isdigit() else number.replace(" ", "")


def place_from(delivery: Delivery, city: str, state: str, zip5: str) -> Place:
    """The place a delivery line and a locality make."""
    name = street_name(delivery.street) if delivery.kind is LineKind.STREET else StreetName()
    return Place(
        kind=str(delivery.kind),
        number=house_number(delivery.number),
        predirectional=name.predirectional,
        street=name.name,
        suffix=name.suffix,
        postdirectional=name.postdirectional,
        unit=unit_name(delivery.unit),
        box=delivery.box,
        city=city,
        state=state,
        zip5=zip5,
    )
