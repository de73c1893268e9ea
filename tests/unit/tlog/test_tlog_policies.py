"""Policies: one spelling, and a quorum that is never left out."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.errors import IntegrityError
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.cosignatures import cosign
from lockgate.tlog.merkle import inclusion_proof, leaf_hash, root_of
from lockgate.tlog.notes import LOG_KEY, WITNESS_KEY, NoteKey, join_note, sign_note, vkey
from lockgate.tlog.policies import Log, Policy, accept, format_policy, open_signed, parse_policy, satisfied
from lockgate.tlog.proofs import LogProof, parse_proof, proof_bytes, verify_proof
from lockgate.tlog.quorums import MOST_COMPARED, overlapping

AT = datetime(2025, 8, 7, 12, tzinfo=UTC)
ORIGIN = "log.example/a"
ENTRIES = [b"a", b"b", b"c", b"d", b"e"]
HASHES = [leaf_hash(entry) for entry in ENTRIES]
CHECKPOINT = Checkpoint(ORIGIN, 5, root_of(HASHES))


def private(number):
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(number):
    return private(number).public_key().public_bytes_raw()


LOG = f"log {vkey(ORIGIN, public(0))}\n"
WITNESSES = {f"{name}{n}": number for number, (name, n) in enumerate([(a, b) for a in "XY" for b in (1, 2, 3)], 1)}


def witness_line(name):
    return f"witness {name} {vkey('w.example/' + name, public(WITNESSES[name]), WITNESS_KEY)}\n"


ALL = "".join(witness_line(name) for name in WITNESSES)
GROUPS = "group X 2 X1 X2 X3\ngroup Y any Y1 Y2 Y3\ngroup both all X Y\n"
SPEC = (LOG + ALL + GROUPS + "quorum both\n").encode()


def signed(*names, log=0):
    lines = [sign_note(CHECKPOINT.body(), ORIGIN, private(log).sign, public(log))]
    for name in names:
        number = WITNESSES[name]
        witness = NoteKey(f"w.example/{name}", public(number), WITNESS_KEY)
        lines.append(cosign(CHECKPOINT.body(), witness, private(number).sign, AT))
    return join_note(CHECKPOINT.body(), lines)


def test_policy_of_the_specification_s_example_reads_back():
    policy = parse_policy(SPEC)
    assert format_policy(policy) == policy.text == SPEC
    assert [group.threshold for group in policy.groups] == [2, 1, 2]
    assert policy.quorum == "both"


def test_policy_keeps_its_urls():
    text = (LOG[:-1] + " https://log.example/\n" + witness_line("X1")[:-1] + " https://w/\nquorum X1\n").encode()
    policy = parse_policy(text)
    assert (policy.logs[0].url, policy.witnesses[0].url) == ("https://log.example/", "https://w/")
    assert policy.text == text


@pytest.mark.parametrize(
    ("names", "reached"),
    [
        ((), False),
        (("X1", "X2"), False),
        (("Y1", "Y2", "Y3", "X1"), False),
        (("X1", "X3", "Y2"), True),
        (("X1", "X2", "X3", "Y1", "Y2", "Y3"), True),
        (("X1", "X1", "Y1"), False),
        (("X", "Y"), False),
        (("both",), False),
        (("none",), False),
    ],
)
def test_quorum_is_reached_by_witnesses_only(names, reached):
    assert satisfied(parse_policy(SPEC), names) is reached


def test_quorum_none_is_always_reached():
    assert satisfied(parse_policy((LOG + "quorum none\n").encode()), ())
    assert satisfied(parse_policy((LOG + ALL + "quorum none\n").encode()), ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        LOG,
        "quorum none\n",
        LOG + "quorum none",
        LOG + "quorum none\nquorum none\n",
        LOG + "quorum  none\n",
        LOG + " quorum none\n",
        LOG + "quorum none \n",
        LOG + "\nquorum none\n",
        LOG + "# comment\nquorum none\n",
        LOG + "Quorum none\n",
        LOG + "quorum X1\n",
        LOG + "quorum X1\n" + witness_line("X1"),
        "quorum none\n" + LOG,
        witness_line("X1") + LOG + "quorum X1\n",
        LOG + LOG + "quorum none\n",
        LOG + witness_line("X1") * 2 + "quorum X1\n",
        LOG + witness_line("X1") + witness_line("X1").replace("X1", "X9", 1) + "quorum X1\n",
        LOG + f"witness X1 {vkey('w', public(0), WITNESS_KEY)}\nquorum X1\n",
        LOG + f"witness X1 {vkey('w', public(1), LOG_KEY)}\nquorum X1\n",
        f"log {vkey(ORIGIN, public(0), WITNESS_KEY)}\nquorum none\n",
        LOG + witness_line("X1").replace("X1", "none", 1) + "quorum none\n",
        LOG + ALL + "group none any X1\nquorum none\n",
        LOG + ALL + "group X1 any X2\nquorum X1\n",
        LOG + ALL + "group G any X1 X1\nquorum G\n",
        LOG + ALL + "group G any\nquorum G\n",
        LOG + ALL + "group G 0 X1\nquorum G\n",
        LOG + ALL + "group G 2 X1\nquorum G\n",
        LOG + ALL + "group G 01 X1\nquorum G\n",
        LOG + ALL + "group G -1 X1\nquorum G\n",
        LOG + ALL + "group G some X1\nquorum G\n",
        LOG + ALL + "group G any G\nquorum G\n",
        LOG + ALL + "group G any none\nquorum G\n",
        LOG + ALL + "group G any X1\ngroup H any X1\nquorum G\n",
        LOG + ALL + "group G any H\ngroup H any X1\nquorum G\n",
        LOG + "unknown line\nquorum none\n",
        LOG.replace("\n", " a b\n") + "quorum none\n",
        LOG.replace("+", "-", 1) + "quorum none\n",
        LOG + "quorum none\r\n",
        LOG + "quorum\tnone\n",
        LOG + "quorum none\n\n",
    ],
)
def test_policy_is_refused_in_any_other_spelling_or_sense(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_policy(text.encode())


def test_policy_is_refused_when_built_of_words_that_are_none():
    log = Log(NoteKey(ORIGIN, public(0)), "https://a b")
    with pytest.raises(ValueError, match="URL"):
        Policy((log,), (), (), "none")


def test_checkpoint_is_accepted_when_log_and_quorum_signed():
    accepted = accept(parse_policy(SPEC), signed("X1", "X2", "Y3"))
    assert accepted.checkpoint == CHECKPOINT
    assert accepted.witnesses == ("X1", "X2", "Y3")
    assert accepted.unknown == 0


@pytest.mark.parametrize("names", [(), ("X1",), ("X1", "X2"), ("X1", "Y1"), ("Y1", "Y2", "Y3")])
def test_checkpoint_is_refused_when_the_quorum_is_not_reached(names):
    with pytest.raises(IntegrityError, match="quorum both is not reached"):
        accept(parse_policy(SPEC), signed(*names))


def test_checkpoint_is_refused_when_only_witnesses_signed():
    text, *lines = signed("X1", "X2", "Y1").decode().split("\n\n")
    note = (text + "\n\n" + "\n".join(lines[0].split("\n")[1:])).encode()
    with pytest.raises(IntegrityError, match="not signed by that log's key"):
        accept(parse_policy(SPEC), note)


def test_checkpoint_is_refused_when_another_log_of_the_policy_signed_it():
    other = f"log {vkey('log.example/b', public(9))}\n"
    policy = parse_policy((LOG + other + "quorum none\n").encode())
    note = join_note(CHECKPOINT.body(), [sign_note(CHECKPOINT.body(), "log.example/b", private(9).sign, public(9))])
    with pytest.raises(IntegrityError, match="not signed by that log's key"):
        accept(policy, note)


def test_checkpoint_is_refused_when_a_cosignature_is_forged():
    forger = NoteKey("w.example/X1", public(1), WITNESS_KEY)
    line = cosign(CHECKPOINT.body(), forger, private(9).sign, AT)
    with pytest.raises(IntegrityError, match=r"w\.example/X1 does not verify"):
        accept(parse_policy(SPEC), signed("X2", "Y1") + line.encode())


def test_witness_of_the_same_key_name_does_not_count_twice():
    # Two witnesses may call their keys alike; each counts only for its own key.
    lines = [f"witness {n} {vkey('same', public(k), WITNESS_KEY)}\n" for n, k in (("A", 1), ("B", 2))]
    policy = parse_policy((LOG + "".join(lines) + "group G all A B\nquorum G\n").encode())
    first = NoteKey("same", public(1), WITNESS_KEY)
    note = signed() + cosign(CHECKPOINT.body(), first, private(1).sign, AT).encode()
    assert [one.witness for one in open_signed(policy, note)[1]] == ["A"]
    with pytest.raises(IntegrityError, match="quorum G"):
        accept(policy, note)


PROOF = LogProof(2, inclusion_proof(HASHES, 2), signed("X1", "X2", "Y1"), b"extra")


def test_proof_reads_back_and_verifies():
    assert parse_proof(proof_bytes(PROOF)) == PROOF
    plain = LogProof(2, PROOF.path, PROOF.checkpoint)
    assert b"extra" not in proof_bytes(plain)
    assert verify_proof(parse_proof(proof_bytes(plain)), b"c", parse_policy(SPEC)).checkpoint == CHECKPOINT


def test_proof_of_a_single_entry_has_no_hashes():
    assert parse_proof(b"c2sp.org/tlog-proof@v1\nindex 0\n\nrest\n").path == ()


def test_proof_is_refused_for_another_entry_index_or_quorum():
    policy = parse_policy(SPEC)
    with pytest.raises(IntegrityError, match="does not stand at index 2"):
        verify_proof(PROOF, b"d", policy)
    with pytest.raises(IntegrityError, match="does not stand at index 3"):
        verify_proof(LogProof(3, PROOF.path, PROOF.checkpoint), b"c", policy)
    with pytest.raises(IntegrityError, match="quorum both is not reached"):
        verify_proof(LogProof(2, PROOF.path, signed("X1")), b"c", policy)


SPELLED = proof_bytes(PROOF)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"index 2", b"index 02"),
        (b"index 2", b"index  2"),
        (b"index 2\n", b""),
        (b"extra ", b"Extra "),
        (b"extra ZXh0cmE=\n", b"extra \n"),
        (b"extra ZXh0cmE=", b"extra ZXh0cmE"),
        (b"=\n\nlog", b"=\nlog"),
        (b"index 2\n", b"index 2\nAAAA\n"),
    ],
)
def test_proof_is_refused_in_any_other_spelling(old, new):
    assert old in SPELLED
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_proof(SPELLED.replace(old, new, 1))


def test_proof_is_refused_when_it_cannot_be_one():
    with pytest.raises(ValueError, match="at most 63"):
        LogProof(0, (bytes(32),) * 64, b"")
    with pytest.raises(ValueError, match="32 bytes"):
        LogProof(0, (b"x",), b"")


@pytest.mark.parametrize(
    ("rule", "overlap"),
    [
        ("group g all X1 X2 X3\nquorum g\n", True),
        ("group g 2 X1 X2 X3\nquorum g\n", True),
        ("group g any X1 X2 X3\nquorum g\n", False),
        ("group g 2 X1 X2 X3 Y1\nquorum g\n", False),
        ("group g 3 X1 X2 X3 Y1\nquorum g\n", True),
        ("group x any X1 X2\ngroup y all Y1 Y2\ngroup g all x y\nquorum g\n", True),
        ("group x any X1 X2\ngroup y any Y1 Y2\ngroup g all x y\nquorum g\n", False),
        ("quorum X1\n", True),
        ("quorum none\n", False),
    ],
)
def test_quorums_overlap_only_where_no_two_of_them_are_without_a_common_witness(rule, overlap):
    assert overlapping(parse_policy((LOG + ALL + rule).encode())) is overlap


def test_quorums_of_very_many_witnesses_are_never_said_to_overlap():
    names = [f"w{number}" for number in range(MOST_COMPARED + 1)]
    lines = "".join(f"witness {n} {vkey('w.example/' + n, public(k), WITNESS_KEY)}\n" for k, n in enumerate(names, 1))
    policy = parse_policy(f"{LOG}{lines}group g all {' '.join(names)}\nquorum g\n".encode())
    assert not overlapping(policy)
