"""`lockgate verify log`: nothing of a log's directory can change unseen."""

import os
import re
import shutil
import time
from pathlib import Path

import pytest
from verify_logs import (
    ORIGIN,
    POLICY,
    checkpoint,
    entries_of,
    plain_entry,
    policy_entry,
    policy_text,
    private,
    public,
    refusal,
    run,
    verified,
    write_log,
)

from lockgate.errors import IntegrityError
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.merkle import EMPTY_ROOT
from lockgate.tlog.notes import join_note, sign_note
from lockgate.tlog.policies import accept, parse_policy
from lockgate.tlog.tiles import tree_files
from lockgate.verify.logs import verify_log

ENTRIES = entries_of(300)


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "log", ENTRIES)


@pytest.fixture
def pinned(tmp_path):
    path = tmp_path / "pinned"
    path.write_bytes(POLICY)
    return path


def test_whole_log_is_verified_and_summed_up(log):
    code, out, err = run("log", log)
    assert (code, err) == (0, "")
    for words in (ORIGIN, "300 entries", "policy 1", "submit 99", "2025-08-07T12:00Z", "NOT PINNED"):
        assert words in out
    assert "none: the policy asks for no witness; cosigned by nobody" in out
    assert out.endswith("OK: all 300 entries verified\n")


def test_whole_log_is_summed_up_in_json(log, pinned):
    data = verified("log", log, "--policy", pinned)
    assert data["ok"] is True
    assert (data["origin"], data["size"], data["quorum"]) == (ORIGIN, 300, "none")
    assert data["policy"]["pinned"] is True
    assert data["acts"] == {"examine": 100, "locate": 100, "policy": 1, "submit": 99}
    assert (data["first"], data["last"], data["since"]) == ("2025-08-07T12:00Z", "2025-08-07T16:59Z", None)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 513])
def test_logs_of_all_shapes_are_verified(tmp_path, size):
    assert verified("log", write_log(tmp_path / "log", entries_of(size)))["size"] == size


def every_change(log, stride, first=None):
    """Changes one byte after another, and yields the change that was not found.

    Of small files all bytes; of others one of so many, or of every file those from one place on, where it is given.
    """
    for path in sorted(path for path in log.rglob("*") if path.is_file()):
        data = path.read_bytes()
        step = 1 if len(data) < 1000 and first is None else stride
        for at in range(at_first(path, step) if first is None else first, len(data), step):
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
            try:
                verify_log(log)
            except IntegrityError:
                continue
            yield path.name, at
        path.write_bytes(data)


def at_first(path, step):
    return sum(path.name.encode()) % step


def test_every_changed_byte_is_found(log):
    # On the disk: all bytes of the checkpoint and the policy, some of the others; test_verify_every_byte.py has all.
    assert list(every_change(log, 499)) == []
    assert verify_log(log).accepted.checkpoint.size == 300


SHARES = 8
"""In so many tests, each with every eighth byte, so that two processes share them."""


@pytest.mark.slow
@pytest.mark.parametrize("first", range(SHARES))
def test_every_changed_byte_of_all_files_is_found(log, first):
    assert list(every_change(log, SHARES, first)) == []


def test_every_changed_byte_is_found_when_witnesses_cosigned_beyond_the_quorum(tmp_path):
    policy = policy_text(1, 2, quorum="w1")
    entries = entries_of(3, policy)
    log = write_log(tmp_path / "log", entries, policy, checkpoint(entries, 1, 2))
    assert verified("log", log)["cosigned_by"] == ["w1", "w2"]
    assert list(every_change(log, 1)) == []


def files_of(log):
    return sorted(str(path.relative_to(log)) for path in log.rglob("*") if path.is_file())


def test_each_missing_file_is_found(log):
    for name in files_of(log):
        data = (log / name).read_bytes()
        (log / name).unlink()
        assert "missing" in refusal("log", log) or "empty" in refusal("log", log)
        (log / name).write_bytes(data)
    assert run("log", log)[0] == 0


def test_each_truncated_or_extended_file_is_found(log):
    for name in files_of(log):
        data = (log / name).read_bytes()
        for other in (b"", data[:-1], data + b"\n", data + data):
            (log / name).write_bytes(other)
            refusal("log", log)
        (log / name).write_bytes(data)
    assert run("log", log)[0] == 0


@pytest.mark.parametrize(
    "name",
    [
        ".hidden",
        "README",
        "checkpoint.old",
        "tile/0/002",
        "tile/0/000.p/12",
        "tile/0/001.p/43",
        "tile/entries/001",
        "tile/entries/000.p/200",
        "tile/2/000.p/1",
        "tile/0/.keep",
        "tile/0/0000",
        "deep/er/file",
        "odd\nname",
    ],
)
def test_each_extra_file_is_found(log, name):
    path = log / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    assert "does not belong" in refusal("log", log)


def test_extra_file_is_found_when_its_name_is_no_text(log):
    with open(os.fsencode(log) + b"/\xff\x1b[31m", "wb"):  # noqa: PTH123 - pathlib takes text only
        pass
    assert "\x1b" not in refusal("log", log)


def test_empty_folder_is_found(log):
    (log / "tile/7").mkdir()
    assert "empty" in refusal("log", log)


@pytest.mark.parametrize("name", ["checkpoint", "policy", "tile/0/000", "tile", "extra"])
def test_symbolic_link_is_found(log, tmp_path, name):
    if (log / name).exists():
        shutil.move(log / name, tmp_path / "moved")
        (log / name).symlink_to(tmp_path / "moved")
    else:
        (log / name).symlink_to(tmp_path)
    assert "neither a plain file nor a folder" in refusal("log", log)


def test_pipe_is_found_and_not_waited_for(log):
    (log / "policy").unlink()
    os.mkfifo(log / "policy")
    assert "neither a plain file nor a folder" in refusal("log", log)


def test_file_in_place_of_a_folder_and_folder_in_place_of_a_file_are_found(log):
    (log / "policy").unlink()
    (log / "policy").mkdir()
    (log / "policy/inner").write_bytes(POLICY)
    assert "policy is missing" in refusal("log", log)


def test_claimed_size_beyond_all_files_is_given_up_at_once(tmp_path):
    note = resigned(Checkpoint(ORIGIN, 2**63 - 1, bytes(32)))
    log = write_log(tmp_path / "log", entries_of(2), note=note)
    started = time.monotonic()
    assert "missing" in refusal("log", log)
    assert time.monotonic() - started < 5


def resigned(checkpoint):
    body = checkpoint.body()
    return join_note(body, [sign_note(body, ORIGIN, private(100).sign, public(100))])


def test_huge_file_is_not_read(log):
    with (log / "checkpoint").open("wb") as file:
        file.truncate(1 << 40)
    assert "larger than" in refusal("log", log)


def test_directory_that_does_not_exist_is_bad_usage(tmp_path):
    assert "does not exist" in refusal("log", tmp_path / "no", code=2)
    (tmp_path / "dangling").symlink_to(tmp_path / "no")
    assert "does not exist" in refusal("log", tmp_path / "dangling", code=2)


def test_directory_that_is_a_file_or_empty_is_an_integrity_failure(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert "not a directory" in refusal("log", tmp_path / "file")
    (tmp_path / "empty").mkdir()
    assert "missing" in refusal("log", tmp_path / "empty")


def test_wrong_usage_is_exit_2():
    for words in ((), ("log",), ("no-such-command",), ("log", "a", "b"), ("log", "a", "--pol", "b")):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert err
    assert run("--help")[0] == 0
    assert run("log", "--help")[0] == 0


def test_failure_is_one_object_in_json(log):
    (log / "extra").write_bytes(b"")
    code, out, err = run("log", log, "--json")
    assert code == 3
    assert '"ok": false' in out
    assert "does not belong" in err


def test_checkpoint_of_another_root_is_found(tmp_path):
    note = resigned(Checkpoint(ORIGIN, 20, bytes(32)))
    log = write_log(tmp_path / "log", entries_of(20), note=note)
    assert "do not have the root" in refusal("log", log)


def test_more_files_than_any_log_has_are_given_up(log, monkeypatch):
    monkeypatch.setattr("lockgate.verify.files.MOST_FILES", 6)
    assert "more than any log has" in refusal("log", log)


def test_folder_or_file_that_cannot_be_read_is_an_integrity_failure(log, monkeypatch):
    def unreadable(*_more):
        raise PermissionError("no")

    with monkeypatch.context() as patch:
        patch.setattr("lockgate.verify.files.os.scandir", unreadable)
        assert "the folder . cannot be read" in refusal("log", log)
    with monkeypatch.context() as patch:
        patch.setattr("lockgate.verify.files.Path.read_bytes", unreadable)
        assert "policy cannot be read" in refusal("log", log)


# --- policy ------------------------------------------------------------------------------------


def test_pinned_policy_must_be_the_directory_s(log, pinned):
    assert "pinned by --policy" in run("log", log, "--policy", pinned)[1]
    pinned.write_bytes(policy_text(log=101))
    assert "not the pinned policy" in refusal("log", log, "--policy", pinned)
    pinned.write_bytes(POLICY + b"# comment\n")
    assert "not the pinned policy" in refusal("log", log, "--policy", pinned)


def test_pinned_policy_that_cannot_be_read_is_bad_usage(log, tmp_path):
    assert "cannot be read" in refusal("log", log, "--policy", tmp_path / "no", code=2)
    assert "cannot be read" in refusal("log", log, "--policy", tmp_path, code=2)
    (tmp_path / "big").write_bytes(b"x" * (1 << 20) + b"x")
    assert "larger than" in refusal("log", log, "--policy", tmp_path / "big", code=2)


def test_whole_log_by_another_key_is_only_found_with_a_pinned_policy(tmp_path, pinned):
    forged = policy_text(log=101)
    entries = entries_of(20, forged)
    log = write_log(tmp_path / "log", entries, forged, checkpoint(entries, log=101))
    assert "NOT PINNED" in run("log", log)[1]
    assert "not the pinned policy" in refusal("log", log, "--policy", pinned)


def test_checkpoint_by_another_key_is_refused(tmp_path):
    log = write_log(tmp_path / "log", entries_of(20), note=checkpoint(entries_of(20), log=101))
    assert "no key that is known" in refusal("log", log)


def test_checkpoint_with_a_signature_by_an_unknown_key_is_refused(tmp_path):
    log = write_log(tmp_path / "log", entries_of(20), note=checkpoint(entries_of(20), 1))
    assert "key that the policy does not know" in refusal("log", log)


@pytest.mark.parametrize(("witnesses", "code"), [((), 3), ((1,), 3), ((2,), 3), ((1, 2), 0)])
def test_quorum_is_asked(tmp_path, witnesses, code):
    policy = policy_text(1, 2, quorum="all")
    entries = entries_of(20, policy)
    log = write_log(tmp_path / "log", entries, policy, checkpoint(entries, *witnesses))
    got, out, err = run("log", log)
    assert got == code
    if code:
        assert "quorum all-of-them is not reached" in err
    else:
        assert re.search(r"all-of-them: reached; cosigned by w1 at \S+Z, w2 at \S+Z\n", out)


def with_entries(tmp_path, entries, policy=POLICY):
    return write_log(tmp_path / "log", entries, policy)


def test_log_without_a_first_policy_entry_is_refused(tmp_path):
    assert "entry 0 is not the policy" in refusal("log", with_entries(tmp_path, [plain_entry(0)]))


def test_log_without_any_entry_is_refused(tmp_path):
    note = resigned(Checkpoint(ORIGIN, 0, EMPTY_ROOT))
    log = write_log(tmp_path / "log", [], note=note)
    assert tree_files([]) == {}
    assert "entry 0 is not the policy" in refusal("log", log)


def test_policy_that_the_log_does_not_commit_to_is_refused(tmp_path):
    other = policy_text(1, quorum="none")
    assert "last policy entry" in refusal("log", with_entries(tmp_path, entries_of(5), other))


def test_changed_policy_is_verified_and_the_former_one_refused(tmp_path, pinned):
    new = policy_text(1, quorum="w1")
    entries = [*entries_of(5), policy_entry(new, 5), plain_entry(6)]
    log = write_log(tmp_path / "log", entries, new, checkpoint(entries, 1))
    assert verified("log", log)["acts"]["policy"] == 2
    assert "not the pinned policy" in refusal("log", log, "--policy", pinned)
    shutil.rmtree(log)
    write_log(log, entries, POLICY)
    assert "last policy entry" in refusal("log", log)


def test_policy_entry_that_changes_nothing_is_refused(tmp_path):
    entries = [*entries_of(5), policy_entry(POLICY, 5)]
    assert "entry 5 is a policy entry that changes nothing" in refusal("log", with_entries(tmp_path, entries))


@pytest.mark.parametrize("data", [b"", b"{}", b"not json", b"[" * 60_000, plain_entry(3) + b" "])
def test_signed_entry_that_is_no_entry_is_refused(tmp_path, data):
    log = with_entries(tmp_path, [*entries_of(3), data])
    assert "entry 3: " in refusal("log", log)


# --- since -------------------------------------------------------------------------------------


def kept(tmp_path, entries, **how):
    path = tmp_path / "kept"
    path.write_bytes(checkpoint(entries, **how))
    return path


@pytest.mark.parametrize("size", [1, 100, 256, 299, 300])
def test_earlier_checkpoint_is_continued(log, tmp_path, size):
    since = kept(tmp_path, ENTRIES[:size])
    assert verified("log", log, "--since", since)["since"] == size
    assert f"continues the checkpoint of {size} entries" in run("log", log, "--since", since)[1]


def test_fork_is_found(log, tmp_path):
    forked = [*ENTRIES[:99], plain_entry(7777)]
    assert "forked" in refusal("log", log, "--since", kept(tmp_path, forked))


def test_rolled_back_log_is_found(log, tmp_path):
    longer = entries_of(301)
    assert "had 301 entries before and has 300 now" in refusal("log", log, "--since", kept(tmp_path, longer))


def test_earlier_checkpoint_of_another_log_is_refused(log, tmp_path):
    since = kept(tmp_path, ENTRIES[:100], log=101)
    assert "the earlier checkpoint: the note is signed by no key" in refusal("log", log, "--since", since)
    since.write_bytes(b"garbage")
    assert "the earlier checkpoint" in refusal("log", log, "--since", since)
    assert "cannot be read" in refusal("log", log, "--since", tmp_path / "no", code=2)


# --- the manual --------------------------------------------------------------------------------


def test_example_in_the_manual_is_a_real_checkpoint_under_the_manual_s_key():
    formats = Path(__file__).parents[3] / "docs/formats"
    after = (formats / "log.md").read_text("utf-8").partition("  lockgate.example/log\n")[2]
    body = "lockgate.example/log\n" + after.partition("  ```")[0].replace("\n  ", "\n").lstrip(" ")
    policy = (formats / "policy.md").read_text("utf-8").split("\n")[3]
    accepted = accept(parse_policy(f"{policy}\nquorum none\n".encode()), body.encode())
    assert accepted.checkpoint.size == 300
