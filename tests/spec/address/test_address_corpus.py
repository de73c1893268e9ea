"""The corpus: every row of corpus.csv is one written address and all that is to be said of it."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from lockgate.law.address import AddressCode, WrittenAddress, address_fact, place_of
from lockgate.law.address_codes import FOR_A_PERSON, NOT_AN_ADDRESS
from lockgate.store.gazetteer import packaged_gazetteer

CORPUS = Path(__file__).with_name("corpus.csv")
FIELDS = ("line1", "line2", "city", "state", "zip", "country")


def rows() -> list[dict[str, str]]:
    with CORPUS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def written(row: dict[str, str]) -> WrittenAddress:
    return WrittenAddress(*(row[name] for name in FIELDS))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_the_codes_are_those_of_the_corpus(row):
    said = address_fact(written(row), packaged_gazetteer()).codes
    assert ";".join(sorted(said)) == row["codes"], row["why"]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_a_place_is_made_exactly_where_a_letter_could_arrive(row):
    codes = {AddressCode(code) for code in row["codes"].split(";")}
    place = place_of(written(row), packaged_gazetteer())
    assert (place is None) == bool(codes & NOT_AN_ADDRESS)


def test_the_corpus_is_whole_and_shows_both_directions():
    table = rows()
    codes = Counter(code for row in table for code in row["codes"].split(";"))
    assert len(table) >= 350
    assert len({row["id"] for row in table}) == len(table)
    assert len({tuple(row[name] for name in FIELDS) for row in table}) == len(table)
    assert all(row["why"] for row in table)
    assert set(codes) == {str(code) for code in AddressCode}
    assert codes["deliverable"] >= 150
    assert len(table) - codes["deliverable"] >= 200


def test_deliverable_is_said_alone_and_every_other_code_has_one_meaning():
    assert {AddressCode.DELIVERABLE} | NOT_AN_ADDRESS | FOR_A_PERSON == set(AddressCode)
    assert not NOT_AN_ADDRESS & FOR_A_PERSON
    for row in rows():
        assert row["codes"] == "deliverable" or "deliverable" not in row["codes"].split(";")
