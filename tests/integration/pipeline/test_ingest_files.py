"""Intake on whole files: what is refused as a whole, what is read, and what stays with one row."""

import hashlib
import struct
import tomllib
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline import ingest as intake
from lockgate.pipeline import readers_xlsx
from lockgate.pipeline.ingest import ROW_GROUP, TERMS, IntakePlan, ingest

HEADER = "record_id,given_name,family_name,date_of_birth,tin,city\n"
DAY = datetime(2024, 1, 2)  # noqa: DTZ001 - cells have no zone
ROW = "A-1,Ana,Na,1980-03-07,123-45-6789,Houston\n"


@pytest.fixture
def take(tmp_path):
    """Take in a file given as bytes (or text): the intake and its rows."""

    def taken(content, file="records.csv", **plan):
        source = tmp_path / file
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = ingest(source, IntakePlan(**plan), tmp_path / "records.parquet")
        return found, pq.read_table(found.records).to_pylist()

    return taken


@pytest.fixture
def refused(take, tmp_path):
    """Expect the whole file to be refused, with nothing written."""

    def refuse(content, match, file="records.csv", **plan):
        with pytest.raises(UsageError, match=match) as caught:
            take(content, file, **plan)
        assert sorted(path.name for path in tmp_path.iterdir()) == [file]
        return str(caught.value)

    return refuse


# What is read


def test_every_term_is_a_text_column_and_absent_ones_are_empty(take):
    found, (row,) = take(HEADER + ROW)
    schema = pq.read_schema(found.records)
    assert schema.names == ["row", "intake", "intake_note", *TERMS]
    assert schema.field("row").type == pa.int64()
    assert {schema.field(term).type for term in TERMS} == {pa.string()}
    assert row["row"] == 1
    assert (row["record_id"], row["family_name"], row["tin"]) == ("A-1", "Na", "123-45-6789")
    assert row["judicial_review"] == ""
    assert None not in row.values()


def test_the_file_is_hashed_and_left_as_it_was(take, tmp_path):
    content = (HEADER + ROW).encode()
    found, _ = take(content)
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.size == len(content)
    assert (tmp_path / "records.csv").read_bytes() == content


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "UTF-16BE"),
        ("cp1252", "cp1252"),
        ("cp1252", "Windows-1252"),
        ("latin-1", "latin-1"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_text_is_decoded_as_declared_or_as_its_mark_says(take, encoding, declared):
    _, (row,) = take((HEADER + "A-1,José,Muñoz,,,Cañón\n").encode(encoding), encoding=declared)
    assert (row["record_id"], row["given_name"], row["family_name"], row["intake"]) == ("A-1", "José", "Muñoz", "")


def test_the_declared_encoding_wins_over_the_mark(take):
    content = b"\xef\xbb\xbf" + (HEADER + "A-1,Jos\u00e9,,,,\n").encode()
    with pytest.raises(UsageError, match="record_id"):
        take(content, encoding="cp1252")


def test_a_character_split_between_two_chunks_is_read(take, monkeypatch):
    monkeypatch.setattr("lockgate.pipeline.readers_text.CHUNK", 3)
    _, rows = take((HEADER + "A-1,😀é,,,,\n" * 1 + "A-2,é😀,,,,\n").encode("utf-16"))
    assert [row["given_name"] for row in rows] == ["😀é", "é😀"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(take, delimiter):
    found, (row,) = take((HEADER + ROW).replace(",", delimiter))
    assert found.delimiter == delimiter
    assert row["city"] == "Houston"


def test_the_declared_delimiter_wins(take):
    _, (row,) = take("record_id:city\nA,1:B,2\n", delimiter=":")
    assert (row["record_id"], row["city"]) == ("A,1", "B,2")


def test_a_delimiter_inside_a_quoted_header_does_not_count(take):
    _, (row,) = take('record_id;"a;b,c,d,e,f"\nA-1;x\n', columns={"city": "a;b,c,d,e,f"})
    assert row["city"] == "x"


def test_values_are_trimmed_and_nothing_else(take):
    _, (row,) = take(HEADER + ' A-1 ,\u00a0Ana\u2003,"  Na ",,, Hous  ton\t\n')
    assert (row["record_id"], row["given_name"], row["family_name"], row["city"]) == ("A-1", "Ana", "Na", "Hous  ton")


def test_quoted_newlines_do_not_move_the_row_number(take):
    _, rows = take('record_id,reason\nA-1,"one\ntwo\r\nthree"\nA-2,x\n')
    assert [(row["row"], row["reason"]) for row in rows] == [(1, "one\ntwo\r\nthree"), (2, "x")]


def test_blank_lines_are_no_records(take):
    _, rows = take("\n  \nrecord_id,city\n\nA-1,x\n \r\n\nA-2,y\n\n")
    assert [(row["row"], row["record_id"]) for row in rows] == [(1, "A-1"), (2, "A-2")]


def test_formula_like_cells_stay_text(take):
    _, (row,) = take("record_id,reason\n=1+1,\"=cmd|'/c calc'!A1\"\n")
    assert (row["record_id"], row["reason"]) == ("=1+1", "=cmd|'/c calc'!A1")


def test_row_groups_hold_so_many_rows_and_no_more(take):
    lines = "".join(f"A-{n}\n" for n in range(ROW_GROUP + 10))
    found, rows = take("record_id\n" + lines)
    meta = pq.read_metadata(found.records)
    assert [meta.row_group(n).num_rows for n in range(meta.num_row_groups)] == [ROW_GROUP, 10]
    assert [row["row"] for row in rows] == list(range(1, ROW_GROUP + 11))


# Columns, dates, names


def test_columns_are_mapped_as_declared_and_others_are_ignored(take):
    found, (row,) = take(
        "ID,FIRST_NM,city,notes\nA-1,Ana,Houston,secret\n", columns={"record_id": "ID", "given_name": "FIRST_NM"}
    )
    assert found.columns == (("record_id", "ID"), ("given_name", "FIRST_NM"), ("city", "city"))
    assert found.ignored == ("notes",)
    assert "secret" not in row.values()


def test_a_foreign_header_is_refused_with_a_mapping_to_paste(refused):
    said = refused(
        "RECORD_NO,FIRST_NM,Last Name,DOB,SSN,Remarks\nA,B,C,1980-01-01,123456789,x\n", "no column for record_id"
    )
    for line in (
        "[columns]",
        'record_id = "RECORD_NO"',
        'given_name = "FIRST_NM"',
        'family_name = "Last Name"',
        'date_of_birth = "DOB"',
        'tin = "SSN"',
        "# not used: Remarks",
    ):
        assert line in said.splitlines()


def test_a_header_in_other_letters_is_foreign(refused):
    assert 'record_id = "Record_ID"' in refused("Record_ID,city\nA,x\n", "no column for record_id")


def test_one_foreign_column_beside_the_terms_is_refused_without_a_mapping(refused):
    assert "# not used: notes" in refused("record_id,notes\nA,x\n", r"columns lockgate does not know \(notes\)")


def test_a_proposed_mapping_is_what_the_submission_takes(take):
    content = 'ZZ,"odd ""name"" \\ é",DOB\nA-1,x,1980-01-01\n'
    with pytest.raises(UsageError) as caught:
        take(content, columns={"city": 'odd "name" \\ é'})
    proposed = tomllib.loads(str(caught.value).split("\n\n", 1)[1])["columns"]
    assert proposed == {"city": 'odd "name" \\ é', "date_of_birth": "DOB"}


def test_dates_are_rewritten_and_unreadable_ones_stay_as_written(take):
    _, rows = take(
        "record_id,date_of_birth,final_order_date\nA-1,03/07/1980,2024-01-02\nA-2,1980-03-07,31/31/2024\nA-3,7.3.80,\n",
        date="MM/DD/YYYY",
    )
    assert [(row["intake"], row["date_of_birth"], row["final_order_date"]) for row in rows] == [
        ("", "1980-03-07", "2024-01-02"),
        ("", "1980-03-07", "31/31/2024"),
        ("R00.type", "7.3.80", ""),
    ]


@pytest.mark.parametrize(
    ("tin", "code"),
    [
        ("", ""),
        ("123456789", ""),
        ("123-45-6789", ""),
        ("123 45 6789", ""),
        ("12345678", "R00.type"),
        ("1234567890", "R00.type"),
        ("***-**-6789", "R00.type"),
        ("12345678９", "R00.type"),
        ("12345678X", "R00.type"),
        ("-", "R00.type"),
    ],
)
def test_a_tin_has_nine_digits(take, tin, code):
    _, rows = take(f"record_id,tin\nA-1,{tin}\nA-2,123456789\n")
    assert [row["intake"] for row in rows] == [code, ""]
    assert rows[0]["tin"] == tin


@pytest.mark.parametrize(
    ("form", "written", "parts"),
    [
        ("family, given middle", "García López, Ana María", ("Ana", "María", "García López", "")),
        ("family, given middle", "Na, An", ("An", "", "Na", "")),
        ("family, given middle", "Sukarno", ("", "", "Sukarno", "")),
        ("family, given middle, suffix", "King, Martin Luther, Jr.", ("Martin", "Luther", "King", "Jr.")),
        ("given middle family", "Ana María García López", ("Ana", "María", "García López", "")),
        ("given middle family", "Ana García", ("Ana", "", "García", "")),
        ("given family", "Ana García López", ("Ana", "", "García López", "")),
        ("family, given", "A, B, C", ("B, C", "", "A", "")),
    ],
)
def test_a_whole_name_is_split_as_declared(take, form, written, parts):
    _, (row,) = take(f'record_id,NM\nA-1,"{written}"\n', columns={"name": "NM"}, name=form)
    assert tuple(row[term] for term in ("given_name", "middle_name", "family_name", "suffix")) == parts


# What is refused as a whole


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (HEADER.encode(), "a header and no records"),
        (b"given_name,city\nAna,x\n", "no column for record_id"),
        (b"record_id,city,city\nA,x,y\n", "more than once"),
        (b"record_id,,city\nA,x,y\n", "Column 2 .* has no name"),
        (b"record_id,\xff\xfe\nA,x\n", "cannot be decoded"),
        (b"\x00\x01\x02\x03\n\x00\n", "not a header"),
        (b'record_id,"city\nA,x\n', "not a header"),
    ],
)
def test_a_file_is_refused_as_a_whole_when_its_header_cannot_be_used(refused, content, match):
    refused(content, match)


@pytest.mark.parametrize("name", ["records.pdf", "records", "records.json"])
def test_a_file_of_unknown_format_is_refused(refused, name):
    refused(b"%PDF-1.7 record_id\n", "no format lockgate knows", name)


def test_a_file_of_any_name_is_read_when_it_is_declared(take):
    assert take(HEADER + ROW, "records.dat", format="csv")[0].rows == 1


@pytest.mark.parametrize(
    ("plan", "match"),
    [
        ({"sha256": "0" * 64}, "not the file the submission declares"),
        ({"count": 2}, "holds 1 records and the submission declares 2"),
        ({"format": "parquet"}, "declared as parquet but is not"),
        ({"format": "xml"}, "not a format"),
        ({"encoding": "klingon"}, "encoding 'klingon'"),
        ({"delimiter": ",,"}, "delimiter"),
        ({"delimiter": '"'}, "delimiter"),
        ({"date": "YY/MM/DD"}, "not a date format"),
        ({"name": "first last"}, "not a form of a name"),
        ({"columns": {"city": "TOWN"}}, "no column 'TOWN'"),
        ({"columns": {"given_name": "city", "city": "family_name"}}, "has a column 'given_name', and"),
        ({"columns": {"name": "city"}}, r"\[formats\] name"),
        ({"columns": {"name": "city"}, "name": "family, given"}, "twice"),
    ],
)
def test_a_file_is_refused_as_a_whole_when_it_is_not_as_declared(refused, plan, match):
    refused(HEADER + ROW, match, **plan)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        ingest(tmp_path / "none.csv", IntakePlan(), tmp_path / "out.parquet")
    with pytest.raises(UsageError, match="not a file"):
        ingest(tmp_path, IntakePlan(), tmp_path / "out.parquet")


def test_a_file_that_changes_while_it_is_read_is_not_taken_in(tmp_path, monkeypatch):
    source, out = tmp_path / "records.csv", tmp_path / "out.parquet"
    source.write_text(HEADER + ROW)
    whole = intake._write

    def meddled(*args):
        found = whole(*args)
        source.write_text(HEADER + ROW + "more")
        return found

    monkeypatch.setattr(intake, "_write", meddled)
    with pytest.raises(IntegrityError, match="changed while it was read"):
        ingest(source, IntakePlan(), out)
    assert list(tmp_path.iterdir()) == [source]


# XLSX


@pytest.fixture
def sheet(tmp_path):
    """Write rows into the first sheet of a workbook."""

    def written(rows, name="records.xlsx", first=(0, 0)):
        path = tmp_path / name
        book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
        page = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                place = (first[0] + down, first[1] + across)
                if isinstance(cell, datetime | date):
                    page.write_datetime(*place, cell, day)
                else:
                    page.write(*place, cell)
        book.close()
        return path

    return written


def test_a_sheet_is_read_as_text(sheet, tmp_path):
    path = sheet(
        [
            ["record_id", "tin", "date_of_birth", "final_order_date", "city", "reason"],
            ["A-1", 123456789, date(1980, 3, 7), DAY, "=1+1", 1.5],
            [7, "012345678", "1980-03-07", DAY.replace(hour=3, minute=4), "007", True],
        ]
    )
    found = ingest(path, IntakePlan(format="xlsx"), tmp_path / "out.parquet")
    rows = pq.read_table(found.records).to_pylist()
    assert [
        tuple(row[c] for c in ("record_id", "tin", "date_of_birth", "final_order_date", "city", "reason"))
        for row in rows
    ] == [
        ("A-1", "123456789", "1980-03-07", "2024-01-02", "=1+1", "1.5"),
        ("7", "012345678", "1980-03-07", "2024-01-02T03:04:00", "007", "true"),
    ]
    assert [row["intake"] for row in rows] == ["", ""]


def test_blank_rows_and_an_offset_in_a_sheet_do_not_matter(sheet, tmp_path):
    path = sheet([["record_id", "city"], ["A-1", "x"], [], ["A-2", "y"]], first=(3, 2))
    found = ingest(path, IntakePlan(), tmp_path / "out.parquet")
    assert [(r["row"], r["record_id"], r["city"]) for r in pq.read_table(found.records).to_pylist()] == [
        (1, "A-1", "x"),
        (2, "A-2", "y"),
    ]


def test_a_cell_beyond_the_header_makes_its_row_unreadable(sheet, tmp_path):
    path = sheet([["record_id", "city"], ["A-1", "x", "beyond"], ["A-2", "y"]])
    found = ingest(path, IntakePlan(), tmp_path / "out.parquet")
    rows = pq.read_table(found.records).to_pylist()
    assert [(row["intake"], row["intake_note"]) for row in rows] == [("R00.fields", "3 fields instead of 2"), ("", "")]


def test_a_workbook_that_unpacks_to_too_much_is_refused(sheet, monkeypatch):
    monkeypatch.setattr(readers_xlsx, "TIMES", 2)
    monkeypatch.setattr(readers_xlsx, "FLOOR", 0)
    path = sheet([["record_id"], *([f"A-{n}"] for n in range(2000))])
    with path.open("rb") as file, pytest.raises(UsageError, match="would unpack"):
        readers_xlsx.open_xlsx(file, path.name)


def test_a_workbook_that_lies_about_its_size_is_refused(refused, tmp_path):
    path = tmp_path / "records.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"\0" * (8 << 20))
    content = path.read_bytes()
    assert struct.pack("<I", 8 << 20) in content
    refused(content.replace(struct.pack("<I", 8 << 20), struct.pack("<I", 100)), "would unpack", "records.xlsx")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"PK\x03\x04 and nothing that follows", "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted workbook or one of the old"),
    ],
)
def test_a_workbook_is_refused_when_it_is_corrupt_or_encrypted(refused, content, match):
    refused(content, match, "records.xlsx")


def test_a_zip_that_is_no_workbook_is_refused(refused, tmp_path):
    path = tmp_path / "records.xlsx"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("records.csv", HEADER + ROW)
    refused(path.read_bytes(), "corrupt", "records.xlsx")


def test_an_empty_sheet_is_refused(sheet, refused):
    refused(sheet([]).read_bytes(), "is empty", "records.xlsx")


# Parquet


def test_parquet_types_become_text(tmp_path):
    path = tmp_path / "records.parquet"
    table = pa.table(
        {
            "record_id": pa.array([1, 2, 3, 4], pa.int64()),
            "tin": pa.array([123456789.0, None, 987654321.0, float("nan")]),
            "date_of_birth": pa.array([date(1980, 3, 7)] * 4, pa.date32()),
            "final_order_date": pa.array([DAY, None, DAY.replace(hour=3), None], pa.timestamp("ns")),
            "tax_periods": pa.array([["2022", "2023"], [], None, ["2022"]], pa.list_(pa.string())),
            "state": pa.array(["TX", "TX", "CA", None]).dictionary_encode(),
            "zip": pa.array([Decimal(77002), None, None, None], pa.decimal128(9, 0)),
            "city": pa.array([b"Houston", b"\xff", None, b"a\0b"], pa.binary()),
            "reason": pa.array([1.5, 2.0, None, 1e20]),
            "matter_id": pa.array([[2022], [1, 2], [], None], pa.list_(pa.int32())),
        }
    )
    pq.write_table(table, path)
    found = ingest(path, IntakePlan(), tmp_path / "out.parquet")
    rows = pq.read_table(found.records).to_pylist()
    names = table.column_names
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("1", "123456789", "1980-03-07", "2024-01-02", "2022;2023", "TX", "77002", "Houston", "1.5", "2022"),
        ("2", "", "1980-03-07", "", "", "TX", "", "\ufffd", "2", "1;2"),
        ("3", "987654321", "1980-03-07", "2024-01-02T03:00:00", "", "CA", "", "", "", ""),
        ("4", "", "1980-03-07", "", "2022", "", "", "a\ufffdb", "1e+20", ""),
    ]
    assert [row["intake"] for row in rows] == ["", "R00.undecodable", "", "R00.nul"]


def test_a_dotted_column_of_parquet_is_read_by_its_name(tmp_path):
    path = tmp_path / "records.parquet"
    pq.write_table(pa.table({"rec.id": ["A-1"], "city": ["x"]}), path)
    found = ingest(path, IntakePlan(columns={"record_id": "rec.id"}), tmp_path / "out.parquet")
    assert pq.read_table(found.records)["record_id"].to_pylist() == ["A-1"]


def test_a_nested_column_of_parquet_is_refused_only_when_it_is_used(tmp_path):
    path = tmp_path / "records.parquet"
    pq.write_table(pa.table({"record_id": ["A-1"], "city": [{"a": 1}]}), path)
    with pytest.raises(UsageError, match=r"Column 'city' .* flatten it"):
        ingest(path, IntakePlan(), tmp_path / "out.parquet")
    pq.write_table(pa.table({"record_id": ["A-1"], "extra": [{"a": 1}]}), path)
    assert ingest(path, IntakePlan(columns={}), tmp_path / "out.parquet").ignored == ("extra",)


def test_a_corrupt_parquet_file_is_refused(tmp_path, refused):
    pq.write_table(pa.table({"record_id": ["A-1"] * 1000}), tmp_path / "records.parquet")
    content = (tmp_path / "records.parquet").read_bytes()
    refused(content[:-20], "corrupt or encrypted", "records.parquet")
    refused(content[:4] + b"\xff" * 40 + content[44:], "corrupt or encrypted", "records.parquet")
