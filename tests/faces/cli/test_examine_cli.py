"""lockgate examine and lockgate agreement, as a script sees them: files, exit codes, streams."""

import csv
import json
from pathlib import Path

import pytest

from lockgate.pipeline.columns import TERMS
from lockgate.site.main import main
from spec_support import GOOD_RECORD


def write(path, records):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, TERMS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    return path


def good(number, **changes):
    letters = "ABCDEFGHIJ"[number]
    return {
        **GOOD_RECORD,
        "record_id": f"R{number}",
        "family_name": f"Quintero{letters}",
        "order_case_number": f"A09876543{number}",
        "date_of_birth": f"1984-03-1{number}",
        **changes,
    }


@pytest.fixture
def records(tmp_path):
    rows = [
        good(0),
        good(1, address_line1="NA NA"),
        good(2, removal_ground="1182(a)(6)"),
        good(3, record_id="=2+3", reason="For law enforcement purposes"),
    ]
    return write(tmp_path / "records.csv", rows)


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    return code, *capsys.readouterr()


def test_it_writes_one_line_for_each_row_in_order(records, tmp_path, capsys):
    code, _, _ = run(capsys, "examine", records, "--as-of", "2025-08-07", "--out", tmp_path / "out")
    assert code == 1
    assert (tmp_path / "out" / "outcomes.csv").read_text(encoding="utf-8") == (
        "record_id,outcome,grounds,row\nR0,sufficient,,1\nR1,returned,R05;R06,2\nR2,review,,3\n'=2+3,returned,R13,4\n"
    )
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"outcomes.csv", "findings.csv", "summary.json", "notice.html", "notice.txt"}


def test_summary_states_how_many_records_name_each_officer(tmp_path, capsys):
    rows = [good(0, officers="a-1;b-2"), good(1, officers=" b-2 ; b-2"), good(2, officers="c-3;b-2")]
    run(capsys, "examine", write(tmp_path / "r.csv", rows), "--as-of", "2025-08-07", "--out", tmp_path / "out")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert list(summary["officer_load"].items()) == [("b-2", 3), ("a-1", 1), ("c-3", 1)]


def test_json_is_one_object_on_standard_output(records, tmp_path, capsys):
    _, out, _ = run(capsys, "examine", records, "--as-of", "2025-08-07", "--out", tmp_path / "out", "--json")
    told = json.loads(out)
    written = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert {name: told[name] for name in written} == written
    assert written["outcomes"] == {"sufficient": 1, "returned": 2, "review": 1}
    assert written["rules"]["R05"] == {"met": 3, "not_met": 1, "not_checked": 0}
    assert {"R01", "R02", "R03", "R19", "R23", "R24"} <= set(written["not_decided"])


def test_review_alone_is_0(tmp_path, capsys):
    source = write(tmp_path / "records.csv", [good(0), good(2, removal_ground="")])
    assert run(capsys, "examine", source, "--as-of", "2025-08-07", "--out", tmp_path / "out")[0] == 0


def test_all_states_are_kept_when_asked(records, tmp_path, capsys):
    run(capsys, "examine", records, "--as-of", "2025-08-07", "--out", tmp_path / "out", "--all")
    assert (tmp_path / "out" / "findings.parquet").is_file()


def test_the_notice_holds_the_requesters_words_and_nothing_runs_in_it(records, tmp_path, capsys):
    run(capsys, "examine", records, "--as-of", "2025-08-07", "--out", tmp_path / "out")
    html = (tmp_path / "out" / "notice.html").read_text(encoding="utf-8")
    assert "NA NA" in html
    assert "<script" not in html
    assert "For law enforcement purposes" in (tmp_path / "out" / "notice.txt").read_text(encoding="utf-8")


def test_the_same_input_gives_the_same_bytes(records, tmp_path, capsys):
    for name in ("one", "two"):
        run(capsys, "examine", records, "--as-of", "2025-08-07", "--out", tmp_path / name)
    for name in ("outcomes.csv", "findings.csv", "summary.json", "notice.html", "notice.txt"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


BAD = [
    ("no such file", ["nowhere.csv"], "cannot be read"),
    ("unknown pack", ["records.csv", "--agreement", "nothing"], "is no agreement pack"),
    ("the practice", ["records.csv", "--agreement", "practice-2025"], "no act loads it"),
    ("before the agreement", ["records.csv", "--as-of", "2024-01-01"], "does not govern"),
    ("not a day", ["records.csv", "--as-of", "2025-02-30"], "--as-of"),
    ("foreign header", ["foreign.csv"], "[columns]"),
    ("no submission", ["records.csv", "--submission", "nowhere.toml"], "cannot be read"),
]


@pytest.mark.parametrize(("arguments", "sentence"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
@pytest.mark.usefixtures("records")
def test_bad_usage_is_one_sentence_and_nothing_is_written(tmp_path, capsys, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "foreign.csv").write_text("ID,FIRST\n1,Ann\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    dated = [] if "--as-of" in arguments else ["--as-of", "2025-08-07"]
    code, out, err = run(capsys, "examine", *arguments, *dated, "--out", "out")
    assert (code, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_holds_something_is_not_touched_without_replace(records, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("keep", encoding="utf-8")
    code, _, err = run(capsys, "examine", records, "--as-of", "2025-08-07", "--out", tmp_path / "out")
    assert code == 2
    assert "--replace" in err
    assert (tmp_path / "out" / "mine").read_text(encoding="utf-8") == "keep"
    assert run(capsys, "examine", records, "--as-of", "2025-08-07", "--out", tmp_path / "out", "--replace")[0] == 1
    assert not (tmp_path / "out" / "mine").exists()


def test_records_and_a_case_are_not_both_given(records, tmp_path, capsys):
    assert run(capsys, "examine", records, "--case", "C1", "--out", tmp_path / "out")[0] == 2
    assert run(capsys, "examine")[0] == 2


def test_an_unexpected_error_is_70_and_its_report_holds_no_values(records, tmp_path, capsys, monkeypatch):
    def fail(*_arguments, **_named):
        raise RuntimeError("Quintero 1412 Oak Street")

    monkeypatch.setattr("lockgate.cli.examine.preflight", fail)
    code, _, err = run(capsys, "examine", records, "--as-of", "2025-08-07", "--out", tmp_path / "out")
    assert code == 70
    assert "Quintero" not in err
    report = err.strip().rsplit(" ", 1)[-1]
    assert "Quintero" not in Path(report).read_text(encoding="utf-8")
    assert not (tmp_path / "out").exists()


def test_interrupted_is_130_and_nothing_half_written_stays(records, tmp_path, capsys, monkeypatch):
    def interrupted(*_arguments, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr("lockgate.cli.examine.preflight", interrupted)
    assert run(capsys, "examine", records, "--as-of", "2025-08-07", "--out", tmp_path / "out")[0] == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records.csv"]


def test_the_agreement_is_proved_and_the_practice_refused_with_its_record(capsys):
    code, out, _ = run(capsys, "agreement", "check", "irs-ice-2025", "--json")
    assert code == 0
    assert json.loads(out)["wrongly_released"] is None
    code, out, _ = run(capsys, "agreement", "check", "practice-2025", "--json")
    assert code == 1
    assert json.loads(out)["wrongly_released"]["missing"] == ["address_agrees", "address_set_forth"]
    code, out, _ = run(capsys, "agreement", "check", "practice-2025")
    assert "DON'T CARE 12345" in out


def test_the_terms_nobody_has_read_are_listed(capsys):
    code, out, _ = run(capsys, "agreement", "show", "irs-ice-2025")
    assert code == 0
    assert "Nobody has read these" in out
    assert "Retention" in out
