"""`lockgate verify submission`: one outcome for each record, under the closing entry, or none at all."""

import pytest
from verify_logs import (
    GROUNDS,
    RECORDS,
    checkpoint,
    minute,
    outcome_log,
    plain_entry,
    policy_text,
    refusal,
    submission_file,
    verified,
    write_log,
)

from lockgate.canonical import canonical
from lockgate.tlog.entries import Entry, Subtree, commitment, entry_bytes, parse_entry, record_leaf
from lockgate.tlog.merkle import inclusion_proof, leaf_hash
from lockgate.tlog.proofs import LogProof
from lockgate.tlog.submissions import Closing, submission_lines


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "log", outcome_log())


def test_every_record_has_its_outcome(tmp_path, log):
    file = submission_file(tmp_path / "outcomes")
    data = verified("submission", file, "--log", log)
    assert (data["records"], data["answers"], data["index"], data["act"]) == (7, {"closed": 7}, 3, "dispose")
    (tmp_path / "policy").write_bytes(policy_text())
    assert verified("submission", file, "--policy", tmp_path / "policy")["records"] == 7


def test_opened_answers_are_counted_by_their_word(tmp_path):
    texts = ['["R1","none"]', '["R2","identified","1 OAK ST"]', '["R3","none"]']
    salts = [bytes([n]) * 16 for n in range(3)]
    answers = [commitment(salt, text) for salt, text in zip(salts, texts, strict=True)]
    leaves = [record_leaf(n + 1, answer, GROUNDS[n]) for n, answer in enumerate(answers)]
    before = outcome_log()
    closing = Entry("dispose", "ca" * 32, minute(3), "", "", parse_entry(before[3]).detail, Subtree.of(leaves))
    entries = [*before[:3], entry_bytes(closing), plain_entry(4)]
    proof = LogProof(3, inclusion_proof([leaf_hash(one) for one in entries], 3), checkpoint(entries))
    opened = [canonical([n + 1, [salts[n].hex(), texts[n]], GROUNDS[n].hex()]) for n in range(3)]
    file, log = tmp_path / "outcomes", write_log(tmp_path / "log", entries)
    file.write_bytes(b"".join(submission_lines(Closing(entries[3], proof), [opened[0], opened[1], leaves[2]])))
    assert verified("submission", file, "--log", log)["answers"] == {"closed": 1, "identified": 1, "none": 1}
    changed = opened[1].replace(b"1 OAK", b"2 OAK")
    file.write_bytes(b"".join(submission_lines(Closing(entries[3], proof), [opened[0], changed, leaves[2]])))
    assert "not the 3 outcomes" in refusal("submission", file, "--log", log)


def with_leaves(tmp_path, leaves):
    return submission_file(tmp_path / "outcomes", leaves)


@pytest.mark.parametrize("row", range(7))
def test_missing_changed_doubled_or_exchanged_outcome_is_found(tmp_path, log, row):
    other = RECORDS[row].replace(b',"', b',"0', 1)[:-3] + RECORDS[row][-3:]
    for leaves in (
        [*RECORDS[:row], *RECORDS[row + 1 :]],
        [*RECORDS[: row + 1], *RECORDS[row:]],
        [*RECORDS[:row], other, *RECORDS[row + 1 :]],
        [*RECORDS[:row], RECORDS[row - 1], *RECORDS[row + 1 :]],
        [*RECORDS, RECORDS[row]],
    ):
        assert refusal("submission", with_leaves(tmp_path, leaves), "--log", log)


def test_every_changed_byte_is_found(tmp_path, log):
    file = submission_file(tmp_path / "outcomes")
    data = file.read_bytes()
    (tmp_path / "policy").write_bytes(policy_text())
    for at in range(len(data)):
        file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert refusal("submission", file, "--policy", tmp_path / "policy"), at
    for other in (b"", data[:-1], data + b"\n", data + b"x", data[: data.index(b"\n") + 1]):
        file.write_bytes(other)
        assert refusal("submission", file, "--log", log)


def test_outcomes_are_verified_against_a_log_s_keys(tmp_path):
    file = submission_file(tmp_path / "outcomes")
    assert "give --policy FILE or --log DIR" in refusal("submission", file, code=2)
    assert "cannot be read" in refusal("submission", tmp_path / "no", "--log", tmp_path, code=2)
