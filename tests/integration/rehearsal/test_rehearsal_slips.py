"""Slips of the pen: planted where they are said to be, and nothing else of the rehearsal moves."""

import csv

import pytest

from lockgate.errors import UsageError
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.slips import DISAGREEING, SORTS
from lockgate.rehearsal.truth import PEOPLE
from lockgate.rehearsal.write import rehearse

TERMS = ("given_name", "middle_name", "family_name", "address", "address_line1", "tin", "date_of_birth")


def lines(folder, name):
    with (folder / name).open(encoding="utf-8", errors="surrogateescape", newline="") as source:
        return list(csv.DictReader(source))


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folders = []
    for slips in (0, 60):
        out = tmp_path_factory.mktemp("slips") / "out"
        rehearse(Plan(3000, 6000, 11, slips=slips), out)
        folders.append(out)
    return folders


@pytest.fixture(scope="module")
def rows(both):
    """Row by row: as it is without slips, as it is with them, and the truth about it."""
    plain, slipped = (lines(folder, "request/records.csv") for folder in both)
    names = ("truth/people.csv", "truth/records.csv")
    truth = zip(*(lines(both[1], name) for name in names), strict=True)
    return list(zip(plain, slipped, [{**one, **other} for one, other in truth], strict=True))


def test_columns_of_the_truth_about_people(both):
    assert (both[0] / "truth" / "people.csv").read_text("utf-8").splitlines()[0] == ",".join(PEOPLE)
    assert {one["noise"] for one in lines(both[0], "truth/people.csv")} == {""}


def test_a_row_differs_exactly_where_a_slip_is_named(rows):
    for plain, slipped, truth in rows:
        changed = {term for term in plain if plain[term] != slipped[term]}
        assert bool(changed) == bool(truth["noise"])
        assert changed <= set(TERMS)


def test_every_sort_of_slip_occurs(rows):
    assert {truth["noise"] for _, _, truth in rows} - {""} == {sort.name for sort in SORTS}


def test_only_sufficient_rows_have_one(rows):
    assert {truth["expect_examine"] for _, _, truth in rows if truth["noise"]} == {"sufficient"}


def test_a_number_or_date_that_is_another_means_nobody(rows):
    disagreeing = [truth for _, _, truth in rows if truth["noise"] in DISAGREEING]
    assert {truth["meant"] for truth in disagreeing} == {"nobody"}
    assert "released" not in {truth["expect_final"] for truth in disagreeing}
    others = [truth for _, _, truth in rows if truth["noise"] and truth["noise"] not in DISAGREEING]
    assert "one" in {truth["meant"] for truth in others}


def test_registry_and_registers_are_the_same(both):
    for name in ("registry/taxpayers.parquet", "registry/addresses.parquet", "registers/roster.csv"):
        assert (both[0] / name).read_bytes() == (both[1] / name).read_bytes()


@pytest.mark.parametrize("slips", [-1, 100.5])
def test_more_than_all_or_less_than_none_is_refused(slips):
    with pytest.raises(UsageError, match="--slips"):
        Plan(10, 10, 1, slips=slips)
