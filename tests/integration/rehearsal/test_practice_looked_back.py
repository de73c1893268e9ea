"""The practice of 2025 on a rehearsal, looked back at: both official counts, answer by answer, against the truth."""

import csv
import json

import pytest

from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.write import rehearse
from lockgate.site.main import main

RECORDS = 5_000


def look_back(rehearsal, answers, out):
    """With the submission and the registers, as the truth expects examine to be asked."""
    arguments = [
        "audit", "--records", rehearsal / "request" / "records.csv", "--answers", answers, "--out", out,
        "--submission", rehearsal / "request", "--registers", rehearsal / "registers", "--as-of", "2025-08-07",
    ]  # fmt: skip
    return main([str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def looked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("practice")
    rehearse(Plan(RECORDS, 8_000, 5, practice=True), folder / "rehearsal")
    answers = folder / "rehearsal" / "practice" / "answers.csv"
    return look_back(folder / "rehearsal", answers, folder / "out"), folder


def rows(file):
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.fixture
def known(looked):
    """Each answer of the practice with the truth about the row it answers, by its line."""
    _, folder = looked
    truth = rows(folder / "rehearsal" / "truth" / "records.csv")
    answers = rows(folder / "rehearsal" / "practice" / "answers.csv")
    return {number: (answer, truth[int(answer["row"]) - 1]) for number, answer in enumerate(answers, 1)}


def test_the_answers_name_the_rows_they_answer(known):
    assert len(known) > 1_000
    assert all(answer["record_id"] == true["record_id"] for answer, true in known.values())


def test_the_first_official_count_is_exactly_the_answers_whose_planted_address_is_none(looked, known):
    _, folder = looked
    expected = {
        number
        for number, (_, true) in known.items()
        if "R05" in true["must_include_rules"].split(";") and true["expect_examine"] == "returned"
    }
    found = {int(row["answer"]) for row in rows(folder / "out" / "address_insufficient.csv")}
    assert found == expected
    assert len(found) > 20


def test_the_second_official_count_is_exactly_the_answers_of_the_first_route(looked, known):
    _, folder = looked
    expected = {number for number, (answer, _) in known.items() if answer["route"] == "1"}
    found = {int(row["answer"]) for row in rows(folder / "out" / "address_never_confirmed.csv")}
    assert found == expected
    assert len(found) > 10 * len(rows(folder / "out" / "address_insufficient.csv"))


def test_the_summary_and_the_lists_say_the_same(looked, known):
    code, folder = looked
    summary = json.loads((folder / "out" / "summary.json").read_text(encoding="utf-8"))
    assert code == 1
    assert (summary["records"], summary["answers"]) == (RECORDS, len(known))
    for count in summary["official_counts"].values():
        assert count["answers"] == len(rows(folder / "out" / count["list"]))
    assert summary["outcomes"]["unsupported"] == len(rows(folder / "out" / "unsupported.csv"))
    assert sum(summary["outcomes"].values()) == len(rows(folder / "out" / "disclosures.csv"))


def test_each_answer_is_unsupported_by_the_rules_planted_in_its_request_and_by_its_route(looked, known):
    _, folder = looked
    for row in rows(folder / "out" / "disclosures.csv"):
        answer, true = known[int(row["answer"])]
        failed, unchecked = (set(filter(None, row[name].split(";"))) for name in ("rules", "not_checked_rules"))
        assert set(filter(None, true["must_include_rules"].split(";"))) <= failed | unchecked
        assert ({"R09", "R24"} <= failed) is (answer["route"] == "1")
        if true["expect_examine"] == "returned" or answer["route"] == "1":
            assert row["outcome"] == "unsupported"
        elif true["expect_examine"] == "sufficient":
            assert (row["outcome"], row["not_checked_rules"]) == ("no_rule_failed", "R24")


def test_an_answer_without_its_row_is_tied_by_its_id_alone(looked, known, tmp_path):
    """A system that kept no rows: ids that are blank or stand twice tie to nothing, and no answer is lost."""
    _, folder = looked
    answers = tmp_path / "answers.csv"
    with answers.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(("record_id", "matched_by"))
        writer.writerows((answer["record_id"], answer["matched_by"]) for answer, _ in known.values())
    assert look_back(folder / "rehearsal", answers, tmp_path / "o") == 1
    with_rows = rows(folder / "out" / "disclosures.csv")
    by_id = rows(tmp_path / "o" / "disclosures.csv")
    assert len(by_id) == len(with_rows)
    for mine, (_, true) in zip(by_id, known.values(), strict=True):
        tied = {"record_id_missing": "no_id", "record_id_repeated": "several_rows"}.get(true["kind"], "record")
        assert mine["tied"] == tied
    assert len(rows(tmp_path / "o" / "address_never_confirmed.csv")) == len(
        rows(folder / "out" / "address_never_confirmed.csv")
    )
