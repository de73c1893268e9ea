"""The accuracy report on a rehearsal: what is planted is counted, and what is doctored is found."""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline.locate_table import LOCATED
from lockgate.rehearsal import locate_report
from lockgate.rehearsal.kinds import Meant
from lockgate.rehearsal.locate_counts import RELEASABLE, WEAK, count
from lockgate.rehearsal.locate_report import Setting, measure, write
from lockgate.rehearsal.locate_truth import Rows, beside_truth
from lockgate.rehearsal.locating import open_rehearsal
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.write import rehearse


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("rehearsal") / "out"
    rehearse(Plan(1200, 4000, 7, slips=20), out)
    return out


@pytest.fixture(scope="module")
def measured(folder):
    return measure(folder, Setting())


def line(accuracy, label, table="class"):
    found = next(one for one in accuracy.tables if one.name == table)
    return next(one for one in found.lines if one.label == label)


def truths(folder: Path) -> list[dict[str, str]]:
    sides = []
    for name in ("records.csv", "people.csv"):
        with (folder / "truth" / name).open(encoding="utf-8", errors="surrogateescape", newline="") as source:
            sides.append(list(csv.DictReader(source)))
    return [{**one, **other} for one, other in zip(*sides, strict=True)]


def test_everybody_to_be_found_is_counted_once(folder, measured):
    planted = truths(folder)
    assert line(measured, RELEASABLE).missed.of == sum(one["meant"] == "one" for one in planted)
    assert line(measured, WEAK).missed.of == sum(one["meant"] == "weak" for one in planted)
    assert dict(measured.beside)["sufficient records"] == sum(one["expect_examine"] == "sufficient" for one in planted)


def test_nobody_is_wrongly_identified_and_nothing_written_right_is_missed(measured):
    assert line(measured, RELEASABLE).wrong.count == 0
    assert line(measured, RELEASABLE).wrong.of > 100
    assert line(measured, "nothing", "noise").missed.count == 0


def test_each_table_counts_the_same_records(measured):
    whole = line(measured, RELEASABLE)
    for table in measured.tables[1:]:
        if table.name == "weak":
            continue
        assert sum(one.wrong.of for one in table.lines) == whole.wrong.of
        if table.counts_missed:
            assert sum(one.missed.of for one in table.lines) == whole.missed.of
            assert sum(one.missed.count for one in table.lines) == whole.missed.count


def test_the_files_are_written(measured, tmp_path):
    write(measured, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"locate-report.{form}" for form in ("html", "csv", "json")}


@pytest.mark.parametrize("name", ["truth/records.csv", "truth/people.csv", "truth/about.json"])
def test_a_folder_without_truth_is_refused(folder, tmp_path, name):
    for each in ("truth/records.csv", "truth/people.csv", "truth/about.json"):
        (tmp_path / each).parent.mkdir(exist_ok=True)
        if each != name:
            (tmp_path / each).write_bytes((folder / each).read_bytes())
    with pytest.raises(UsageError, match="only synthetic data"):
        open_rehearsal(tmp_path)


# -- counts on handmade rows: the report must be able to say that location is wrong --------------------------------

FIELDS = ("meant", "identified", "right")
HANDMADE = [
    ("one", "one", True),  # found
    ("one", "one", False),  # another person: wrong, and missed
    ("one", "weak", True),  # left to a person: missed
    ("one", "several", False),  # missed
    ("weak", "weak", True),  # found weakly
    ("weak", "one", True),  # identified against what is given: wrong; not missed
    ("weak", "none", False),  # missed weakly
    ("nobody", "one", True),  # the right person, against what is given: wrong
    ("nobody", "one", False),  # another person: wrong
    ("nobody", "weak", False),  # weak and wrong
    ("nobody", "none", False),  # as it should be
    ("", "one", True),  # examine should not have let it through; the person is right
    ("", "one", False),  # ... and wrong
]


@pytest.fixture(scope="module")
def handmade():
    meant, identified, right = (np.array(column, dtype=object) for column in zip(*HANDMADE, strict=True))
    same = {name: np.full(len(meant), name, dtype=object) for name in ("kind", "noise", "origin", "given")}
    rows = Rows(
        **same, household=np.full(len(meant), "2", dtype=object), meant=meant,
        address_form=same["kind"], name_form=same["kind"], identified=identified,
        likeness=np.full(len(meant), "name and address the same", dtype=object),
        right=right.astype(bool), answerable=np.ones(len(meant), dtype=bool),
    )  # fmt: skip
    return count(rows, ())


def test_wrong_is_another_person_or_one_whom_nothing_given_singles_out(handmade):
    assert (line(handmade, RELEASABLE).wrong.count, line(handmade, RELEASABLE).wrong.of) == (5, 7)
    assert (line(handmade, WEAK).wrong.count, line(handmade, WEAK).wrong.of) == (1, 3)


def test_missed_is_who_was_not_come_to(handmade):
    assert (line(handmade, RELEASABLE).missed.count, line(handmade, RELEASABLE).missed.of) == (3, 4)
    assert (line(handmade, WEAK).missed.count, line(handmade, WEAK).missed.of) == (1, 3)


def test_what_stands_beside(handmade):
    beside = dict(handmade.beside)
    assert beside["releasable, another person than the one asked about"] == 3
    assert beside["releasable, the right person, against what the request gives"] == 2
    assert beside["missed, left to a person as weak"] == 1
    assert beside["weak, another person than the one asked about"] == 1


def test_outcomes_add_up(handmade):
    assert sum(sum(row) for _, row in handmade.outcome) == len(HANDMADE)
    assert len(handmade.outcome) == len(Meant)


# -- evidence beside truth -----------------------------------------------------------------------------------------


def evidence(rows, **columns):
    blank = {name: [None] * len(rows) for name in LOCATED.names} | {"row": rows}
    return pa.table({name: pa.array((blank | columns)[name], LOCATED.field(name).type) for name in LOCATED.names})


def test_evidence_of_other_rows_is_refused(folder, tmp_path):
    with pytest.raises(IntegrityError, match="each sufficient row"):
        beside_truth(folder, tmp_path / "none.parquet", [1, 2], evidence([1, 3]))


def test_truth_of_another_request_is_refused(folder, tmp_path):
    (tmp_path / "truth").mkdir()
    for name in ("records.csv", "people.csv"):
        lines = (folder / "truth" / name).read_bytes().splitlines(keepends=True)
        (tmp_path / "truth" / name).write_bytes(b"".join(lines[: -1 if name == "people.csv" else None]))
    with pytest.raises(IntegrityError, match="write the rehearsal anew"):
        beside_truth(tmp_path, tmp_path / "none.parquet", [1], evidence([1]))


def test_a_request_without_sufficient_records_is_counted_as_nothing(folder, tmp_path):
    names = ("given_name", "family_name", "tin", "date_of_birth", "address", "address_line2")
    columns = {name: pa.array([], pa.string()) for name in names}
    pq.write_table(pa.table({"row": pa.array([], pa.int64()), **columns}), tmp_path / "records.parquet")
    counted = count(beside_truth(folder, tmp_path / "records.parquet", [], evidence([])), ())
    assert line(counted, RELEASABLE).wrong.of == line(counted, RELEASABLE).missed.of == 0


def test_a_swapped_taxpayer_is_counted_as_wrong(folder, monkeypatch):
    """The report is no echo of location: evidence that names somebody else is counted against it."""
    true_located = locate_report.located

    def doctored(*given):
        table = true_located(*given)
        ids = table["taxpayer_id"].to_pylist()
        others = [f"X{one}" if one else one for one in ids]
        return table.set_column(table.column_names.index("taxpayer_id"), "taxpayer_id", pa.array(others, pa.string()))

    monkeypatch.setattr(locate_report, "located", doctored)
    swapped = measure(folder, Setting())
    assert line(swapped, RELEASABLE).wrong.count == line(swapped, RELEASABLE).wrong.of > 100
    assert line(swapped, RELEASABLE).missed.count == line(swapped, RELEASABLE).missed.of
