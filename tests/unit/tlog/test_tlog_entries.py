"""The public entry, its salted leaves, officers' decisions, opened outcomes and details."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lockgate.canonical import canonical
from lockgate.errors import IntegrityError
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.entries import (
    ACTS,
    Entry,
    Subtree,
    commitment,
    detail_root,
    entry_bytes,
    parse_entry,
    parse_salted_leaf,
    record_leaf,
    salted_leaf,
)
from lockgate.tlog.merkle import EMPTY_ROOT, inclusion_proof, leaf_hash, root_of
from lockgate.tlog.notes import join_note, sign_note, vkey
from lockgate.tlog.openings import (
    DetailLeaf,
    OpenedAct,
    Opening,
    SignedDecision,
    decision_leaves,
    opening_bytes,
    parse_opening,
    signed_decisions,
)
from lockgate.tlog.outcomes import Opened, OpenedOutcome, outcome_bytes, parse_outcome, verify_outcome
from lockgate.tlog.policies import parse_policy
from lockgate.tlog.proofs import LogProof
from lockgate.tlog.signatures import (
    Decision,
    decision_bytes,
    parse_decision,
    public_key_der,
    verify_decision,
)

SALT = bytes(range(16))
CASE, LAW, PACK = "ca" * 32, "1a" * 32, "9a" * 32
DETAIL = detail_root([salted_leaf(SALT, "officer", "A-1")])
ENTRY = Entry("dispose", CASE, "2025-08-07T12:00Z", LAW, PACK, DETAIL, records=Subtree(3, bytes(32)))
POLICY_ENTRY = Entry("policy", "", "2025-08-07T12:00Z", "", "", DETAIL, policy="ab" * 32)


def test_entry_is_spelled_as_documented():
    assert entry_bytes(ENTRY).decode() == (
        '{"act":"dispose","case":"' + CASE + '","detail":{"root":"' + DETAIL.root.hex() + '","size":1},'
        '"law":"' + LAW + '","pack":"' + PACK + '","records":{"root":"' + "00" * 32 + '","size":3},'
        '"time":"2025-08-07T12:00Z","version":1}'
    )


@pytest.mark.parametrize("entry", [ENTRY, POLICY_ENTRY, replace(ENTRY, records=None, case="", law="", pack="")])
def test_entry_reads_back(entry):
    assert parse_entry(entry_bytes(entry)) == entry


@pytest.mark.parametrize("act", [act for act in ACTS if act != "policy"])
def test_every_act_can_be_entered(act):
    assert parse_entry(entry_bytes(replace(ENTRY, act=act))).act == act


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", 2),
        ("version", "1"),
        ("act", "export"),
        ("act", "Dispose"),
        ("act", ""),
        ("act", "policy"),
        ("act", 1),
        ("case", "CA" * 32),
        ("case", "ca" * 31),
        ("case", ["ca"]),
        ("time", "2025-08-07T12:00:00Z"),
        ("time", "2025-08-07 12:00Z"),
        ("time", "2025-13-07T12:00Z"),
        ("time", "2025-02-29T12:00Z"),
        ("time", "2025-08-07T24:00Z"),
        ("time", "0000-08-07T12:00Z"),
        ("time", "2025-08-07T12:00Z\n"),
        ("time", "\uff12025-08-07T12:00Z"),
        ("law", "no hash"),
        ("pack", 7),
        ("detail", {"size": 1}),
        ("detail", {"size": 1, "root": "00" * 31}),
        ("detail", {"size": "1", "root": "00" * 32}),
        ("detail", {"size": -1, "root": "00" * 32}),
        ("detail", {"size": 0, "root": "00" * 32}),
        ("detail", {"size": 1, "root": EMPTY_ROOT.hex()}),
        ("detail", {"size": 1, "root": "00" * 32, "more": 1}),
        ("detail", [1, "00" * 32]),
        ("records", ""),
        ("policy", "ab" * 32),
        ("policy", ""),
        ("officer", "A-1"),
        ("", ""),
    ],
)
def test_entry_is_refused_when_a_member_is_of_another_form(name, value):
    members = json.loads(entry_bytes(ENTRY)) | {name: value}
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_entry(canonical(members))


@pytest.mark.parametrize("name", ["version", "act", "case", "time", "law", "pack", "detail"])
def test_entry_is_refused_when_a_member_is_missing(name):
    members = json.loads(entry_bytes(ENTRY))
    del members[name]
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_entry(canonical(members))


@pytest.mark.parametrize("policy", ["", "AB" * 32, None])
def test_policy_entry_is_refused_without_a_hash(policy):
    with pytest.raises(ValueError, match="policy"):
        replace(POLICY_ENTRY, policy=policy)


@pytest.mark.parametrize("data", [b"", b"[]", b'"entry"', b"1", entry_bytes(ENTRY) + b"\n", entry_bytes(ENTRY)[:-1]])
def test_entry_is_refused_when_it_is_no_canonical_object(data):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_entry(data)


def test_salted_leaf_is_spelled_salt_first_and_reads_back():
    leaf = salted_leaf(SALT, "ground", 'R24 "none"')
    assert leaf == canonical([SALT.hex(), "ground", 'R24 "none"'])
    assert parse_salted_leaf(leaf) == (SALT, "ground", 'R24 "none"')
    assert detail_root([leaf]).root == leaf_hash(leaf)
    assert detail_root([]) == Subtree(0, EMPTY_ROOT)
    for data in (b"[]", canonical([SALT.hex(), "a", 1]), canonical(["00", "a", "b"])):
        with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
            parse_salted_leaf(data)
    with pytest.raises(ValueError, match="16 random bytes"):
        salted_leaf(b"short", "a", "b")


@pytest.mark.parametrize("text", ["", "plain", 'é"\\\n\u0001\u007f\U0001f600'])
def test_commitment_and_record_leaf_are_the_canonical_arrays(text):
    committed = commitment(SALT, text)
    assert committed == sha256(canonical([SALT.hex(), text])).digest()
    assert record_leaf(7, committed, bytes(32)) == canonical([7, committed.hex(), "00" * 32])


def test_commitment_differs_by_salt_and_by_text():
    made = {commitment(salt, text) for salt in (SALT, bytes(16)) for text in ("a", "b")}
    assert len(made) == 4
    with pytest.raises(ValueError, match="16 random bytes"):
        commitment(b"", "a")


@pytest.mark.parametrize(("row", "answer", "ground"), [(0, 32, 32), (1, 31, 32), (1, 32, 33)])
def test_record_leaf_is_refused_in_another_form(row, answer, ground):
    with pytest.raises(ValueError, match="record leaf"):
        record_leaf(row, bytes(answer), bytes(ground))


# --- decisions ---------------------------------------------------------------------------------

DECISION = Decision(CASE, "review", "A-1", "bb" * 32, "2025-08-07T12:00:00Z", "00" * 16, "cc" * 32)


def officer(curve, number=1):
    return ec.derive_private_key(number, curve)


def spki(key):
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def certificate(key):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A-1")])
    start = datetime(2025, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=365))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


CURVES = [(ec.SECP256R1(), hashes.SHA256()), (ec.SECP384R1(), hashes.SHA384())]


@pytest.mark.parametrize(("curve", "digest"), CURVES)
def test_decision_is_verified_by_certificate_and_by_key(curve, digest):
    key, signed = officer(curve, 5), decision_bytes(DECISION)
    signature = key.sign(signed, ec.ECDSA(digest))
    for der in (certificate(key), spki(key)):
        assert verify_decision(der, signed, signature)
        assert public_key_der(der) == spki(key)
    assert not verify_decision(spki(officer(curve, 6)), signed, signature)
    assert not verify_decision(spki(key), decision_bytes(replace(DECISION, proposal="bc" * 32)), signature)
    assert not verify_decision(spki(key), signed, signature[:-1])
    assert not verify_decision(spki(key), signed, b"")
    assert not verify_decision(b"no key", signed, signature)


def test_decision_is_refused_under_another_hash_curve_or_kind_of_key():
    signed = decision_bytes(DECISION)
    key = officer(ec.SECP256R1(), 5)
    assert not verify_decision(spki(key), signed, key.sign(signed, ec.ECDSA(hashes.SHA384())))
    for curve in (ec.SECP521R1(), ec.SECP256K1()):
        other = officer(curve, 5)
        assert not verify_decision(spki(other), signed, other.sign(signed, ec.ECDSA(hashes.SHA256())))
    plain = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert not verify_decision(spki(plain), signed, plain.sign(signed))


def test_signature_over_what_is_no_decision_is_refused():
    key, other = officer(ec.SECP256R1(), 5), b"anything"
    assert not verify_decision(spki(key), other, key.sign(other, ec.ECDSA(hashes.SHA256())))


def test_decision_reads_back():
    assert parse_decision(decision_bytes(DECISION)) == DECISION
    nothing = replace(DECISION, case="", proposal="")
    assert parse_decision(decision_bytes(nothing)) == nothing


@pytest.mark.parametrize(
    "change",
    [
        {"format": "lockgate/decision/v2"},
        {"act": "vote"},
        {"officer": ""},
        {"officer": "x" * 201},
        {"case": "C-1"},
        {"proposal": "bb"},
        {"at": "2025-08-07T12:00Z"},
        {"at": "2025-08-07T12:00:61Z"},
        {"at": "2025-08-07T12:00:00+00:00"},
        {"nonce": "00"},
        {"content": ""},
        {"vote": "yes"},
        {"nonce": 0},
    ],
)
def test_decision_is_refused_in_any_other_form(change):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_decision(canonical(json.loads(decision_bytes(DECISION)) | change))


def test_decision_is_refused_when_a_member_is_missing_or_it_is_no_object():
    members = json.loads(decision_bytes(DECISION))
    del members["nonce"]
    for data in (canonical(members), b"[]"):
        with pytest.raises(ValueError, match="decision"):
            parse_decision(data)


# --- opened outcomes ---------------------------------------------------------------------------

ANSWERS = [Opened(bytes([n]) * 16, f"answer {n}") for n in range(5)]
GROUNDS = [Opened(bytes([n + 50]) * 16, f"ground {n}") for n in range(5)]
LEAVES = [
    record_leaf(n + 1, answer.commitment, ground.commitment)
    for n, (answer, ground) in enumerate(zip(ANSWERS, GROUNDS, strict=True))
]
LOG_KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
LOG_PUBLIC = LOG_KEY.public_key().public_bytes_raw()
POLICY = parse_policy(f"log {vkey('log.example', LOG_PUBLIC)}\nquorum none\n".encode())


def outcome(row=3, *, opened=False, entry=None):
    data = entry_bytes(entry or replace(ENTRY, records=Subtree.of(LEAVES)))
    tree = [leaf_hash(b"x"), leaf_hash(data), leaf_hash(b"y")]
    body = Checkpoint("log.example", 3, root_of(tree)).body()
    note = join_note(body, [sign_note(body, "log.example", LOG_KEY.sign, LOG_PUBLIC)])
    return OpenedOutcome(
        row=row,
        answer=ANSWERS[row - 1],
        ground=GROUNDS[row - 1] if opened else GROUNDS[row - 1].commitment,
        entry=data,
        index=row - 1,
        path=inclusion_proof([leaf_hash(leaf) for leaf in LEAVES], row - 1),
        proof=LogProof(1, inclusion_proof(tree, 1), note),
    )


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("row", range(1, 6))
def test_outcome_reads_back_and_verifies(row, opened):
    made = outcome(row, opened=opened)
    assert parse_outcome(outcome_bytes(made)) == made
    assert verify_outcome(made, POLICY).entry.act == "dispose"


def test_outcome_tells_nothing_of_the_ground_unless_it_is_opened():
    assert b"ground 2" not in outcome_bytes(outcome())
    assert b"ground 2" in outcome_bytes(outcome(opened=True))


@pytest.mark.parametrize(
    "change",
    [
        {"row": 4},
        {"answer": Opened(bytes(16), "answer 2")},
        {"answer": Opened(bytes([2]) * 16, "answer 3")},
        {"ground": GROUNDS[3].commitment},
        {"ground": Opened(bytes([52]) * 16, "another ground")},
        {"index": 1},
        {"path": ()},
        {"entry": entry_bytes(replace(ENTRY, records=Subtree.of(LEAVES), time="2025-08-07T12:01Z"))},
    ],
)
def test_outcome_is_refused_when_anything_of_it_is_another(change):
    with pytest.raises(IntegrityError):
        verify_outcome(replace(outcome(), **change), POLICY)


def test_outcome_is_refused_when_the_entry_commits_to_no_records():
    with pytest.raises(IntegrityError, match="commits to no records"):
        verify_outcome(outcome(entry=replace(ENTRY, records=None)), POLICY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "lockgate/outcome/v2"),
        ("row", "3"),
        ("answer", "text"),
        ("answer", {"salt": "00", "text": "a"}),
        ("answer", {"salt": "00" * 16, "text": "a", "more": 1}),
        ("ground", "00"),
        ("ground", 1),
        ("records", {"index": 2, "path": ["00"]}),
        ("records", {"index": 2, "path": [1]}),
        ("records", {"index": 2, "path": [], "size": 5}),
        ("log", "no proof"),
        ("more", 1),
    ],
)
def test_outcome_is_refused_in_any_other_form(name, value):
    members = json.loads(outcome_bytes(outcome())) | {name: value}
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_outcome(canonical(members))


# --- opened details ----------------------------------------------------------------------------


def signed_decision(content=None):
    stated = sha256((content or "").encode()).hexdigest()
    decision = replace(DECISION, content=stated)
    key = officer(ec.SECP256R1(), 5)
    data = decision_bytes(decision)
    return SignedDecision(decision, data, key.sign(data, ec.ECDSA(hashes.SHA256())), certificate(key), content)


def salts(count):
    return [bytes([n]) * 16 for n in range(count)]


OTHER = DetailLeaf(bytes([9]) * 16, "count", "3")


def test_opening_reads_back_with_its_decisions():
    with_content, without = signed_decision("vote for"), signed_decision()
    leaves = (OTHER, *decision_leaves(with_content, salts(4)), bytes(32), *decision_leaves(without, salts(3)))
    act = OpenedAct(7, leaves)
    opening = Opening(CASE, (act, OpenedAct(9, ())))
    assert parse_opening(opening_bytes(opening)) == opening
    assert list(signed_decisions(act)) == [with_content, without]


def test_details_have_the_same_root_opened_or_closed():
    leaves = (OTHER, *decision_leaves(signed_decision(), salts(3)))
    closed = tuple(leaf_hash(leaf.data) for leaf in leaves)
    assert OpenedAct(1, leaves).detail == OpenedAct(1, closed).detail == detail_root([leaf.data for leaf in leaves])
    assert OpenedAct(1, (*leaves[1:], leaves[0])).detail != OpenedAct(1, leaves).detail


def test_decision_is_refused_when_its_leaves_are_incomplete():
    leaves = decision_leaves(signed_decision(), salts(3))
    closed = bytes(32)
    for broken in (leaves[:2], leaves[:1], leaves[1:], leaves[2:], (leaves[0], closed, leaves[2]), leaves[::-1]):
        with pytest.raises(ValueError, match="entry 3: a decision is three leaves"):
            list(signed_decisions(OpenedAct(3, broken)))


def test_decision_is_refused_when_the_content_is_another():
    leaves = decision_leaves(signed_decision("vote for"), salts(4))
    changed = (*leaves[:3], replace(leaves[3], value="vote against"))
    with pytest.raises(ValueError, match="content is not the one"):
        list(signed_decisions(OpenedAct(3, changed)))
    with pytest.raises(ValueError, match="content is not the one"):
        decision_leaves(replace(signed_decision("vote for"), content="vote against"), salts(4))
    with pytest.raises(ValueError, match="zip"):
        decision_leaves(signed_decision(), salts(4))


@pytest.mark.parametrize(
    "change",
    [
        {"format": "lockgate/decisions/v2"},
        {"case": ""},
        {"acts": 1},
        {"acts": [{"index": -1, "leaves": []}]},
        {"acts": [{"index": 1, "leaves": [1]}]},
        {"acts": [{"index": 1, "leaves": ["00"]}]},
        {"acts": [{"index": 1, "leaves": [["00", "a", "b"]]}]},
        {"acts": [{"index": 1, "leaves": [["00" * 16, "a"]]}]},
        {"acts": [{"index": 1, "leaves": [], "more": 1}]},
        {"acts": [{"index": 2, "leaves": []}, {"index": 1, "leaves": []}]},
        {"acts": [{"index": 1, "leaves": []}, {"index": 1, "leaves": []}]},
        {"more": 1},
    ],
)
def test_opening_is_refused_in_any_other_form(change):
    members = json.loads(opening_bytes(Opening(CASE, ()))) | change
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_opening(canonical(members))
