"""The accuracy report on people this project did not make: the same counts as the runs', and nobody else releasable."""

import json

import pytest
from tests.people.layout import write_rehearsal
from tests.people.runs import RUNS, fates
from tests.people.tally import tally

from lockgate.rehearsal.locate_report import Setting, measure, write

RUN = RUNS[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_rehearsal(RUN, tmp_path_factory.mktemp("people") / "run")


@pytest.fixture(scope="module")
def measured(folder):
    return measure(folder, Setting())


def test_the_report_counts_what_the_run_counts(measured):
    run = tally(RUN.name, fates(RUN))
    came_to = [sum(row) for row in zip(*(counts for _, counts in measured.outcome), strict=True)]
    assert dict(zip(measured.outcome_columns, came_to, strict=True)) == {
        name: run.classes[name] for name in measured.outcome_columns
    }


def test_nobody_is_wrongly_identified(measured):
    releasable = measured.classes.lines[0]
    assert releasable.wrong.count == 0
    assert releasable.wrong.of > 1_000


def test_what_both_sides_write_alike_is_hardly_ever_missed(measured):
    noise = next(one for one in measured.tables if one.name == "noise")
    alike = next(one for one in noise.lines if one.label == "nothing").missed
    assert alike.count <= alike.of / 50


def test_the_form_tells_where_the_people_are_from(folder, measured, tmp_path):
    write(measured, tmp_path)
    told = json.loads((tmp_path / "locate-report.json").read_text("utf-8"))
    assert "pseudopeople" in told["about"]["made by"]
    assert set(told["groups"]["household"]) > {"1", "2"}
    assert "simulant" not in (folder / "request" / "records.csv").read_text("utf-8")
