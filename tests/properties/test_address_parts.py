"""Addresses in bulk, put together from parts, are what the reading of the whole says they are."""

import csv
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.law.address import WrittenAddress, address_said, place_of
from lockgate.law.address_alike import alike
from lockgate.law.address_codes import AddressCode
from lockgate.law.address_statements import STATEMENT_WORDS
from lockgate.law.address_words import DIRECTIONALS, SUFFIXES, UNITS
from lockgate.law.gazetteer import EMPTY
from lockgate.law.minimum import without_third_parties
from lockgate.law.places import STATES
from lockgate.pipeline.address_columns import FIELDS, Ordinary
from lockgate.pipeline.addresses import codes_of, place_keys, read_addresses
from lockgate.store.gazetteer import packaged_gazetteer

CORPUS = Path(__file__).parents[1] / "spec" / "address" / "corpus.csv"
FACILITIES = files("lockgate.store").joinpath("data/facilities.csv").read_text(encoding="utf-8")
ROWS = [tuple(row[name] for name in FIELDS) for row in csv.DictReader(CORPUS.read_text(encoding="utf-8").splitlines())]
Row = tuple[str, ...]


def batch(rows: Sequence[Row]) -> pa.RecordBatch:
    columns = [pa.array([row[place] for row in rows], pa.string()) for place in range(len(FIELDS))]
    return pa.RecordBatch.from_arrays(columns, names=list(FIELDS))


def told(row: Row) -> tuple[frozenset[str], str, str]:
    """What the reading of the whole says."""
    said = address_said(WrittenAddress(*row), packaged_gazetteer())
    return said.codes, said.place.key if said.place else "", said.place.city if said.place else ""


def in_bulk(rows: Sequence[Row], workers: int = 1) -> list[tuple[frozenset[str], str, str]]:
    said = [row for one in read_addresses([batch(rows)], packaged_gazetteer(), workers) for row in one.to_pylist()]
    return [(codes_of(row["codes"]), row["key"], row["city"]) for row in said]


@lru_cache(maxsize=1)
def ordinary() -> Ordinary:
    return Ordinary(packaged_gazetteer())


def is_ordinary(*row: str) -> bool:
    written = row + ("",) * (len(FIELDS) - len(row))
    return ordinary().said(batch([written]))["key"][0].is_valid


WORDS = [
    *(word for row in ROWS for field in row[:2] for word in field.split()),
    *sorted(STATEMENT_WORDS),
    *SUFFIXES,
    *DIRECTIONALS,
    *UNITS,
    *STATES,
    *"Oak Main 5th 12TH St. O'Brien C R County 6 45 1/2 KM2 ADDRESS LINE AS FILE W O CARE OF AKA ESTATE".split(),
]
DESIGNATORS = ["Apt ", "APT. ", "Unit # ", "#", "# ", "Ste ", "LOT ", "Fl ", "Bldg ", ""]
VALUES = ["4", "4B", "B", "B4", "12345", "0012", "1", "2", "X", "NA", "N/A", "REAR", "12-B", "E"]
NUMBERS = ["7", "1", "2", "1412", "45-12", "12345", "0", "0123", "123A", "ONE", "N12", "1 1/2"]
BOXES = ["PO Box", "P.O. Box", "POB", "RR 1 Box", "HC 2 BOX", "Drawer", "PSC 5 BOX", "PO BOX #", "ROUTE 5 BOX"]
PLACES = [
    ("Villas", "NJ", "08251"),
    ("Nashville", "TN", "37207"),
    ("Saint Clair", "MI", "48079"),
    ("St Clair", "MI", "48079"),
    ("Lake City", "FL", "32055"),
    ("North", "VA", "23128"),
    ("West", "TX", "76691"),
    ("West Chicago", "IL", "60185"),
    ("Houston", "TX", "77002"),
    ("Dallas", "TX", "10001"),
    ("Cidra", "PR", "00739"),
    ("APO", "AE", "09114"),
    ("Springfield", "VA", "22150-1234"),
    ("Springfield", "Virginia", "22150"),
    ("Nowhere", "KS", "67999"),
    ("Riverside", "CA", ""),
    ("", "CA", "92501"),
    ("Unknown", "CA", "92501"),
]
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
endings = st.sampled_from([" St", " Ave", " ROAD", " Ct.", " Highway", " Ctr", " LN N", " Dr West", "", " Place"])
streets = st.builds("{} {}{}".format, st.sampled_from(NUMBERS), words, endings)
boxes = st.builds("{} {}".format, st.sampled_from(BOXES), st.sampled_from(["46", "12345", "123456", "0", "12A"]))
units = st.builds("{}{}".format, st.sampled_from(DESIGNATORS), st.sampled_from(VALUES)) | st.just("")


@st.composite
def addresses(draw) -> Row:
    """A line that is nearly ordinary, in every layout a form has."""
    line, unit = draw(streets | boxes), draw(units)
    city, state, zip_field = draw(st.sampled_from(PLACES))
    country = draw(st.sampled_from(["", "", "USA", "Mexico"]))
    mark, comma = draw(st.sampled_from([" ", ", "])), draw(st.sampled_from([" ", ", "]))
    one = f"{line}{mark}{unit}".strip(" ,")
    return draw(
        st.sampled_from(
            [
                (one, "", city, state, zip_field, country),
                (line, unit, city, state, zip_field, country),
                (f"{one}{comma}{city}{mark}{state} {zip_field}", "", "", "", "", country),
                (one.lower(), "", city.upper(), state, zip_field, country),
            ]
        )
    )


@settings(max_examples=60)
@given(st.lists(addresses(), min_size=20, max_size=60))
def test_parts_put_together_are_what_the_whole_reading_says(rows):
    assert in_bulk(rows) == list(map(told, rows))


@settings(max_examples=30)
@given(st.lists(addresses(), min_size=20, max_size=60))
def test_place_keys_are_of_the_address_without_third_parties(rows):
    keys = [row for one in place_keys([batch(rows)], packaged_gazetteer(), 1) for row in one.to_pylist()]
    for row, said in zip(rows, keys, strict=True):
        place = place_of(without_third_parties(WrittenAddress(*row)), packaged_gazetteer())
        assert (said["key"], said["city"]) == ((place.key, place.city) if place else ("", ""))


said_words = st.sampled_from(
    "UNKNOWN|Failed to provide|County Jail|N/A|N.A.|Oak Street|4654|TOWN OF|12345|ZIP CODE||rear,,No|attn #,|Houston"
    "|Villas|c/o John Doe|CHICAGO IL|APO|Park|NORTHWEST,LAKE".split("|")
)


@st.composite
def hopeless(draw) -> Row:
    """Words that are hardly an address, before a town, a ZIP, or nothing."""
    said = draw(said_words | st.builds("{} {}".format, said_words, st.sampled_from(WORDS)))
    city, state, zip_field = draw(st.sampled_from(PLACES))
    mark = draw(st.sampled_from([" ", ", ", ","]))
    return draw(
        st.sampled_from(
            [
                (said, "", city, state, zip_field, ""),
                (said, draw(said_words), city, state, zip_field, ""),
                (said, draw(streets), city, state, zip_field, ""),
                (f"{said}{mark}{city}, {state} {zip_field}", "", "", "", "", ""),
                (f"{said}{mark}{zip_field}", "", "", "", "", ""),
                (said, "", "", "", zip_field, ""),
            ]
        )
    )


@settings(max_examples=60)
@given(st.lists(hopeless() | addresses(), min_size=20, max_size=60))
def test_the_same_is_said_of_an_address_that_is_alike(rows):
    for row in rows:
        written = WrittenAddress(*row)
        mine, other = (
            address_said(one, packaged_gazetteer()) for one in (written, alike(written, packaged_gazetteer()))
        )
        assert (mine.codes, mine.place is None) == (other.codes, other.place is None)


@pytest.mark.parametrize(
    "row",
    [
        ("Unknown", "", "Dallas", "TX", "75210"),
        ("Unknown Dallas TX 75210",),
        ("No proporcionó, Dallas, TX 75210-0001",),
        ("Failed to provide", "", "", "", "75210"),
        ("FAILED TO PROVIDE, 75210",),
        ("75210",),
        ("", "", "Dallas", "TX", "75210"),
        ("7473", "", "Dallas", "TX", "75210"),
    ],
)
def test_one_address_stands_for_many(row):
    other = WrittenAddress(*(field.replace("Dallas", "Plano").replace("75210", "75074") for field in row))
    assert alike(WrittenAddress(*row), packaged_gazetteer()) == alike(other, packaged_gazetteer())


def test_a_city_before_the_country_contradicts_its_zip_in_bulk_too():
    rows = [
        ("Houston US", "", "", "", "37207", ""),
        ("Unknown US", "", "", "", "37207", ""),
        ("Houston USA 37207",) + ("",) * 5,
    ]
    assert in_bulk(rows) == list(map(told, rows))


def test_the_whole_corpus_says_the_same_in_bulk():
    assert in_bulk(ROWS) == list(map(told, ROWS))


def test_every_line_of_the_corpus_before_every_place_says_the_same():
    rows = [(row[0], row[1], *place, "") for row in ROWS[::3] for place in PLACES[::2]]
    assert in_bulk(rows) == list(map(told, rows))


def test_several_processes_say_the_same_in_the_same_order():
    rows = ROWS * 3
    batches = [batch(rows[start : start + 100]) for start in range(0, len(rows), 100)]
    said = [row for one in read_addresses(batches, packaged_gazetteer(), 2) for row in one.to_pylist()]
    assert [(codes_of(row["codes"]), row["key"], row["city"]) for row in said] == list(map(told, rows))


def test_a_listed_building_is_read_whole():
    listed = [row for row in csv.DictReader(FACILITIES.splitlines()) if row["kind"].endswith("_place")]
    rows = [
        (row["line1"], unit, city, row["state"], row["zip"], "")
        for row in listed
        for unit in ("", "Apt 4")
        for city in (row["city"], "Boston")
    ]
    assert len(rows) > 80
    assert not any(is_ordinary(*row) for row in rows)
    assert in_bulk(rows) == list(map(told, rows))


@settings(max_examples=60)
@given(st.lists(hopeless(), min_size=20, max_size=60))
def test_what_stands_beside_a_street_is_said_in_bulk_too(rows):
    assert in_bulk(rows) == list(map(told, rows))


@pytest.mark.parametrize("line1", ["County Jail", "c/o Maria Lopez", "Immigration Court", "Building Rear", "UNKNOWN"])
@pytest.mark.parametrize("number", ["1", "2", "213", "8858"])
def test_words_beside_a_street_keep_its_place(line1, number):
    row = (line1, f"{number} NE Bismarck Dr", "Villas", "NJ", "08251", "")
    assert in_bulk([row]) == [told(row)]


def test_figures_written_twice_are_a_repetition_in_bulk_too():
    row = ("4654", "4654", "Villas", "NJ", "08251", "")
    assert AddressCode.REPEATED_TOKENS in told(row)[0]
    assert in_bulk([row]) == [told(row)]


def test_nulls_are_blanks():
    columns = [pa.array([None], pa.string()) for _ in FIELDS]
    said = next(read_addresses([pa.RecordBatch.from_arrays(columns, names=list(FIELDS))], packaged_gazetteer(), 1))
    assert said.to_pylist() == [{"codes": "blank", "key": "", "city": "", "whole": True}]


def test_without_tables_every_address_is_read_whole():
    said = next(read_addresses([batch([("12 Oak St", "", "Villas", "NJ", "08251", "")])], EMPTY, 1))
    assert said["codes"].to_pylist() == ["zip_unknown"]


@pytest.mark.parametrize(
    "row",
    [
        ("12 Oak St", "", "Villas", "NJ", "08251"),
        ("12 Oak St", "", "Houston", "TX", "77002"),  # listed buildings stand there, not this
        ("12 N. Oak Street Apt. 4B", "", "VILLAS", "NJ", "08251-1234", "USA"),
        ("45-12 12th Ave", "# 4", "Villas", "NJ", "08251"),
        ("6486 CANTON PLACE VILLAS NJ 08251",),
        ("6486 Canton Place, Unit 7, Villas, NJ 08251-0001",),
        ("PO Box 46", "", "Villas", "NJ", "08251"),
        ("RR 1 Box 352, Villas, NJ 08251",),
        ("2362 NE Del Rio Way", "Apartment 12", "Villas", "NJ", "08251"),
        ("12 Oak St", "B", "Villas", "NJ", "08251"),
    ],
)
def test_an_ordinary_address_is_put_together(row):
    assert is_ordinary(*row)


@pytest.mark.parametrize(
    "row",
    [
        ("12 Unknown Address St", "", "Villas", "NJ", "08251"),
        ("12 Oak", "", "Villas", "NJ", "08251"),
        ("Villas NJ 08251",),
        ("UNIT 5 BOX 7", "", "APO", "AE", "09114"),
        ("12 Оak St", "", "Villas", "NJ", "08251"),  # a Cyrillic letter
        ("12  Oak St", "", "Villas", "NJ", "08251"),
    ],
)
def test_anything_else_is_read_whole(row):
    assert not is_ordinary(*row)
