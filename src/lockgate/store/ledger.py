"""Entries into the log's queue, and the one integrator that gives them their places.

An act writes its entry inside its own transaction, without an index. The integrator, holding the log's head,
gives the waiting entries the next indexes without a gap, computes the root and signs the head, all in one
commit. Before it signs, the heads kept outside the database must be beginnings of the database's tree, and the
witnesses must have seen no more of the log than the database has signed: a copy restored from yesterday, or a
second instance, would otherwise sign a second history.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from lockgate.canonical import canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.store import crashpoints
from lockgate.store.cosigning import Ask, ask_nobody, doubts, hear, keep_cosignatures, newest_head, reached, unreached
from lockgate.store.heads import EMPTY, Head, keep_empty_head, keep_head, kept_heads
from lockgate.store.home import Home
from lockgate.store.instants import not_before
from lockgate.store.keys import LogSigner
from lockgate.store.models.acts import ActRow
from lockgate.store.models.locks import CaseRow
from lockgate.store.models.log import CheckpointRow, EntryRow, IndexRow
from lockgate.store.policies import POLICY_LEAF, newest_policy, policy_at
from lockgate.store.values import Enacted, EntryRef
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.entries import Entry, detail_root, entry_bytes, salted_leaf
from lockgate.tlog.merkle import EMPTY_ROOT, leaf_hash, root_of
from lockgate.tlog.notes import join_note, sign_note
from lockgate.tlog.policies import Policy

_ROUNDS = 5
"""How often a newer head may be found signed before this process leaves the signing to others."""

_LOG_HEAD_LOCK = 0x6C6F636B67617465
"""PostgreSQL's advisory lock that stands for the log's head."""


def append(enacted: Enacted, case: CaseRow | None) -> tuple[EntryRef, tuple[ActRow, ...]]:
    """Write an entry and its signed decisions, inside the transaction of the act.

    Raises:
        UsageError: the clock went back since the last entry or signed head.
        IntegrityError: there is no transaction, or the entry does not commit to the leaves given.
    """
    if not connection.in_atomic_block:
        raise IntegrityError("An entry was to be written outside the transaction of its act.")
    if detail_root(enacted.leaves) != enacted.entry.detail:
        raise IntegrityError("The entry does not commit to the leaves it was given with.")
    # Acts on a case asked this under their lock and took the later time; here it is asked of every act alike.
    not_before(enacted.at)
    body = entry_bytes(enacted.entry)
    row = EntryRow.objects.create(
        body=body,
        leaf=leaf_hash(body).hex(),
        act=enacted.entry.act,
        case=case,
        at=enacted.at,
        leaves=canonical([leaf.decode("utf-8") for leaf in enacted.leaves]),
    )
    acts = tuple(
        ActRow.objects.create(
            case=case,
            act=signed.act,
            officer=signed.officer,
            at=signed.at,
            proposal=signed.proposal,
            nonce=signed.nonce,
            decision=signed.decision,
            content=signed.content,
            signature=signed.signature,
            certificate=signed.certificate,
            entry=row,
        )
        for signed in enacted.signed
    )
    return EntryRef(row.pk, row.leaf), acts


def begin(home: Home, signer: LogSigner, policy: Policy, salt: bytes, at: datetime) -> EntryRef:
    """Begin the log: keep the head of the empty log, and enter the policy as the first entry.

    Args:
        home: the office's home.
        signer: the log's key; the policy must name it.
        policy: whose signatures make a checkpoint one to rely on.
        salt: 16 random bytes for the entry's one leaf.
        at: the instant, aware.

    Raises:
        UsageError: the log has begun already, or the policy does not name the log's key.
        IntegrityError: a head was signed here before, so another database belongs to this home.
    """
    if signer.key not in [log.key for log in policy.logs]:
        raise UsageError(f"The policy does not name the key of the log {signer.origin}.")
    empty = Checkpoint(signer.origin, 0, EMPTY_ROOT).body()
    keep_empty_head(home, _note(signer, empty))
    leaf = salted_leaf(salt, POLICY_LEAF, policy.text.decode("utf-8"))
    entry = Entry("policy", "", minute(at), "", "", detail_root([leaf]), policy=policy.hash)
    with transaction.atomic(durable=True):
        _hold_head()
        if EntryRow.objects.exists():
            raise UsageError("The log has begun already; it is never begun again.")
        check_beginnings([], kept_heads(home, signer.keys))
        return append(Enacted(entry, (leaf,), (), at), None)[0]


def _note(signer: LogSigner, body: str) -> bytes:
    return join_note(body, [sign_note(body, signer.origin, signer.sign, signer.key.public_key_raw)])


def minute(at: datetime) -> str:
    """An aware instant as entries state it: UTC, to the minute (``2025-08-07T12:00Z``)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


@dataclass(frozen=True, slots=True)
class Integrated:
    """The log's head after an integration: its size, how many entries it took in, and why not more of them."""

    size: int
    added: int
    refused: str = ""
    doubts: tuple[str, ...] = ()
    """What a witness states against the others, a sentence each."""


def integrate(home: Home, signer: LogSigner, at: datetime, ask: Ask = ask_nobody) -> Integrated:
    """Give every waiting entry its index and sign the head that covers them, in one commit.

    Before that, with no lock held, a quorum of the witnesses must have cosigned the last head just now: a
    database restored together with the heads beside it, or a second instance, learns from them that the log has
    gone on without it. With nothing waiting and the head signed already, nobody is asked and nothing is written.

    Args:
        home: where the last signed head is kept outside the database.
        signer: the log's key.
        at: the instant of the signature, aware.
        ask: asks the witnesses.

    Raises:
        UsageError: the clock lies far behind what was entered or signed last, or the key is no longer the log's.
        IntegrityError: the database's tree does not begin with a head that was signed before, here or elsewhere.
    """
    confirmed, doubted = _confirmed(signer, ask) if _unsigned() else ((), ())
    if isinstance(confirmed, str):
        return Integrated(_size(), 0, confirmed, doubted)
    with transaction.atomic(durable=True):
        _hold_head()
        leaves = _leaves()
        last = newest_head()
        signed = [Head(last.size, bytes.fromhex(last.root))] if last else []
        check_beginnings(leaves, (*kept_heads(home, signer.keys), *signed, *confirmed))
        # What came in since nobody was asked waits for the next time.
        waiting = list(EntryRow.objects.filter(place=None).order_by("id")) if confirmed else []
        start = len(leaves)
        IndexRow.objects.bulk_create([IndexRow(index=start + offset, entry=row) for offset, row in enumerate(waiting)])
        leaves += [bytes.fromhex(row.leaf) for row in waiting]
        if confirmed and (last is None or last.size < len(leaves)):
            _check_key(signer, len(leaves))
            _sign(signer, len(leaves), root_of(leaves), not_before(at))
        crashpoints.reached("log.before_commit")
    crashpoints.reached("log.after_commit")
    if leaves:
        keep_head(home)
    crashpoints.reached("log.after_head")
    return Integrated(len(leaves), len(waiting), doubts=doubted)


def _unsigned() -> bool:
    """Whether an entry waits for its place, or a place for the head that covers it."""
    last = newest_head()
    return _size() > (last.size if last else 0) or EntryRow.objects.filter(place=None).exists()


def _size() -> int:
    return IndexRow.objects.count()


def _confirmed(signer: LogSigner, ask: Ask) -> tuple[tuple[Head] | str, tuple[str, ...]]:
    """The last signed head, once the quorum of the policy entered last has cosigned it anew, else why not; and doubts.

    The policy entered last is asked, not the one in force: two officers can so replace a witness that is gone.
    """
    for _ in range(_ROUNDS):
        row, policy = newest_head(), newest_policy()
        head = Head(row.size, bytes.fromhex(row.root)) if row else EMPTY
        body = Checkpoint(signer.origin, head.size, head.root).body()
        said = hear(ask, policy, bytes(row.note) if row else _note(signer, body))
        if row is not None:
            keep_cosignatures(row, policy_at(row.size), said)
        if reached(policy, said):
            return (head,), doubts(said)
        if not any(one.ahead for one in said):
            break
        # Another process on this database has signed meanwhile; its head is the one to ask about.
    return unreached(policy, said), doubts(said)


def _hold_head() -> None:
    """On SQLite the transaction itself is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOG_HEAD_LOCK])


def _leaves() -> list[bytes]:
    leaves = IndexRow.objects.order_by("index").values_list("entry__leaf", flat=True)
    return [bytes.fromhex(leaf) for leaf in leaves]


def check_beginnings(leaves: list[bytes], heads: tuple[Head, ...]) -> None:
    """Refuse to go on where one of the heads is not the beginning of the tree over these leaves.

    Raises:
        IntegrityError: naming the size at which they part.
    """
    for head in dict.fromkeys(heads):
        if head.size > len(leaves) or root_of(leaves[: head.size]) != head.root:
            raise IntegrityError(
                f"The database holds {len(leaves)} entries that do not begin with the tree of size {head.size} "
                "signed before; it is an older or another copy, and signing with it would fork the log."
            )


def _check_key(signer: LogSigner, size: int) -> None:
    """A process that read the former key before another entered the new one must not sign with it."""
    if signer.key not in [log.key for log in policy_at(size).logs]:
        raise UsageError(
            f"The log's key {signer.key.id.hex()} is not the one that the log's policy names, so nothing is signed; "
            "lockgate keys show completes a rotation that was cut short. Then do it again."
        )


def _sign(signer: LogSigner, size: int, root: bytes, at: datetime) -> None:
    note = _note(signer, Checkpoint(signer.origin, size, root).body())
    CheckpointRow.objects.create(size=size, root=root.hex(), note=note, at=at)
