"""Spark's rows are the rows of the other engines, every one of them, and the law's own."""

from datetime import date

import numpy as np
import pytest

from integration.pipeline.located_cast import (
    GAZETTEER,
    address,
    by_hand,
    index_of,
    record,
    taxpayer,
    write_custodian,
    write_records,
)
from lockgate.pipeline import locate_held, registry, registry_spool
from lockgate.pipeline.custodian import custodian_at
from lockgate.pipeline.identities import Sought
from lockgate.pipeline.ingest import ingest
from lockgate.pipeline.submissions import read_submission
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.prepared import prepared
from lockgate.rehearsal.write import rehearse
from lockgate.store.gazetteer import packaged_gazetteer
from spark.spark_cast import by_all
from spark.spark_pieces import SPARK

pytestmark = SPARK

GIVEN = ["Ana", "ANA", "Ana Maria", "Eva", "Éva", "Van", "Nguyen", "O'Neil", "Bill", "William", "M", ""]
MIDDLE = ["", "", "M", "Maria", "Luz"]
FAMILY = ["Ruiz", "Ruis", "Ruiz Lopez", "Lopez-Ruiz", "Nguyen", "Van", "Ruiz Jr", "LNU", "O Neil", ""]
SUFFIX = ["", "", "Jr", "Sr"]
TINS = ["", "900700001", "900-70-0001", "900700002", "12"]
BIRTHS = ["", "1980-05-06", "1981-07-08", "soon"]
LINES = [
    "12 Oak St", "12 OAK STREET", "12 Oak St Apt 4", "12 Oak St # 5", "PO Box 12", "45-12 Elm Ave", "1 Main St",
    "One Main St", "C/O Bob Stone 12 Oak St", "UNKNOWN", "General Delivery", "12 Oka St", "\uff11\uff12 Oak St", "",
]  # fmt: skip
ZIPS = ["77002", "77002-1234", "770021234", "77003", ""]
YEARS = ["2021", "2022", "2023", "2022-12-31", "someday"]
SINCE = ["2022-02-01", "2023-02-01", None]


@pytest.fixture(autouse=True)
def many_parts(monkeypatch):
    """Small parts, so that there are many pieces to share."""
    monkeypatch.setattr(registry_spool, "_BUCKET_BYTES", 120_000)
    monkeypatch.setattr(registry, "_KEYS_OF_A_SPAN", 1 << 14)
    monkeypatch.setattr(locate_held, "PAIRS", 500)


def test_every_row_of_a_rehearsal_is_the_same_by_every_engine(tmp_path):
    folder = tmp_path / "out"
    rehearse(Plan(2_000, 20_000, 11, slips=10.0), folder)
    submission = read_submission(folder / "request" / "submission.toml")
    records = tmp_path / "records.parquet"
    ingest(folder / "request" / submission.file, submission.plan, records)
    index = prepared(custodian_at(folder / "registry"), tmp_path / "index")
    assert min(len(index.manifest.of_kind(kind)) for kind in ("people", "keys")) > 4
    sought = Sought(records, range(1, 2_001), submission.single_name)
    spark, batch, single = by_all(sought, index, packaged_gazetteer())
    assert spark.num_rows == 2_000
    assert len(set(spark["identified"].to_pylist())) > 2
    assert spark.schema == batch.schema
    assert spark.equals(batch)
    assert spark.equals(single)


def test_every_awkward_row_is_the_same_by_every_engine_and_by_the_law_alone(tmp_path):
    draw = np.random.default_rng(7)

    def one(values):
        return values[int(draw.integers(len(values)))]

    asked = [
        record(
            given_name=one(GIVEN), middle_name=one(MIDDLE), family_name=one(FAMILY), suffix=one(SUFFIX),
            tin=one(TINS), date_of_birth=one(BIRTHS), address_line1=one(LINES), zip=one(ZIPS),
            tax_periods=";".join({one(YEARS), one(YEARS)}),
        )
        for _ in range(600)
    ]  # fmt: skip
    people, homes = [], []
    for number in range(60):
        name, born = f"T{number}", one(BIRTHS[:3])
        birth = date.fromisoformat(born) if born else None
        people.append(
            taxpayer(name, one(GIVEN), one(FAMILY), middle_name=one(MIDDLE), suffix=one(SUFFIX),
                     tin=one(TINS) or None, date_of_birth=birth)
        )  # fmt: skip
        homes += [
            address(name, one(LINES), one(SINCE), zip=one(ZIPS), tax_period=one(YEARS))
            for _ in range(int(draw.integers(4)))
        ]
    index = index_of(tmp_path, write_custodian(tmp_path, people, homes))
    sought = Sought(write_records(tmp_path, asked), range(1, len(asked) + 1))
    spark, batch, single = by_all(sought, index, GAZETTEER)
    assert set(spark["identified"].to_pylist()) == {"one", "weak", "none", "several", "disagrees"}
    assert spark.equals(batch)
    assert spark.equals(single)
    assert spark.to_pylist() == by_hand(asked, people, homes)


def test_a_few_rows_are_the_same_when_they_are_asked_of_spark(tmp_path):
    index = index_of(tmp_path, write_custodian(tmp_path, [taxpayer("T1", tin="900700001")], [address("T1")]))
    records = write_records(tmp_path, [record(tin="900700001"), record(), record()])
    spark, batch, single = by_all(Sought(records, [2, 1]), index, GAZETTEER)
    assert spark["row"].to_pylist() == [1, 2]
    assert spark.equals(batch)
    assert spark.equals(single)
