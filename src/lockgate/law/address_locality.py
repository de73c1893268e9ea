"""City, state, ZIP and country of a written address, from its fields or from the end of its lines."""

import re
from dataclasses import dataclass, replace

from lockgate.law.address_lines import is_unit_only
from lockgate.law.address_text import words
from lockgate.law.address_words import DIRECTIONALS, SUFFIXES, UNITS
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
_ZIP_END = re.compile(rf"(?:^|[\s,.])(?P<zip>{_ZIP})-?[\s,.]*$")
_NOT_A_ZIP_BEFORE = re.compile(
    r"(?:BOX|APARTADO|APDO|BUZON|HIGHWAY|HWY|ROAD|ROUTE|RTE|RD|CR|SR|#|APT|UNIT|STE|NO)[\s.#]*$"
)
_ZIP_WORD = re.compile(r"\bZIP(?:\s*CODE)?\b[\s:]*(?=\d{5})")
_ALSO_WORDS = frozenset({"CT", "LA", "PR", "AL", "DE", "WA", "CO", "FL", "PA", "MT", "IN", "OR", "ME", "OK", "HI"})
_TITLE_BEFORE = re.compile(r"\b(?:TOWN|CITY|VILLAGE|BOROUGH|TOWNSHIP) OF $")
_TERRITORIES = frozenset({"PR", "GU", "VI", "AS", "MP"})
_PUNCTUATION = re.compile(r"[^0-9A-Z]+")
_CANADIAN = re.compile(r"\b[A-Z]\d[A-Z][\s-]?\d[A-Z]\d\b")


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
    code = read_state(state)
    found = Locality(lines, city, code, read_zip(zip_field, code, gazetteer), abroad, state, zip_field)
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
    end = _Ending(text, found.state, found.zip5)
    if not found.zip_written:
        end = end.without_zip()
    if abroad and not (end.zip5 and end.state):
        return replace(found, lines=(text,) if text else (), country=abroad)
    if not end.state:
        end = end.without_state(certain=bool(end.zip5) or _ends_in_city_and_state(end.text, gazetteer))
    written = found.zip_written or end.zip5
    rest = replace(found, state=end.state, zip5=end.zip5, zip_written=written)
    lines, city = _take_city(end.text, rest, gazetteer)
    return replace(rest, lines=(lines,) if lines else (), city=city)


@dataclass(frozen=True)
class _Ending:
    """Text whose end is being read, with the state and ZIP taken off it so far."""

    text: str
    state: str
    zip5: str

    def without_zip(self) -> "_Ending":
        """The text without a ZIP at its end, or before a state at its end."""
        found = _ZIP_END.search(self.text)
        if found is None:
            other = self.without_state(certain=True)
            found = _ZIP_END.search(other.text) if other.state != self.state else None
            return replace(other, text=_bare(other.text[: found.start()]), zip5=found["zip"][:5]) if found else self
        before = _Ending(_bare(self.text[: found.start()]), self.state, found["zip"][:5])
        stated = before.without_state(certain=True)
        if stated.state != self.state:
            return stated
        return self if _NOT_A_ZIP_BEFORE.search(self.text[: found.start("zip")]) else before

    def without_state(self, *, certain: bool) -> "_Ending":
        """The text without a state at its end; if not ``certain``, not where "CT" may be a court."""
        bare = _bare(self.text)
        for start in reversed(word_starts(bare, 4)):
            name = plain(bare[start:])
            sure = certain or bare[:start].rstrip(" ").endswith(",") or name not in _ALSO_WORDS
            if name in STATES and sure:
                return _Ending(_bare(bare[:start]), STATES[name], self.zip5)
        return self


def _ends_in_city_and_state(text: str, gazetteer: Gazetteer) -> bool:
    """Whether words without any figure, so no street, end in a state and before it a city the table has there."""
    if any(letter.isdigit() for letter in text):
        return False
    before = _Ending(text, "", "").without_state(certain=True)
    starts = word_starts(before.text, 3) if before.state else []
    # One word alone before "CT" is more likely a court's name than a city's.
    return any(start > 0 and gazetteer.has_city_in(before.state, before.text[start:]) for start in starts)


def _bare(text: str) -> str:
    """The text without blanks, commas and points at its end."""
    return text.rstrip(" ,.")


def word_starts(text: str, most: int) -> list[int]:
    """Where the last words of a text begin, the last word first; at most ``most`` of them."""
    starts: list[int] = []
    end = len(text)
    while end > 0 and len(starts) < most:
        start = max(text.rfind(" ", 0, end), text.rfind(",", 0, end)) + 1
        if start < end:
            starts.append(start)
        end = start - 1
    return starts


def _take_country(text: str) -> tuple[str, str]:
    """The text without a country at its end, and the country if it is not the United States."""
    bare = _bare(text)
    for start in reversed(word_starts(bare, 4)):
        last = plain(bare[start:])
        if last in HOME_COUNTRY and last not in {"AMERICA", "840"}:
            return _bare(bare[:start]), ""
        if last in COUNTRIES or last in COUNTRIES_OF_SEVERAL_WORDS:
            return _bare(bare[:start]), last
    return text, ""


def _take_city(text: str, rest: Locality, gazetteer: Gazetteer) -> tuple[str, str]:
    """The text without its city, and the city: by the ZIP's own names, else by the last comma, else by suffix."""
    if not (rest.state or rest.zip5):
        return text, ""
    known = _known_city(text, rest.zip5, gazetteer) or _city_by_comma(text)
    if not known:
        known = _known_nearby(text.rpartition(",")[2].strip(), rest, gazetteer)
    if not known:
        return (text, "") if "," in text else _after_suffix(text)
    before = text[: len(text) - len(known)]
    if titled := _TITLE_BEFORE.search(before):
        before = before[: titled.start()]
    return _bare(before), known.strip(" .")


def _city_by_comma(text: str) -> str:
    """What stands behind the last comma, if it is letters and no unit; the whole text if there is no comma."""
    last = text.rpartition(",")[2].strip()
    lettered = not any(letter.isdigit() or letter == "#" for letter in last)
    named = any(len(word) > 2 and word not in UNITS for word in last.split())
    return last if lettered and named and not is_unit_only(words(last)) else ""


def _known_city(text: str, zip5: str, gazetteer: Gazetteer) -> str:
    """The longest words at the end of the text that the table names for this ZIP."""
    for start in reversed(word_starts(text, 6)):
        tail = text[start:]
        if tail in MILITARY_CITIES or (tail not in DIRECTIONALS and gazetteer.carries(zip5, tail)):
            return tail
    last = text[max(word_starts(text, 1), default=0) :]
    area = gazetteer.zips.get(zip5)
    # "NORTH VA 23128": a directional is a town where the ZIP's own post office is called so.
    return last if area is not None and last == area.office else ""


def _after_street(text: str) -> list[str]:
    """The words after the first street suffix, its directional and its unit: where a city may begin."""
    pieces = text.split(" ")
    figures = max((place for place, piece in enumerate(pieces) if piece[-1:].isdigit()), default=0)
    numbered = figures if figures > 1 else len(pieces)
    first = next((place for place in range(2, len(pieces)) if pieces[place] in SUFFIXES), numbered) + 1
    for place in range(len(pieces) - 1, first - 1, -1):
        if not pieces[place].isalpha() or pieces[place - 1] in UNITS:
            return pieces[place + 1 :]
    directed = first < len(pieces) and pieces[first] in DIRECTIONALS and len(pieces[first]) < 3
    return pieces[first + directed :]


def _known_nearby(text: str, rest: Locality, gazetteer: Gazetteer) -> str:
    """The longest words at the end of the text, after a street's suffix, that the table names for a ZIP near by."""
    pieces = _after_street(text)
    for start in range(len(pieces)):
        tail = " ".join(pieces[start:])
        if len(pieces) == start + 1 and (tail in SUFFIXES or tail in DIRECTIONALS):
            return ""
        if gazetteer.knows_city(tail) and (rest.zip5 not in gazetteer.zips or gazetteer.is_near(rest.zip5, tail)):
            return tail
    return ""


def _after_suffix(text: str) -> tuple[str, str]:
    """The words after the last street suffix as the city, where the table knows none of them."""
    pieces = _after_street(text)
    last = max((place for place, piece in enumerate(pieces) if piece in SUFFIXES), default=-1)
    city = " ".join(pieces[last + 1 :])
    return (text, "") if city == "" or city in DIRECTIONALS else (_bare(text.removesuffix(city)), city)


def _without_repetition(found: Locality, gazetteer: Gazetteer) -> Locality:
    """The lines without a repetition of the city, state and ZIP; a repetition that differs is a clash."""
    kept: list[str] = []
    clash = found.clash
    for line in found.lines:
        end = _Ending(line, "", "").without_zip() if line[-1:].isdigit() else _Ending(line, "", "")
        if not (end.state and end.zip5 and found.zip5):
            kept.append(line)
            continue
        clash = clash or end.zip5 != found.zip5 or end.state != found.state
        city = _known_city(end.text, end.zip5, gazetteer)
        kept.append(_bare(end.text[: len(end.text) - len(city)] if city else end.text.removesuffix(found.city)))
    lines = tuple(line for line in kept if line)
    return found if (lines, clash) == (found.lines, found.clash) else replace(found, lines=lines, clash=clash)
