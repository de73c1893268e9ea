"""Verifies a log's directory whole: every byte of it is either computed again or signed.

The directory holds `checkpoint`, `policy` and exactly the tiles and entry bundles of the checkpoint's
size. Nothing in it is believed: the entries are read, their tiles and root computed, the checkpoint's
signatures verified under the policy, and the policy compared with the hash that the log commits to. Where the
log's key changed, the former key's statement of its succession lies there too, and is held to its entry.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from lockgate.errors import IntegrityError
from lockgate.tlog.checkpoints import Checkpoint, parse_checkpoint
from lockgate.tlog.cosigned_times import check_times, doubts, gone_back
from lockgate.tlog.entries import Entry, parse_entry
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.notes import split_note
from lockgate.tlog.policies import Accepted, Cosigned, Policy, accept, open_signed, parse_policy
from lockgate.tlog.successions import Succession
from lockgate.tlog.text import HASH_SIZE
from lockgate.tlog.tiles import (
    LONGEST_ENTRY,
    WIDTH,
    entries_path,
    hash_tiles,
    parse_bundle,
    tree_paths,
    widths,
)
from lockgate.verify.files import list_files, read_below, shown
from lockgate.verify.successions import SUCCESSION, followed, read_successions, succession_paths

CHECKPOINT = "checkpoint"
"""The file with the signed checkpoint."""

POLICY = "policy"
"""The file with the policy in force."""

LONGEST_TEXT = 1 << 20
"""Bytes that a checkpoint or a policy may have."""


@dataclass(frozen=True)
class VerifiedLog:
    """A log of which every byte was verified."""

    accepted: Accepted
    policy: Policy
    pinned: bool
    """Whether the policy was given by the one who verifies, rather than taken from the directory."""
    raw: tuple[bytes, ...]
    """The entries' bytes, by index."""
    entries: tuple[Entry, ...]
    """The entries, by index."""
    since: Checkpoint | None
    """The earlier checkpoint that this log continues, where one was given."""
    successions: Mapping[int, Succession]
    """The changes of the log's key, by the index of their entry."""
    followed: tuple[int, ...]
    """Those of them that lead from the pinned policy to the log's; empty where the pinned one is the log's own."""
    cosigned_earlier: tuple[Cosigned, ...]
    """Who of the policy's witnesses cosigned the earlier checkpoint."""

    def policy_for(self, note: bytes) -> Policy:
        """The policy by which to judge a signed checkpoint of this log: that of the key which signed at its size.

        Raises:
            ValueError: the bytes are not a signed checkpoint.
        """
        return _policy_for(note, self.policy, self.successions)

    @property
    def newest(self) -> str:
        """The time of the newest entry."""
        return _newest(self.entries)

    def doubts(self, now: datetime) -> tuple[str, ...]:
        """A sentence for each time of a cosignature that cannot be right and that the quorum does not hang on.

        Args:
            now: what the clock of whoever verifies says, aware.
        """
        found = doubts(self.accepted, self.newest, now)
        return found if self.since is None else (*found, *gone_back((self.since, self.cosigned_earlier), self.accepted))

    @property
    def acts(self) -> dict[str, int]:
        """How many entries there are of each act, by the act's name."""
        return dict(sorted(Counter(entry.act for entry in self.entries).items()))


def verify_log(root: Path, pinned: bytes | None = None, since: bytes | None = None) -> VerifiedLog:
    """The verified log in a directory.

    Args:
        root: the directory.
        pinned: the policy as the one who verifies holds it; without it the directory's own is used,
            and `pinned` of the answer is False: then only consistency is shown, not whose log it is.
        since: a signed checkpoint kept from earlier; the log must continue it.

    Raises:
        UsageError: where the directory does not exist.
        IntegrityError: for anything missing, extra, unreadable, not in its one spelling, not signed as
            the policy asks, or not what it was.
    """
    files = list_files(root)
    policy = _policy(root, files, pinned)
    accepted = _accepted(policy, _file(root, files, CHECKPOINT))
    _check_tree_files(files, accepted.checkpoint.size)
    size = accepted.checkpoint.size
    raw = tuple(data for index, width in widths(size) for data in _bundle(root, index, width))
    hashes = [leaf_hash(data) for data in raw]
    _check_tiles(root, hashes)
    if root_of(hashes) != accepted.checkpoint.root:
        raise IntegrityError("the entries do not have the root that the checkpoint states")
    entries = tuple(_entry(index, data) for index, data in enumerate(raw))
    _check_policies(entries, policy)
    check_times(policy, accepted, _newest(entries))
    _check_extra(files, size, entries)
    successions = read_successions(root, entries, files)
    later = () if pinned is None else followed(pinned, entries, successions)
    if later is None:
        raise _other_policy()
    earlier, cosigned = (None, ()) if since is None else _check_since(policy, successions, since, hashes)
    return VerifiedLog(accepted, policy, pinned is not None, raw, entries, earlier, successions, later, cosigned)


def _newest(entries: tuple[Entry, ...]) -> str:
    return max(entry.time for entry in entries)


def _file(root: Path, files: set[str], name: str) -> bytes:
    if name not in files:
        raise IntegrityError(f"the file {name} is missing")
    return read_below(root, name, LONGEST_TEXT)


def _policy(root: Path, files: set[str], pinned: bytes | None) -> Policy:
    data = _file(root, files, POLICY)
    try:
        policy = parse_policy(data)
    except ValueError as error:
        raise IntegrityError(f"policy: {error}") from error
    # Equal bytes, not only equal keys: the log commits to the hash of the text, and a policy that was
    # changed since it was pinned must be pinned anew by a person who has looked at the change.
    # The one change that needs nobody to look is the log's key alone, as the pinned one itself signed.
    if pinned not in {None, data} and not any(file.startswith(f"{SUCCESSION}/") for file in files):
        raise _other_policy()
    return policy


def _other_policy() -> IntegrityError:
    return IntegrityError("policy: it is not the pinned policy; compare the two and ask the custodian")


def _accepted(policy: Policy, note: bytes) -> Accepted:
    try:
        accepted = accept(policy, note)
    except (ValueError, IntegrityError) as error:
        raise IntegrityError(f"checkpoint: {error}") from error
    # Elsewhere such lines are passed over; here a changed byte in a known signer's name would make it
    # an unknown one and go unseen.
    if accepted.unknown:
        raise IntegrityError("checkpoint: it has a signature by a key that the policy does not know")
    return accepted


def _check_tree_files(files: set[str], size: int) -> None:
    expected = {CHECKPOINT, POLICY}
    for path in tree_paths(size):
        if path not in files:
            raise IntegrityError(f"{path} is missing from a log of {size:,} entries")
        expected.add(path)
    # Which successions belong there is known once the entries are read.
    _refuse_extra({file for file in files - expected if not file.startswith(f"{SUCCESSION}/")}, size)


def _check_extra(files: set[str], size: int, entries: tuple[Entry, ...]) -> None:
    _refuse_extra(
        {file for file in files if file.startswith(f"{SUCCESSION}/")} - {*succession_paths(entries).values()}, size
    )


def _refuse_extra(files: set[str], size: int) -> None:
    extra = sorted(files)
    if extra:
        raise IntegrityError(f"{shown(extra[0])} does not belong to a log of {size:,} entries; remove it")


def _bundle(root: Path, index: int, width: int) -> tuple[bytes, ...]:
    path = entries_path(index, width)
    try:
        return parse_bundle(read_below(root, path, WIDTH * (2 + LONGEST_ENTRY)), width)
    except ValueError as error:
        raise IntegrityError(f"{path}: {error}") from error


def _entry(index: int, data: bytes) -> Entry:
    try:
        return parse_entry(data)
    except ValueError as error:
        raise IntegrityError(f"entry {index}: {error}") from error


def _check_tiles(root: Path, hashes: list[bytes]) -> None:
    for path, tile in hash_tiles(hashes):
        if read_below(root, path, WIDTH * HASH_SIZE) != tile:
            raise IntegrityError(f"{path} is not the tile of the entries it covers")


def _policy_hashes(entries: tuple[Entry, ...]) -> Iterator[tuple[int, str]]:
    for index, entry in enumerate(entries):
        if entry.policy is not None:
            yield index, entry.policy


def _check_policies(entries: tuple[Entry, ...], policy: Policy) -> None:
    if not entries or entries[0].policy is None:
        raise IntegrityError("entry 0 is not the policy entry that every log begins with")
    present = ""
    for index, committed in _policy_hashes(entries):
        if committed == present:
            raise IntegrityError(f"entry {index} is a policy entry that changes nothing")
        present = committed
    if sha256(policy.text).hexdigest() != present:
        raise IntegrityError("policy: it is not the one that the last policy entry of the log commits to")


def _policy_for(note: bytes, policy: Policy, successions: Mapping[int, Succession]) -> Policy:
    size = parse_checkpoint(split_note(note)[0]).size
    # A tree of that many entries holds those below that index: the key changes with the tree that holds the entry.
    return next((successions[index].before for index in sorted(successions) if size <= index), policy)


def _check_since(
    policy: Policy, successions: Mapping[int, Succession], since: bytes, hashes: list[bytes]
) -> tuple[Checkpoint, tuple[Cosigned, ...]]:
    """The earlier checkpoint and who cosigned it, once the log's first entries are shown to have its root.

    It only needs the log's signature: it is not relied on but compared, and the quorum that was asked
    when it was made may have been another. The log itself has been accepted under the whole policy.
    """
    try:
        earlier, cosigned, _ = open_signed(_policy_for(since, policy, successions), since)
    except (ValueError, IntegrityError) as error:
        raise IntegrityError(f"the earlier checkpoint: {error}") from error
    if earlier.size > len(hashes):
        raise IntegrityError(f"the log had {earlier.size:,} entries before and has {len(hashes):,} now")
    if root_of(hashes[: earlier.size]) != earlier.root:
        raise IntegrityError(f"the log's first {earlier.size:,} entries are not what they were: it was forked")
    return earlier, cosigned
