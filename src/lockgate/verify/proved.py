"""What the commands about one document share: it carries an entry and the proof of it, verified under a log's keys."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

from lockgate.errors import IntegrityError, UsageError
from lockgate.tlog.cosigned_times import doubts, gone_back
from lockgate.tlog.entries import Entry
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.policies import Accepted, Policy, open_signed, parse_policy
from lockgate.tlog.proofs import LogProof
from lockgate.verify.commands import Value, doubt_lines
from lockgate.verify.log import add_policy, read_policy
from lockgate.verify.logs import VerifiedLog, verify_log


def add_log(parser: ArgumentParser, what: str) -> None:
    """The options --policy and --log of what is verified under a log's keys; ``what`` must stand in the log."""
    add_policy(parser)
    parser.add_argument("--log", metavar="DIR", help=f"the log's directory, in which {what} must stand too")


def check_keys_given(args: Namespace, what: str) -> None:
    """Raises UsageError where neither a policy nor a log was given."""
    if args.policy is None and args.log is None:
        raise UsageError(f"{what} verified against a log's keys: give --policy FILE or --log DIR")


@dataclass(frozen=True)
class Under:
    """What a proof is verified under: the policy of its checkpoint, and the whole log, where one was given."""

    policy: Policy
    log: VerifiedLog | None


def under(args: Namespace, proof: LogProof, entry: bytes, whose: str) -> Under:
    """The policy to verify under; with a log, only once the entry was found in it.

    Raises:
        UsageError: a file that was named cannot be read.
        IntegrityError: the log does not hold, or has another entry there.
    """
    pinned = read_policy(args)
    if args.log is None:
        return Under(parse_policy(pinned or b""), None)
    log = verify_log(Path(args.log), pinned)
    if log.raw[proof.index : proof.index + 1] != (entry,):
        raise IntegrityError(f"entry {proof.index} of the log is not {whose} entry")
    try:
        policy = log.policy_for(proof.checkpoint)
        tree, _, _ = open_signed(policy, proof.checkpoint)
    except (ValueError, IntegrityError) as error:
        raise IntegrityError(f"the checkpoint in {whose} proof: {error}") from error
    if tree.size <= len(log.raw) and tree.root != root_of([leaf_hash(raw) for raw in log.raw[: tree.size]]):
        raise IntegrityError(f"{whose} proof is of another tree of {tree.size:,} entries than the log: it was forked")
    return Under(policy, log)


@dataclass(frozen=True)
class Proved:
    """An entry that was shown to stand in a log: by which checkpoint, held to what, and when that was."""

    index: int
    entry: Entry
    accepted: Accepted
    held: Under
    args: Namespace

    @property
    def doubts(self) -> tuple[str, ...]:
        """What cannot be right about the times of its cosignatures, and of those of the log."""
        found = doubts(self.accepted, self.entry.time, self.args.now)
        log = self.held.log
        if log is None:
            return found
        earlier = (self.accepted.checkpoint, self.accepted.cosigned)
        return (*found, *log.doubts(self.args.now), *gone_back(earlier, log.accepted))

    def lines(self, width: int = 9) -> tuple[str, ...]:
        """The entry, the tree and the doubts, for people; words begin behind so many columns."""
        tree = self.accepted.checkpoint
        return (
            f"{'entry':<{width}}{self.index} ({self.entry.act}, {self.entry.time}) in {tree.origin}",
            f"{'tree':<{width}}{tree.size:,} entries, root {tree.root.hex()}",
            *doubt_lines(self.doubts, width),
        )

    @property
    def data(self) -> dict[str, Value]:
        """The same as members of one object."""
        tree = self.accepted.checkpoint
        return {
            "case": self.entry.case,
            "index": self.index,
            "act": self.entry.act,
            "time": self.entry.time,
            "origin": tree.origin,
            "size": tree.size,
            "root": tree.root.hex(),
            "doubts": list(self.doubts),
        }
