"""Loads the packaged ZIP table and the packaged list of facilities into the law's pure values.

The ZIP table is the PyPI package ``zipcodes`` (docs/adr/0007-zip-table.md); the facilities are
``data/facilities.csv``.
"""

import csv
import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from string import digits
from sys import intern
from typing import TypedDict, cast

import zipcodes

from lockgate.errors import UsageError
from lockgate.law.address import WrittenAddress, place_of
from lockgate.law.folding import fold
from lockgate.law.gazetteer import Facilities, Gazetteer, ZipArea, city_key

_KINDS = {"facility_word", "agency_word", "facility_place", "agency_place"}


class _ZipRow(TypedDict):
    """The columns of the packaged table that are used."""

    zip_code: str
    state: str
    city: str
    acceptable_cities: list[str]
    unacceptable_cities: list[str]
    lat: str
    long: str


def _area(row: _ZipRow, shared: dict[frozenset[str], frozenset[str]]) -> ZipArea:
    """One ZIP's state, names and position; the names the post office dislikes are names people use."""
    names = (row["city"], *row["acceptable_cities"], *row["unacceptable_cities"])
    position = (float(row["lat"]), float(row["long"]))
    cities = frozenset(intern(fold(name)) for name in names if name)
    cities = shared.setdefault(cities, cities)
    return ZipArea(intern(row["state"]), cities, position if any(position) else None, intern(fold(row["city"])))


def _tables(rows: Iterable[_ZipRow]) -> Gazetteer:
    """The gazetteer of the ZIP table alone."""
    zips: dict[str, ZipArea] = {}
    named: dict[str, list[str]] = {}
    shared: dict[frozenset[str], frozenset[str]] = {}
    for row in rows:
        area = zips[row["zip_code"]] = _area(row, shared)
        for key in sorted({city_key(name) for name in area.cities}):
            named.setdefault(key, []).append(row["zip_code"])
    return Gazetteer(
        zips, {key: tuple(codes) for key, codes in named.items()}, version=f"zipcodes {zipcodes.__version__}"
    )


def building_key(written: WrittenAddress, gazetteer: Gazetteer) -> str:
    """The key of a building by which ``Facilities.places`` and an agency's own addresses are found.

    Raises ``UsageError`` where the address is not one a letter could reach.
    """
    place = place_of(written, gazetteer)
    if place is None:
        raise UsageError(
            f"The address {written.line1!r}, {written.city!r} is no address a letter could reach; give number, "
            "street, city, state and ZIP."
        )
    return place.building


def _with_facilities(tables: Gazetteer, rows: Iterable[dict[str, str]]) -> Gazetteer:
    """The tables with the words and places of the facility list."""
    words: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    zips: set[str] = set()
    for number, row in enumerate(rows, start=2):
        kind = row["kind"]
        if kind not in _KINDS:
            raise UsageError(f"facilities.csv line {number}: kind {kind!r} is not one of {', '.join(sorted(_KINDS))}.")
        if kind.endswith("_word"):
            words[kind].add(fold(row["text"]))
            continue
        written = WrittenAddress(row["line1"], "", row["city"], row["state"], row["zip"], "")
        words[kind].add(building_key(written, tables))
        zips.add(row["zip"])
    facilities = Facilities(*(frozenset(words[kind]) for kind in _ORDER))
    return replace(tables, facilities=facilities, busy_zips=frozenset(zips))


_ORDER = ("facility_word", "agency_word", "facility_place", "agency_place")


@lru_cache(maxsize=1)
def packaged_gazetteer() -> Gazetteer:
    """The packaged tables, read once (about a second, 42 thousand ZIPs)."""
    # By first figure, and not all at once: the package keeps that list in memory for ever (90 MB).
    beginning = cast("Callable[[str], list[_ZipRow]]", zipcodes.similar_to)
    listed = (row for figure in digits for row in beginning(figure))
    source = files("lockgate.store").joinpath("data/facilities.csv").read_text(encoding="utf-8")
    with _nothing_collected():
        return _with_facilities(_tables(listed), csv.DictReader(source.splitlines()))


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep the collector from looking, again and again, through tables that are still growing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
