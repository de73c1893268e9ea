"""City, state, ZIP and country of a written address, from its fields or from the end of its lines."""

import re
from dataclasses import dataclass, replace

from lockgate.law.address_text import words
from lockgate.law.address_words import SUFFIXES
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.lexicon import says_nothing
from lockgate.law.places import (
    COUNTRIES,
    COUNTRIES_OF_SEVERAL_WORDS,
    FOREIGN_REGIONS,
    HOME_COUNTRY,
    MILITARY_CITIES,
    STATES,
)

_ZIP = r"\d{5}(?:[- ]?\d{4})?"
_NAMES = "|".join(sorted((re.escape(name) for name in STATES), key=len, reverse=True))
_STATE_ZIP_END = re.compile(rf"(?:^|[\s,.]+)(?P<state>{_NAMES})[\s,.]+(?P<zip>{_ZIP})-?[\s,.]*$")
_ZIP_STATE_END = re.compile(rf"(?:^|[\s,.]+)(?P<zip>{_ZIP})[\s,.]+(?P<state>{_NAMES})[\s,.]*$")
_ZIP_END = re.compile(rf"(?:^|[\s,.]+)(?P<zip>{_ZIP})-?[\s,.]*$")
_STATE_END = re.compile(rf"(?:^|(?P<mark>[\s,.]+))(?P<state>{_NAMES})[\s,.]*$")
_NOT_A_ZIP_BEFORE = re.compile(
    r"(?:BOX|APARTADO|APDO|BUZON|HIGHWAY|HWY|ROAD|ROUTE|RTE|RD|CR|SR|#|APT|UNIT|STE|NO)[\s.#]*$"
)
_ZIP_WORD = re.compile(r"\bZIP(?:\s*CODE)?\b[\s:]*(?=\d{5})")
_TERRITORIES = frozenset({"PR", "GU", "VI", "AS", "MP"})
_PUNCTUATION = re.compile(r"[^0-9A-Z]+")
_CANADIAN = re.compile(r"\b[A-Z]\d[A-Z][\s-]?\d[A-Z]\d\b")
_CITY_AFTER_SUFFIX = re.compile(
    r"^(?P<lines>.*\d.*\s(?P<suffix>[A-Z]+)(?:\s(?:[NSEW]|NE|NW|SE|SW))?)\s(?P<city>[A-Z][A-Z .'-]+)$"
)


@dataclass(frozen=True)
class Locality:
    """What an address says beside its delivery line. Empty strings are parts not given.

    ``clash``: city, state and ZIP are written twice and differ. ``zip_written``: digits stood where a ZIP
    stands, readable or not.
    """

    lines: tuple[str, ...]
    city: str = ""
    state: str = ""
    zip5: str = ""
    country: str = ""
    state_written: str = ""
    zip_written: str = ""
    clash: bool = False

    @property
    def is_foreign(self) -> bool:
        """Whether a country other than the United States is named, or a foreign province or postal code."""
        return bool(self.country)


def plain(folded: str) -> str:
    """Folded words with every punctuation a blank."""
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def read_zip(folded: str, state: str, gazetteer: Gazetteer) -> str:
    """The five digits of a ZIP field, or "".

    A spreadsheet's lost leading zeros ("7030", "501", "70301234") are put back where the table then knows the
    ZIP in the very state given.
    """
    compact = folded.replace(" ", "").removesuffix(".0").rstrip("-.,")
    digits = compact.replace("-", "", 1)
    if not digits.isdigit():
        found = re.findall(r"(?<!\d)\d{5}(?!\d)", folded)
        return found[0] if len(found) == 1 else ""
    if len(digits) in {5, 9}:
        return digits[:5]
    if len(digits) in {3, 4, 7, 8} and state:
        padded = digits.zfill(5 if len(digits) < 5 else 9)[:5]
        area = gazetteer.zips.get(padded)
        if area is not None and area.state == state:
            return padded
    return ""


def read_state(folded: str) -> str:
    """The postal code of a written state, or ""."""
    return STATES.get(folded) or STATES.get(plain(folded), "")


def read_locality(fields: tuple[str, str, str, str, str, str], gazetteer: Gazetteer) -> Locality:
    """The locality of the folded fields line1, line2, city, state, zip, country."""
    line1, line2, city, state, zip_field, country = fields
    abroad = _foreign_country(country)
    lines = tuple(line for line in (line1, line2) if line)
    found = Locality(lines, city, read_state(state), "", abroad, state, zip_field)
    found = replace(found, zip5=read_zip(zip_field, found.state, gazetteer))
    if abroad:
        return found
    if _CANADIAN.search(zip_field) or (not found.state and plain(state) in FOREIGN_REGIONS and not found.zip5):
        return replace(found, country="UNNAMED")
    if not (found.city and found.state and found.zip5):
        found = _completed(found, gazetteer)
    return found if found.is_foreign else _without_repetition(found, gazetteer)


def _foreign_country(folded: str) -> str:
    """The country field, unless it is blank, says nothing, or names the United States or a part of them."""
    written = plain(folded)
    if written in HOME_COUNTRY or written in _TERRITORIES or (len(written) > 2 and written in STATES):
        return ""
    if says_nothing(words(folded)) or not any(letter.isalpha() for letter in folded):
        return ""
    return written or folded


def _completed(found: Locality, gazetteer: Gazetteer) -> Locality:
    """What the fields leave open, read from the city field or from the end of the lines."""
    if found.city:
        tail = _tail(found.city, found, gazetteer)
        if tail.city or not (tail.state or tail.zip5):
            return replace(tail, lines=found.lines, city=tail.city or found.city)
        return replace(tail, lines=found.lines, city="")
    joined = ", ".join(found.lines)
    tail = _tail(_ZIP_WORD.sub("", joined), found, gazetteer)
    if tail.is_foreign or tail.lines == (joined,):
        return replace(tail, lines=tail.lines if tail.is_foreign else found.lines)
    return tail


def _tail(text: str, found: Locality, gazetteer: Gazetteer) -> Locality:
    """Country, ZIP, state and city taken off the end of ``text``; its rest becomes the lines."""
    text, abroad = _take_country(text)
    state, zip5 = found.state, found.zip5
    taken = ""
    for pattern in (_STATE_ZIP_END, _ZIP_STATE_END, _ZIP_END):
        if not found.zip_written and (match := pattern.search(text)) and _is_zip_there(text, match):
            parts = match.groupdict()
            zip5, taken = parts["zip"][:5], parts["zip"]
            state = state or STATES.get(parts.get("state") or "", "")
            text = text[: match.start()]
            break
    if abroad and not (zip5 and state):
        return replace(found, lines=(text,) if text else (), country=abroad)
    if not state and (match := _STATE_END.search(text)) and (zip5 or _is_state_there(match)):
        state, text = STATES[match["state"]], text[: match.start()]
    rest = replace(found, state=state, zip5=zip5, zip_written=found.zip_written or taken)
    lines, city = _take_city(text.rstrip(" ,."), rest, gazetteer)
    return replace(rest, lines=(lines,) if lines else (), city=city)


def _is_zip_there(text: str, match: re.Match[str]) -> bool:
    """Whether digits at the end are a ZIP and not a box's, a road's or a unit's."""
    return match.groupdict().get("state") is not None or not _NOT_A_ZIP_BEFORE.search(text[: match.start("zip")])


def _is_state_there(match: re.Match[str]) -> bool:
    """Whether a state's name at the end of text without a ZIP is meant as the state ("OAK CT" is a court)."""
    return "," in (match["mark"] or "") or match["state"] not in {
        "CT",
        "LA",
        "PR",
        "AL",
        "DE",
        "WA",
        "CO",
        "FL",
        "PA",
        "MT",
    }


def _take_country(text: str) -> tuple[str, str]:
    """The text without a country at its end, and the country if it is not the United States."""
    bare = text.rstrip(" ,.")
    marks = [place for place in (bare.rfind(","), bare.rfind(" ")) if place >= 0]
    for place in (-1, *marks, *_last_words(bare)):
        last = plain(bare[place + 1 :])
        if last in HOME_COUNTRY and (place >= 0 or last != "AMERICA"):
            return bare[: max(place, 0)].rstrip(" ,."), ""
        if last in COUNTRIES or last in COUNTRIES_OF_SEVERAL_WORDS:
            return bare[: max(place, 0)].rstrip(" ,."), last
    return text, ""


def _last_words(text: str) -> list[int]:
    """Where the last two, three and four words of a text begin (the place of the blank before them)."""
    places: list[int] = []
    end = text.rfind(" ")
    while end > 0 and len(places) < 3:
        end = text.rfind(" ", 0, end)
        if end > 0:
            places.append(end)
    return places


def _take_city(text: str, rest: Locality, gazetteer: Gazetteer) -> tuple[str, str]:
    """The text without its city, and the city: by the ZIP's own names, else by the last comma, else by suffix."""
    if not (rest.state or rest.zip5):
        return text, ""
    known = _known_city(text, rest.zip5, gazetteer)
    if not known:
        _, comma, last = text.rpartition(",")
        lettered = not any(letter.isdigit() or letter == "#" for letter in last)
        if lettered and last.strip():
            known = last.strip()
        else:
            known = _known_somewhere(last.strip() if comma else text, gazetteer)
    if known:
        return text[: len(text) - len(known)].rstrip(" ,."), known.strip(" .")
    return _after_suffix(text)


def _known_city(text: str, zip5: str, gazetteer: Gazetteer) -> str:
    """The longest words at the end of the text that the table names for this ZIP."""
    starts = [0, *(place + 1 for place, letter in enumerate(text) if letter in " ,")]
    for start in starts[-6:] if len(starts) > 6 else starts:
        tail = text[start:].strip()
        if tail and (tail in MILITARY_CITIES or gazetteer.carries(zip5, tail)):
            return text[start:].lstrip()
    return ""


def _known_somewhere(text: str, gazetteer: Gazetteer) -> str:
    """The longest words at the end of the text, after a street's suffix, that the table names for any ZIP."""
    found = _CITY_AFTER_SUFFIX.match(text)
    if found is None:
        return ""
    names = found["city"].split(" ")
    for start in range(len(names)):
        tail = " ".join(names[start:])
        if gazetteer.knows_city(tail):
            return tail
    return ""


def _after_suffix(text: str) -> tuple[str, str]:
    """The words after the last street suffix as the city, where the table knows none of them."""
    pieces = text.split(" ")
    for place in range(len(pieces) - 2, 1, -1):
        if SUFFIXES.get(pieces[place]) and all(piece.isalpha() for piece in pieces[place + 1 :]):
            return " ".join(pieces[: place + 1]), " ".join(pieces[place + 1 :])
    return text, ""


def _without_repetition(found: Locality, gazetteer: Gazetteer) -> Locality:
    """The lines without a repetition of the city, state and ZIP; a repetition that differs is a clash."""
    kept: list[str] = []
    clash = found.clash
    for line in found.lines:
        match = _STATE_ZIP_END.search(line)
        if match is None or not found.zip5:
            kept.append(line)
            continue
        clash = clash or match["zip"][:5] != found.zip5 or STATES[match["state"]] != found.state
        rest = line[: match.start()]
        city = _known_city(rest.rstrip(" ,."), match["zip"][:5], gazetteer)
        rest = rest.rstrip(" ,.")
        rest = rest[: len(rest) - len(city)] if city else rest.removesuffix(found.city)
        kept.append(rest.rstrip(" ,."))
    return replace(found, lines=tuple(line for line in kept if line), clash=clash)
