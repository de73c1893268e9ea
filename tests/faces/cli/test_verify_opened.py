"""`lockgate verify entry`, `outcome` and `decisions`, and the zipapp."""

import hashlib
import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from verify_logs import (
    CASE,
    GOOD,
    POLICY,
    PROPOSAL,
    CaseLog,
    Part,
    changed,
    entries_of,
    good_case,
    outcome_file,
    outcome_log,
    plain_entry,
    policy_text,
    refusal,
    run,
    verified,
    write_log,
)

import lockgate.verify.main
from lockgate.tlog.merkle import leaf_hash
from lockgate.tlog.openings import DetailLeaf, OpenedAct, Opening, opening_bytes
from lockgate.tlog.seeding import OPENED, SEEDS, committed

ROOT = Path(__file__).parents[3]
FIRST = ROOT / "tests/vectors/tlog/first-substitution"


# --- entry -------------------------------------------------------------------------------------


def test_entry_is_shown_after_the_log_was_verified(tmp_path):
    log = write_log(tmp_path / "log", outcome_log())
    code, out, _ = run("entry", log, 3)
    assert code == 0
    for words in ("dispose", CASE, leaf_hash(outcome_log()[3]).hex(), "7 leaves under", "2025-08-07T12:03Z"):
        assert words in out
    assert "policy   " in run("entry", log, 0)[1]
    assert verified("entry", log, 3)["entry"] == outcome_log()[3].decode()
    (log / "extra").write_bytes(b"")
    assert "does not belong" in refusal("entry", log, 3)


@pytest.mark.parametrize("index", [5, 99])
def test_entry_that_the_log_does_not_have_is_bad_usage(tmp_path, index):
    log = write_log(tmp_path / "log", outcome_log())
    assert "entries 0 to 4" in refusal("entry", log, index, code=2)


def test_entry_is_bad_usage_without_a_number(tmp_path):
    assert run("entry", tmp_path, "first")[0] == 2


# --- outcome -----------------------------------------------------------------------------------


@pytest.fixture
def outcome(tmp_path):
    return outcome_file(tmp_path / "outcome.json")


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy"
    path.write_bytes(POLICY)
    return path


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "log", outcome_log())


def test_outcome_is_verified_under_a_policy_or_in_a_log(outcome, policy, log):
    for given in (["--policy", policy], ["--log", log], ["--policy", policy, "--log", log]):
        data = verified("outcome", outcome, *given)
        assert (data["row"], data["answer"], data["ground"], data["index"]) == (5, "answer 4", None, 3)
    assert "not opened" in run("outcome", outcome, "--policy", policy)[1]


def test_outcome_needs_somebody_s_keys(outcome):
    assert "give --policy FILE or --log DIR" in refusal("outcome", outcome, code=2)


def test_every_changed_byte_of_an_outcome_is_found(outcome, policy):
    data = outcome.read_bytes()
    for at in range(len(data)):
        outcome.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
        refusal("outcome", outcome, "--policy", policy)


def test_outcome_is_refused_under_another_policy_or_in_another_log(outcome, policy, tmp_path):
    policy.write_bytes(policy_text(log=101))
    assert "no key that is known" in refusal("outcome", outcome, "--policy", policy)
    policy.write_bytes(policy_text(1, quorum="w1"))
    assert "quorum w1 is not reached" in refusal("outcome", outcome, "--policy", policy)
    policy.write_bytes(b"nonsense")
    refusal("outcome", outcome, "--policy", policy)
    other = write_log(tmp_path / "other", [*outcome_log()[:3], plain_entry(3), plain_entry(4)])
    assert "is not the outcome's entry" in refusal("outcome", outcome, "--log", other)
    short = write_log(tmp_path / "short", outcome_log()[:3])
    assert "is not the outcome's entry" in refusal("outcome", outcome, "--log", short)


def test_outcome_that_cannot_be_read_is_bad_usage(tmp_path, policy):
    assert "cannot be read" in refusal("outcome", tmp_path / "no", "--policy", policy, code=2)


# --- decisions ---------------------------------------------------------------------------------


def written(tmp_path, case, opening=None):
    file = tmp_path / "decisions.json"
    file.write_bytes(opening_bytes(opening or case.opening))
    return file, write_log(tmp_path / "caselog", case.entries)


def test_good_case_is_verified(tmp_path):
    file, log = written(tmp_path, good_case())
    data = verified("decisions", file, log)
    assert data["proposals"] == [{"hash": PROPOSAL, "proposed": ["ada"], "voted": ["ben", "cyd"], "released": ["dov"]}]
    assert sorted(data["certificates"]) == ["ada", "ben", "cyd", "dov"]
    code, out, _ = run("decisions", file, log)
    assert code == 0
    assert "voted by ben, cyd" in out
    assert "compare the certificates with the register" in out


def test_case_that_is_not_released_yet_is_verified(tmp_path):
    for parts in (GOOD[:1], GOOD[:2], GOOD[:3]):
        folder = tmp_path / str(len(parts))
        folder.mkdir()
        assert verified("decisions", *written(folder, good_case(*parts)))["proposals"][0]["released"] == []


def test_superseded_proposal_beside_a_released_one_is_verified(tmp_path):
    first = [replace(part, proposal="ee" * 32) for part in GOOD[:2]]
    data = verified("decisions", *written(tmp_path, good_case(*first, *GOOD)))
    assert [one["released"] for one in data["proposals"]] == [[], ["dov"]]


STOP = replace(GOOD[3], act="stop", officer="pat", key=8)


def test_case_that_an_outside_party_stopped_before_anything_was_sealed_is_verified(tmp_path):
    assert verified("decisions", *written(tmp_path, good_case(*GOOD[:4], STOP)))["proposals"][0]["released"] == ["dov"]


def seeded(*words: tuple[str, str, str]) -> CaseLog:
    """A case with rounds: act, officer, and the value of its leaf about seeds."""
    case = good_case(*GOOD[:1])
    for act, name, value in words:
        leaf = DetailLeaf(bytes(16), SEEDS if act == "round" else OPENED, value)
        case.decide(replace(GOOD[1], act=act, officer=name, key={"ben": 2, "cyd": 3}[name]), more=(leaf,))
    return case


def test_seeds_that_were_committed_to_before_they_were_opened_are_verified(tmp_path):
    shown, again = ("round", "ben", committed("one")), ("round", "cyd", committed("two"))
    case = seeded(shown, shown, again, ("round_close", "cyd", "two"), ("round_close", "ben", "one"))
    verified("decisions", *written(tmp_path, case))


@pytest.mark.parametrize(
    "words",
    [
        [("round_close", "ben", "one"), ("round", "ben", committed("one"))],
        [("round", "ben", committed("one")), ("round_close", "ben", "two")],
        [("round", "cyd", committed("one")), ("round_close", "ben", "one")],
        [("round", "ben", committed("one")), ("round_close", "ben", "one"), ("round_close", "ben", "one")],
    ],
)
def test_other_seeds_than_those_committed_to_are_refused(tmp_path, words):
    assert "committed to before" in refusal("decisions", *written(tmp_path, seeded(*words)))


BAD = {
    "one reviewer only": ([GOOD[0], GOOD[1], *GOOD[3:]], "without two officers' votes"),
    "no reviewer": ([GOOD[0], *GOOD[3:]], "without two officers' votes"),
    "the same reviewer twice": ([*GOOD[:2], GOOD[1], *GOOD[3:]], "without two officers' votes"),
    "analyst votes": (changed(2, officer="ada", key=1), "one person took two"),
    "analyst releases": (changed(3, officer="ada", key=1), "one person took two"),
    "reviewer releases": (changed(5, officer="cyd", key=3), "one person took two"),
    "two names, one key": (changed(2, key=2), "sign with the same key"),
    "no proposal before the votes": ([*GOOD[1:3], GOOD[0], *GOOD[3:]], "without being proposed before"),
    "nobody proposed": (list(GOOD[1:]), "without being proposed before"),
    "released before the second vote": ([GOOD[0], GOOD[1], GOOD[3], GOOD[2]], "without two officers' votes"),
    "another proposal voted on": (changed(2, proposal="bc" * 32), "without two officers' votes"),
    "another proposal released": (changed(4, proposal="bc" * 32), "without two officers' votes"),
    "sealed after a stop": ([*GOOD[:4], STOP, *GOOD[4:]], "after the outside party stopped it"),
    "releaser stops": ([*GOOD[:4], replace(STOP, officer="dov", key=4)], "one person took two"),
    "a vote that names no proposal": (changed(1, proposal=""), "the review names no proposal\n"),
    "signed by another's key": (changed(1, signer=9), "signature of ben does not verify"),
    "signed for another act": (changed(1, signed_as="dispose"), "another case or act"),
    "signed for another case": (changed(1, case="cb" * 32), "another case or act"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_case_is_refused(tmp_path, name):
    parts, words = BAD[name]
    assert words in refusal("decisions", *written(tmp_path, good_case(*parts)))


def test_substitution_of_the_first_versions_is_not_checked_and_the_sentence_says_why():
    assert verified("log", FIRST / "log")["acts"]["substitute"] == 1
    words = refusal("decisions", FIRST / "decisions.json", FIRST / "log")
    assert "entry 20: the substitute names no proposal, as the first versions of lockgate signed it" in words
    assert "the custodian checks it with lockgate log fsck" in words


def test_case_is_refused_when_an_entry_of_it_is_left_out(tmp_path):
    case = good_case()
    for place in range(len(case.acts)):
        folder = tmp_path / str(place)
        folder.mkdir()
        fewer = Opening(CASE, tuple(case.acts[:place] + case.acts[place + 1 :]))
        assert "8 entries of this case and the opening 7" in refusal("decisions", *written(folder, case, fewer))


def test_case_is_refused_when_it_is_not_in_the_log(tmp_path):
    none = Opening("cc" * 32, ())
    assert "0 entries of this case" in refusal("decisions", *written(tmp_path, good_case(), none))


def test_case_is_refused_when_a_decision_stays_closed(tmp_path):
    case = good_case()
    closed = tuple(leaf_hash(leaf.data) for leaf in case.acts[3].leaves)
    acts = [*case.acts[:3], OpenedAct(case.acts[3].index, closed), *case.acts[4:]]
    words = refusal("decisions", *written(tmp_path, case, Opening(CASE, tuple(acts))))
    assert "the review shows no officer's decision" in words


def test_case_is_verified_when_other_details_stay_closed(tmp_path):
    case = good_case()
    closed = OpenedAct(case.acts[0].index, tuple(leaf_hash(leaf.data) for leaf in case.acts[0].leaves))
    verified("decisions", *written(tmp_path, case, Opening(CASE, (closed, *case.acts[1:]))))


def test_case_is_refused_when_a_detail_is_not_the_one_committed_to(tmp_path):
    case = good_case()
    other = OpenedAct(case.acts[0].index, (DetailLeaf(bytes(16), "rows", "4"),))
    words = refusal("decisions", *written(tmp_path, case, Opening(CASE, (other, *case.acts[1:]))))
    assert "details are not those it commits to" in words


def test_case_is_refused_when_one_decision_is_entered_twice(tmp_path):
    case = good_case(*GOOD[:2])
    case.add(*case.acts[-1].leaves, act="review")
    assert "the same decision stands twice" in refusal("decisions", *written(tmp_path, case))


def test_decision_of_an_act_without_proposal_is_verified(tmp_path):
    case = CaseLog().decide(Part("confirm", "eve", 5, proposal=""))
    data = verified("decisions", *written(tmp_path, case))
    assert data["proposals"] == []
    assert list(data["certificates"]) == ["eve"]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 60_000])
def test_file_that_is_no_opening_is_refused(tmp_path, data):
    file, log = written(tmp_path, good_case())
    file.write_bytes(data)
    assert "the decisions: " in refusal("decisions", file, log)


# --- the stand-alone tool ------------------------------------------------------------------------


def builder():
    spec = importlib.util.spec_from_file_location("build_verifier", ROOT / "tools/build_verifier.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_zipapp_is_the_same_bytes_each_time_and_runs_alone(tmp_path):
    data = builder().build()
    assert hashlib.sha256(data).digest() == hashlib.sha256(builder().build()).digest()
    tool = tmp_path / "verify.pyz"
    tool.write_bytes(data)
    log = write_log(tmp_path / "log", entries_of(5))
    # -I and an empty directory: nothing of the checkout is on the path but what the zipapp holds.
    for words, code in ((["log", "log"], 0), (["log", "no"], 2), (["log", "log/tile"], 3)):
        done = subprocess.run(
            [sys.executable, "-I", str(tool), *words, "--json"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            text=True,
        )
        assert (done.returncode, json.loads(done.stdout)["ok"]) == (code, code == 0), done.stderr
    assert log.exists()


def test_module_runs_by_its_name():
    done = subprocess.run(
        [sys.executable, "-m", "lockgate.verify", "--help"], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0
    assert "lockgate verify" in done.stdout


def test_defect_of_the_verifier_is_one_line_and_exit_70(monkeypatch, tmp_path):
    def broken(_root, *_more):
        raise RuntimeError("a record value must not be shown")

    monkeypatch.setattr("lockgate.verify.log.verify_log", broken)
    code, out, err = run("log", tmp_path)
    assert (code, out) == (70, "")
    assert err == "lockgate verify: unexpected RuntimeError; please report it\n"


def test_interruption_is_exit_130(monkeypatch, tmp_path):
    def interrupted(_root, *_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("lockgate.verify.log.verify_log", interrupted)
    assert run("log", tmp_path)[0] == 130


def test_shown_text_cannot_steer_a_terminal(capsys):
    lockgate.verify.main._write("a\x1b[31m\u202eb\n", sys.stdout)
    assert capsys.readouterr().out == "a\\x1b[31m\\u202eb\n\n"
