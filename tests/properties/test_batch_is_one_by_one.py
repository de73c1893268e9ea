"""A batch equals its records one by one, under the same context: bulk counting and joining change nothing."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockgate.law import examination
from lockgate.law.facts import Asked
from lockgate.law.findings import examine_outcome, grounds
from lockgate.law.record_reading import Counted, Reading, read_record
from lockgate.law.rules import Context
from lockgate.law.terms import State
from lockgate.pipeline import examine as bulk
from lockgate.pipeline.columns import TERMS
from lockgate.pipeline.examine import Batch, Examined, examine_batch
from lockgate.pipeline.quoting import Unmet, makes_returned, unmet, waits_for_a_person
from lockgate.store.gazetteer import packaged_gazetteer
from lockgate.store.records import desk
from spec_support import AS_OF, GOOD_RECORD, agreement

VALUES = {
    "given_name": ["Maria", "Na", "FNU", "", "José"],
    "family_name": ["Quintero", "LNU", "An", ""],
    "address_line1": ["1412 Oak Street Apt 4", "NA NA", "", "Harris County Jail", "PO Box 9", "Oak Street", "\x1f"],
    "city": ["Houston", "", "Boston"],
    "zip": ["77002", "00000", "", "77997"],
    "tin": ["", "900701234"],
    "date_of_birth": ["1984-03-02", ""],
    "tax_periods": ["2022", "2022;2023", "all", "", "2025", "2019;2020;2021;2022"],
    "statute": ["8 USC 1253(a)(1)(A)", "8 USC 1326(a)", "26 USC 7201", "", "18 USC 1546", "8 USC 1253(a)(1)(C)"],
    "authority": ["8 USC 1357(a)", "", "N/A"],
    "final_order_date": ["2024-01-10", "2025-07-01", "", "2024-02-30", "2030-01-01"],
    "order_case_number": ["A098765432", "A098765433", "12"],
    "judicial_review": ["none", "pending", "decided", ""],
    "court_final_order_date": ["", "2024-06-01", "2025-06-01"],
    "investigation_opened": ["2025-01-15", "2024-02-01", ""],
    "prior_removal_date": ["", "2020-01-01"],
    "found_date": ["", "2021-01-01", "2019-01-01"],
    "matter_id": ["M-1", "M-2", ""],
    "reason": [
        GOOD_RECORD["reason"],
        "for law enforcement purposes",
        "",
        "To locate and remove the subject at home now",
    ],
    "officers": ["ICE-0007", "ICE-0007;ICE-0008", "", "unknown"],
    "intake": ["", "R00.fields", "R00.id_absent"],
}
RECORDS = st.lists(
    st.fixed_dictionaries({}, optional={column: st.sampled_from(values) for column, values in VALUES.items()}),
    min_size=1,
    max_size=12,
)


def write(records: list[dict[str, str]], folder: Path) -> Path:
    path = folder / "records.parquet"
    columns = {"row": pa.array(range(1, len(records) + 1), pa.int64())}
    for name in ("intake", "intake_note", *TERMS):
        columns[name] = pa.array([record.get(name, "") for record in records], pa.string())
    pq.write_table(pa.table(columns), path)
    return path


def examined(records: list[dict[str, str]], folder: Path) -> Examined:
    batch = Batch(write(records, folder), agreement(), AS_OF, AS_OF, packaged_gazetteer())
    with desk() as table:
        return examine_batch(table, batch, workers=1)


def one_by_one(record: dict[str, str], counted: Counted) -> tuple[str, str]:
    reading = Reading(AS_OF, "", None, frozenset(), packaged_gazetteer())
    findings = examination.examine(read_record(record, reading, counted), Context(agreement(), AS_OF), AS_OF)
    return examine_outcome(findings).value, ";".join(grounds(findings))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=RECORDS)
def test_batch_equals_one_by_one(changes, tmp_path):
    records = [{**GOOD_RECORD, "record_id": f"R{n}", **change} for n, change in enumerate(changes)]
    found = examined(records, tmp_path)
    repeated = asked_twice(records)
    for place, record in enumerate(records):
        judged = found.judged[found.of_row[place]]
        counted = Counted(asked=Asked.REPEATED if place in repeated else Asked.ONCE)
        assert (judged.outcome.value, judged.grounds) == one_by_one(record, counted)


def asked_twice(records: list[dict[str, str]]) -> set[int]:
    """R48 in plain Python: rows sharing two of name, birth date, number and order number."""
    keys = [
        None
        if record.get("intake") == "R00.fields"
        else {
            "n": " ".join(sorted(f"{record['given_name']} {record['family_name']}".upper().replace("É", "E").split())),
            "b": record.get("date_of_birth", ""),
            "t": record.get("tin", ""),
            "o": record.get("order_case_number", "").replace(" ", ""),
        }
        for record in records
    ]
    pairs = ["nb", "nt", "no", "bt", "bo", "to"]
    found = set()
    for here, mine in enumerate(keys):
        for there, other in enumerate(keys):
            if here == there or mine is None or other is None:
                continue
            if any(all(mine[k] and mine[k] == other[k] for k in pair) for pair in pairs):
                found.add(here)
    return found


def many(count: int, **changes: str) -> list[dict[str, str]]:
    """Good records of different people; ``#`` in a change stands for the record's number in letters."""
    names = ["".join(chr(65 + int(d)) for d in f"{n:04d}") for n in range(count)]
    return [
        {
            **GOOD_RECORD,
            "record_id": f"R{n}",
            "family_name": f"Person{name}",
            "order_case_number": f"A{n:09d}1",
            "date_of_birth": "",
            "matter_id": f"M-{n}",
            "address_line1": f"{n + 1} Oak Street",
            "reason": f"To serve the grand jury subpoena in the matter {name} on the subject",
            "officers": f"ICE-{n // 100}",
            **{column: value.replace("#", name) for column, value in changes.items()},
        }
        for n, name in enumerate(names)
    ]


CODES = [
    ({"matter_id": "M-1"}, 25, "R12.shared"),
    ({"officers": "ICE-7"}, 200, "R20.load"),
    ({"reason": "To serve the grand jury subpoena in matter 12 on the subject named"}, 25, "R13.cluster"),
    ({"address_line1": "77 Oak Street"}, 10, "R08.repeated"),
]


@pytest.mark.parametrize(("changes", "limit", "code"), CODES, ids=[code for _, _, code in CODES])
def test_at_the_limit_nothing_above_it_everybody_is_looked_at(changes, limit, code, tmp_path):
    for count, expected in ((limit, 0), (limit + 1, limit + 1)):
        found = examined(many(count, **changes), tmp_path)
        codes = [finding.code for place in found.of_row for finding in found.judged[place].findings]
        assert codes.count(code) == expected


def test_one_reason_with_the_rows_own_values_in_it_is_one_cluster(tmp_path):
    reason = "To serve the grand jury subpoena on Person# in this very matter"
    found = examined(many(26, reason=reason), tmp_path)
    assert {judged.outcome.value for judged in found.judged} == {"review"}


def test_one_address_written_in_several_ways_is_one_place(tmp_path):
    ways = ["77 Oak Street", "77 OAK ST.", "77 oak str", "77  Oak Street", "77 Oak Street, Houston, TX 77002"]
    one_field = {"address_line1": "", "city": "", "state": "", "zip": ""}
    records = [
        record | (one_field | {"address": way} if "TX" in way else {"address_line1": way})
        for record, way in zip(many(11), ways * 3, strict=False)
    ]
    found = examined(records, tmp_path)
    codes = [finding.code for place in found.of_row for finding in found.judged[place].findings]
    assert codes.count("R08.repeated") == 11


def test_rows_are_the_same_however_the_file_is_cut_and_whoever_reads_it(tmp_path, monkeypatch):
    records = [*many(9, address_line1="77 Oak Street"), *many(5, zip="00000", officers="A;B; A"), *many(7, reason="")]
    found, quoted = read_and_quoted(records, tmp_path, 1)
    monkeypatch.setattr(bulk, "WORTH_WORKERS", 1)
    path = tmp_path / "records.parquet"
    pq.write_table(pq.read_table(path), path, row_group_size=4)
    again, quoted_again = read_and_quoted(records, tmp_path, 2, path)
    assert quoted_again == quoted
    assert [again.judged[place] for place in again.of_row] == [found.judged[place] for place in found.of_row]
    assert again.known_places().equals(found.known_places())
    assert again.officer_load == found.officer_load
    assert (again.officer_load["A"], again.officer_load["B"]) == (5, 5)


def read_and_quoted(
    records: list[dict[str, str]], folder: Path, workers: int, path: Path | None = None
) -> tuple[Examined, list[Unmet]]:
    batch = Batch(path or write(records, folder), agreement(), AS_OF, AS_OF, packaged_gazetteer())
    with desk() as table:
        found = examine_batch(table, batch, workers=workers)
        return found, [one for asks in (makes_returned, waits_for_a_person) for one in unmet(table, found, asks, 4)]


def test_one_person_is_seen_again_under_names_in_another_order_and_with_other_marks(tmp_path):
    names = [("Ana-María", "Garcia Lopez"), ("garcía", "López, Ana MARIA"), ("Ana", "Lopez")]
    records = [
        record | {"given_name": given, "family_name": family, "date_of_birth": "1984-03-02", "tin": ""}
        for record, (given, family) in zip(many(3), names, strict=True)
    ]
    found = examined(records, tmp_path)
    asked = [any(finding.rule == "R48" and finding.state is not State.MET for finding in found.judged[place].findings)
             for place in found.of_row]  # fmt: skip
    assert asked == [True, True, False]


def test_flats_of_one_house_are_places_of_their_own(tmp_path):
    records = [record | {"address_line1": f"77 Oak Street Apt {place % 2}"} for place, record in enumerate(many(12))]
    assert examined(records, tmp_path).outcomes()["sufficient"] == 12


def test_different_people_at_their_own_addresses_are_sufficient(tmp_path):
    assert examined(many(60), tmp_path).outcomes() == {"sufficient": 60, "returned": 0, "review": 0}


def test_the_person_who_looks_is_told_how_large_the_group_is(tmp_path):
    path = write(many(14, address_line1="77 Oak Street"), tmp_path)
    batch = Batch(path, agreement(), AS_OF, AS_OF, packaged_gazetteer())
    with desk() as table:
        found = examine_batch(table, batch, workers=1)
        (held,) = unmet(table, found, waits_for_a_person, 3)
    assert (held.rule, held.rows, held.codes) == ("R08", 14, (("R08.repeated", 14),))
    assert [row.written for row in held.first] == ["77 Oak Street, Houston, TX, 77002 (given on 14 records)"] * 3
