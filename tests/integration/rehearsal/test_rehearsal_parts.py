"""The parts of a rehearsal by themselves: names, homes, lines, numbers, and the practice on a file of four."""

import csv
import io
import re
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from lockgate.rehearsal import practice
from lockgate.rehearsal.arrays import pool
from lockgate.rehearsal.lines import csv_lines
from lockgate.rehearsal.names import ORIGINS
from lockgate.rehearsal.people import PAIRS, Special, family_names, make_block, tins
from lockgate.rehearsal.places import Form, draw_homes, official, unassigned_zips, various, written, zip_table
from lockgate.rehearsal.spelling import plain

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f\0"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_lines_are_read_back_as_they_were_written(rows):
    columns = [pool([row[place] for row in rows]) for place in (0, 1)]
    text = csv_lines(columns, {})
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == [list(row) for row in rows]


def test_lines_have_a_surplus_where_it_is_said():
    text = csv_lines([pool(["a", "b", "c"]), pool(["1", "2", "3"])], {0: 2, 2: -1})
    assert text == "a,1,x,x\nb,2\nc\n"


def test_no_family_name_stands_in_two_origins():
    names = [plain(name).upper() for name in family_names()]
    assert len(names) == len(set(names))
    assert sum(origin.share for origin in ORIGINS) == 1000


def test_names_of_the_file_are_plain_letters():
    for origin in ORIGINS:
        for name in (*origin.female, *origin.male, *origin.family):
            assert re.fullmatch(r"[A-Za-z' -]+", plain(name)), name


def test_every_number_is_given_once_and_begins_with_nine():
    numbers = tins(np.arange(1, 300_001), 7)
    assert len(set(numbers)) == 300_000
    assert {len(number) for number in numbers} == {9}
    assert {number[0] for number in numbers} == {"9"}


def test_city_state_and_zip_come_from_one_row_of_the_table():
    table = zip_table()
    rows = set(zip(table.city, table.state, table.zip5, strict=True))
    homes = draw_homes(np.random.default_rng(1), np.repeat(np.arange(len(Form)), 200))
    lines = written(homes, official(len(homes)))
    uppers = {(city.upper(), state, zip5) for city, state, zip5 in rows}
    assert set(zip(lines.city, lines.state, lines.zip5, strict=True)) <= uppers
    assert {state for form, state in zip(homes.form, lines.state, strict=True) if form == Form.MILITARY} <= {
        "AA",
        "AE",
        "AP",
    }
    assert {state for form, state in zip(homes.form, lines.state, strict=True) if form == Form.PUERTO_RICO} == {"PR"}


def test_a_zip_said_to_be_assigned_to_nobody_is_in_no_row():
    places, codes = unassigned_zips()
    table = zip_table()
    assert len(places) > 100
    assert not set(codes) & set(table.zip5)
    assert all(table.zip5[place][:3] == code[:3] for place, code in zip(places, codes, strict=True))


def test_a_home_is_one_place_in_every_manner():
    rng = np.random.default_rng(2)
    homes = draw_homes(rng, np.zeros(300, dtype=np.int64))
    plainly, otherwise = written(homes, official(300)), written(homes, various(rng, 300))
    assert list(plainly.zip5) == list(otherwise.zip5)
    assert [line.split()[0] for line in plainly.line1] == [line.split()[0] for line in otherwise.line1]


def test_nobody_in_a_household_shares_a_name_but_the_namesakes():
    people = make_block(np.random.default_rng(3), 20_000, 1, {sort: 30 for sort in Special if sort}).people
    namesakes = {Special.JUNIOR, Special.TWIN_SAME_GIVEN, Special.TWO_FAMILIES}
    seen: dict[tuple[int, int, int], int] = {}
    for home, given_name, family, sort in zip(
        people.household, people.given, people.family, people.special, strict=True
    ):
        key = (int(home), int(given_name), int(family))
        if sort not in namesakes:
            assert key not in seen
        seen[key] = int(sort)


def test_the_sorts_of_household_asked_for_are_there():
    quota = {sort: 25 for sort in Special if sort}
    people = make_block(np.random.default_rng(4), 5000, 1, quota).people
    for sort in quota:
        members = people.household[people.special == sort]
        assert len(set(members)) >= 25
        if sort in PAIRS:
            assert min(np.bincount(members)[np.unique(members)][:-1]) == 2
    twins = people.special == Special.TWINS
    born = {(int(h), int(b)) for h, b in zip(people.household[twins], people.born[twins], strict=True)}
    assert len(born) <= len(set(people.household[twins])) + 1


def registry_of_four(folder):
    people = [
        ("T1", "900010001", "ANA", "LOPEZ"),
        ("T2", "900010002", "BEN", "NG"),
        ("T3", "900010003", "BEN", "NG"),
        ("T4", "900010004", "EVA", "SOW"),
    ]
    held = [
        ("T1", "1 OLD ST", date(2022, 2, 1)),
        ("T1", "2 NEW ST", date(2024, 2, 1)),
        ("T2", "3 ELM ST", date(2024, 2, 1)),
        ("T3", "3 ELM ST", date(2024, 2, 1)),
        ("T4", "9 OAK ST", date(2024, 2, 1)),
    ]
    names = ["taxpayer_id", "tin", "given_name", "family_name"]
    pq.write_table(
        pa.table(dict(zip(names, map(list, zip(*people, strict=True)), strict=True))), folder / "taxpayers.parquet"
    )
    ids, lines, days = (list(column) for column in zip(*held, strict=True))
    same = {"line2": [""] * 5, "city": ["RENO"] * 5, "state": ["NV"] * 5, "zip": ["89501"] * 5}
    pq.write_table(
        pa.table({"taxpayer_id": ids, "line1": lines, "effective_date": days} | same), folder / "addresses.parquet"
    )


def practised(folder, *asked):
    registry_of_four(folder)
    names = ("record_id", "name", "tin", "address")
    columns = dict(zip(names, map(list, zip(*asked, strict=True)), strict=True))
    like = [re.search(practice.LOOKS_LIKE_A_ZIP, text) is not None for text in columns["address"]]
    table = pa.table(
        {
            "row": list(range(len(asked))),
            "record_id": columns["record_id"],
            "name": practice.normalized(pa.array(columns["name"])),
            "tin": columns["tin"],
            "address": practice.normalized(pa.array(columns["address"])),
            "zip_like": like,
        }
    )
    given_answers = practice.write_answers(table, folder, folder / "answers.csv")
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert given_answers == len(rows)
    return [(row["record_id"], row["route"], row["taxpayer_id"], row["line1"]) for row in rows]


def test_the_practice_asks_no_address_when_a_number_is_given(tmp_path):
    found = practised(
        tmp_path,
        ("a", "Ana López", "900010001", "Failed to Provide 77002"),
        ("b", "Ana López", "900010001", "Unknown"),
        ("c", "Ana López", "900010001", ""),
        ("d", "Eva Sow", "900010001", "1 Old St, Reno NV 89501"),
        ("e", "Eva Sow", "900010004", "Don't Care 12345"),
    )
    assert found == [("a", "1", "T1", "2 NEW ST"), ("e", "1", "T4", "9 OAK ST")]


def test_the_practice_compares_name_and_address_as_text_when_none_is_given(tmp_path):
    found = practised(
        tmp_path,
        ("a", "ana lopez", "", "1 Old St., Reno, NV 89501"),
        ("b", "Ana Lopez", "", "1 Old Street Reno NV 89501"),
        ("c", "Ben Ng", "", "3 ELM ST RENO NV 89501"),
        ("d", "Eva Sow", "", "1 OLD ST RENO NV 89501"),
    )
    assert found == [("a", "2", "T1", "2 NEW ST"), ("c", "2", "T2", "3 ELM ST")]
