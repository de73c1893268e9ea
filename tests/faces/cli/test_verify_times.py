"""Times of cosignatures: what contradicts the entries counts for nothing, what may be a wrong clock is said."""

from datetime import UTC, datetime, timedelta

import pytest
from verify_logs import (
    AT,
    checkpoint,
    entries_of,
    outcome_file,
    outcome_log,
    plain_entry,
    policy_text,
    refusal,
    run,
    verified,
    write_log,
)

from lockgate.tlog import cosigned_times
from lockgate.tlog.cosigned_times import SKEW, gone_back
from lockgate.tlog.policies import accept, open_signed, parse_policy

ALL, ANY = policy_text(1, 2, quorum="all"), policy_text(1, 2, quorum="w1")
SECOND = timedelta(seconds=1)
NEWEST = AT + timedelta(minutes=19)


def log_with(folder, policy, **at):
    entries = entries_of(20, policy)
    times = {1: at.get("w1", NEWEST), 2: at.get("w2", NEWEST)}
    return write_log(folder / "log", entries, policy, checkpoint(entries, 1, 2, at=times))


@pytest.mark.parametrize("at", [NEWEST - SKEW, NEWEST - SKEW + SECOND, NEWEST, NEWEST + timedelta(days=40)])
def test_cosignature_of_a_time_at_which_the_tree_could_be_there_counts(tmp_path, at):
    data = verified("log", log_with(tmp_path, ALL, w2=at))
    assert (data["cosigned_by"], data["doubts"]) == (["w1", "w2"], [])
    assert data["cosigned_at"][1] == f"{at:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("at", [NEWEST - SKEW - SECOND, datetime(1970, 1, 1, tzinfo=UTC)])
def test_cosignature_before_the_newest_entry_counts_for_nothing(tmp_path, at):
    sentence = refusal("log", log_with(tmp_path, ALL, w2=at))
    assert "the quorum all-of-them is not reached by cosignatures of this tree: the witness w2 states" in sentence
    assert f"{at:%Y-%m-%dT%H:%M:%SZ}, before the entry of 2025-08-07T12:19Z that it cosigned" in sentence


def test_cosignature_before_the_newest_entry_is_a_doubt_where_the_others_are_the_quorum(tmp_path):
    code, out, _ = run("log", log_with(tmp_path, ANY, w2=NEWEST - 2 * SKEW))
    assert code == 0
    assert "DOUBT    the witness w2 states 2025-08-07T10:19:00Z, before the entry of 2025-08-07T12:19Z" in out
    assert "it counts for nothing" in out


@pytest.mark.parametrize(("ahead", "doubts"), [(SKEW, 0), (SKEW + SECOND, 1)])
def test_cosignature_later_than_now_is_a_doubt_and_no_error(tmp_path, ahead, doubts):
    data = verified("log", log_with(tmp_path, ALL, w2=NEWEST + ahead), clock=lambda: NEWEST)
    assert len(data["doubts"]) == doubts
    assert all("and here it is 2025-08-07T12:19:00Z: one of the clocks is wrong" in one for one in data["doubts"])


@pytest.mark.parametrize(("ahead", "said"), [(SKEW, 0), (SKEW + SECOND, 1)])
def test_cosignature_of_a_tree_whose_entries_are_not_known_is_held_to_now(ahead, said):
    signed = checkpoint(entries_of(20, ALL), 1, 2, at={1: NEWEST - 9 * SKEW, 2: NEWEST + ahead})
    assert len(cosigned_times.doubts(accept(parse_policy(ALL), signed), "", NEWEST)) == said


@pytest.mark.parametrize(("back", "doubts"), [(SKEW, 0), (SKEW + SECOND, 1)])
def test_witness_that_dates_a_larger_tree_before_a_smaller_one_is_a_doubt(tmp_path, back, doubts):
    log, since = log_with(tmp_path, ALL, w2=NEWEST), tmp_path / "since"
    since.write_bytes(checkpoint(entries_of(19, ALL), 1, 2, at={1: NEWEST, 2: NEWEST + back}))
    found = verified("log", log, "--since", since)["doubts"]
    assert len(found) == doubts
    assert all("for the smaller tree of 19 entries: its clock was wrong once" in one for one in found)
    assert ("DOUBT" in run("log", log, "--since", since)[1]) is bool(doubts)


def test_two_times_of_one_tree_are_no_doubt():
    policy, entries = parse_policy(ALL), entries_of(20, ALL)
    early = open_signed(policy, checkpoint(entries, 1, 2, at={2: NEWEST + 3 * SKEW}))
    assert gone_back(early[:2], accept(policy, checkpoint(entries, 1, 2))) == ()


def outcome_under(folder, policy, at):
    """An outcome whose proof two witnesses cosigned, and its policy; its entry is of 12:03, the newest of 12:04."""
    (folder / "policy").write_bytes(policy)
    entries = outcome_log(policy)
    note = checkpoint(entries, 1, 2, at=at)
    return outcome_file(folder / "outcome.json", entries=entries, note=note), folder / "policy"


def test_proof_cosigned_before_its_entry_is_refused_where_the_quorum_hangs_on_it(tmp_path):
    early = AT + timedelta(minutes=3) - SKEW - SECOND
    file, policy = outcome_under(tmp_path, ALL, {2: early})
    assert "before the entry of 2025-08-07T12:03Z" in refusal("outcome", file, "--policy", policy)
    file, policy = outcome_under(tmp_path, ANY, {2: early})
    assert len(verified("outcome", file, "--policy", policy)["doubts"]) == 1
    assert "DOUBT    the witness w2" in run("outcome", file, "--policy", policy)[1]
    file, policy = outcome_under(tmp_path, ALL, {2: early + SECOND})
    assert verified("outcome", file, "--policy", policy)["doubts"] == []


@pytest.mark.parametrize(("back", "doubts"), [(SKEW, 0), (SKEW + SECOND, 1)])
def test_proof_is_held_to_the_log_it_came_from(tmp_path, back, doubts):
    file, _ = outcome_under(tmp_path, ALL, {2: NEWEST + back})
    longer = [*outcome_log(ALL), *entries_of(20, ALL)[5:]]
    log = write_log(tmp_path / "log", longer, ALL, checkpoint(longer, 1, 2, at={2: NEWEST}))
    found = verified("outcome", file, "--log", log)["doubts"]
    assert len(found) == doubts
    assert all("for the smaller tree of 5 entries" in one for one in found)


def test_proof_of_a_forked_log_is_found_by_the_log(tmp_path):
    entries = [*outcome_log(ALL)[:4], plain_entry(9)]
    file = outcome_file(tmp_path / "outcome.json", entries=entries, note=checkpoint(entries, 1, 2))
    longer = [*outcome_log(ALL), *entries_of(20, ALL)[5:]]
    log = write_log(tmp_path / "log", longer, ALL, checkpoint(longer, 1, 2))
    assert "another tree of 5 entries than the log: it was forked" in refusal("outcome", file, "--log", log)


def test_time_of_a_far_year_is_no_defect(tmp_path):
    end = datetime(9999, 12, 31, tzinfo=UTC)
    assert len(verified("log", log_with(tmp_path, ALL, w1=end, w2=end))["doubts"]) == 2
