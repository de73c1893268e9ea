"""What the row list must be, what of the custodian's file is never read, and what locating leaves behind (R49)."""

from importlib.resources import files

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from integration.pipeline.located_cast import (
    GAZETTEER,
    address,
    index_of,
    record,
    taxpayer,
    write_custodian,
    write_records,
)
from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline import locate
from lockgate.pipeline.custodian import parquet_tables
from lockgate.pipeline.desk_options import DeskOptions
from lockgate.pipeline.identities import Sought

TIN = "900700001"


@pytest.fixture
def case(tmp_path):
    records = write_records(tmp_path, [record(tin=TIN), record(tin=TIN), record(tin=TIN)])
    held = write_custodian(tmp_path, [taxpayer("T1", tin=TIN)], [address("T1")])
    return records, held


def seek(case, rows, **options):
    saved = []
    index = index_of(case[0].parent, case[1])
    locate.locate(Sought(case[0], rows), index, GAZETTEER, saved.append, DeskOptions(**options))
    return saved[0].to_pylist()


def rewritten(path, **columns):
    table = pq.read_table(path)
    for name, column in columns.items():
        place = table.column_names.index(name)
        table = table.remove_column(place) if column is None else table.set_column(place, name, column)
    pq.write_table(table, path)


def test_only_sufficient_rows_are_sought_when_some_are_not(case):
    assert [row["row"] for row in seek(case, [3, 1])] == [1, 3]


def test_rows_may_come_as_a_file_when_they_are_many(case, tmp_path):
    pq.write_table(pa.table({"row": pa.array([2, 2], pa.int32())}), tmp_path / "rows.parquet")
    assert [row["row"] for row in seek(case, tmp_path / "rows.parquet")] == [2]


def test_an_empty_table_is_saved_when_no_row_is_sufficient(case):
    assert seek(case, []) == []


def test_refused_when_a_sufficient_row_is_not_in_the_records(case):
    with pytest.raises(IntegrityError, match="does not hold 1 of the rows"):
        seek(case, [1, 4])


def test_tables_may_be_folders_when_a_file_has_parts(case, tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    case[1].addresses.place.rename(folder / "addresses-0.parquet")
    found = seek((case[0], parquet_tables(case[1].taxpayers.place, folder)), [1])
    assert found[0]["identified"] == "one"


def test_kind_of_number_changes_nothing_when_it_is_other_or_missing(case):
    before = seek(case, [1])
    rewritten(case[1].taxpayers.place, tin_type=pa.array(["SSN"]))
    assert seek(case, [1]) == before
    rewritten(case[1].taxpayers.place, tin_type=None)
    assert seek(case, [1]) == before


def test_kind_of_number_is_named_nowhere_when_records_are_located():
    pipeline, statements = files("lockgate.pipeline"), files("lockgate.store") / "sql"
    modules = [one for one in pipeline.iterdir() if one.name.startswith(("locat", "registry", "custodian"))]
    steps = [one for folder in ("locate", "registry") for one in (statements / folder).iterdir()]
    assert len(modules) > 12
    assert {"asked.sql", "taxpayers.sql", "addresses.sql"} <= {one.name for one in steps}
    sources = [one.read_text(encoding="utf-8") for one in (*modules, *steps)]
    for source in sources:
        assert "tin_type" not in source.lower()
        assert "SELECT * FROM taxpayers_file" not in source


BROKEN = {
    "a column is missing": ({"tin": None}, "no column tin"),
    "a date is text": ({"date_of_birth": pa.array(["1980-05-06"])}, "date_of_birth as VARCHAR"),
    "an id is absent": ({"taxpayer_id": pa.array([None], pa.string())}, "1 taxpayers without taxpayer_id"),
}


@pytest.mark.parametrize("defect", BROKEN)
def test_file_is_refused_with_one_sentence_when(case, defect):
    columns, sentence = BROKEN[defect]
    rewritten(case[1].taxpayers.place, **columns)
    with pytest.raises(UsageError, match=sentence):
        seek(case, [1])


def test_file_is_refused_when_a_taxpayer_stands_there_twice(case, tmp_path):
    held = write_custodian(tmp_path, [taxpayer("T1"), taxpayer("T1")], [address("T1")])
    with pytest.raises(UsageError, match="1 repeated taxpayer_id"):
        seek((case[0], held), [1])


@pytest.mark.parametrize("content", [b"", b"PAR1 and then nothing"])
def test_file_is_refused_when_it_is_no_parquet(case, content):
    case[1].addresses.place.write_bytes(content)
    with pytest.raises(UsageError, match="cannot be read as Parquet"):
        seek(case, [1])


def test_file_is_refused_when_it_is_not_there(case):
    case[1].addresses.place.unlink()
    with pytest.raises(UsageError, match=r"addresses.parquet cannot be read: No such file"):
        seek(case, [1])


def test_nothing_is_left_when_the_act_has_ended(case, tmp_path):
    spill = tmp_path / "spill"
    spill.mkdir()
    seek(case, [1, 2])
    before = sorted(one for one in tmp_path.rglob("*") if "index" not in one.parts)
    seek(case, [1, 2], spill=spill)
    assert sorted(one for one in tmp_path.rglob("*") if "index" not in one.parts) == before


def test_nothing_is_said_when_records_are_located(case, capfd, caplog):
    seek(case, [1, 2, 3])
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
