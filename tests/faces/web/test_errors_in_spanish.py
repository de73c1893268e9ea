"""What is wrong with a file, a declaration or a pack is said in Spanish on a Spanish page: each reader fails here."""

import io
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils.translation import override

from lockgate.actions.scopes import rows_in
from lockgate.errors import UsageError
from lockgate.pipeline import apart
from lockgate.pipeline.ingest import IntakePlan, ingest
from lockgate.pipeline.submissions import parse_submission
from lockgate.store.agreements import agreement_of, files_of
from lockgate.web.sentences import _found, spoken

HEADER = b"record_id,name\n"


def of(call, *given) -> str:
    with pytest.raises((UsageError, ValueError)) as caught:
        call(*given)
    return str(caught.value)


def parquet(**columns) -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table(columns), written)
    return written.getvalue()


def workbook(**parts: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "plan"),
    [
        (b"", {}), (b"\x00\x01\x02\x03", {}), (b"PK\x03\x04", {}), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", {}),
        (b"PAR1 and no more", {}), (workbook(**{"xl/none": ""}), {}), (b"\x00,\x00\n", {"format": "csv"}),
        (HEADER, {}), (HEADER, {"format": "odt"}), (HEADER, {"format": "parquet"}), (HEADER, {"encoding": "ebcdic"}),
        (HEADER, {"delimiter": "::"}), (b"\xff\xfe\xfa,\n", {"encoding": "utf-8"}), (HEADER, {"sha256": "0" * 64}),
        (b"record_id,,x\n", {}), (b"record_id,record_id\n", {}), (b"city\nx\n", {}), (b"record_id,hue\n1,x\n", {}),
        (b"record_id\n1\n", {"count": 2}), (b"record_id\n1\n", {"date": "YY"}), (b"record_id\n1\n", {"name": "first"}),
        (b"record_id\n1\n", {"columns": {"record_id": "ID"}}), (HEADER + b"1,x\n", {"columns": {"name": "name"}}),
        (b"record_id,no\n1,2\n", {"columns": {"record_id": "no"}}),
        (b"record_id,given_name,n\n1,x,y\n", {"columns": {"name": "n"}, "name": "given family"}),
        (parquet(record_id=[{"a": 1}]), {}),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_is_told_in_spanish(content, plan, tmp_path):
    file = tmp_path / "records.csv"
    file.write_bytes(content)
    told = of(ingest, file, IntakePlan(**plan), tmp_path / "out.parquet")
    with override("es"):
        assert _found(told) not in {None, told}, told


@pytest.mark.parametrize("why", ["it said nothing for too long", "it had no room left, or failed"])
def test_process_that_was_stopped_is_told_in_spanish_with_its_reason(why, tmp_path):
    reader = object.__new__(apart.Reader)
    reader.path = tmp_path / "records.xlsx"
    told = str(reader._unreadable(apart._BrokenError(why)))
    with override("es"):
        assert spoken(why) != why
        assert f"({spoken(why)})" in spoken(told)
    assert why in told


@pytest.mark.parametrize(
    "text",
    [
        "number = 1", "x = ", 'agreement = "\\u0000"', 'made = "x"',
        '[records]\nfile = "records.csv"\n[formats]\ndate = "YY"',
    ],
)  # fmt: skip
def test_submission_that_cannot_be_read_is_told_in_spanish(text):
    told = of(parse_submission, text.encode())
    with override("es"):
        assert _found(told) not in {None, told}, told


@pytest.mark.parametrize(
    ("old", "new", "spanish"),
    [
        ("effective = 2025-04-07", "effective = 2025-04-07\nends = 2025-01-01", "agreement.toml:8: “ends” es anterior"),
        ('"mailing_address"', '"telephone"', "telephone no se puede divulgar"),
    ],
)
def test_pack_that_contradicts_itself_is_told_in_spanish_with_its_line(old, new, spanish):
    files = files_of("irs-ice-2025")
    terms = files["agreement.toml"].decode()
    assert old in terms
    told = of(agreement_of, {**files, "agreement.toml": terms.replace(old, new, 1).encode()})
    with override("es"):
        assert spanish in spoken(told), json.dumps([told, spoken(told)])


@pytest.mark.parametrize("rows", ["x", "9", "2-1"])
def test_rows_that_are_none_are_told_in_spanish(rows):
    told = of(rows_in, rows, 3)
    with override("es"):
        assert spoken(told).startswith("Las filas")
