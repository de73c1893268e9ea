"""``lockgate locate-report`` as people type it."""

import json

import pytest

from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.write import rehearse
from lockgate.site.main import main


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("rehearsal") / "out"
    rehearse(Plan(400, 1500, 3), out)
    return out


def test_json_is_one_object_and_the_files_stand(folder, tmp_path, capsys):
    out = tmp_path / "report"
    code, said, shown = run(capsys, "locate-report", "--rehearsal", folder, "--out", out, "--json")
    assert code == 0
    told = json.loads(said)
    assert told["accuracy"]["releasable"]["wrong"] == 0
    assert told["out"] == str(out)
    written = json.loads((out / "locate-report.json").read_text("utf-8"))
    assert written["accuracy"] == told["accuracy"]
    assert "releasable" in shown
    assert (out / "locate-report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_folder_that_is_no_rehearsal_is_refused_in_one_sentence(folder, tmp_path, capsys):
    code, said, shown = run(capsys, "locate-report", "--rehearsal", folder / "registry", "--out", tmp_path / "report")
    assert (code, said) == (2, "")
    assert "only synthetic data with its truth is counted" in " ".join(shown.split())
    assert not (tmp_path / "report").exists()
