"""A run of the bench in several sittings, and the look back's counts against the planted truth."""

import argparse
import csv

import pytest
from bench import data, run, sittings
from bench.data import Size
from bench.look_back import FIRST, SECOND, against_truth
from bench.measure import Measured
from bench.rounds import Results


@pytest.fixture
def size(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "HERE", tmp_path)
    return Size(1_280_000, 10_000_000, 5)


def measured(seconds: float) -> Measured:
    return Measured(seconds, 2 * seconds, 100, 90, "", 1.25)


def test_a_later_sitting_adds_to_what_an_earlier_one_of_the_same_code_measured(size):
    first = Results()
    for took in (4.0, 5.0, 6.0):
        first.keep("splink", measured(took), {"splink link": took})
    sittings.keep(size, first, {"log": {"leaves_per_second": 1}})
    results, once = sittings.kept(size)
    results.keep("batch", measured(10.0), {"batch": 10.0})
    sittings.keep(size, results, once)
    again, once = sittings.kept(size)
    assert once == {"log": {"leaves_per_second": 1}}
    assert again.seconds == {"splink link": [4.0, 5.0, 6.0], "batch": [10.0]}
    assert again.cpu["batch"] == [20.0]
    assert again.load["splink"] == [1.2, 1.2, 1.2]
    # Not the first round's ratio: one batch is set against the median of all links.
    assert again.ratio("batch", "splink link") == 2.0
    assert again.spread("batch", "splink link") == (10 / 6, 2.5)


def test_what_other_code_measured_is_refused(size, monkeypatch):
    sittings.keep(size, Results(), {})
    monkeypatch.setattr(sittings, "code", lambda: "changed")
    with pytest.raises(SystemExit, match="not measured by this code"):
        sittings.kept(size)


def test_data_is_made_anew_when_its_code_changed_unless_it_is_taken_as_it_lies(size, monkeypatch):
    made = []
    monkeypatch.setattr(data, "run", made.append)
    monkeypatch.setattr(data, "code_hash", lambda *_: "today")
    as_it_lies = Size(size.records, size.taxpayers, size.slips, as_it_lies=True)
    assert as_it_lies.folder == size.folder
    size.folder.mkdir(parents=True)
    mark = size.folder / "rehearsal.made-by"
    mark.write_text("yesterday", encoding="utf-8")
    data.rehearsed(as_it_lies)
    assert made == []
    data.rehearsed(size)
    assert len(made) == 1
    assert mark.read_text(encoding="utf-8") == "today"


def test_each_stage_is_told_with_its_rounds_and_what_was_not_measured_is_null(size):
    results = Results()
    for took in (3.0, 4.0, 5.0):
        results.keep("locate", measured(took), {"locate": took})
    results.keep("batch", measured(9.0), {"batch": 9.0})
    asked = argparse.Namespace(quick=False)
    told = run._result(asked, size, results, {"sizes": {"50000000": {"seconds": {"locate": 8.0}}}})
    assert told["rounds_of"] == {"locate": 3, "batch": 1}
    assert told["rounds"] == 3
    assert (told["accuracy"], told["single_request_ms"], told["audit"]) == (None, None, None)
    assert told["ratios"]["batch_vs_splink"] is None
    # The batch was not walked on fifty million, so it is the link's growth that is told, and said to be.
    assert told["ratios"]["growth_50m_vs_10m"] == told["link_growth_50m_vs_10m"] == 2.0
    assert told["growth_of"] == "link"


def test_a_file_of_another_size_is_measured_in_the_same_rounds_and_added_to(size, monkeypatch):
    monkeypatch.setattr(run, "_prepare", lambda *_: None)
    asked = argparse.Namespace(also=[50_000_000], add=True, quick=False)
    ((other, none_yet),) = run._others(asked, size, frozenset({"link"})).items()
    assert (other.records, other.taxpayers, none_yet.seconds) == (size.records, 50_000_000, {})
    none_yet.keep("locate", measured(8.0), {"locate": 8.0})
    sittings.keep(other, none_yet, {})
    assert run._others(asked, size, frozenset({"batch"}))[other].seconds == {"locate": [8.0]}
    asked.add = False
    assert run._others(asked, size, frozenset({"batch"}))[other].seconds == {}


def test_a_sitting_measures_what_was_asked_for_alone():
    asked = argparse.Namespace(only=["batch", "audit"], no_peer=False, no_batch=False)
    assert run.jobs_of(asked) == {"batch", "audit"}
    everything = argparse.Namespace(only=[], no_peer=True, no_batch=True)
    assert run.jobs_of(everything) == {"scan", "examine", "link", "accuracy", "single", "log", "audit", "pages"}


def _write(file, header, *lines):
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([header.split(","), *(line.split(",") for line in lines)])


def test_counts_are_held_against_the_truth_answer_by_answer(tmp_path):
    _write(
        tmp_path / "truth" / "records.csv", "record_id,expect_examine,must_include_rules",
        "R1,returned,R05", "R2,sufficient,", "R3,review,R05", "R4,returned,R16;R05",
    )  # fmt: skip
    _write(tmp_path / "practice" / "answers.csv", "record_id,route,row", "R1,1,1", "R2,2,2", "R3,1,3", "R4,2,4")
    # The totals are right, the lists are not: the second answer stands where the fourth belongs.
    _write(tmp_path / "out" / f"{FIRST}.csv", "answer", "1", "2")
    _write(tmp_path / "out" / f"{SECOND}.csv", "answer", "1", "3")
    assert against_truth(tmp_path, tmp_path / "out") == {
        FIRST: {"found": 2, "planted": 2, "differing": 2},
        SECOND: {"found": 2, "planted": 2, "differing": 0},
    }
