"""The forms of a delivery line a letter can be carried to (USPS Publication 28, sections 23 to 29).

Reads the lines of an address without city, state and ZIP, and tells where it delivers, or that no form fits,
and which words stand outside the form (they may name a placeholder or a facility).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from lockgate.law.address_street import Street, read_street
from lockgate.law.address_text import CARE
from lockgate.law.address_words import PARTS_OF_A_HOUSE, PR_COMMUNITIES, SPANISH_STREETS, UNITS, UNITS_ALONE
from lockgate.law.places import MILITARY_STATES

_BOX_ID = r"(?P<box>\d{1,6}(?:-?[A-Z]{1,2})?(?:-\d{1,4})?|[A-Z]-?\d{0,5})(?![\w/-])"
_BOX_WORD = r"(?:BOX|BX|BUZON|APARTADO|APDO)(?: (?:NO|NUM|NUMBER|#))?"
_PO_BOX = re.compile(
    r"(?<!\S)(?:P ?O ?BOX|P ?O ?BX|P ?O ?B|POST OFFICE BOX|POSTAL BOX|POST BOX|POBOX|P ?O ?DRAWER|"
    r"POST OFFICE DRAWER|DRAWER|(?:FIRM )?CALLER|LOCK ?BOX|CALL BOX|APARTADO(?: POSTAL)?|APDO(?: POSTAL)?|APTDO|"
    r"CASILLA|BUZON|BOX|BX)"
    r"(?: (?:NO|NUM|NUMBER|#))? ?" + _BOX_ID
)
_RURAL = re.compile(
    r"(?<!\S)(?:R ?R|R ?F ?D|RURAL (?:ROUTE|RTE|RT)|RD|ROUTE|RTE|RT|RUTA(?: RURAL)?)(?: (?:NO|#))? ?"
    r"(?P<route>\d{1,4}[A-Z]?) " + _BOX_WORD + " ?" + _BOX_ID
)
_CONTRACT = re.compile(
    r"(?<!\S)(?:H ?C ?R?|HIGHWAY CONTRACT(?: ROUTE| RTE| RT)?|STAR (?:ROUTE|RTE|RT)|S ?R)(?: (?:NO|#))? ?"
    r"(?P<route>\d{1,4}[A-Z]?) " + _BOX_WORD + " ?" + _BOX_ID
)
_GENERAL = re.compile(
    r"(?<!\S)(?:GENERAL DELIVERY|GEN(?:L|ERAL)? DEL(?:IVERY|IV)?|ENTREGA GENERAL|LISTA DE CORREOS)(?!\S)"
)
_MILITARY = re.compile(
    r"(?<!\S)(?P<route>(?:PSC|CMR|UNIT|OMC|MCB) \d{1,6}[A-Z]?)(?: " + _BOX_WORD + " ?" + _BOX_ID + ")?(?!\\S)"
    r"|(?<!\S)(?P<ship>(?:USS|USNS|USCGC|USCG|HMS) [A-Z][A-Z .\\d-]+)"
)
_KILOMETRE = re.compile(
    r"(?<!\S)(?:CARR|CARRETERA|PR|RUTA|STATE ROAD|RD|ROAD|RAMAL)(?:-| )?\d{1,4}[A-Z]?(?: R)? .*\bKM ?\d{1,3}(?:\.\d+)?"
    r"|(?<!\S)KM ?\d{1,3}(?:\.\d+)? .*(?:CARR|CARRETERA|PR|RD)(?:-| )?\d{1,4}"
)
_NUMBER_AFTER = re.compile(
    r"(?<!\S)(?P<street>(?:" + "|".join(sorted(SPANISH_STREETS)) + r") (?:[A-Z0-9]+ ){1,6}?)(?:# |NO |NUM )?"
    r"(?P<number>(?:\d{1,5}|[A-Z]{1,2}-?\d{1,4})[A-Z]?(?:-\d{1,4})?[A-Z]?)(?!\S)"
)
_COMMUNITY = re.compile(
    r"^(?P<street>(?:" + "|".join(sorted(PR_COMMUNITIES)) + r") (?:[A-Z]+ )*?(?:[A-Z]{3,} )(?:[A-Z]+ )*?)"
    r"(?:(?:CASA|BUZON|BLQ|BLOQUE|BLK|EDIF|BLDG|APT|APTO|PARC|SOLAR|# ?) ?){0,6}"
    r"(?P<number>\d{1,5}[A-Z]?|[A-Z]{1,2}-?\d{1,4})(?: (?:APT|APTO|EDIF|BLDG|#) ?[A-Z0-9-]+){0,6}$"
)


class LineKind(StrEnum):
    """The forms of delivery."""

    STREET = "street"
    PO_BOX = "po_box"
    RURAL_ROUTE = "rural_route"
    HIGHWAY_CONTRACT = "highway_contract"
    GENERAL_DELIVERY = "general_delivery"
    MILITARY = "military"


@dataclass(frozen=True)
class Delivery:
    """Where a line delivers: its form and its parts as written (folded), and the words standing outside it."""

    kind: LineKind
    number: str = ""
    street: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    box: str = ""
    sheltered: bool = False
    """Whether the street's words are a street's by its suffix, so that no lexicon is asked about them."""
    outside: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """The words before and the words after."""


def _around(text: str, found: re.Match[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words before and the words after what was found."""
    return tuple(text[: found.start()].split()), tuple(text[found.end() :].split())


def _read_box(text: str) -> Delivery | None:
    """A PO box, rural route or highway contract route with its box, or general delivery."""
    for pattern, kind in _BOXES:
        if found := pattern.search(text):
            parts = found.groupdict()
            box = (parts.get("box") or "").replace("-", "").lstrip("0")
            if kind is not LineKind.GENERAL_DELIVERY and not box:
                return None
            route = (parts.get("route") or "").lstrip("0")
            return Delivery(kind, number=route, box=box, outside=_around(text, found))
    return None


_BOXES = (
    (_RURAL, LineKind.RURAL_ROUTE),
    (_CONTRACT, LineKind.HIGHWAY_CONTRACT),
    (_PO_BOX, LineKind.PO_BOX),
    (_GENERAL, LineKind.GENERAL_DELIVERY),
)
_BOX_WORDS = frozenset(
    """BOX BX PO P POB POBOX RR HC HCR DRAWER CALLER LOCKBOX APARTADO APDO APTDO CASILLA BUZON GENERAL GENL GEN
ENTREGA LISTA POST POSTAL""".split()
)
_BOX_START = re.compile(r"(?:POB|POBOX|BOX|RR|HC)\d")


def _read_kilometre(text: str) -> Delivery | None:
    """A rural address of Puerto Rico by road and kilometre mark: "CARR 2 KM 11.2"."""
    if found := _KILOMETRE.search(text):
        return Delivery(LineKind.STREET, "KM", tuple(found.group().split()), outside=_around(text, found))
    return None


def _read_community(text: str) -> Delivery | None:
    """A community of Puerto Rico whose houses are numbered without streets: "RES LAS MARGARITAS EDIF 104"."""
    if found := _COMMUNITY.match(text):
        street, number = tuple(found["street"].split()), found["number"].replace("-", "")
        return Delivery(LineKind.STREET, number, street, unit=tuple(text[found.end("number") :].split()))
    return None


def _read_number_after(text: str) -> Delivery | None:
    """A Spanish street with its number after the name: "CALLE SOL 12"."""
    found = _NUMBER_AFTER.search(text)
    if found is None:
        return None
    street = tuple(found["street"].split())
    if len(street) < 2 or street[-1] in UNITS or found["number"].strip("0") == "":
        return None
    return Delivery(LineKind.STREET, found["number"].replace("-", ""), street, outside=_around(text, found))


def _read_military(text: str) -> Delivery | None:
    """A PSC, CMR or unit with its box, or a ship."""
    if found := _MILITARY.search(text):
        place = found["route"] or found["ship"].strip()
        return Delivery(LineKind.MILITARY, number=place, box=found["box"] or "", outside=_around(text, found))
    return None


def _from_street(street: Street) -> Delivery:
    return Delivery(
        LineKind.STREET, street.number, street.words, street.unit, sheltered=street.sheltered, outside=street.outside
    )


def read_segment(written: list[str], state: str) -> Delivery | None:
    """The delivery form in the words of one segment, or None. ``state`` is a postal code or ""."""
    text = " ".join(written)
    if state in MILITARY_STATES and (military := _read_military(text)):
        return military
    if (not _BOX_WORDS.isdisjoint(written) or _BOX_START.search(text) or "BOX" in text) and (box := _read_box(text)):
        return box
    if state == "PR" and (marked := _read_kilometre(text)):
        return marked
    if street := read_street(written, spanish=state == "PR"):
        return _from_street(street)
    if not SPANISH_STREETS.isdisjoint(written) and (spanish := _read_number_after(text)):
        return spanish
    return _read_community(text) if state == "PR" else None


def is_unit_only(written: list[str]) -> bool:
    """Whether a segment holds nothing but unit designators and their values ("APT 4", "# 4", "4B", "REAR")."""
    rest = list(written)
    while rest:
        word = rest.pop(0)
        if word in UNITS:
            if word == "#" and rest and rest[0] in UNITS:
                continue  # "#APT 4"
            if rest and (rest[0] == "#" or rest[0] in {"NO", "NUM", "NUMBER"}):
                rest.pop(0)
            if rest and rest[0] not in UNITS:
                rest.pop(0)
            elif UNITS[word] not in UNITS_ALONE:
                return False
        elif not is_bare_value(word) or (len(word) == 1 and len(written) > 2):
            return False
    return bool(written)


def is_part_of_house(written: tuple[str, ...]) -> bool:
    """Whether words outside the delivery form may name a flat or floor, whatever its designator is called."""
    if any(letter.isdigit() for word in written for letter in word):
        return True
    lettered = len(written) == 2 and written[0] in _NUMBER_SIGNS
    return lettered or any(word in UNITS or word in PARTS_OF_A_HOUSE for word in written)


_NUMBER_SIGNS = frozenset({"#", "NO", "NUM", "NUMBER"})


def is_bare_value(word: str) -> bool:
    """Whether one word can be a unit's value without a designator: "4", "4B", "B4", "A", "A-D"."""
    return len(word) <= 6 and (word[0].isdigit() or len(word) == 1 or word[-1].isdigit() or word[1] == "-")


def strip_care_of(written: list[str]) -> tuple[list[str], list[str]]:
    """The words before "care of" and those after it (a name, perhaps with an address behind it)."""
    if CARE not in written:
        return written, []
    place = written.index(CARE)
    return written[:place], [word for word in written[place + 1 :] if word != CARE]
