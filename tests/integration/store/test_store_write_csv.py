"""A query's rows as CSV: in their order, every text escaped, nothing for '' and NULL."""

import csv

import pyarrow as pa
import pytest

from lockgate.store.records import desk, write_csv

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠a"]


@pytest.fixture
def connection(tmp_path):
    with desk(spill=tmp_path) as connection:
        yield connection


def test_every_text_is_escaped_whatever_its_column(connection, tmp_path):
    connection.register("given", pa.table({"first": FORMULAS, "row number": range(12), "last": FORMULAS[::-1]}))
    write_csv(connection, "SELECT * FROM given", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["first", "row number", "last"]
    assert [row[0] for row in rows[1:]] == ["'" + text for text in FORMULAS]
    assert [row[2] for row in rows[1:]] == ["'" + text for text in FORMULAS[::-1]]
    assert [row[1] for row in rows[1:]] == [str(number) for number in range(12)]


def test_other_text_is_left_as_it_is_and_nothing_is_empty(connection, tmp_path):
    connection.register("given", pa.table({"a": ["x", "", None, "a=b", "it's"], "n": [-1, None, 2, 3, 4]}))
    write_csv(connection, "SELECT * FROM given", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "a,n\nx,-1\n,\n,2\na=b,3\nit's,4\n"


def test_rows_keep_the_order_of_the_query_and_of_a_reader(connection, tmp_path):
    query = "SELECT i AS row, 'R' || i AS id FROM range(300_000) AS t(i) ORDER BY (i * 7919) % 300_007"
    write_csv(connection, query, tmp_path / "sorted.csv")
    lines = (tmp_path / "sorted.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [int(line.split(",")[0]) for line in lines] == sorted(range(300_000), key=lambda i: i * 7919 % 300_007)
    batches = [pa.record_batch({"row": list(range(start, start + 1000))}) for start in range(0, 200_000, 1000)]
    connection.register("given", pa.RecordBatchReader.from_batches(batches[0].schema, batches))
    write_csv(connection, "SELECT row FROM given", tmp_path / "read.csv")
    lines = (tmp_path / "read.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert lines == [str(number) for number in range(200_000)]
