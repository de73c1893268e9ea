"""What is read of the records once, kept with the case, and asked by locate: the same however it is made."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.pipeline.located_cast import GAZETTEER, record, write_records
from lockgate.errors import IntegrityError
from lockgate.law.location import AskedIdentity
from lockgate.law.meetings import BIRTH, PLACE, TIN, birth_name_marks, meeting, name_marks, place_mark
from lockgate.pipeline import identities, identities_read
from lockgate.pipeline.identities import (
    IDENTITIES,
    Sought,
    gazetteer_id,
    identity_in,
    identity_of,
    read_by,
    rows_of,
    write_identities,
)
from lockgate.pipeline.identities_read import identities_on
from lockgate.pipeline.ingest import IntakePlan, ingest
from lockgate.pipeline.locate_asked import asked_by
from lockgate.pipeline.record_places import read_places
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.write import rehearse
from lockgate.store.gazetteer import packaged_gazetteer
from lockgate.store.records import desk
from lockgate.store.registry_keys import block_keys

TIN_OF_ANA = "900700001"
HASHING = bytes(32)


def read(records, rows, known=None, gazetteer=GAZETTEER):
    with desk() as at:
        return identities_on(at, Sought(records, rows), gazetteer, 1, known).read_all()


def test_a_row_says_what_the_law_reads_in_its_record(tmp_path):
    one = record(tin="900-70-0001", date_of_birth="1980-05-06", tax_periods="2022;2021", family_name="Ruiz de la Vega")
    (told,) = read(write_records(tmp_path, [one]), [1]).to_pylist()
    assert told == {
        "row": 1,
        "name": "ANA||RUIZ DE LA VEGA|",
        "place": "street|12||OAK|ST|||TX|77002|",
        "place_mark": place_mark("street|12||OAK|ST|||TX|77002|"),
        "tin": TIN_OF_ANA,
        "date_of_birth": "1980-05-06",
        "periods": "2021-12-31 2022-12-31",
        "name_marks": list(name_marks(identity_in(read(tmp_path / "records.parquet", [1]), 0).name)),
        "birth_marks": list(birth_name_marks(identity_in(read(tmp_path / "records.parquet", [1]), 0).name)),
    }


def test_a_row_without_place_and_birth_date_is_met_by_its_number_alone(tmp_path):
    table = read(write_records(tmp_path, [record(address_line1="Unknown", tin=TIN_OF_ANA, date_of_birth="?")]), [1])
    assert (table["name_marks"].to_pylist(), table["birth_marks"].to_pylist()) == ([[]], [[]])
    asked = asked_by(table, HASHING, 1)
    assert asked.runs[0].keys.tolist() == block_keys(HASHING, [meeting(TIN, TIN_OF_ANA)]).tolist()


def test_two_addresses_of_one_record_are_a_place_only_when_they_are_one(tmp_path):
    both = [record(address=text) for text in ("12 Oak St, Houston, TX 77002", "14 Oak St, Houston, TX 77002")]
    known = pa.table({"row": [1, 2], "place": ["street|12||OAK|ST|||TX|77002|"] * 2})
    found = read(write_records(tmp_path, both), [1, 2], known)
    assert found["place"].to_pylist() == ["street|12||OAK|ST|||TX|77002|", ""]


def test_rows_are_taken_in_their_order_and_a_lost_one_is_refused(tmp_path):
    table = read(write_records(tmp_path, [record(), record(), record()]), [1, 3])
    assert rows_of(table, [3, 1, 3])["row"].to_pylist() == [1, 3]
    assert rows_of(table, []).num_rows == 0
    for rows in ([2], [4], [1, 2]):
        with pytest.raises(IntegrityError, match="does not hold 1 of the rows"):
            rows_of(table, rows)
    with pytest.raises(IntegrityError, match="does not hold 2 of the rows"):
        rows_of(table.slice(0, 0), [1, 2])


def test_columns_and_one_by_one_say_the_same_of_a_rehearsal_and_so_do_places_read_before(tmp_path, monkeypatch):
    rehearse(Plan(records=400, taxpayers=400, seed=7, slips=20), tmp_path / "rehearsal")
    records = ingest(tmp_path / "rehearsal" / "request" / "records.csv", IntakePlan(), tmp_path / "r.parquet").records
    rows, gazetteer = range(1, 401), packaged_gazetteer()
    one_by_one = read(records, rows[:200], gazetteer=gazetteer)
    assert one_by_one.num_rows == identities.SINGLY
    by_columns = read(records, rows, gazetteer=gazetteer)
    assert by_columns.slice(0, 200).equals(one_by_one)
    assert by_columns.schema.equals(IDENTITIES)
    places = read_places((gazetteer, 1), records)
    keys = places.keys.cast(pa.string())
    known = pa.table({"row": pa.array(rows, pa.int64()), "place": keys}).filter(pa.array(~places.whole))
    assert 100 < known.num_rows < 400
    assert read(records, rows, known, gazetteer).equals(by_columns)
    monkeypatch.setattr(identities_read, "_read", None)
    reached = pa.table({"row": pa.array(rows, pa.int64()), "place": by_columns["place"]})
    assert read(records, rows, reached, gazetteer).equals(by_columns)


def test_records_out_of_their_order_are_refused_rather_than_given_the_places_of_others(tmp_path, monkeypatch):
    monkeypatch.setattr(identities, "SINGLY", 1)
    several = [record(address_line1=f"{number} Oak St") for number in (12, 14, 16)]
    records = write_records(tmp_path, several)
    assert read(records, [3, 1])["place"].to_pylist() == [f"street|{number}||OAK|ST|||TX|77002|" for number in (12, 16)]
    pq.write_table(pq.read_table(records).take([1, 0, 2]), records)
    assert read(records, [3, 1]).num_rows == 2
    with pytest.raises(IntegrityError, match="not in the order of their rows"):
        read(records, [1, 2, 3])


def test_the_table_is_written_batch_after_batch_and_says_by_which_tables_it_was_read(tmp_path, monkeypatch):
    monkeypatch.setattr(identities, "SINGLY", 1)
    monkeypatch.setattr(identities_read, "BATCH", 2048)
    records = write_records(tmp_path, [record(address_line1=f"{1 + row % 7} Oak St") for row in range(6000)])
    rows = range(2, 6000, 2)
    with desk() as at:
        found = identities_on(at, Sought(records, rows), GAZETTEER, 2)
        assert write_identities(found, GAZETTEER, tmp_path / "kept.parquet") == len(rows)
    kept = pq.ParquetFile(tmp_path / "kept.parquet")
    assert kept.num_row_groups > 1
    assert read_by(tmp_path / "kept.parquet") == gazetteer_id(GAZETTEER)
    assert kept.read().replace_schema_metadata(None).equals(read(records, rows))
    assert kept.read()["row"].to_pylist() == list(rows)


WORDS = st.sampled_from(["Ana", "Maria", "Ruiz", "de la", "Vega", "O'Neill", "Jr", "", "J", "Bill", "محمد"])


@settings(max_examples=40)
@given(WORDS, WORDS, WORDS, st.sampled_from(["", "12 Oak St", "Apt 3, 12 Oak St"]), st.sampled_from(["", "1980-05-06"]))
def test_keys_by_columns_are_those_of_the_laws_meetings(given_name, middle, family, line1, born):
    one = record(
        given_name=given_name, middle_name=middle, family_name=family, suffix="", address_line1=line1, address="",
        address_line2="", country="", tin="", date_of_birth=born,
    )  # fmt: skip
    asked = identity_of(one, GAZETTEER)
    table = pa.Table.from_pylist([identities.told(1, asked)], schema=IDENTITIES)
    assert identity_in(table, 0) == asked
    found = [key for run in asked_by(table, HASHING, 1).runs for key in run.keys.tolist()]
    assert sorted(found) == sorted(block_keys(HASHING, meetings(asked)).tolist())


def meetings(asked: AskedIdentity) -> list[str]:
    found = [meeting(BIRTH, asked.date_of_birth, mark) for mark in birth_name_marks(asked.name) if asked.date_of_birth]
    if mark := place_mark(asked.place):
        found += [meeting(PLACE, mark, name) for name in name_marks(asked.name)]
    return found


def test_periods_are_kept_as_days(tmp_path):
    table = read(write_records(tmp_path, [record(tax_periods="2022, 2021|x")]), [1])
    assert identity_in(table, 0).periods == {date(2021, 12, 31), date(2022, 12, 31)}
