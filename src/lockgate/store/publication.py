"""Publishing: from a signed head in the database to files that anybody can verify.

Witnesses are asked with no lock held, and their cosignatures kept; a policy whose quorum is not reached stops
the publication there. Then the files: new tiles and bundles first, the policy, the checkpoint last by a
rename, and whatever the new size supersedes removed. A crash in between leaves a folder that the next
publication mends; ``lockgate verify log`` is strict and finds it until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as with_doubts
from functools import lru_cache
from pathlib import Path

from lockgate.errors import IntegrityError
from lockgate.store import crashpoints
from lockgate.store.cosigning import (
    Ask,
    Said,
    ask_nobody,
    cosigned_note,
    doubts,
    hear,
    is_reached,
    keep_cosignatures,
    newest_head,
    unreached,
)
from lockgate.store.files import PUBLIC, replace
from lockgate.store.heads import keep_head, writing
from lockgate.store.home import Home
from lockgate.store.models.log import CheckpointRow, EntryRow, IndexRow
from lockgate.store.policies import policy_at, successions
from lockgate.tlog.checkpoints import Checkpoint, parse_checkpoint
from lockgate.tlog.merkle import inclusion_proof, leaf_hash, root_of
from lockgate.tlog.notes import split_note
from lockgate.tlog.policies import Policy, accept
from lockgate.tlog.proofs import LogProof, proof_bytes
from lockgate.tlog.tiles import tree_files

CHECKPOINT, POLICY, SUCCESSION = "checkpoint", "policy", "succession"
"""The two files of the published log beside its tiles, and the folder of successions, if the log's key ever changed."""

_ROUNDS = 5
"""How often a newer head may be found signed before this process leaves the publication to others."""


@dataclass(frozen=True, slots=True)
class Publication:
    """How a publication ended: the size that is published now, and why it is not the newest if it is not."""

    size: int
    refused: str = ""
    doubts: tuple[str, ...] = ()
    """What a witness states against the others, a sentence each."""


def publish(home: Home, ask: Ask = ask_nobody) -> Publication:
    """Publish the newest signed head, if its policy's quorum is reached.

    Args:
        home: the office's home; its ``log`` folder is written.
        ask: asks the witnesses of the policy, with no lock held.

    Raises:
        IntegrityError: the signed head does not cover the entries it states, or a witness has seen another log.
    """
    for _ in range(_ROUNDS):
        row = newest_head()
        if row is None:
            return Publication(0, "No head of the log is signed yet.")
        policy = policy_at(row.size)
        said: Sequence[Said] = ()
        if not is_reached(row, policy):
            said = hear(ask, policy, cosigned_note(row))
            keep_cosignatures(row, policy, said)
        if is_reached(row, policy):
            keep_head(home)
            with writing(home):
                return with_doubts(_write(home, row, policy), doubts=doubts(said))
        if not CheckpointRow.objects.filter(size__gt=row.size).exists():
            break
        # Another process has signed meanwhile, and the witnesses have seen its head: ask them for that one.
    return Publication(published_size(home), unreached(policy, said))


def _write(home: Home, row: CheckpointRow, policy: Policy) -> Publication:
    now = published_size(home)
    if now > row.size:
        return Publication(now)
    note = cosigned_note(row)
    accepted = accept(policy, note)
    entries = _entries(row.size)
    files = tree_files(entries)
    _check_root(accepted.checkpoint, row, entries)
    wanted = {home.log / path: data for path, data in files.items()}
    wanted |= {home.log / SUCCESSION / str(index): data for index, data in successions(row.size).items()}
    for file, data in wanted.items():
        _put(file, data, home.scratch)
    _put(home.log / POLICY, policy.text, home.scratch)
    crashpoints.reached("log.before_checkpoint")
    _put(home.log / CHECKPOINT, note, home.scratch)
    crashpoints.reached("log.after_checkpoint")
    _clear(home.log, {*wanted, home.log / POLICY, home.log / CHECKPOINT})
    return Publication(row.size)


def _entries(size: int) -> list[bytes]:
    rows = IndexRow.objects.filter(index__lt=size).order_by("index").values_list("entry__body", flat=True)
    return [bytes(body) for body in rows]


def _check_root(checkpoint: Checkpoint, row: CheckpointRow, entries: list[bytes]) -> None:
    from_bodies = root_of([leaf_hash(entry) for entry in entries])
    if len(entries) != row.size or checkpoint.root != from_bodies or row.root != from_bodies.hex():
        raise IntegrityError(
            f"The head of size {row.size} does not state the tree of its entries; "
            "an entry in the database was changed after it was signed."
        )


def _put(file: Path, data: bytes, scratch: Path) -> None:
    try:
        if file.read_bytes() == data:
            return
    except (FileNotFoundError, NotADirectoryError):
        pass
    replace(data, file, scratch, PUBLIC)
    crashpoints.reached("log.after_file")


def _clear(folder: Path, wanted: set[Path]) -> None:
    """Remove what a log of this size does not have: superseded partial tiles and remains of a crash."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()
            crashpoints.reached("log.after_removal")


def published_size(home: Home) -> int:
    """How many entries stand under the published checkpoint, verified under its policy; 0 before the first.

    Raises:
        IntegrityError: the published checkpoint is not one that this office signed, or lacks its quorum.
    """
    try:
        note = (home.log / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return 0
    return _published(note).size


def _published(note: bytes) -> Checkpoint:
    try:
        text, _ = split_note(note)
        stated = parse_checkpoint(text)
        checkpoint = _accepted(policy_at(stated.size), note)
    except ValueError as error:
        raise IntegrityError(f"The published checkpoint cannot be read: {error}.") from error
    row = CheckpointRow.objects.filter(size=checkpoint.size).first()
    if row is None or bytes.fromhex(row.root) != checkpoint.root:
        raise IntegrityError(
            f"The published checkpoint of size {checkpoint.size} is not one that this database signed."
        )
    return checkpoint


@lru_cache(maxsize=4)
def _accepted(policy: Policy, note: bytes) -> Checkpoint:
    """The same bytes under the same policy are as good the next time: every act reads the published checkpoint."""
    return accept(policy, note).checkpoint


def waits(home: Home) -> bool:
    """Whether something was entered that does not stand under the published checkpoint.

    Raises:
        IntegrityError: as ``published_size``.
    """
    return EntryRow.objects.count() > published_size(home)


def is_published(home: Home, leaf: str) -> bool:
    """Whether the entry of this leaf hash (hexadecimal) stands under the published checkpoint."""
    return IndexRow.objects.filter(entry__leaf=leaf, index__lt=published_size(home)).exists()


def prove(home: Home, leaf: str) -> bytes:
    """The proof (C2SP tlog-proof) that an entry stands under the published checkpoint.

    The entry itself is its extra data, so that the proof is checked under the log's policy alone.

    Raises:
        IntegrityError: it does not stand there.
    """
    note = (home.log / CHECKPOINT).read_bytes() if published_size(home) else b""
    size = _published(note).size if note else 0
    place = IndexRow.objects.filter(entry__leaf=leaf, index__lt=size).select_related("entry").first()
    if place is None:
        raise IntegrityError(f"Entry {leaf[:12]} is not published yet; publish the log first.")
    leaves = IndexRow.objects.filter(index__lt=size).order_by("index").values_list("entry__leaf", flat=True)
    path = inclusion_proof([bytes.fromhex(one) for one in leaves], place.index)
    return proof_bytes(LogProof(place.index, path, note, bytes(place.entry.body)))
