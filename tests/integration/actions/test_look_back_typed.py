"""A look back into the custodian's file as it is typed: two officers' commands, exit codes, counts on the screen."""

import csv
import json

import pytest

from factories import csv_bytes, key, record
from lockgate.cli import acts, audit, look_back
from lockgate.pipeline.columns import TERMS
from lockgate.site.main import main
from lockgate.store.keys_officers import save_officer_key


@pytest.fixture
def typed(scene, tmp_path, monkeypatch, capsys):
    """Type a command as an officer; its exit code, and the object it printed."""
    for module in (acts, audit, look_back):
        monkeypatch.setattr(module, "open_office", lambda *_given, **_named: scene.office)
    for name in ("ada", "mia", "dov"):
        save_officer_key(tmp_path / "keys", name, key(name))
    (tmp_path / "records.csv").write_bytes(csv_bytes(TERMS, [record(1), record(2), record(15)]))
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("record_id", "matched_by"), ("R001", "name;tin_agrees"), ("R015", "name;address_agrees")]
        )

    def say(by, *words):
        code = main([*map(str, words), "--as", by, "--key", str(tmp_path / "keys" / f"{by}.pem"), "--json"])
        told = capsys.readouterr().out
        return code, json.loads(told) if told else {}

    return say


def files(folder):
    return (
        "--records", folder / "records.csv", "--answers", folder / "answers.csv", "--as-of", "2025-08-07",
        "--registry", folder / "scene" / "registry",
    )  # fmt: skip


def test_two_officers_and_then_the_reading(typed, tmp_path, capsys):
    code, told = typed("ada", "look-back", "open", *files(tmp_path))
    assert (code, told["act"]) == (0, "audit")
    case, looked, out = told["case"], told["look_back"], tmp_path / "out"
    assert main(["look-back", "show", case, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["look_back"] == looked
    code, told = typed("ada", "audit", *files(tmp_path), "--case", case, "--out", out)
    assert (code, told["refused"]) == (1, "R49.not_authorized")
    assert not out.exists()
    assert typed("mia", "look-back", "authorize", case, "--look-back", looked)[0] == 0
    code, told = typed("ada", "audit", *files(tmp_path), "--case", case, "--out", out)
    assert code == 1
    assert told["outcomes"] == {"no_rule_failed": 0, "unsupported": 2}
    assert told["custodians_file"]["found"]["one"] == 1
    assert told["proof"]["case"] == case
    assert "R001" not in json.dumps(told)
    assert {path.name for path in out.iterdir()} == {"summary.json", "report.html", "report.txt"}


def test_another_role_opens_nothing(typed, tmp_path):
    code, told = typed("dov", "look-back", "open", *files(tmp_path))
    assert (code, told["refused"]) == (1, "R28.role")


@pytest.mark.parametrize("given", [("--case", "0" * 32), ("--registry", ".")])
def test_a_registry_without_a_case_or_a_case_without_a_registry_is_2(typed, tmp_path, given):
    words = [*files(tmp_path)[:6], "--out", tmp_path / "out", *given]
    assert typed("ada", "audit", *words)[0] == 2
    assert not (tmp_path / "out").exists()


def test_an_act_of_a_submission_on_a_look_back_case_ends_with_1(typed, tmp_path):
    _, told = typed("ada", "look-back", "open", *files(tmp_path))
    for words in (
        ("examine", "--case", told["case"]),
        ("locate", told["case"], "--registry", tmp_path / "scene" / "registry"),
        ("dispose", told["case"]),
    ):
        code, answer = typed("ada", *words)
        assert (code, answer["refused"]) == (1, "office.stage"), words
