"""Makes synthetic logs, outcomes and decisions for the tests of `lockgate verify`."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from lockgate.clock import system_clock
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.cosignatures import cosign
from lockgate.tlog.entries import Entry, Subtree, commitment, entry_bytes, record_leaf
from lockgate.tlog.merkle import inclusion_proof, leaf_hash, root_of
from lockgate.tlog.notes import WITNESS_KEY, NoteKey, join_note, sign_note, vkey
from lockgate.tlog.openings import DetailLeaf, OpenedAct, Opening, SignedDecision, decision_leaves
from lockgate.tlog.outcomes import Opened, OpenedOutcome, outcome_bytes
from lockgate.tlog.proofs import LogProof
from lockgate.tlog.signatures import Decision, decision_bytes
from lockgate.tlog.submissions import Closing, submission_lines
from lockgate.tlog.tiles import tree_files
from lockgate.verify.main import main

ORIGIN = "lockgate.example/log"
CASE, LAW, PACK, PROPOSAL = "ca" * 32, "1a" * 32, "9a" * 32, "bb" * 32
AT = datetime(2025, 8, 7, 12, tzinfo=UTC)


def private(number):
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(number):
    return private(number).public_key().public_bytes_raw()


def witness(number):
    return NoteKey(f"witness{number}.example", public(number), WITNESS_KEY)


def policy_text(*witnesses, quorum="none", log=100):
    lines = [f"log {vkey(ORIGIN, public(log))}\n"]
    lines += [f"witness w{n} {vkey(witness(n).name, public(n), WITNESS_KEY)}\n" for n in witnesses]
    if quorum == "all":
        lines.append("group all-of-them all " + " ".join(f"w{n}" for n in witnesses) + "\n")
        quorum = "all-of-them"
    return "".join([*lines, f"quorum {quorum}\n"]).encode()


POLICY = policy_text()


def minute(index):
    return (AT + timedelta(minutes=index)).strftime("%Y-%m-%dT%H:%MZ")


def detail(*leaves):
    return OpenedAct(0, leaves).detail


def policy_entry(text, index=0):
    leaf = DetailLeaf(bytes(16), "by", "counsel")
    hash_of = sha256(text).hexdigest()
    return entry_bytes(Entry("policy", "", minute(index), "", "", detail(leaf), policy=hash_of))


def plain_entry(index, act="submit"):
    leaf = DetailLeaf(index.to_bytes(16, "big"), "count", str(index))
    return entry_bytes(Entry(act, f"{index:064x}", minute(index), LAW, PACK, detail(leaf)))


def entries_of(size, policy=POLICY):
    acts = ("submit", "examine", "locate")
    return [policy_entry(policy), *(plain_entry(index, acts[index % 3]) for index in range(1, size))]


def checkpoint(entries, *witnesses, log=100, at=None):
    """Signed, and cosigned; ``at`` says by number when, where it is not AT."""
    body = Checkpoint(ORIGIN, len(entries), root_of([leaf_hash(entry) for entry in entries])).body()
    lines = [sign_note(body, ORIGIN, private(log).sign, public(log))]
    lines += [cosign(body, witness(n), private(n).sign, (at or {}).get(n, AT)) for n in witnesses]
    return join_note(body, lines)


def write_log(root, entries, policy=POLICY, note=None):
    files = {"checkpoint": note or checkpoint(entries), "policy": policy, **tree_files(entries)}
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def run(*words, clock=system_clock):
    """The exit code, stdout and stderr of a command."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words], clock)
    assert "Traceback" not in err.getvalue()
    return code, out.getvalue(), err.getvalue()


def refusal(*words, code=3):
    """The one sentence with which a command refuses."""
    got, out, err = run(*words)
    assert (got, out) == (code, ""), (got, out, err)
    assert err.startswith("lockgate verify: ")
    assert err.count("\n") == 1
    return err


def verified(*words, clock=system_clock):
    """The object of a command that verified."""
    code, out, err = run(*words, "--json", clock=clock)
    assert (code, err) == (0, "")
    return json.loads(out)


# --- one record's outcome ------------------------------------------------------------------------

ANSWERS = [Opened(bytes([n]) * 16, f"answer {n}") for n in range(7)]
GROUNDS = [commitment(bytes([n + 50]) * 16, f"ground {n}") for n in range(7)]
RECORDS = [
    record_leaf(n + 1, answer.commitment, ground)
    for n, (answer, ground) in enumerate(zip(ANSWERS, GROUNDS, strict=True))
]


def outcome_log(policy=POLICY):
    one = Entry("dispose", CASE, minute(3), LAW, PACK, detail(), records=Subtree.of(RECORDS))
    return [*entries_of(3, policy), entry_bytes(one), plain_entry(4)]


def outcome_file(path, row=5, entries=None, note=None):
    entries = entries or outcome_log()
    made = OpenedOutcome(
        row=row,
        answer=ANSWERS[row - 1],
        ground=GROUNDS[row - 1],
        entry=entries[3],
        index=row - 1,
        path=inclusion_proof([leaf_hash(leaf) for leaf in RECORDS], row - 1),
        proof=LogProof(3, inclusion_proof([leaf_hash(one) for one in entries], 3), note or checkpoint(entries)),
    )
    path.write_bytes(outcome_bytes(made))
    return path


def submission_file(path, leaves=RECORDS):
    """The document of the seven outcomes, closed unless other leaves are given."""
    entries = outcome_log()
    proof = LogProof(3, inclusion_proof([leaf_hash(one) for one in entries], 3), checkpoint(entries))
    path.write_bytes(b"".join(submission_lines(Closing(entries[3], proof), leaves)))
    return path


# --- one case's decisions ------------------------------------------------------------------------


def officer_key(number):
    return ec.derive_private_key(number, ec.SECP256R1())


def officer_certificate(number):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"officer {number}")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(officer_key(number).public_key()).serial_number(number)
    builder = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=365))
    return builder.sign(officer_key(number), hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Part:
    """One officer's part in a case; what differs from a good one is said by the test."""

    act: str
    officer: str
    key: int
    proposal: str = PROPOSAL
    case: str = CASE
    signed_as: str | None = None
    signer: int | None = None


GOOD = (
    Part("dispose", "ada", 1),
    Part("review", "ben", 2),
    Part("review", "cyd", 3),
    Part("authorize", "dov", 4),
    Part("seal", "dov", 4),
    Part("handover", "dov", 4),
)


def signed_part(part, number):
    decision = Decision(
        case=part.case,
        act=part.signed_as or part.act,
        officer=part.officer,
        proposal=part.proposal,
        at="2025-08-07T12:00:00Z",
        nonce=f"{number:032x}",
        content=sha256(b"vote for").hexdigest(),
    )
    data = decision_bytes(decision)
    signature = officer_key(part.signer or part.key).sign(data, ec.ECDSA(hashes.SHA256()))
    return SignedDecision(decision, data, signature, officer_certificate(part.key), "vote for")


@dataclass
class CaseLog:
    """A log with one case in it, and its opening."""

    entries: list = field(default_factory=lambda: entries_of(2))
    acts: list = field(default_factory=list)

    def add(self, *leaves, act="examine", case=CASE):
        index = len(self.entries)
        one = Entry(act, case, minute(index), LAW, PACK, detail(*leaves))
        self.entries.append(entry_bytes(one))
        self.acts.append(OpenedAct(index, leaves))
        return self

    def decide(self, *parts, more=()):
        for part in parts:
            number = len(self.entries)
            salts = [bytes([number, n]) * 8 for n in range(4)]
            self.add(*decision_leaves(signed_part(part, number), salts), *more, act=part.act)
        return self

    @property
    def opening(self):
        return Opening(CASE, tuple(self.acts))


def good_case(*parts):
    made = CaseLog().add(DetailLeaf(bytes(16), "rows", "3"), act="submit").add(act="examine")
    return made.decide(*(parts or GOOD))


def changed(place, **change):
    parts = list(GOOD)
    parts[place] = replace(parts[place], **change)
    return parts
