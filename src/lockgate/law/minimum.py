"""The minimum that may leave: a mailing address and nobody beside it (R26, R27).

26 U.S.C. 6103(b)(6) makes "mailing address" part of a taxpayer's identity, the only thing (i)(2) releases
here. Care-of, attention and second-name lines name other people; they are taken away, both before addresses
are compared and before one is released. What is left must still be an address a letter could reach.

The released lines are folded capitals, so nothing is told by how the custodian spells. What cannot be seen
without knowing the people: a stranger's name written after the street in one line.
"""

import re

from lockgate.law.address import WrittenAddress
from lockgate.law.address_words import PARTS_OF_A_HOUSE
from lockgate.law.folding import fold

_UNITS = (
    "APT APARTMENT APTO UNIT STE SUITE RM ROOM FL FLOOR LOT TRLR TRAILER BLDG BUILDING EDIF EDIFICIO SPC SPACE SLIP "
    "PIER HNGR STOP DEPT BSMT BASEMENT FRNT FRONT LBBY LOBBY LOWR LOWER OFC OFFICE PH PENTHOUSE REAR SIDE UPPR UPPER"
)
_DELIVERY = (
    "PO POBOX POST BOX APARTADO RR RURAL ROUTE RTE HC HIGHWAY HWY STAR GENERAL LISTA PSC CMR URB URBANIZACION CALLE "
    "AVE AVENIDA BO BARRIO COND CONDOMINIO RES RESIDENCIAL PARC PARCELAS SECTOR CARR CARRETERA KM"
)
_STREET_LEADS = (
    "N S E W NE NW SE SW NORTH SOUTH EAST WEST STATE COUNTY CO ROAD RD ST STREET US FARM FM INTERSTATE OLD CAMINO "
    "CALLEJON PASEO BLVD VILLA VILLAS HACIENDA ALTURAS JARDINES EXT MILE MM ONE"
)
_KEEPS_A_LINE = frozenset((_UNITS + " " + _DELIVERY).split())
_MAY_STAND_BEFORE_A_NUMBER = _KEEPS_A_LINE | frozenset(_STREET_LEADS.split())

_MARK = re.compile(
    r"(?:^|(?<=[\s,;(]))(?:%|(?:IN\s+)?CARE\s+OF\b|C\s*/\s*O\b|C\.\s*O\.|ATTENTION\b:?|ATTN\b[.:]?|ATN\b[.:]?|A/C\b|A/A\b"
    r"|F/?B/?O\b|D/?B/?A\b|A/?K/?A\b|F/?K/?A\b|AL\s+CUIDADO\s+DE\b|A\s+CARGO\s+DE\b|AT\.TE\b|HOUSEHOLD\s+OF\b|ESTATE\s+OF\b)"
)
_DELIVERY_STARTS = re.compile(
    r"(?<!\S)(?=[#\d]|[A-Z]-?\d|(?:P\.?\s?O\.?\s?BOX|(?:" + "|".join(sorted(_KEEPS_A_LINE)) + r"))(?:\W|$))"
)
_HAS_DIGIT = re.compile(r"\d")
_LETTERED_UNIT = re.compile(r"[A-Z]|# ?[A-Z]{1,2}")
"""A flat that has a letter and no figure. To lose it would make two flats of one house one place."""
_WORD = re.compile(r"[A-Z]+")
_LEAD = re.compile(r"^(?:(?:[A-Z][A-Z.,'-]*|[&,])\s+){2,}(?=\d)")


def without_third_parties(written: WrittenAddress) -> WrittenAddress:
    """The address with folded lines, and without what names somebody (R27).

    A care-of or attention mark takes the words behind it, up to where a delivery part begins. A line that
    holds neither number nor delivery word goes when the other line can stand alone. Two or more plain words
    before a house number are a name unless one of them belongs to an address.
    """
    lines = [_before_number(_marks_removed(fold(line))) for line in (written.line1, written.line2)]
    if any(map(_HAS_DIGIT.search, lines)):
        lines = [line if _delivers(line) else "" for line in lines]
    first, second = lines if lines[0] else (lines[1], "")
    return WrittenAddress(
        first, second, fold(written.city), fold(written.state), fold(written.zip), fold(written.country)
    )


def _marks_removed(line: str) -> str:
    while mark := _MARK.search(line):
        resumes = _DELIVERY_STARTS.search(line, mark.end())
        kept = (line[: mark.start()].strip(" ,;("), line[resumes.end() :] if resumes else "")
        line = " ".join(part for part in kept if part)
    return line


def _delivers(line: str) -> bool:
    """Whether a line carries part of a delivery address: a digit, a word Publication 28 knows, or a part of a house."""
    words = _WORD.findall(line)
    return (
        bool(_HAS_DIGIT.search(line) or _LETTERED_UNIT.fullmatch(line))
        or not _KEEPS_A_LINE.isdisjoint(words)
        or _names_part_of_house(words)
    )


def _names_part_of_house(words: list[str]) -> bool:
    """Whether a line is nothing but a flat's own word: "UPSTAIRS", "ALTOS", "NO R".

    Longer lines are not taken for one: "Kim Jong Un" is a name, and a name must go.
    """
    if not words or len(words) > 2:
        return False
    lettered = words[0] in _NUMBER_WORDS and len(words[-1]) == 1
    return lettered or (words[0] in _HOUSE_WORDS and (len(words) == 1 or words[1] in _KEEPS_A_LINE))


_NUMBER_WORDS = frozenset({"NO", "NBR", "NUM", "NUMBER"})
_HOUSE_WORDS = PARTS_OF_A_HOUSE - {"U", "UN", "AP"}


def _before_number(line: str) -> str:
    lead = _LEAD.match(line)
    if lead is None:
        return line
    words = _WORD.findall(lead.group())
    if not _MAY_STAND_BEFORE_A_NUMBER.isdisjoint(words) or _letters_a_flat(words):
        return line
    return line[lead.end() :]


def _letters_a_flat(words: list[str]) -> bool:
    """Whether words before a number only call a flat so and letter it: "NO G 88", "AP I 15", "FLAT B 4"."""
    called = words[0] in _NUMBER_WORDS or words[0] in PARTS_OF_A_HOUSE
    return called and all(len(word) == 1 or word in _NUMBER_WORDS for word in words[1:])
