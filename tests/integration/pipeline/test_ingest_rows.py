"""Damage in one row (R00): the row says what and where, its neighbours go on."""

import pyarrow.parquet as pq
import pytest

from lockgate.pipeline.ingest import IntakePlan, ingest
from lockgate.pipeline.readers_cells import LIMIT

HEADER = b"record_id,given_name,city,reason\n"
BEFORE, AFTER = b"A-1,Ana,Houston,one\n", b"A-3,Cyd,Waco,three\n"


@pytest.fixture
def around(tmp_path):
    """Take in one odd piece of a file between two sound rows; give back (intake, note, values) of each row."""

    def taken(piece, header=HEADER, before=BEFORE, after=AFTER):
        source = tmp_path / "records.csv"
        source.write_bytes(header + before + piece + after)
        found = ingest(source, IntakePlan(), tmp_path / "out.parquet")
        rows = pq.read_table(found.records).to_pylist()
        assert [row["row"] for row in rows] == list(range(1, len(rows) + 1))
        counted = {code: sum(row["intake"] == code for row in rows) for code in {row["intake"] for row in rows} - {""}}
        assert counted == dict(found.unreadable)
        return [
            (row["intake"], row["intake_note"], (row["record_id"], row["given_name"], row["city"], row["reason"]))
            for row in rows
        ]

    return taken


SOUND_BEFORE = ("", "", ("A-1", "Ana", "Houston", "one"))
SOUND_AFTER = ("", "", ("A-3", "Cyd", "Waco", "three"))
OPEN = "a quotation mark is misplaced or left open"


@pytest.mark.parametrize(
    ("piece", "code", "note", "values"),
    [
        (b"A-2,Ben,Waco\n", "R00.fields", "3 fields instead of 4", ("A-2", "", "", "")),
        (b"A-2,Ben,Waco,two,more\n", "R00.fields", "5 fields instead of 4", ("A-2", "", "", "")),
        (b"A-2\n", "R00.fields", "1 field instead of 4", ("", "", "", "")),
        (b'A-2,"Ben,Waco,two\n', "R00.fields", OPEN, ("A-2", "", "", "")),
        (b'A-2,"Ben"x,Waco,two\n', "R00.fields", OPEN, ("A-2", "", "", "")),
        (b'"A-2,Ben,Waco,two\n', "R00.fields", OPEN, ("", "", "", "")),
        (b"A-2,B\0n,Waco,two\n", "R00.nul", "given_name", ("A-2", "B\ufffdn", "Waco", "two")),
        (b"A\0-2,Ben,Waco,two\n", "R00.nul", "record_id", ("A\ufffd-2", "Ben", "Waco", "two")),
        (b"A-2,Ben,W\xe9co,two\n", "R00.undecodable", "city", ("A-2", "Ben", "W\ufffdco", "two")),
        (b"A-2,Ben,Waco," + b"x" * (LIMIT + 1) + b"\n", "R00.oversized", "reason", ("A-2", "Ben", "Waco", "")),
        (b'A-2,Ben,Waco,"' + b"x" * (LIMIT + 1) + b'"\n', "R00.oversized", "reason", ("A-2", "Ben", "Waco", "")),
        (b",Ben,Waco,two\n", "R00.id_absent", "", ("", "Ben", "Waco", "two")),
        (b'"  ",Ben,Waco,two\n', "R00.id_absent", "", ("", "Ben", "Waco", "two")),
        (b",,,\n", "R00.id_absent", "", ("", "", "", "")),
        (b"A-2,B\0n,W\xe9co,two\n", "R00.nul", "given_name", ("A-2", "B\ufffdn", "W\ufffdco", "two")),
    ],
)
def test_a_damaged_row_says_what_and_where_and_its_neighbours_go_on(around, piece, code, note, values):
    assert around(piece) == [SOUND_BEFORE, (code, note, values), SOUND_AFTER]


@pytest.mark.parametrize(
    ("piece", "values"),
    [
        (b"A-2,Ben,Waco," + b"x" * LIMIT + b"\n", ("A-2", "Ben", "Waco", "x" * LIMIT)),
        (b"A-2,Ben,Waco," + "é".encode() * LIMIT + b"\n", ("A-2", "Ben", "Waco", "é" * LIMIT)),
        (b'A-2,Robert "Bob" B,Waco,5" of "rope"\n', ("A-2", 'Robert "Bob" B', "Waco", '5" of "rope"')),
        (b'A-2,Ben,Waco,a""b\n', ("A-2", "Ben", "Waco", 'a""b')),
        (b'A-2,Ben,Waco,"a""b"\n', ("A-2", "Ben", "Waco", 'a"b')),
        (b'A-2,"",Waco,""""\n', ("A-2", "", "Waco", '"')),
        (b'"A-2","B,en","Wa\nco","tw""o"\r\n', ("A-2", "B,en", "Wa\nco", 'tw"o')),
        (b"A-2,Ben,Wa\rco,two\r\n", ("A-2", "Ben", "Wa\rco", "two")),
        (b"A-2,Na,An,\n", ("A-2", "Na", "An", "")),
    ],
)
def test_a_row_that_is_only_odd_is_read(around, piece, values):
    assert around(piece) == [SOUND_BEFORE, ("", "", values), SOUND_AFTER]


def test_every_row_that_shares_an_id_is_named_with_how_many(around):
    rows = around(b"A-1,Ben,Waco,two\n A-1 ,Bea,Waco,two\nA-4,x,y,z\n")
    assert [(code, note) for code, note, _ in rows] == [("R00.id_repeated", "3 rows")] * 3 + [("", "")] * 2


def test_an_id_in_a_damaged_row_counts_as_borne(around):
    rows = around(b"A-1,too few\n")
    assert [code for code, _, _ in rows] == ["R00.id_repeated", "R00.fields", ""]


def test_ids_that_differ_in_letters_are_different(around):
    assert [code for code, _, _ in around(b"a-1,Ben,Waco,two\n")] == ["", "", ""]


def test_an_absent_id_is_not_a_repeated_one(around):
    assert [code for code, _, _ in around(b",a,b,c\n,a,b,c\n")] == ["", "R00.id_absent", "R00.id_absent", ""]


def test_a_quote_left_open_swallows_no_row_when_quotes_follow(around):
    rows = around(b'A-2,"Ben,Waco,two\nA-4,"Dov, D.",Waco,four\nA-5,Eve,"Waco",five\n')
    assert [code for code, _, _ in rows] == ["", "R00.fields", "", "", ""]


def test_a_quote_left_open_at_the_end_swallows_nothing(around):
    rows = around(b'A-2,"Ben,Waco,two\n' + b"".join(b"B-%d,x,y,z\n" % n for n in range(500)), after=b"")
    assert [code for code, _, _ in rows] == ["", "R00.fields"] + [""] * 500


def test_two_quotes_left_open_hurt_two_rows(around):
    rows = around(b'A-2,"Ben,Waco,two\nA-4,x,y,z\nA-5,"Dov,Waco,two\n')
    assert [code for code, _, _ in rows] == ["", "R00.fields", "", "R00.fields", ""]


def test_a_quoted_record_of_several_lines_with_a_field_too_few_is_one_row(around):
    rows = around(b'A-2,Ben,"two\nlines"\n')
    assert [(code, note) for code, note, _ in rows] == [("", ""), ("R00.fields", "3 fields instead of 4"), ("", "")]


def test_the_last_line_needs_no_end(around):
    assert around(b"", after=AFTER.rstrip(b"\n")) == [SOUND_BEFORE, SOUND_AFTER]


def test_an_id_that_is_not_the_first_column_is_not_guessed_in_a_damaged_row(around):
    rows = around(b"x,y,A-2\n", header=b"given_name,city,record_id,reason\n", before=b"Ana,Waco,A-1,one\n", after=b"")
    assert rows[0] == ("", "", ("A-1", "Ana", "Waco", "one"))
    assert rows[1] == ("R00.fields", "3 fields instead of 4", ("", "x", "", ""))


def test_the_codes_come_in_their_order_when_several_hold(tmp_path):
    source = tmp_path / "records.csv"
    source.write_bytes(b"record_id,tin,date_of_birth\nA-1,12,1980\nA-1,12,x\n,12\0,\xff\n,1,x\n,,\n")
    found = ingest(source, IntakePlan(), tmp_path / "out.parquet")
    rows = pq.read_table(found.records).to_pylist()
    assert [(row["intake"], row["intake_note"]) for row in rows] == [
        ("R00.id_repeated", "2 rows"),
        ("R00.id_repeated", "2 rows"),
        ("R00.nul", "tin"),
        ("R00.id_absent", ""),
        ("R00.id_absent", ""),
    ]
    assert list(found.unreadable.items()) == [("R00.nul", 1), ("R00.id_absent", 2), ("R00.id_repeated", 2)]


def test_an_ignored_column_never_makes_a_row_unreadable(tmp_path):
    source = tmp_path / "records.csv"
    source.write_bytes(b"record_id,notes\nA-1,\xff\0" + b"x" * (LIMIT + 1) + b"\n")
    assert ingest(source, IntakePlan(columns={}), tmp_path / "out.parquet").unreadable == {}


def test_a_wrong_field_names_the_agencys_own_column(tmp_path):
    source = tmp_path / "records.csv"
    source.write_bytes(b"record_id,BORN\nA-1,soon\n")
    found = ingest(source, IntakePlan(columns={"date_of_birth": "BORN"}), tmp_path / "out.parquet")
    (row,) = pq.read_table(found.records).to_pylist()
    assert (row["intake"], row["intake_note"], row["date_of_birth"]) == ("R00.type", "BORN", "soon")
