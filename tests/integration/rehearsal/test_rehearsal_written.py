"""A rehearsal as written: complete, readable by every floor that takes it in, and true to its plan."""

import csv
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lockgate.pipeline.columns import TERMS
from lockgate.pipeline.submissions import read_submission
from lockgate.rehearsal import practice, truth
from lockgate.rehearsal.catalogue import KINDS
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.write import FOLDERS, rehearse
from lockgate.seal.signatures import SignerInfo, verify_detached
from lockgate.store.registers import read_registers

RECORDS, TAXPAYERS = 1500, 2500
PLAN = Plan(RECORDS, TAXPAYERS, 11, practice=True)
NOT_SPLIT = {"row_too_few_fields", "row_too_many_fields"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("rehearsal") / "out"
    rehearse(PLAN, out)
    return out


def truths(folder: Path) -> list[dict[str, str]]:
    with (folder / "truth" / "records.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def fields(folder: Path) -> list[list[str]]:
    """The rows as they stand, with the planted NUL and the byte that is no text."""
    with (folder / "request" / "records.csv").open(encoding="utf-8", errors="surrogateescape", newline="") as source:
        return list(csv.reader(source))


@pytest.fixture(scope="module")
def asked(folder):
    """Each readable row with its truth."""
    return [
        dict(zip(TERMS, row, strict=True)) | true
        for row, true in zip(fields(folder)[1:], truths(folder), strict=True)
        if true["kind"] not in NOT_SPLIT
    ]


def test_all_folders_stand_when_the_practice_is_asked_for(folder):
    assert {path.name for path in folder.iterdir()} == set(FOLDERS)


def test_the_header_is_the_terms_and_the_truth_has_its_columns(folder):
    assert fields(folder)[0] == list(TERMS)
    assert (folder / "truth" / "records.csv").read_text("utf-8").splitlines()[0] == ",".join(truth.HEADER)


def test_the_truth_has_one_line_for_each_row_in_order(folder):
    rows, lines = fields(folder)[1:], truths(folder)
    assert len(rows) == len(lines) == RECORDS
    assert [row[0] for row in rows] == [line["record_id"] for line in lines]


def test_every_kind_occurs_as_often_as_about_says(folder):
    about = json.loads((folder / "truth" / "about.json").read_text("utf-8"))
    counted = Counter(line["kind"] for line in truths(folder))
    assert counted == about["kinds"]
    assert set(counted) == {kind.name for kind in KINDS}
    assert about["records"] == RECORDS
    assert about["rightful_releases"] == sum(line["expect_final"] == "released" for line in truths(folder))


def test_broken_rows_are_broken_as_planted(folder):
    shapes = defaultdict(set)
    for row, line in zip(fields(folder)[1:], truths(folder), strict=True):
        shapes[line["kind"]].add(len(row))
    width = len(TERMS)
    assert shapes.pop("row_too_few_fields") == {width - 4}
    assert shapes.pop("row_too_many_fields") == {width + 2}
    assert all(found == {width} for found in shapes.values())
    content = (folder / "request" / "records.csv").read_bytes()
    kinds = Counter(line["kind"] for line in truths(folder))
    assert content.count(b"\0") == kinds["row_nul"]
    assert content.count(b"\xff") == kinds["row_undecodable"]
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_a_tin_beside_a_returned_address_is_expected_to_be_no_substitute(asked):
    beside = [row for row in asked if row["kind"] == "address_zip_only"]
    assert {"R09" in row["must_include_rules"] for row in asked if row["kind"] == "tin_with_bad_address"} == {True}
    assert all(("R09" in row["must_include_rules"].split(";")) == bool(row["tin"]) for row in beside)


def test_no_officer_and_no_matter_passes_the_ceilings_when_the_roster_is_plausible(asked):
    named = Counter(officer for row in asked for officer in row["officers"].split(";") if officer)
    assert max(named.values()) <= truth.CEILING
    matters = Counter(row["matter_id"] for row in asked if row["matter_id"])
    shared = {row["matter_id"] for row in asked if row["kind"] == "matter_shared"}
    assert max(count for matter, count in matters.items() if matter not in shared) <= 20
    assert min(matters[matter] for matter in shared) > 25


def test_nobody_but_the_planted_is_asked_about_twice(asked):
    pairs = defaultdict(list)
    for row in asked:
        name = " ".join(sorted(re.split(r"\W+", (row["given_name"] + " " + row["family_name"]).upper())))
        keys = {
            "name": name,
            "born": row["date_of_birth"],
            "tin": re.sub(r"\D", "", row["tin"]),
            "order": re.sub(r"\W", "", row["order_case_number"]).lstrip("A"),
        }
        given = sorted((key, value) for key, value in keys.items() if value)
        for place, one in enumerate(given):
            for other in given[place + 1 :]:
                pairs[one, other].append(row["kind"])
    shared = {kind for kinds in pairs.values() if len(kinds) > 1 for kind in kinds}
    assert shared == {"asked_twice", "probing"}


def test_one_address_stands_with_more_than_ten_families_only_where_planted(asked):
    families = defaultdict(set)
    kinds = defaultdict(set)
    for row in asked:
        key = (row["address"] + row["address_line1"] + row["address_line2"]).upper(), row["zip"][:5]
        if "R05" not in row["must_include_rules"]:
            families[key].add(row["family_name"].upper())
            kinds[key].add(row["kind"])
    over = [kinds[key] for key, names in families.items() if len(names) > 10]
    assert over == [{"address_repeated"}]


def test_reasons_are_individual_where_they_are_meant_to_be(asked):
    generic = {"reason_generic", "reason_removal_only", "reason_missing"}
    texts = Counter(re.sub(r"\d+", "", row["reason"]) for row in asked if row["kind"] not in generic)
    assert max(texts.values()) <= 2
    assert all(len(row["reason"].split()) >= 12 for row in asked if row["kind"] not in generic)


def test_the_submission_is_read_and_its_signature_is_the_heads(folder):
    submission = read_submission(folder / "request" / "submission.toml")
    assert submission.plan.count == RECORDS
    registers = read_registers(folder / "registers")
    head = next(holder for holder in registers.officeholders if holder.person == submission.requesting.person)
    signature = (folder / "request" / "submission.toml.p7s").read_bytes()
    content = (folder / "request" / "submission.toml").read_bytes()
    assert isinstance(verify_detached(content, signature, head.certificate), SignerInfo)
    assert {officer.id for officer in submission.officers} == {entry.officer for entry in registers.roster}


def test_the_officers_in_the_submission_are_those_of_the_rows(folder, asked):
    submission = read_submission(folder / "request" / "submission.toml")
    matters = {officer.id: set(officer.matters) for officer in submission.officers}
    for row in asked:
        if row["kind"] not in {"officer_missing", "officer_not_listed", "matter_missing"}:
            assert all(row["matter_id"] in matters[officer] for officer in row["officers"].split(";"))


def test_the_keys_belong_to_the_registers(folder):
    registers = read_registers(folder / "registers")
    held = {entry.officer: entry.signature_certificate for entry in registers.roster}
    held |= {f"{entry.officer}.opening": entry.certificate for entry in registers.roster}
    held |= {officer.officer: officer.certificate for officer in registers.delegations}
    for stem, certificate in held.items():
        key = load_pem_private_key((folder / "keys" / f"{stem}.pem").read_bytes(), None)
        assert x509.load_der_x509_certificate(certificate).public_key() == key.public_key()
    roles = [officer.roles for officer in registers.delegations]
    assert sum("deciding" in role for role in roles) == 2


def test_the_registers_protect_and_bar_exactly_the_planted(folder, asked):
    registers = read_registers(folder / "registers")
    protected = {one for order in registers.orders if order.lifted is None for one in order.taxpayers}
    barred = {entry.taxpayer for entry in registers.determinations if entry.determination == "bar"}
    assert protected == {row["taxpayer_id"] for row in asked if row["kind"] == "protected_person"}
    assert barred == {row["taxpayer_id"] for row in asked if row["kind"] == "informant"}
    released = {row["taxpayer_id"] for row in asked if row["expect_final"] == "released"}
    assert not released & (protected | barred)


def test_the_custodians_file_has_every_taxpayer_once_with_addresses_by_period(folder):
    people = pq.read_table(folder / "registry" / "taxpayers.parquet").to_pylist()
    assert len({person["taxpayer_id"] for person in people}) == TAXPAYERS
    assert len({person["tin"] for person in people}) == TAXPAYERS
    assert {person["tin"][0] for person in people} == {"9"}
    addresses = pq.read_table(folder / "registry" / "addresses.parquet").to_pylist()
    assert {row["taxpayer_id"] for row in addresses} == {person["taxpayer_id"] for person in people}
    assert {row["tax_period"] for row in addresses} == {"2021", "2022", "2023", "2024"}
    assert all(row["effective_date"].year == int(row["tax_period"]) + 1 for row in addresses)


def test_two_addresses_of_one_day_are_held_only_for_whom_it_is_planted(folder, asked):
    days = Counter()
    for row in pq.read_table(folder / "registry" / "addresses.parquet").to_pylist():
        days[row["taxpayer_id"], row["effective_date"]] += 1
    twice = {taxpayer for (taxpayer, _), count in days.items() if count > 1}
    planted = {row["taxpayer_id"] for row in asked if row["kind"] == "two_addresses_same_day"}
    assert planted <= twice
    assert not twice & {row["taxpayer_id"] for row in asked if row["expect_final"] == "released"}


def test_strangers_are_in_no_file_and_the_others_are_in_it_by_name(folder, asked):
    people = {row["taxpayer_id"]: row for row in pq.read_table(folder / "registry" / "taxpayers.parquet").to_pylist()}
    assert {row["taxpayer_id"] for row in asked if row["kind"] == "not_in_file"} == {""}
    for row in asked:
        if row["expect_final"] == "released":
            held = people[row["taxpayer_id"]]
            tin = re.sub(r"\D", "", row["tin"])
            assert tin in {"", held["tin"]}
            assert row["date_of_birth"] in {"", held["date_of_birth"].isoformat()}


def test_the_practice_answers_what_the_law_forbids(folder):
    with (folder / "practice" / "answers.csv").open(encoding="utf-8", newline="") as source:
        answers = list(csv.DictReader(source))
    assert tuple(answers[0]) == practice.HEADER
    by_id = {line["record_id"]: line for line in truths(folder)}
    forbidden = [answer for answer in answers if by_id[answer["record_id"]]["expect_final"] != "released"]
    assert forbidden
    insufficient = [answer for answer in answers if "R05" in by_id[answer["record_id"]]["must_include_rules"]]
    assert 0 < len(insufficient) < len(answers) * 0.1
    assert Counter(answer["route"] for answer in answers)["1"] > len(answers) * 0.8
