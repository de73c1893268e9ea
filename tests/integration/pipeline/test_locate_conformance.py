"""A whole rehearsal: the engines, and the law asked about everybody in the file, say the same of every row."""

import csv

import pyarrow.parquet as pq
import pytest

from integration.pipeline.located_cast import by_hand, sought_by
from lockgate.pipeline.custodian import custodian_at
from lockgate.pipeline.identities import Sought
from lockgate.pipeline.ingest import IntakePlan, ingest
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.prepared import prepared
from lockgate.rehearsal.write import rehearse
from lockgate.store.gazetteer import packaged_gazetteer

ADDRESS = ("address", "address_line1", "address_line2", "city", "state", "zip")


def everything(folder, records, taxpayers):
    """The readable rows of a rehearsal and the two tables of its custodian; every row is sought, good or bad."""
    rehearse(Plan(records=records, taxpayers=taxpayers, seed=11), folder)
    taken_in = ingest(folder / "request" / "records.csv", IntakePlan(), folder / "records.parquet")
    asked = pq.read_table(taken_in.records)
    rows = [row for row in asked.to_pylist() if any(row[name] for name in ADDRESS)]
    tables = (pq.read_table(folder / "registry" / f"{name}.parquet").to_pylist() for name in ("taxpayers", "addresses"))
    return Sought(taken_in.records, [row["row"] for row in rows]), rows, *tables


def compared(folder, records, taxpayers, every=1):
    """The classes found; the engines are compared over all rows, the law is asked about everybody for some."""
    sought, rows, people, homes = everything(folder / "rehearsal", records, taxpayers)
    gazetteer = packaged_gazetteer()
    index = prepared(custodian_at(folder / "rehearsal" / "registry"), folder / "index")
    batch, single = (sought_by(engine, sought, index, gazetteer) for engine in ("batch", "single"))
    assert batch.equals(single)
    numbered = [{**row, "row": number} for number, row in enumerate(batch.to_pylist()[::every], 1)]
    assert numbered == by_hand(rows[::every], people, homes, gazetteer)
    return batch.column("identified").to_pylist()


def test_every_row_of_a_small_rehearsal_is_as_the_law_says(tmp_path):
    found = compared(tmp_path, 150, 400)
    assert {"one", "none", "disagrees"} <= set(found)


@pytest.mark.slow
def test_every_row_of_a_rehearsal_is_as_the_law_says(tmp_path):
    found = compared(tmp_path, 2_000, 20_000, every=20)
    assert {"one", "weak", "none", "several", "disagrees"} == set(found)


def test_truth_of_the_small_rehearsal_has_rows_to_find(tmp_path):
    rehearse(Plan(records=150, taxpayers=400, seed=11), tmp_path)
    with (tmp_path / "truth" / "records.csv").open(encoding="utf-8") as file:
        assert sum(row["expect_final"] == "released" for row in csv.DictReader(file)) > 10
