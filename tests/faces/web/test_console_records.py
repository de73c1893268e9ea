"""The records of a case: rows and codes to whoever took it; what a row says only by an act, entered first."""

import json

import pytest

from console_parts import fields
from factories import done, record, signer
from lockgate.actions.grounds import Listing, listed_records
from lockgate.actions.inspect import Inspected, inspect
from lockgate.law.terms import Outcome, State
from lockgate.pipeline.judged import Wanted
from lockgate.procedure.roles import officer_of
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.models.log import EntryRow
from lockgate.store.registers import current_registers

SAID = ("Ruiz", "Oak St", "R00", "M-00", "A-2001", "9007000")
"""Beginnings of what the records say."""


def text(answer) -> str:
    return answer.content.decode()


def rows_of(located, **wanted) -> list[int]:
    at = located.scene.now[0]
    ada = officer_of(current_registers(at), "ada", at)
    found = listed_records(located.office, located.scene.facts, ada, Wanted(**wanted), 1)
    assert isinstance(found, Listing)
    assert found.total == len(found.lines)
    return [one.row for one in found.lines]


def test_records_are_listed_by_row_and_code_and_say_nothing(located):
    page = text(located.browser("ada").get(f"{located.case}/records"))
    assert "5 records" in page
    assert "R05" in page
    assert "R16.other_ground not checked" in page
    assert not [value for value in SAID if value in page]
    assert not EntryRow.objects.filter(act="inspect").exists()


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        ({"outcome": Outcome.RETURNED}, [3]),
        ({"outcome": Outcome.SUFFICIENT}, [1, 2]),
        ({"rule": "R05", "state": State.NOT_MET}, [3]),
        ({"code": "R16.other_ground"}, [5]),
        ({"rule": "R04", "state": State.MET}, [1, 2, 3, 4, 5]),
        ({"rule": "R99"}, []),
    ],
)
def test_records_are_found_by_outcome_and_ground(located, wanted, rows):
    assert rows_of(located, **wanted) == rows


def test_whoever_has_not_taken_the_case_is_listed_nothing(located):
    page = text(located.browser("cyd").get(f"{located.case}/records"))
    assert "R51.assigned" in page
    assert "R16.other_ground" not in page
    assert located.browser("cyd").get(f"{located.case}/records.csv").status_code == 404
    assert located.browser("dov").get(f"{located.case}/records").status_code == 404


def test_table_has_a_line_for_every_record_and_only_codes(located):
    answer = located.browser("ada").get(f"{located.case}/records.csv?outcome=review")
    assert answer["Content-Disposition"] == 'attachment; filename="records.csv"'
    lines = text(answer).splitlines()
    assert lines[0] == "row,outcome,not_met,not_checked"
    assert [line.split(",")[:2] for line in lines[1:]] == [["4", "review"], ["5", "review"]]


def test_row_says_what_it_says_once_its_showing_is_entered_and_never_by_an_address(located):
    ada, address = located.browser("ada"), f"{located.case}/records/3"
    first = ada.get(address)
    assert "Ruiz" not in text(first)
    form = fields(first)
    shown = ada.post(address, form)
    assert shown.status_code == 200
    assert "RuizCa" in text(shown)
    assert "The row says:" in text(shown)
    assert "Cure:" in text(shown)
    assert "26 U.S.C. 6103(i)(2)(B)(i)" in text(shown)
    assert "RuizBa" not in text(shown)
    act = ActRow.objects.get(act="inspect")
    content = json.loads(bytes(act.content))
    assert (act.officer, content["rows"]) == ("ada", [3])
    assert EntryRow.objects.filter(act="inspect").count() == 1
    again = ada.post(address, form)
    assert again.status_code == 409
    assert "RuizCa" not in text(again)
    check_record_of_work()


def test_rows_of_a_page_are_shown_together_by_one_act(located):
    ada, address = located.browser("ada"), f"{located.case}/records"
    step = ada.post(address, fields(ada.get(address)))
    assert "row 1-5 of the request" in text(step)
    shown = text(ada.post(address, fields(step)))
    assert all(f"Ruiz{letter}a" in shown for letter in "ABCDE")
    assert EntryRow.objects.filter(act="inspect").count() == 1


@pytest.mark.parametrize("rows", ["", "0", "6", "1-99999999", "x", "1;" * 300])
def test_rows_that_are_not_there_are_not_found(located, rows):
    assert located.browser("ada").post(f"{located.case}/records", {"rows": rows}).status_code == 404
    assert located.browser("ada").get(f"{located.case}/records/6").status_code == 404


def test_what_persons_found_is_shown_with_the_record_and_nothing_of_who_was_identified(located):
    seen = inspect(located.scene.office, located.scene.case, signer("ada"), [1, 2])
    assert isinstance(seen, Inspected)
    assert [one.rule for one in seen.records[0].found] == ["R47"]
    assert {trace.said.rule for trace in seen.records[0].traces if trace.said.state is not State.MET} == set()
    done(seen.done)


def test_formula_in_a_row_is_shown_as_text_and_control_characters_are_made_visible(served, walked_to_examined):
    console = served(walked_to_examined)
    console.scene.submitted([record(1, middle_name="<b>\u202ex"), record(2)], "ICE-2025-0002")
    ada = console.browser("ada")
    ada.post(f"{console.case}/assign", fields(ada.get(f"{console.case}/assign")))
    address = f"{console.case}/records/1"
    shown = text(ada.post(address, fields(ada.get(address))))
    assert "&lt;b&gt;\ufffdx" in shown


def test_tables_of_a_case_and_of_the_work_are_those_of_their_pages(located):
    ada, case = located.browser("ada"), located.case
    work = text(ada.get("/work.csv")).splitlines()
    assert work[0] == "submission,agency,opened,days,stage,waits_for,taken_by,holds"
    assert work[1].startswith("ICE-2025-0001,")
    assert ",ada;ben," in work[1]
    assert "ada, ben" in text(ada.get("/work"))
    grounds = text(ada.get(f"{case}/grounds.csv"))
    assert ",not_checked,R16.other_ground,1,8 U.S.C." in grounds
    assert text(ada.get(f"{case}/loads.csv")).splitlines() == ["officer,records", "ida,5", "jon,3"]
    assert located.browser("dov").get(f"{case}/grounds.csv").status_code == 404
    assert located.browser("dov").get(f"{case}/loads.csv").status_code == 404
