"""What a rehearsal may be asked to be, and that it is the same each time."""

from pathlib import Path

import pytest

from lockgate.errors import UsageError
from lockgate.rehearsal.catalogue import KINDS, counts, fewest_records
from lockgate.rehearsal.plan import OfficersMode, Plan
from lockgate.rehearsal.write import rehearse


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("records", [1, 7, 157, 158, 400, 5000, 99_991, 1_280_000])
def test_the_kinds_add_up_to_the_records_asked_for(records):
    planted = counts(records)
    assert sum(planted) == records
    assert all(count % kind.group == 0 for kind, count in zip(KINDS, planted, strict=True))


def test_every_kind_occurs_from_the_fewest_records_on():
    assert all(counts(fewest_records()))
    assert not all(counts(fewest_records() - 1))


@pytest.mark.parametrize("records", [5000, 1_280_000])
def test_between_an_eighth_and_a_fifth_are_rightful_releases(records):
    share = sum(c for kind, c in zip(KINDS, counts(records), strict=True) if kind.final == "released") / records
    assert 0.12 <= share <= 0.20


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    plan = Plan(300, 700, 3, practice=True)
    rehearse(plan, tmp_path / "one")
    rehearse(plan, tmp_path / "other")
    one, other = contents(tmp_path / "one"), contents(tmp_path / "other")
    # An ECDSA signature holds a random number, so the signature file differs; what it signs does not.
    signature = "request/submission.toml.p7s"
    assert one.pop(signature)
    assert other.pop(signature)
    assert one == other


def test_another_seed_writes_another_request_and_another_file(tmp_path):
    rehearse(Plan(200, 500, 3), tmp_path / "one")
    rehearse(Plan(200, 500, 4), tmp_path / "other")
    one, other = contents(tmp_path / "one"), contents(tmp_path / "other")
    for name in ("request/records.csv", "registry/taxpayers.parquet", "keys/head.pem"):
        assert one[name] != other[name]


def test_the_practice_changes_nothing_else(tmp_path):
    rehearse(Plan(200, 500, 3), tmp_path / "without")
    rehearse(Plan(200, 500, 3, practice=True), tmp_path / "with")
    assert not (tmp_path / "without" / "practice").exists()
    name = "request/records.csv"
    assert contents(tmp_path / "without")[name] == contents(tmp_path / "with")[name]


def test_few_records_leave_kinds_out_and_are_still_written(tmp_path):
    done = rehearse(Plan(5, 100, 1), tmp_path / "out")
    assert sum(done.kinds.values()) == 5


@pytest.mark.parametrize("seed", range(6))
def test_a_small_file_is_enough_for_every_kind(tmp_path, seed):
    done = rehearse(Plan(fewest_records(), 400, seed), tmp_path / "out")
    assert len(done.kinds) == len(KINDS)


def test_one_officer_stands_on_every_row_when_asked_for(tmp_path):
    done = rehearse(Plan(250, 600, 1, OfficersMode.ONE), tmp_path / "out")
    assert done.officers == 1
    assert done.rightful_releases == 0
    lines = (tmp_path / "out" / "registers" / "roster.csv").read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert "Assistant Director" in lines[1]


@pytest.mark.parametrize(
    ("records", "taxpayers", "seed", "says"),
    [
        (0, 10, 1, "1 or more"),
        (10, 0, 1, "1 or more"),
        (10, 10, -1, "--seed"),
        (30_000_000, 1000, 1, "exceed"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(records, taxpayers, seed, says):
    with pytest.raises(UsageError, match=says):
        Plan(records, taxpayers, seed)


def test_too_few_taxpayers_are_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(UsageError, match="too few"):
        rehearse(Plan(2000, 100, 1), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_kept_unless_replaced(tmp_path):
    (tmp_path / "out" / "request").mkdir(parents=True)
    kept = tmp_path / "out" / "request" / "mine.txt"
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="--replace"):
        rehearse(Plan(20, 200, 1), tmp_path / "out")
    assert kept.read_text("utf-8") == "mine"
    rehearse(Plan(20, 200, 1), tmp_path / "out", replace=True)
    assert not kept.exists()
    assert (tmp_path / "out" / "request" / "records.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "out").write_text("in the way", encoding="utf-8")
    for replace in (False, True):
        with pytest.raises(UsageError, match="out"):
            rehearse(Plan(20, 200, 1), tmp_path / "out", replace=replace)
    assert (tmp_path / "out").read_text("utf-8") == "in the way"
