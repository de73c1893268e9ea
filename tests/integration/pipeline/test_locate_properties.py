"""Batch equals one by one, and equals asking the law about everybody; order and strangers change nothing."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from integration.pipeline.located_cast import (
    address,
    asked_of,
    by_hand,
    index_of,
    located,
    record,
    taxpayer,
    write_custodian,
)
from lockgate.pipeline import identities_read, locate_asked, locate_held

GIVEN = st.sampled_from(["Ana", "ANA", "Ana Maria", "Eva", "Éva", "Van", "Nguyen", "O'Neil", ""])
MIDDLE = st.sampled_from(["", "", "M", "Maria", "Luz"])
FAMILY = st.sampled_from(["Ruiz", "Ruiz Lopez", "Lopez-Ruiz", "Nguyen", "Van", "Ruiz Jr", "LNU"])
SUFFIX = st.sampled_from(["", "", "Jr", "Sr"])
TINS = st.sampled_from(["", "900700001", "900700002"])
HELD_TINS = st.sampled_from(["", "900700001", "900-70-0001", "900700002", "12"])
BIRTHS = st.sampled_from(["", "1980-05-06", "1981-07-08"])
LINES = st.sampled_from(
    ["12 Oak St", "12 OAK STREET", "12 Oak St Apt 4", "12 Oak St # 5", "PO Box 12", "45-12 Elm Ave", "1 Main St",
     "One Main St", "C/O Bob Stone 12 Oak St", "UNKNOWN", "General Delivery", "\uff11\uff12 Oak St"]
)  # fmt: skip
ZIPS = st.sampled_from(["77002", "77002-1234", "770021234", "77003", ""])
YEARS = st.sampled_from(["2021", "2022", "2023", "2022-12-31"])
DATES = st.sampled_from(["2022-02-01", "2023-02-01", None])


@st.composite
def records(draw):
    return record(
        given_name=draw(GIVEN), middle_name=draw(MIDDLE), family_name=draw(FAMILY), suffix=draw(SUFFIX), tin=draw(TINS),
        date_of_birth=draw(BIRTHS), address_line1=draw(LINES), zip=draw(ZIPS),
        tax_periods=";".join(draw(st.lists(YEARS, min_size=1, max_size=2))),
    )  # fmt: skip


@st.composite
def custodians(draw):
    people, homes = [], []
    for number in range(draw(st.integers(0, 6))):
        name = f"T{number}"
        born = draw(BIRTHS)
        people.append(
            taxpayer(name, draw(GIVEN), draw(FAMILY), middle_name=draw(MIDDLE), suffix=draw(SUFFIX),
                     tin=draw(HELD_TINS) or None, date_of_birth=date.fromisoformat(born) if born else None)
        )  # fmt: skip
        homes += [
            address(name, draw(LINES), draw(DATES), zip=draw(ZIPS), tax_period=draw(YEARS))
            for _ in range(draw(st.integers(0, 3)))
        ]
    return people, homes


def sought(asked, people, homes):
    with TemporaryDirectory() as folder:
        return located(Path(folder), asked, people, homes)


def outcome(rows):
    return [{**row, "row": 0} for row in rows]


@settings(max_examples=40)
@given(st.lists(records(), min_size=1, max_size=5), custodians())
def test_batch_equals_the_law_asked_about_everybody(asked, held):
    rows = sought(asked, *held)
    assert rows == by_hand(asked, *held)


@settings(max_examples=15)
@given(st.lists(records(), min_size=2, max_size=4), custodians())
def test_batch_equals_one_by_one(asked, held):
    with TemporaryDirectory() as name:
        folder = Path(name)
        index = index_of(folder, write_custodian(folder, *held))
        one_by_one = [row for one in asked for row in outcome(asked_of(folder, [one], index))]
        assert outcome(asked_of(folder, asked, index)) == one_by_one


@settings(max_examples=15)
@given(st.lists(records(), min_size=1, max_size=4), custodians(), st.randoms(use_true_random=False))
def test_order_in_the_file_changes_nothing(asked, held, shuffling):
    people, homes = held
    before = sought(asked, people, homes)
    shuffling.shuffle(people)
    shuffling.shuffle(homes)
    assert sought(asked, people, homes) == before


@settings(max_examples=15)
@given(st.lists(records(), min_size=1, max_size=4), custodians())
def test_an_unrelated_taxpayer_changes_nothing(asked, held):
    people, homes = held
    stranger = taxpayer("T9", "Zoe", "Quill", tin="912345678", date_of_birth=date(1999, 9, 9))
    before = sought(asked, people, homes)
    assert sought(asked, [stranger, *people], [address("T9"), *homes]) == before


@settings(max_examples=8)
@given(st.lists(records(), min_size=3, max_size=5), custodians(), st.integers(1, 2))
def test_how_many_are_read_at_a_time_changes_nothing(asked, held, span):
    whole = sought(asked, *held)
    with patch.object(identities_read, "BATCH", span), patch.object(locate_asked, "_HASHED", span):
        assert sought(asked, *held) == whole


@settings(max_examples=8)
@given(st.lists(records(), min_size=2, max_size=4), custodians(), st.integers(1, 3))
def test_how_many_pairs_are_compared_at_a_time_changes_nothing(asked, held, pairs):
    whole = sought(asked, *held)
    with patch.object(locate_held, "PAIRS", pairs):
        assert sought(asked, *held) == whole
