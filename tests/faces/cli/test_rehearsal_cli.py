"""``lockgate rehearsal`` as people type it."""

import json

import pytest
import typer
from typer.testing import CliRunner

from lockgate.cli.rehearsal import rehearsal
from lockgate.errors import UsageError


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(rehearsal)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_rehearsal_is_written_and_told_about(run, tmp_path):
    done = run("--records", 60, "--taxpayers", 300, "--seed", 2, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "60 records" in done.output
    assert (tmp_path / "out" / "truth" / "records.csv").exists()


def test_json_is_one_object_on_stdout(run, tmp_path):
    arguments = ("--records", 60, "--taxpayers", 300, "--practice", "2025", "--officers", "one")
    done = run(*arguments, "--json", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["records"] == 60
    assert told["officers"] == 1
    assert sum(told["kinds"].values()) == 60
    assert told["practice_answers"] >= 0


def test_another_practice_is_refused(run, tmp_path):
    done = run("--practice", "2019", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_folder_in_use_is_refused_without_replace(run, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = run("--records", 20, "--taxpayers", 100, "--out", tmp_path)
    assert isinstance(done.exception, UsageError)
    assert (tmp_path / "mine.txt").exists()


def test_out_must_be_named(run):
    assert run("--records", 20).exit_code == 2
