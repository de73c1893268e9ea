"""lockgate audit without a registry, as a script sees it: any system's files, exit codes, lists, words."""

import csv
import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from lockgate.pipeline.columns import TERMS
from lockgate.site.main import main
from spec_support import GOOD_RECORD

RECORDS = [
    ("R0", {}),
    ("R1", {"address_line1": "NA NA"}),
    ("R2", {"removal_ground": "1182(a)(6)"}),
    ("R3", {"reason": "For law enforcement purposes"}),
    ("R4", {}),
    ("R4", {}),
    ("R6", {}),
]
LISTS = (
    "disclosures", "unsupported", "address_insufficient", "address_never_confirmed", "not_tied", "answered_again",
)  # fmt: skip


def good(number, record_id, changes):
    return {
        **GOOD_RECORD,
        "record_id": record_id,
        "family_name": f"Quintero{'ABCDEFGHIJ'[number]}",
        "order_case_number": f"A09876543{number}",
        "date_of_birth": f"1984-03-1{number}",
        **changes,
    }


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


@pytest.fixture
def records(tmp_path):
    rows = [good(number, *record) for number, record in enumerate(RECORDS)]
    return write(tmp_path / "records.csv", TERMS, [[row.get(term, "") for term in TERMS] for row in rows])


@pytest.fixture
def looked(records, tmp_path, capsys):
    """Look back at answers; the exit code, the folder, standard output and standard error."""

    def look(header, rows, *options, file="answers.csv"):
        answers = write(tmp_path / file, header, rows)
        return at(answers, *options)

    def at(answers, *options):
        out = tmp_path / "out"
        arguments = ["--records", records, "--answers", answers, "--as-of", "2025-08-07", "--out", out]
        code = main(["audit", *map(str, arguments), *map(str, options)])
        told, said = capsys.readouterr()
        return code, out, told, said

    look.at = at
    return look


def lines(out, name):
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def summary(out):
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


NUMBER, ADDRESS = "name;tin_agrees", "name;address_agrees"


def test_each_answer_has_one_line_with_its_word_and_the_rules(looked):
    rows = [("R0", ADDRESS), ("R1", NUMBER), ("R2", ADDRESS), ("R3", ADDRESS), ("R0", ADDRESS)]
    code, out, _, _ = looked(("record_id", "matched_by"), rows)
    assert code == 1
    found = [
        (one["answer"], one["outcome"], one["rules"], one["not_checked_rules"]) for one in lines(out, "disclosures")
    ]
    assert found == [
        ("1", "no_rule_failed", "", "R24"),
        ("2", "unsupported", "R05;R06;R09;R24", ""),
        ("3", "no_rule_failed", "", "R16;R24"),
        ("4", "unsupported", "R13", "R24;R54"),
        ("5", "unsupported", "R48", "R24"),
    ]
    assert [one["answer"] for one in lines(out, "unsupported")] == ["2", "4", "5"]
    assert summary(out)["outcomes"] == {"no_rule_failed": 2, "unsupported": 3}
    assert {path.name for path in out.iterdir()} == {
        *(f"{name}.csv" for name in LISTS), "summary.json", "report.html", "report.txt",
    }  # fmt: skip


def test_no_rule_failed_is_0(looked):
    code, out, _, _ = looked(("record_id", "matched_by"), [("R0", ADDRESS)])
    assert code == 0
    assert summary(out)["not_checked_where_none_failed"] == {"1": 1}


def test_both_official_counts_have_their_definition_and_their_list(looked):
    rows = [("R1", NUMBER), ("R1", ADDRESS), ("R0", NUMBER), ("R2", ADDRESS)]
    _, out, _, _ = looked(("record_id", "matched_by"), rows)
    counts = summary(out)["official_counts"]
    assert counts["address_insufficient"]["answers"] == 2
    assert counts["address_never_confirmed"]["answers"] == 2
    assert summary(out)["in_both_counts"] == 1
    assert [(one["answer"], one["codes"]) for one in lines(out, "address_insufficient")] == [
        ("1", "R05.placeholder;R06.placeholder"),
        ("2", "R05.placeholder;R06.placeholder"),
    ]
    assert lines(out, "address_insufficient")[0]["written"] == "NA NA, Houston, TX, 77002"
    assert [one["answer"] for one in lines(out, "address_never_confirmed")] == ["1", "3"]
    text = (out / "report.txt").read_text(encoding="utf-8")
    for count in counts.values():
        assert " ".join(count["definition"].split()) in " ".join(text.split())


def test_answers_that_do_not_say_what_was_compared_are_not_counted_as_none(looked):
    code, out, told, _ = looked(("record_id",), [("R0",), ("R1",)])
    assert code == 1
    counts = summary(out)["official_counts"]
    assert counts["address_never_confirmed"]["answers"] is None
    assert counts["address_insufficient"]["answers"] == 1
    assert summary(out)["address_compared"] == {"yes": 0, "no": 0, "not_stated": 2}
    assert "not told" in told


def test_a_blank_way_among_others_is_not_stated(looked):
    _, out, _, _ = looked(("record_id", "matched_by"), [("R0", NUMBER), ("R2", "")])
    assert summary(out)["official_counts"]["address_never_confirmed"]["answers"] == 1
    assert summary(out)["address_compared"]["not_stated"] == 1


def test_answers_that_answer_no_one_record_are_counted_listed_and_unsupported(looked):
    rows = [
        ("", "", ADDRESS), ("R9", "", ADDRESS), ("R4", "", ADDRESS), ("R4", "5", ADDRESS), ("R0", "2", ADDRESS),
        ("", "3", ADDRESS), ("R0", "99", ADDRESS), ("R0", "one", ADDRESS),
    ]  # fmt: skip
    code, out, _, _ = looked(("record_id", "row", "matched_by"), rows)
    assert code == 1
    assert [(one["answer"], one["why"]) for one in lines(out, "not_tied")] == [
        ("1", "no_id"), ("2", "no_record"), ("3", "several_rows"), ("5", "row_differs"), ("7", "no_record"),
        ("8", "no_record"),
    ]  # fmt: skip
    assert len(lines(out, "disclosures")) == len(rows)
    assert {one["rules"] for one in lines(out, "disclosures") if one["tied"] != "record"} == {"R01"}
    tied = {one["answer"]: one["row"] for one in lines(out, "disclosures") if one["tied"] == "record"}
    assert tied == {"4": "5", "6": "3"}


def test_every_answer_after_the_first_to_one_record_is_listed_with_the_first(looked):
    _, out, _, _ = looked(
        ("record_id", "matched_by"), [("R2", ADDRESS), ("R0", ADDRESS), ("R0", NUMBER), ("R0", ADDRESS)]
    )
    found = [(one["answer"], one["record_id"], one["first_answer"]) for one in lines(out, "answered_again")]
    assert found == [("3", "R0", "2"), ("4", "R0", "2")]
    assert summary(out)["answered_again"] == 2


def test_a_line_that_cannot_be_read_is_an_answer_all_the_same(looked, tmp_path):
    answers = tmp_path / "damaged.csv"
    answers.write_bytes(
        b"record_id,matched_by\nR0,name;address_agrees\nR2\nR\xff,name;tin_agrees\nR6,name;address_agrees\n"
    )
    _, out, _, _ = looked.at(answers)
    assert [one["tied"] for one in lines(out, "disclosures")] == ["record", "unread", "unread", "record"]


def test_a_foreign_header_ends_with_a_mapping_that_works_when_saved(looked, tmp_path):
    header = ("REQ ID", "MATCH_TYPE", "LAST_KNOWN_ADDRESS", "BATCH")
    rows = [("R0", "TIN Matching", "1 ELM ST", "7"), ("R2", "Address matching", "2 ELM ST", "7")]
    code, out, told, said = looked(header, rows)
    assert (code, told) == (2, "")
    assert not out.exists()
    assert 'matched_by = "MATCH_TYPE"' in said
    assert "# not used: BATCH" in said
    mapping = tmp_path / "mapping.toml"
    proposed = said[said.index("[answers.columns]") :]
    mapping.write_text(proposed.replace("# not used: REQ ID", 'record_id = "REQ ID"'), encoding="utf-8")
    code, _, _, said = looked(header, rows, "--mapping", mapping)
    assert code == 2
    assert '"TIN Matching" = []' in said
    explained = said[said.index("[answers.matched_by]") :]
    explained = explained.replace('"TIN Matching" = []', '"TIN Matching" = ["name", "tin_agrees"]')
    explained = explained.replace('"Address matching" = []', '"Address matching" = ["name", "address_agrees"]')
    mapping.write_text(f"{mapping.read_text(encoding='utf-8')}\n{explained}", encoding="utf-8")
    code, out, _, _ = looked(header, rows, "--mapping", mapping)
    assert code == 1
    assert summary(out)["official_counts"]["address_never_confirmed"]["answers"] == 1


def test_a_foreign_header_of_the_records_is_proposed_a_mapping_too(records, tmp_path, capsys):
    text = records.read_text(encoding="utf-8").replace("record_id,given_name", "ID_NO,FIRST_NM", 1)
    records.write_text(text, encoding="utf-8")
    answers = write(tmp_path / "answers.csv", ("REF",), [("R0",)])
    arguments = ["audit", "--records", records, "--answers", answers, "--as-of", "2025-08-07", "--out", tmp_path / "o"]
    assert main([str(one) for one in arguments]) == 2
    said = capsys.readouterr().err
    assert "[records.columns]" in said
    assert 'given_name = "FIRST_NM"' in said
    assert "[answers.columns]" in said
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[records.columns]\nrecord_id = "ID_NO"\ngiven_name = "FIRST_NM"\n[answers.columns]\nrecord_id = "REF"\n',
        encoding="utf-8",
    )
    assert main([str(one) for one in [*arguments, "--mapping", mapping]]) == 0


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_workbooks_and_parquet_give_the_same_as_csv(kind, looked, tmp_path):
    rows = [("R0", NUMBER), ("R1", ADDRESS), ("R9", "")]
    looked(("record_id", "matched_by"), rows)
    expected = (tmp_path / "out" / "disclosures.csv").read_bytes()
    path = tmp_path / f"answers.{kind}"
    if kind == "parquet":
        pq.write_table(pa.table({"record_id": [r[0] for r in rows], "matched_by": [r[1] for r in rows]}), path)
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([("record_id", "matched_by"), *rows]):
                sheet.write_row(number, 0, row)
    code, out, _, _ = looked.at(path, "--replace")
    assert code == 1
    assert (out / "disclosures.csv").read_bytes() == expected


@pytest.mark.parametrize(
    ("mapping", "where"),
    [
        ("[answers.columns]\nrecord_id = 5\n", "mapping.toml:2: "),
        ("[answers.columns]\nrecord = 'record_id'\n", "mapping.toml:2: record is no term"),
        ("[answers.matched_by]\nA = ['ssn']\n", "mapping.toml:2: 'ssn' is nothing that can be compared"),
        ("[answers\n", "mapping.toml is not TOML"),
        ("[answer]\n", "mapping.toml:1: answer cannot be read"),
        ("[answers.columns]\nrecord_id = 'nothere'\n", "has no column 'nothere'"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_one_sentence_and_2(mapping, where, looked, tmp_path):
    file = tmp_path / "mapping.toml"
    file.write_text(mapping, encoding="utf-8")
    code, out, told, said = looked(("record_id",), [("R0",)], "--mapping", file)
    assert (code, told) == (2, "")
    assert where in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"record_id\n", "holds a header and no answers"),
        (b"", "is empty"),
        (b"record_id,record_id\nR0,R0\n", "more than once"),
        (b"record_id,\nR0,R0\n", "has no name"),
        (b"matched_by\nname;tin_agrees\n", 'record_id = "?"'),
    ],
)
def test_answers_that_cannot_be_read_as_a_whole_are_2(content, sentence, looked, tmp_path):
    answers = tmp_path / "bad.csv"
    answers.write_bytes(content)
    code, out, told, said = looked.at(answers)
    assert (code, told) == (2, "")
    assert sentence in said
    assert not out.exists()


def test_json_is_the_summary_on_standard_output(looked):
    _, out, told, _ = looked(("record_id", "matched_by"), [("R1", NUMBER)], "--json")
    found = json.loads(told)
    assert {name: found[name] for name in summary(out)} == summary(out)


def test_the_rules_that_were_not_asked_are_listed_with_what_they_need(looked):
    _, out, _, _ = looked(("record_id", "matched_by"), [("R0", ADDRESS)])
    not_asked = summary(out)["not_asked"]
    assert {"R02", "R03", "R19", "R21", "R23", "R58"} <= set(not_asked)
    assert not {"R01", "R05", "R09", "R24", "R48"} & set(not_asked)
    text = (out / "report.txt").read_text(encoding="utf-8")
    for rule in not_asked:
        assert f"{rule} was not asked (" in text
    assert "R58 was not asked (the address that was answered, which is never read" in " ".join(text.split())


def test_nothing_the_custodian_answered_is_copied_into_the_lists(looked):
    header = ("record_id", "taxpayer_id", "line1", "city", "state", "zip", "matched_by")
    rows = [("R0", "T-SENTINEL", "77 SENTINEL WAY", "Sentinelville", "TX", "77009", NUMBER)]
    _, out, told, said = looked(header, rows)
    for path in out.iterdir():
        assert "entinel" not in path.read_text(encoding="utf-8").lower()
    assert "entinel" not in (told + said).lower()


def test_a_spreadsheet_runs_nothing_of_the_lists(looked):
    _, out, _, _ = looked(("record_id", "matched_by"), [("=1+1", NUMBER), ("@x", ADDRESS)])
    assert [one["record_id"] for one in lines(out, "disclosures")] == ["'=1+1", "'@x"]


def test_the_report_says_unsupported_and_calls_nothing_unlawful(looked):
    _, out, _, _ = looked(("record_id", "matched_by"), [("R1", NUMBER), ("<b>", ADDRESS)])
    for name in ("report.html", "report.txt", "summary.json"):
        text = (out / name).read_text(encoding="utf-8")
        assert "unsupported" in text
        assert not re.search(r"illegal|unlawful|violat|guilty|wrongful", text, re.IGNORECASE)
    assert all(len(line) <= 78 for line in (out / "report.txt").read_text(encoding="utf-8").splitlines())


def test_the_same_files_give_the_same_bytes(looked):
    rows = [("R0", NUMBER), ("R1", ADDRESS), ("R9", ""), ("R0", ADDRESS)]
    _, out, _, _ = looked(("record_id", "matched_by"), rows)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    looked(("record_id", "matched_by"), rows, "--replace")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


def test_dates_and_whole_names_are_read_as_the_mapping_says(tmp_path, capsys):
    row = good(0, "R0", {})
    row["whole"] = f"{row.pop('family_name')}, {row.pop('given_name')}"
    for term in ("final_order_date", "investigation_opened", "date_of_birth"):
        year, month, day = row[term].split("-")
        row[term] = f"{month}/{day}/{year}"
    records = write(tmp_path / "records.csv", row.keys(), [row.values()])
    answers = write(tmp_path / "answers.csv", ("record_id", "matched_by"), [("R0", ADDRESS)])
    mapping = tmp_path / "mapping.toml"
    columns = '[records.columns]\nname = "whole"\n'
    arguments = ["audit", "--records", records, "--answers", answers, "--as-of", "2025-08-07", "--mapping", mapping]
    mapping.write_text(f'{columns}[records.formats]\nname = "family, given"\ndate = "MM/DD/YYYY"\n', encoding="utf-8")
    assert main([*map(str, arguments), "--out", str(tmp_path / "out")]) == 0
    mapping.write_text(f'{columns}[records.formats]\nname = "family, given"\n', encoding="utf-8")
    assert main([*map(str, arguments), "--out", str(tmp_path / "iso")]) == 1
    assert "R14" in lines(tmp_path / "iso", "unsupported")[0]["rules"]
    capsys.readouterr()


def test_a_mapping_does_not_speak_over_the_submission(tmp_path, capsys):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[records.columns]\nrecord_id = "ID"\n', encoding="utf-8")
    out = tmp_path / "rehearsal"
    assert main(["rehearsal", "--records", "60", "--taxpayers", "300", "--practice", "2025", "--out", str(out)]) == 0
    arguments = [
        "audit", "--records", out / "request" / "records.csv", "--answers", out / "practice" / "answers.csv",
        "--submission", out / "request", "--as-of", "2025-08-07", "--out", tmp_path / "looked",
    ]  # fmt: skip
    assert main([*map(str, arguments), "--mapping", str(mapping)]) == 2
    assert "take [records] out of the mapping" in capsys.readouterr().err
    assert main([str(one) for one in arguments]) == 1
