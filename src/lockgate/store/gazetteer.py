"""Loads the packaged ZIP table and the packaged list of facilities into the law's pure values.

``data/zips.txt`` is the PyPI package ``zipcodes``, folded and keyed once (docs/adr/0007-zip-table.md,
``tools/zip_table.py``); the facilities are ``data/facilities.csv``.
"""

import csv
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from sys import intern

from lockgate.errors import IntegrityError, UsageError
from lockgate.law.address import WrittenAddress, place_of
from lockgate.law.folding import fold
from lockgate.law.gazetteer import Facilities, Gazetteer, ZipArea

_TABLE = "zips.txt"
_KINDS = {"facility_word", "agency_word", "facility_place", "agency_place"}


def _whole(text: str, installed: str) -> tuple[str, str]:
    """The name of the ZIP table (``packaged_gazetteer_id``) and its lines.

    Raises:
        IntegrityError: it is not whole, or made from another version of the package than is installed.
    """
    head, _, body = text.partition("\n")
    name = head.rpartition(" ")[0]
    if table_head(name, body) != head:
        raise IntegrityError("The packaged ZIP table, store/data/zips.txt, is damaged; install lockgate again.")
    made_from = name.rpartition(" ")[0]
    if made_from != installed:
        raise IntegrityError(
            f"The packaged ZIP table was made from {made_from or 'nothing'}, and {installed} is installed; "
            "install the version it was made from, or run make docs and look at what changed."
        )
    return name, body


def table_head(name: str, body: str) -> str:
    """The first line of the ZIP table: what it is named, and a hash over that and all other lines."""
    return f"{name} {sha256(chr(10).join((name, body)).encode()).hexdigest()}"


def tables(body: str, made_from: str) -> Gazetteer:
    """The gazetteer of the ZIP table alone, by its lines and the version they were made from."""
    of_zips, _, of_cities = body.partition("\n\n")
    zips = _zips(of_zips.split("\n"))
    codes = {code: code for code in zips}
    named = {}
    for line in of_cities.splitlines():
        key, _, carrying = line.partition("\t")
        named[key] = tuple([codes[code] for code in carrying.split(" ")])
    return Gazetteer(zips, named, version=made_from)


def _zips(lines: Iterable[str]) -> dict[str, ZipArea]:
    """Each ZIP's state, names and position; equal sets of names are one."""
    shared: dict[str, tuple[frozenset[str], str]] = {}
    zips = {}
    for line in lines:
        code, state, north, east, names = line.split("\t", 4)
        found = shared.get(names)
        if found is None:
            each = names.split("\t")
            found = shared[names] = frozenset(each), each[0]
        zips[code] = ZipArea(intern(state), found[0], (float(north), float(east)) if north else None, found[1])
    return zips


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
    """The packaged tables, read once (a quarter of a second, 42 thousand ZIPs).

    Raises:
        IntegrityError: the ZIP table is damaged, or made from another version of the package than the installed one.
    """
    source = _data("facilities.csv")
    with _nothing_collected():
        name, body = _whole(_data(_TABLE), _installed())
        return _with_facilities(tables(body, name.rpartition(" ")[0]), csv.DictReader(source.splitlines()))


def packaged_gazetteer_id() -> str:
    """What names the packaged ZIP table: its version and a hash over all that it holds (``identities.gazetteer_id``).

    It is written in the table, so that whoever only asks which table it is does not read it.

    Raises:
        IntegrityError: as ``packaged_gazetteer`` has it.
    """
    return _whole(_data(_TABLE), _installed())[0]


def _data(name: str) -> str:
    return files("lockgate.store").joinpath("data", name).read_text(encoding="utf-8")


def _installed() -> str:
    return f"zipcodes {version('zipcodes')}"


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep the collector from looking through tables that are still growing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
