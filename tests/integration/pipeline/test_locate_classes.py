"""Locate on a real custodian's file: the class, the answer, and nothing beside it."""

from datetime import date

import pytest

from integration.pipeline.located_cast import address, located, record, taxpayer

TIN, OTHER_TIN = "900700001", "900700002"
BORN = date(1980, 5, 6)
ANA = taxpayer("T1", tin=TIN, date_of_birth=BORN)
HOME = address("T1")


def one(folder, asked, people=(ANA,), homes=(HOME,)):
    rows = located(folder, [asked], people, homes)
    assert [row["row"] for row in rows] == [1]
    return rows[0]


def test_one_is_identified_when_name_address_and_tin_agree(tmp_path):
    found = one(tmp_path, record(tin="900-70-0001"))
    assert found["identified"] == "one"
    assert found["taxpayer_id"] == "T1"
    assert [found[name] for name in ("name", "address", "in_periods", "tin", "date_of_birth")] == list("AAAA-")
    assert (found["from_periods"], found["deliverable"]) == (True, True)
    assert [found[name] for name in ("line1", "line2", "city", "state", "zip", "country")] == [
        "12 OAK ST", "", "HOUSTON", "TX", "77002", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        {"address_line1": "12 Oak Street"},
        {"address_line1": "12 oak st.", "zip": "77002-1234"},
        {"address_line1": "", "address": "12 Oak Street, Houston, TX 77002", "city": "", "state": "", "zip": ""},
        {"address_line1": "C/O Eva Stone", "address_line2": "12 Oak St"},
        {"address": "12 OAK STREET"},
    ],
)
def test_one_is_identified_when_the_same_place_is_written_otherwise(tmp_path, written):
    assert one(tmp_path, record(date_of_birth="1980-05-06", **written))["identified"] == "one"


@pytest.mark.parametrize(
    ("line1", "zip5", "asked"),
    [
        ("\uff11\uff12 Oak St", "77002", {}),
        ("ONE MAIN ST", "77002", {"address_line1": "1 Main St"}),
        ("012 OAK ST", "77002", {}),
        ("45 RIVER RD", "7030", {"address_line1": "45 River Road", "city": "Hoboken", "state": "NJ", "zip": "07030"}),
        ("12 OAK ST HOUSTON TX 77002", "", {}),
    ],
)
def test_one_is_identified_when_the_custodian_writes_otherwise(tmp_path, line1, zip5, asked):
    place = {"city": "", "state": ""} if not zip5 else {}
    place |= {name: value.upper() for name, value in asked.items() if name in {"city", "state"}}
    found = one(tmp_path, record(date_of_birth="1980-05-06", **asked), homes=[address("T1", line1, zip=zip5, **place)])
    assert found["identified"] == "one"


def test_latest_address_of_the_periods_answers_when_the_person_moved(tmp_path):
    homes = [
        HOME,
        address("T1", "5 ELM AVE", "2023-02-01", tax_period="2022-12-31"),
        address("T1", "9 FAR RD", "2024-02-01", tax_period="2023"),
    ]
    found = one(tmp_path, record(tin=TIN), homes=homes)
    assert (found["identified"], found["line1"]) == ("one", "5 ELM AVE")


def test_nothing_answers_when_two_addresses_share_the_latest_date(tmp_path):
    found = one(tmp_path, record(tin=TIN), homes=[HOME, address("T1", "5 ELM AVE")])
    assert (found["identified"], found["from_periods"], found["deliverable"]) == ("one", False, None)
    assert found["line1"] == found["zip"] == ""


def test_weak_when_the_address_is_held_only_outside_the_stated_periods(tmp_path):
    found = one(tmp_path, record(tin=TIN, tax_periods="2023"))
    assert (found["identified"], found["in_periods"], found["from_periods"]) == ("weak", "D", False)
    assert found["line1"] == ""


def test_weak_when_neither_tin_nor_birth_date_is_given(tmp_path):
    found = one(tmp_path, record())
    assert (found["identified"], found["taxpayer_id"], found["line1"]) == ("weak", "T1", "12 OAK ST")


def test_third_parties_are_taken_away_when_an_address_answers(tmp_path):
    found = one(tmp_path, record(tin=TIN), homes=[address("T1", "C/O EVA STONE", line2="12 OAK ST")])
    assert (found["identified"], found["line1"], found["line2"]) == ("one", "12 OAK ST", "")


@pytest.mark.parametrize("lines", [("c/o Maria Lopez", ""), ("", ""), ("UNKNOWN", ""), ("Maria Lopez", "c/o Juan")])
def test_nothing_answers_when_the_latest_address_reaches_nobody_without_third_parties(tmp_path, lines):
    later = address("T1", lines[0], "2022-06-01", line2=lines[1])
    found = one(tmp_path, record(tin=TIN), homes=[HOME, later])
    assert (found["identified"], found["from_periods"], found["deliverable"]) == ("one", True, False)
    assert {found[name] for name in ("line1", "line2", "city", "state", "zip", "country")} == {""}


NOBODY = {
    "nobody is held": (record(tin=TIN), [], [], "none"),
    "the TIN is another": (record(tin=OTHER_TIN), [ANA], [HOME], "disagrees"),
    "the birth date is another": (record(date_of_birth="1980-05-07"), [ANA], [HOME], "disagrees"),
    "the address is another (R09)": (record(tin=TIN, address_line1="13 Oak St"), [ANA], [HOME], "disagrees"),
    "another unit": (record(tin=TIN, address_line2="Apt 4"), [ANA], [address("T1", line2="APT 5")], "disagrees"),
    "the ZIP is another": (record(date_of_birth="1980-05-06", zip="77003"), [ANA], [HOME], "disagrees"),
    "no address is held": (record(tin=TIN), [ANA], [], "disagrees"),
    "two addresses are set forth": (record(tin=TIN, address="9 Far Rd"), [ANA], [HOME], "disagrees"),
    "two share name and home": (record(), [ANA, taxpayer("T2", tin=OTHER_TIN)], [HOME, address("T2")], "several"),
    "a namesake elsewhere": (record(address_line1="9 Far Rd"), [ANA], [HOME], "none"),
}


@pytest.mark.parametrize("case", NOBODY)
def test_line_tells_the_class_and_nothing_else_when_nobody_is_identified(tmp_path, case):
    asked, people, homes, expected = NOBODY[case]
    found = one(tmp_path, asked, people, homes)
    assert found.pop("identified") == expected
    assert found.pop("row") == 1
    assert set(found.values()) <= {"", None}
