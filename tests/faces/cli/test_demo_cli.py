"""``lockgate demo`` as it is typed: what it prints, how it ends, and that the commands it prints work."""

import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from lockgate.cli import demo as demo_cli
from lockgate.cli.demo_report import Ran, commands, show
from lockgate.rehearsal.catalogue import fewest_records
from lockgate.rehearsal.kinds import Final
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.tally import Wrong
from lockgate.site.main import main
from lockgate.store.home import detach

ROWS = str(fewest_records())


@pytest.fixture(scope="module")
def run(tmp_path_factory, django_db_blocker):
    """One demo with --json: exit code, the object, what was shown, its folder."""
    out = tmp_path_factory.mktemp("cli") / "a demo"
    kept = {}

    def remembering(plan, folder, setting):
        kept["done"] = demonstrate(plan, folder, setting)
        return kept["done"]

    demonstrate = demo_cli.demonstrate
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo_cli, "demonstrate", remembering)
        with patch.context() as streams:
            out_file, err_file = out.parent / "out", out.parent / "err"
            with out_file.open("w", encoding="utf-8") as stdout, err_file.open("w", encoding="utf-8") as stderr:
                streams.setattr(sys, "stdout", stdout)
                streams.setattr(sys, "stderr", stderr)
                code = main(["demo", "--out", str(out), "--records", ROWS, "--taxpayers", "1200", "--json"])
        detach()
    said = out_file.read_text(encoding="utf-8")
    return code, json.loads(said), err_file.read_text(encoding="utf-8"), out, kept["done"]


def test_demo_ends_with_nought_and_prints_one_object(run):
    code, said, _, out, _ = run
    assert code == 0
    assert said["as_the_truth_says"]
    assert said["wrongful_releases"] == 0
    assert said["released"] == said["rightful_releases"] - len(said["missed"])
    assert said["log"]["quorum"] == "both"
    assert said["out"] == str(out)


def test_demo_tells_whose_package_was_sealed_anew(run):
    _, said, shown, _, done = run
    assert said["sealed_anew_for"] == done.anew == list(done.packages)[-1]
    assert f"re-issue: {done.anew} lost a copy unopened" in shown


def test_demo_tells_people_what_counts(run):
    _, said, shown, out, _ = run
    assert f"rightful releases expected: {said['rightful_releases']}" in shown
    assert "wrongful releases: 0\n" in shown
    assert "missed: 0 (0.0% of the rightful ones; at most 3%)" in shown
    assert "witnesses: quorum both reached; inspector and court have seen" in shown
    assert f"asks for 2 distinct witnesses at least; they lie in {out / 'witnesses' / 'inspector'} and" in shown
    assert said["opened_over_http"] > 0
    assert f"after its entry was cosigned; {said['opened_over_http']} of them over HTTP\n" in shown
    assert str(out) in shown
    assert all(command in shown for command in said["verify"])
    assert "…" not in shown, "a column was cut"
    assert max(len(line.rstrip()) for line in shown.splitlines() if "→" in line) <= 80


def test_demo_commands_work_when_they_are_pasted_even_twice(run, capsys, django_db_blocker):
    _, said, _, _, _ = run
    assert len(said["verify"]) == 4
    with django_db_blocker.unblock():
        for command in (*said["verify"], *said["verify"]):
            words = shlex.split(command)
            assert words[0].endswith("lockgate")
            assert main(words[1:]) == 0, command
    told = capsys.readouterr().out
    assert told.count("OK: all") == 2
    assert told.count("answers  ") == 2
    assert told.count("CLAIMED: the header of a gated package") == 2


def test_witnesses_of_a_demo_can_be_looked_at_and_have_seen_what_is_published(run, capsys):
    _, said, _, out, _ = run
    for name in ("inspector", "court"):
        assert main(["witness", "show", str(out / "witnesses" / name), "--json"]) == 0
        views = json.loads(capsys.readouterr().out)["logs"]
        assert [(str(view["size"]), view["root"]) for view in views.values()] == [
            (said["log"]["size"], said["log"]["root"])
        ]


def test_demo_refuses_a_folder_that_is_not_empty(run, capsys):
    _, _, _, out, _ = run
    assert main(["demo", "--out", str(out), "--records", ROWS]) == 2
    assert "is not empty" in capsys.readouterr().err


def ran_with(run, **changes) -> Ran:
    done = run[4]
    return Ran(Plan(100, 200, 1), replace(done, tally=replace(done.tally, **changes)), run[3], 1.0, "lockgate")


def shown_of(ran: Ran, tmp_path: Path) -> str:
    with (tmp_path / "shown").open("w", encoding="utf-8") as target:
        show(ran, Console(file=target, width=100))
    return (tmp_path / "shown").read_text(encoding="utf-8")


def test_demo_lists_what_was_missed_and_what_was_wrong(run, tmp_path):
    rows = run[4].tally.rows
    missed = next(one for one in rows if one.truth.final is Final.RELEASED)
    returned = next(one for one in rows if one.truth.final is Final.RETURNED)
    spoiled = [replace(one, final=Final.UNIFORM) if one is missed else one for one in rows]
    spoiled = [
        replace(one, examined="review", absent=frozenset({"R05"})) if one is returned else one for one in spoiled
    ]
    wrong = Wrong(returned.truth.record_id, returned.truth.kind, "ICE-0001", "must be returned")
    ran = ran_with(run, rows=tuple(spoiled), wrongful=(wrong,))
    text = shown_of(ran, tmp_path)
    assert f"row {missed.truth.row} {missed.truth.record_id} {missed.truth.kind}: uniform" in text
    assert f"{returned.truth.kind}: examined review, planted returned; not named: R05" in text
    assert "wrongful releases: 1\n" in text
    assert f"opened by {wrong.officer}: {wrong.why}" in text
    assert "It did NOT go as the truth says." in text
    assert not ran.done.tally.as_the_truth_says


def test_demo_ends_with_three_when_it_went_otherwise(run, tmp_path, monkeypatch):
    rows = tuple(replace(one, examined="review") for one in run[4].tally.rows)
    done = ran_with(run, rows=rows).done
    monkeypatch.setattr(demo_cli, "demonstrate", lambda *_: done)
    assert main(["demo", "--out", str(tmp_path / "other")]) == 3


def test_demo_names_the_program_as_it_was_called(run):
    called = replace(ran_with(run), program="some/where/lockgate")
    assert all(command.startswith("some/where/lockgate ") for command in commands(called))
    assert all(command.startswith("lockgate ") for command in commands(replace(called, program="pytest")))


@pytest.mark.parametrize("tool", ["verify", "recipient"])
def test_outsiders_tools_are_passed_every_word(tool, capsys):
    assert main([tool, "--help"]) == 0
    assert f"usage: lockgate {tool}" in capsys.readouterr().out
    assert main([tool]) == 0
    assert main([tool, "nothing-of-the-kind"]) == 2


def test_verify_keeps_the_exit_code_of_the_verifier(tmp_path, capsys):
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "stray").write_bytes(b"x")
    assert main(["verify", "log", str(tmp_path / "log"), "--json"]) == 3
    assert main(["verify", "log", str(tmp_path / "none")]) == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False
