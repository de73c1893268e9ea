"""A file of many records at the console: streamed, bounded, its columns confirmed, checked row by row, never lost."""

import csv
import io
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from test_agency_drafts import begun, checked

from console_parts import HEAD
from factories import csv_bytes, record
from lockgate.actions import draft_check, draft_file
from lockgate.store.drafts import all_drafts
from lockgate.web import uploads

FOREIGN = {"record_id": "CASE_ID", "family_name": "LAST_NM", "address_line1": "=STREET"}


def rows_of(*others: dict[str, str]) -> list[dict[str, str]]:
    return [record(number, **other) for number, other in enumerate(others, start=1)]


def sent(rows, name: str = "Records 2025.CSV") -> SimpleUploadedFile:
    header = [FOREIGN.get(term, term) for term in rows[0]]
    return SimpleUploadedFile(name, csv_bytes(header, [dict(zip(header, r.values(), strict=True)) for r in rows]))


def uploaded(console, rows) -> str:
    at, ida = begun(console), console.browser("ida")
    answer = ida.post(f"{at}/file", {"records": sent(rows)})
    assert answer["Location"] == f"{at}/columns", answer.content.decode()
    given = {f"column-{place}": term for place, term in enumerate(rows[0])}
    assert ida.post(f"{at}/columns", {**given, "date": "YYYY-MM-DD"})["Location"] == at
    certify = {"requesting_person": HEAD, "certifying_person": "Kim", "attests": "yes"}
    for part, said in (("authority", {"number": "ICE-2025-0090", "date": "2025-08-07"}), ("certification", certify)):
        assert ida.post(f"{at}/parts/{part}", said).status_code == 302
    return at


def left_over(console) -> list[str]:
    return [one.name for one in console.office.home.scratch.iterdir() if one.name.startswith("upload-")]


def test_file_is_taken_mapped_checked_and_goes_along_only_when_its_deficient_rows_are_named(console):
    at = uploaded(
        console, rows_of({}, {"address_line1": ""}, {"record_id": "=1+1", "statute": "x", "authority": "8 USC 1227"})
    )
    text = checked(console, at)
    assert "I know that 2 deficient records would be returned" in text
    ida = console.browser("ida")
    listed = ida.get(f"{at}/rows").content.decode()
    assert {"R05", "R11"} <= set(re.findall(r"lg-ground\">(R\d\d)\.", listed))
    one = ida.get(f"{at}/rows?rule=R11&page=99").content.decode()
    assert set(re.findall(r"lg-ground\">(R\d\d)\.", one)) == {"R11"}
    table = list(csv.DictReader(io.StringIO(b"".join(ida.get(f"{at}/findings.csv")).decode())))
    assert {row["record_id"] for row in table if row["row"] == "3"} == {"'=1+1"}
    assert ida.post(f"{at}/check", {"step": "offer"}).status_code == 409
    assert ida.post(f"{at}/check", {"step": "offer", "accepted": "2"}).status_code == 302
    assert b"CASE_ID" in b"".join(ida.get(f"{at}/records"))
    assert "2 of them deficient" in ida.get(f"{at}/send").content.decode()
    assert left_over(console) == []


def test_check_of_a_large_file_goes_on_beside_and_a_reload_finds_it(console, monkeypatch):
    at = uploaded(console, rows_of({}, {}))
    monkeypatch.setattr(draft_check, "AT_ONCE", 0)
    begin, held = draft_check.Thread, []

    def started(**given):
        held.append(begin(**given))
        return held[0]

    monkeypatch.setattr(draft_check, "Thread", started)
    steps = []
    monkeypatch.setattr(draft_check, "preflight", slow(steps, draft_check.preflight))
    ida = console.browser("ida")
    assert ida.post(f"{at}/check", {"step": "check"}).status_code == 302
    deadline = time.monotonic() + 20
    while not steps and time.monotonic() < deadline:
        time.sleep(0.01)
    under_way = console.browser("jon").get(f"{at}/check").content.decode()
    assert "The check is under way" in under_way
    assert "Offer it for validation" not in under_way
    steps.append("go on")
    held[0].join(20)
    assert "Offer it for validation" in ida.get(f"{at}/check").content.decode()


def slow(steps, real):
    def waited(*given):
        steps.append("reached")
        while len(steps) < 2:
            time.sleep(0.01)
        return real(*given)

    return waited


def test_check_whose_process_is_gone_is_said_to_have_broken_off(console, monkeypatch):
    at = uploaded(console, rows_of({}))
    monkeypatch.setattr(draft_check, "AT_ONCE", 0)
    monkeypatch.setattr(draft_check.Thread, "start", lambda _self: None)
    ida = console.browser("ida")
    ida.post(f"{at}/check", {"step": "check"})
    assert "under way" in ida.get(f"{at}/check").content.decode()
    again = ida.post(f"{at}/check", {"step": "check"})
    assert (again.status_code, "A check of this draft is under way" in again.content.decode()) == (422, True)
    monkeypatch.setattr(draft_check, "_alive", lambda _process: False)
    text = ida.get(f"{at}/check").content.decode()
    assert "The check broke off; begin it again." in text
    assert "Check these answers against the law" in text


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("records.exe", b"x", "ends in .csv, .xlsx or .parquet"),
        ("records.csv", b"", "records.csv is empty"),
        ("records.xlsx", b"not a workbook", "records.xlsx is "),
        ("../../keys.parquet", b"not parquet", "keys.parquet is "),
    ],
)
def test_file_that_is_none_is_said_to_be_none_and_kept_nowhere(console, name, content, why):
    at = begun(console)
    answer = console.browser("ida").post(f"{at}/file", {"records": SimpleUploadedFile(name, content)})
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert all_drafts(console.office.home)[0].file == ""
    assert left_over(console) == []


def test_file_that_is_too_long_is_kept_nowhere(console, monkeypatch):
    monkeypatch.setattr(uploads, "LONGEST_FILE", 100)
    at = begun(console)
    answer = console.browser("ida").post(f"{at}/file", {"records": sent(rows_of({}))})
    assert (answer.status_code, "longer than" in answer.content.decode()) == (422, True)
    assert left_over(console) == []


@pytest.mark.parametrize("who", ["", "ada"])
def test_file_of_who_may_send_none_is_not_even_read(console, who, monkeypatch):
    kept = []
    monkeypatch.setattr(uploads.Bounded, "receive_data_chunk", lambda *_given: kept.append(1))
    browser = console.browser(who) if who else console.stranger()
    at = begun(console)
    assert browser.post(f"{at}/file", {"records": sent(rows_of({}))}).status_code == 404
    assert kept == []
    assert left_over(console) == []


def test_columns_are_confirmed_by_a_person_and_a_mapping_that_cannot_be_is_said(console):
    at, ida = begun(console), console.browser("ida")
    ida.post(f"{at}/file", {"records": sent(rows_of({}))})
    proposed = ida.get(f"{at}/columns").content.decode()
    assert "LAST_NM" in proposed
    assert draft_file.header_of(console.office, all_drafts(console.office.home)[0])[0][0] == "CASE_ID"
    twice = ida.post(f"{at}/columns", {"column-0": "tin", "column-1": "tin"})
    assert twice.status_code == 422
    assert "The columns CASE_ID and given_name are both tin" in twice.content.decode()
    none = ida.post(f"{at}/columns", {"column-1": "given_name"})
    assert (none.status_code, "record_id" in none.content.decode()) == (422, True)
    assert "Its columns wait to be confirmed" in ida.get(f"{at}/file").content.decode()
    assert ida.get(f"{at}/parts/people").status_code == 404
    assert ida.post(f"{at}/file", {"step": "drop"}).status_code == 302
    assert ida.get(f"{at}/parts/people").status_code == 200


def test_date_format_that_is_none_is_said_where_it_is_declared(console):
    at = uploaded(console, rows_of({}))
    given = {f"column-{place}": term for place, term in enumerate(record(1))}
    ida = console.browser("ida")
    answer = ida.post(f"{at}/columns", {**given, "date": "yesterday"})
    assert (answer.status_code, "Dates cannot be written as" in answer.content.decode()) == (422, True)
