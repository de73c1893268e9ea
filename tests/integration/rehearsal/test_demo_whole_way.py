"""A small demo the whole way: what its folder holds, and that its own comparison would see every fault."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from factories import drawn
from lockgate.errors import IntegrityError
from lockgate.recipient.main import main as recipient
from lockgate.rehearsal.catalogue import KINDS, fewest_records
from lockgate.rehearsal.demo import STEPS, Setting, demonstrate
from lockgate.rehearsal.kinds import Final
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.stated_clock import START, StatedClock
from lockgate.rehearsal.tally import Opened, tally
from lockgate.rehearsal.tally_groups import FAMILIES, by_expectation, by_family
from lockgate.rehearsal.tally_right import Held
from lockgate.seal.answers import Answer, Word, parse_answers
from lockgate.store.home import detach
from lockgate.verify.main import main as verify


@pytest.fixture(scope="module")
def shown(tmp_path_factory, django_db_blocker):
    folder = tmp_path_factory.mktemp("demo") / "out"
    folder.mkdir()
    steps = []
    with django_db_blocker.unblock():
        done = demonstrate(Plan(fewest_records() + 100, 1500, 3), folder, Setting(drawn("demo"), steps.append))
        detach()
    return folder, done, steps


@pytest.fixture(scope="module")
def opened(shown, tmp_path_factory):
    """Every answer, opened anew from the folder with nothing but what lies in it."""
    folder, done, _ = shown
    found = []
    for officer, file in done.packages.items():
        out = tmp_path_factory.mktemp("opened") / officer
        key = folder / "keys" / f"{officer}.opening.pem"
        inside = (folder / "packages" / file).with_name("opened.package")
        words = ["open", inside, "--key", key, "--certificate", key.with_suffix(".crt")]
        words += ["--release-certificate", folder / "keys" / "release.crt", "--out", out]
        assert recipient([str(word) for word in words]) == 0
        found += [Opened(officer, one) for one in parse_answers((out / "answers.csv").read_bytes())]
    return found


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def again(shown, answers):
    folder = shown[0]
    return tally(folder, folder / "evidence", answers)


def test_demo_goes_as_the_truth_says(shown):
    _, done, steps = shown
    found = done.tally
    assert found.as_the_truth_says
    assert found.examined_wrong == ()
    assert found.wrongful == ()
    assert found.otherwise == ()
    assert found.rightful >= sum(kind.final is Final.RELEASED for kind in KINDS)
    assert found.released == found.rightful - len(found.missed)
    assert len(steps) == STEPS


def test_demo_folder_holds_what_it_says(shown):
    folder, done, _ = shown
    truth, outcomes = lines(folder / "truth" / "records.csv"), lines(folder / "evidence" / "outcomes.csv")
    assert [line["outcome"] for line in outcomes] == [line["expect_examine"] for line in truth]
    assert list(outcomes[0]) == ["record_id", "outcome", "grounds", "row"]
    ended = lines(folder / "evidence" / "tally.csv")
    assert [line["became"] for line in ended] == [line["expect_final"] for line in truth]
    assert {path.name for path in (folder / "packages").iterdir()} == set(done.packages)
    for file in done.packages.values():
        kept = (folder / "packages" / file).parent
        assert {path.name for path in kept.iterdir()} == {Path(file).name, "opened.package", "gateway.log"}
        acts = [json.loads(json.loads(line)["answer"]) for line in (kept / "gateway.log").read_text().splitlines()]
        assert [one["answer"]["act"] for one in acts] == ["fetch", "opening", "acknowledge"]
    below = {path.name for path in folder.iterdir()}
    assert below == {
        "request", "registry", "registers", "keys", "truth", "home", "evidence", "packages", "log", "witnesses",
    }  # fmt: skip


def test_demo_log_verifies_strictly_and_holds_every_act(shown, capsys):
    folder, done, _ = shown
    assert verify(["log", str(folder / "log"), "--json"]) == 0
    acts = json.loads(capsys.readouterr().out)["acts"]
    assert acts["review"] == 2
    assert {acts[one] for one in ("submit", "examine", "locate", "dispose", "authorize", "seal")} == {1}
    # One copy was lost, and its package sealed and handed over anew.
    assert [acts[one] for one in ("recall", "reissue", "handover")] == [1, 1, 2]
    assert acts["fetch"] - 1 == acts["opening"] == acts["acknowledge"] == len(done.packages) > done.over_http > 0
    assert verify(["log", str(folder / "home" / "log")]) == 0


def test_demo_decisions_and_one_answer_are_opened_for_the_verifier(shown, capsys):
    folder, _, _ = shown
    evidence, log = folder / "evidence", str(folder / "log")
    assert verify(["decisions", str(evidence / "decisions.json"), log]) == 0
    assert verify(["outcome", str(evidence / "outcome.json"), "--log", log]) == 0
    assert '"none"' in capsys.readouterr().out


def test_fetched_package_of_a_demo_is_opened_by_nobody_alone(shown, tmp_path, capsys):
    folder, done, _ = shown
    officer, file = next(iter(done.packages.items()))
    key = folder / "keys" / f"{officer}.opening.pem"
    words = ["open", folder / "packages" / file, "--key", key, "--certificate", key.with_suffix(".crt")]
    words += ["--release-certificate", folder / "keys" / "release.crt", "--out", tmp_path / "out"]
    assert recipient([str(one) for one in words]) == 3
    assert not (tmp_path / "out").exists()
    capsys.readouterr()


def test_tally_of_the_opened_packages_is_the_one_told(shown, opened):
    assert again(shown, opened) == shown[1].tally


def changed(answers, record_id, **changes):
    return [
        replace(one, answer=replace(one.answer, **changes)) if one.answer.record_id == record_id else one
        for one in answers
    ]


def first(answers, word):
    return next(one for one in answers if one.answer.answer is word)


def test_tally_counts_an_address_other_than_the_latest_one_as_wrongful(shown, opened):
    one = first(opened, Word.IDENTIFIED)
    found = again(shown, changed(opened, one.answer.record_id, line1="1 Elsewhere St"))
    assert {wrong.record_id for wrong in found.wrongful} == {one.answer.record_id}
    assert not found.as_the_truth_says


def test_tally_counts_an_address_for_a_record_that_must_stay_uniform_as_wrongful(shown, opened):
    given, other = first(opened, Word.IDENTIFIED).answer, first(opened, Word.NONE).answer.record_id
    found = again(shown, changed(opened, other, answer=Word.IDENTIFIED, line1=given.line1, city=given.city))
    assert {(wrong.record_id, wrong.why) for wrong in found.wrongful} == {(other, "must be uniform")}
    assert not found.as_the_truth_says


def test_tally_counts_an_address_for_a_returned_record_as_wrongful(shown, opened):
    line = next(
        one for one in lines(shown[0] / "truth" / "records.csv") if one["kind"] == "tin_with_bad_address"
    )  # fmt: skip
    answer = Answer(line["record_id"], Word.IDENTIFIED, "1 Oak St", "", "Houston", "TX", "77002")
    found = again(shown, [*opened, Opened("ICE-0001", answer)])
    assert [(wrong.kind, wrong.why) for wrong in found.wrongful] == [("tin_with_bad_address", "must be returned")]


def test_tally_counts_an_address_for_somebody_else_or_for_no_record_as_wrongful(shown, opened):
    one = first(opened, Word.IDENTIFIED)
    elsewhere = [*opened, replace(one, officer="ICE-9999")]
    assert [wrong.officer for wrong in again(shown, elsewhere).wrongful] == ["ICE-9999"]
    unknown = [*opened, replace(one, answer=replace(one.answer, record_id="NOBODY"))]
    assert [wrong.record_id for wrong in again(shown, unknown).wrongful] == ["NOBODY"]


def test_tally_counts_what_was_not_answered_as_missed_and_fails_above_the_ceiling(shown, opened):
    without = [
        replace(one, answer=Answer(one.answer.record_id, Word.NONE)) if number % 2 else one
        for number, one in enumerate(opened)
        if one.answer.answer is Word.IDENTIFIED
    ]
    found = again(shown, without)
    assert found.missed
    assert found.wrongful == ()
    assert not found.as_the_truth_says


@pytest.mark.parametrize("spoiled", ["outcomes.csv", "findings.csv"])
def test_tally_sees_an_examination_that_says_otherwise(shown, opened, tmp_path, spoiled):
    folder, _, _ = shown
    for name in ("outcomes.csv", "findings.csv"):
        (tmp_path / name).write_bytes((folder / "evidence" / name).read_bytes())
    text = (tmp_path / spoiled).read_text(encoding="utf-8")
    was, becomes = ("review", "sufficient") if spoiled == "outcomes.csv" else (",R08,", ",R09,")
    (tmp_path / spoiled).write_text(text.replace(was, becomes), encoding="utf-8")
    found = tally(folder, tmp_path, opened)
    assert found.examined_wrong
    assert not found.as_the_truth_says


def test_tally_refuses_an_examination_of_other_rows(shown, opened, tmp_path):
    folder, _, _ = shown
    text = (folder / "evidence" / "outcomes.csv").read_text(encoding="utf-8")
    (tmp_path / "outcomes.csv").write_text("\n".join(text.splitlines()[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(IntegrityError, match="outcomes for"):
        tally(folder, tmp_path, opened)


def test_groups_hold_every_row_once_and_every_kind_has_one_family(shown):
    rows = shown[1].tally.rows
    for groups in (by_expectation(rows), by_family(rows)):
        assert sum(one.records for one in groups) == len(rows)
        assert sum(one.kinds for one in groups) == len({one.truth.kind for one in rows})
        assert sum(sum(one.finals.values()) for one in groups) == len(rows)
    named = [kind.name for _, kinds in FAMILIES for kind in kinds]
    assert sorted(named) == sorted(kind.name for kind in KINDS)


def test_right_address_is_the_latest_of_the_stated_periods(shown):
    folder, done, _ = shown
    moved = next(one.truth for one in done.tally.rows if one.truth.kind == "good_moved_within_periods")
    held = Held(folder / "registry", [moved.taxpayer])
    every = {period: held.right_address(moved.taxpayer, frozenset({period})) for period in ("2022", "2023", "2024")}
    assert len(set(every.values())) > 1
    assert held.right_address(moved.taxpayer, frozenset()) is None
    assert held.right_address("T-none", frozenset({"2022"})) is None


def test_stated_clock_moves_forward_only():
    clock = StatedClock()
    clock.forward(timedelta(hours=1))
    assert clock() == START + timedelta(hours=1)
    with pytest.raises(ValueError, match="forward"):
        clock.forward(timedelta(seconds=-1))
