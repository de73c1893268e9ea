"""Homes: synthetic streets in real cities, with the state and ZIP that belong to them.

City, state and ZIP come from one row of the packaged ZIP table, so they never contradict one another; the
streets and numbers are made up. A home is a few numbers until it is written out, in the custodian's manner
or in one of those agencies use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import zipcodes

from lockgate.rehearsal.arrays import Bools, Columns, Ints, Texts, blanks, chance, draw, glued, padded, pool, texts
from lockgate.rehearsal.words import (
    DIRECTION_LONG,
    DIRECTION_SHORT,
    MAJOR_STATES,
    STREETS,
    SUFFIX_LONG,
    SUFFIX_SHORT,
    UNIT_MANNERS,
    URBANIZATIONS,
)


class Form(IntEnum):
    """What kind of address a home has (USPS Publication 28, chapter 2)."""

    STREET = 0
    UNIT = 1
    HYPHENATED = 2
    PO_BOX = 3
    RURAL = 4
    HIGHWAY_CONTRACT = 5
    PUERTO_RICO = 6
    MILITARY = 7


@dataclass(frozen=True, slots=True)
class ZipTable:
    """City, state and ZIP in agreeing triples, and which of them serve which form."""

    city: Texts
    state: Texts
    zip5: Texts
    mainland: Ints
    weights: npt.NDArray[np.float64]
    puerto_rico: Ints
    military: Ints


@cache
def _zip_rows() -> list[dict[str, Any]]:
    """The packaged table, ordered by ZIP and city."""
    listed = cast("Callable[[], list[dict[str, Any]]]", zipcodes.list_all)()
    return sorted(listed, key=lambda row: (row["zip_code"], row["city"]))


@cache
def zip_table() -> ZipTable:
    """The packaged ZIP table, ordered by ZIP."""
    rows = _zip_rows()
    standard = [row for row in rows if row["active"] and row["zip_code_type"] == "STANDARD"]
    military = [row for row in rows if row["zip_code_type"] == "MILITARY" and row["state"] in {"AE", "AP", "AA"}]
    used = standard + military
    island = {"PR"}
    outlying = island | {"VI", "GU", "AS", "MP"}
    mainland = [i for i, row in enumerate(standard) if row["state"] not in outlying]
    weights = np.array([4.0 if used[i]["state"] in MAJOR_STATES else 1.0 for i in mainland])
    return ZipTable(
        city=pool([row["city"] for row in used]),
        state=pool([row["state"] for row in used]),
        zip5=pool([row["zip_code"] for row in used]),
        mainland=np.array(mainland, dtype=np.int64),
        weights=np.cumsum(weights / weights.sum()),
        puerto_rico=np.array([i for i, row in enumerate(standard) if row["state"] in island], dtype=np.int64),
        military=np.arange(len(standard), len(used), dtype=np.int64),
    )


@cache
def unassigned_zips() -> tuple[Ints, Texts]:
    """Places on the mainland, and for each a ZIP of its region (first three digits) that is in no row of the table."""
    taken = {row["zip_code"] for row in _zip_rows()}
    table = zip_table()
    found: dict[int, str] = {}
    for place in table.mainland[:: max(1, len(table.mainland) // 400)]:
        region = table.zip5[place][:3]
        free = next((region + f"{last:02d}" for last in range(99, -1, -1) if region + f"{last:02d}" not in taken), "")
        if free:
            found[int(place)] = free
    return np.array(list(found), dtype=np.int64), pool(list(found.values()))


@dataclass(frozen=True)
class Homes(Columns):
    """Homes as numbers: indexes into the words of ``words.py`` and into the ZIP table; 0 = no direction or unit."""

    form: Ints
    number: Ints
    second: Ints
    direction: Ints
    street: Ints
    suffix: Ints
    unit: Ints
    letter: Ints
    place: Ints


@dataclass(frozen=True)
class Manner(Columns):
    """How each home is written: words long or short, all in capitals, which word for a unit, on a line of its own."""

    long: Bools
    upper: Bools
    unit_word: Ints
    unit_line: Bools


@dataclass(frozen=True)
class Lines(Columns):
    """Addresses written out."""

    line1: Texts
    line2: Texts
    city: Texts
    state: Texts
    zip5: Texts


def draw_homes(rng: np.random.Generator, forms: Ints) -> Homes:
    """One home for each form asked for."""
    count = len(forms)
    table = zip_table()
    place = table.mainland[np.searchsorted(table.weights, rng.random(count)).clip(max=len(table.mainland) - 1)]
    island, military = forms == Form.PUERTO_RICO, forms == Form.MILITARY
    place[island] = rng.choice(table.puerto_rico, int(island.sum()))
    place[military] = rng.choice(table.military, int(military.sum()))
    direction = draw(rng, len(DIRECTION_SHORT), count) * chance(rng, 0.35, count)
    return Homes(
        form=forms,
        number=1 + draw(rng, 9899, count),
        second=1 + draw(rng, 98, count),
        direction=direction,
        street=draw(rng, len(STREETS), count),
        suffix=draw(rng, len(SUFFIX_SHORT), count),
        unit=np.where(forms == Form.UNIT, 1 + draw(rng, 48, count), 0),
        letter=draw(rng, 8, count),
        place=place,
    )


def official(count: int) -> Manner:
    """The custodian's manner: short words, upper case, the unit on the first line."""
    nothing = np.zeros(count, dtype=np.int64)
    return Manner(nothing > 0, nothing == 0, nothing, nothing > 0)


def various(rng: np.random.Generator, count: int) -> Manner:
    """The manners of an agency's file, drawn row by row."""
    return Manner(
        long=chance(rng, 0.35, count),
        upper=chance(rng, 0.5, count),
        unit_word=draw(rng, len(UNIT_MANNERS), count),
        unit_line=chance(rng, 0.4, count),
    )


def written(homes: Homes, manner: Manner) -> Lines:
    """The homes written out, each in its manner."""
    line1, line2 = _street_lines(homes, manner)
    for form, lines in _OTHER_FORMS.items():
        rows = np.flatnonzero(homes.form == form)
        if len(rows):
            line1[rows], line2[rows] = lines(homes.take(rows))
    table = zip_table()
    city = table.city[homes.place]
    upper = np.flatnonzero(manner.upper)
    for column in (line1, line2, city):
        column[upper] = [text.upper() for text in column[upper]]
    return Lines(line1, line2, city, table.state[homes.place], table.zip5[homes.place])


def _street_lines(homes: Homes, manner: Manner) -> tuple[Texts, Texts]:
    """Number, direction, street and suffix, and a unit where there is one."""
    long = manner.long
    direction = np.where(long, pool(DIRECTION_LONG)[homes.direction], pool(DIRECTION_SHORT)[homes.direction])
    suffix = np.where(long, pool(SUFFIX_LONG)[homes.suffix], pool(SUFFIX_SHORT)[homes.suffix])
    number = texts(homes.number)
    hyphenated = np.flatnonzero(homes.form == Form.HYPHENATED)
    number[hyphenated] = texts(10 + homes.number[hyphenated] % 140) + "-" + padded(homes.second[hyphenated], 2)
    before = np.where(direction == "", " ", " " + direction + " ")
    line1 = glued(number, before, pool(STREETS)[homes.street], " ", suffix)
    line2 = blanks(len(homes))
    units = np.flatnonzero(homes.unit > 0)
    unit = _units(homes.take(units), manner.unit_word[units])
    apart = manner.unit_line[units]
    line2[units[apart]] = unit[apart]
    line1[units[~apart]] = line1[units[~apart]] + " " + unit[~apart]
    return line1, line2


def _units(homes: Homes, word: Ints) -> Texts:
    """``Apt 4B`` in its manner."""
    letters = pool(("", "", "", "", "A", "B", "C", "D"))[homes.letter]
    return glued(pool(UNIT_MANNERS)[word], " ", texts(homes.unit), letters)


def _po_box(homes: Homes) -> tuple[Texts, Texts]:
    return glued("PO Box ", texts(homes.number)), blanks(len(homes))


def _rural(homes: Homes) -> tuple[Texts, Texts]:
    return glued("RR ", texts(1 + homes.second % 9), " Box ", texts(homes.number % 900 + 1)), blanks(len(homes))


def _highway(homes: Homes) -> tuple[Texts, Texts]:
    return glued("HC ", texts(homes.second), " Box ", texts(homes.number % 900 + 1)), blanks(len(homes))


def _puerto_rico(homes: Homes) -> tuple[Texts, Texts]:
    street = glued(texts(homes.number % 900 + 1), " Calle ", texts(1 + homes.second % 40))
    return pool(URBANIZATIONS)[homes.street % len(URBANIZATIONS)], street


def _military(homes: Homes) -> tuple[Texts, Texts]:
    return glued("PSC ", texts(homes.second), " Box ", texts(homes.number)), blanks(len(homes))


_OTHER_FORMS = {
    Form.PO_BOX: _po_box,
    Form.RURAL: _rural,
    Form.HIGHWAY_CONTRACT: _highway,
    Form.PUERTO_RICO: _puerto_rico,
    Form.MILITARY: _military,
}


def one_field(lines: Lines, commas: Bools) -> Texts:
    """The whole address in one text, with or without commas."""
    line2 = np.where(lines.line2 == "", "", np.where(commas, ", ", " ") + lines.line2)
    between = np.where(commas, ", ", " ")
    return glued(lines.line1, line2, between, lines.city, between, lines.state, " ", lines.zip5)
