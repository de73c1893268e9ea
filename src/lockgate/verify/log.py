"""`lockgate verify log DIR`: is this directory a whole, unaltered log, and whose?"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from lockgate.errors import IntegrityError, UsageError
from lockgate.tlog.policies import NONE, Policy, parse_policy
from lockgate.tlog.proofs import LogProof
from lockgate.verify.commands import Answer, Command, Value
from lockgate.verify.files import read_argument
from lockgate.verify.logs import LONGEST_TEXT, VerifiedLog, verify_log


def add_policy(parser: ArgumentParser) -> None:
    """The option --policy, which several commands share."""
    parser.add_argument("--policy", metavar="FILE", help="the policy you hold yourself: pins the log's keys and quorum")


def read_policy(args: Namespace) -> bytes | None:
    """The bytes of the policy that was given, if one was; raises UsageError where it cannot be read."""
    return None if args.policy is None else read_argument(args.policy, LONGEST_TEXT)


def add_log(parser: ArgumentParser, what: str) -> None:
    """The options --policy and --log of what is verified under a log's keys; ``what`` must stand in the log."""
    add_policy(parser)
    parser.add_argument("--log", metavar="DIR", help=f"the log's directory, in which {what} must stand too")


def check_keys_given(args: Namespace, what: str) -> None:
    """Raises UsageError where neither a policy nor a log was given."""
    if args.policy is None and args.log is None:
        raise UsageError(f"{what} verified against a log's keys: give --policy FILE or --log DIR")


def policy_over(args: Namespace, proof: LogProof, entry: bytes, whose: str) -> Policy:
    """The policy to verify under; with a log, only once the entry was found in it.

    Raises:
        UsageError: a file that was named cannot be read.
        IntegrityError: the log does not hold, or has another entry there.
    """
    pinned = read_policy(args)
    if args.log is None:
        return parse_policy(pinned or b"")
    log = verify_log(Path(args.log), pinned)
    if log.raw[proof.index : proof.index + 1] != (entry,):
        raise IntegrityError(f"entry {proof.index} of the log is not {whose} entry")
    try:
        return log.policy_for(proof.checkpoint)
    except ValueError as error:
        raise IntegrityError(f"the checkpoint in {whose} proof: {error}") from error


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("directory", metavar="DIR", help="the log's directory: checkpoint, policy, tile/")
    add_policy(parser)
    parser.add_argument(
        "--since", metavar="CHECKPOINT", help="a checkpoint kept from earlier, which the log must continue"
    )


def _run(args: Namespace) -> Answer:
    pinned = read_policy(args)
    since = None if args.since is None else read_argument(args.since, LONGEST_TEXT)
    log = verify_log(Path(args.directory), pinned, since)
    return Answer((*describe(log), f"OK: all {len(log.entries):,} entries verified"), as_data(log))


def describe(log: VerifiedLog) -> tuple[str, ...]:
    """What was verified of a log, in lines for people."""
    checkpoint = log.accepted.checkpoint
    acts = ", ".join(f"{act} {count:,}" for act, count in log.acts.items())
    lines = [
        f"log      {checkpoint.origin}",
        f"size     {checkpoint.size:,} entries",
        f"root     {checkpoint.root.hex()}",
        f"policy   {log.policy.hash} ({_pinning(log)})",
        f"quorum   {_quorum(log)}",
        f"acts     {acts}",
        f"time     first {log.entries[0].time}, last {log.entries[-1].time}",
    ]
    if log.successions:
        places = ", ".join(f"{index:,}" for index in log.successions)
        lines.append(f"key      succeeded, as the former key signed, at entry {places}")
    if log.since is not None:
        lines.append(f"since    continues the checkpoint of {log.since.size:,} entries that was given")
    return tuple(lines)


def _pinning(log: VerifiedLog) -> str:
    if log.followed:
        return "follows from the one pinned by --policy: only the log's key changed, as the pinned key signed"
    if log.pinned:
        return "pinned by --policy"
    return "NOT PINNED: taken from the directory itself; give --policy with one you got from elsewhere"


def _quorum(log: VerifiedLog) -> str:
    names = ", ".join(log.accepted.witnesses) or "nobody"
    if log.policy.quorum == NONE:
        return f"none: the policy asks for no witness; cosigned by {names}"
    return f"{log.policy.quorum}: reached; cosigned by {names}"


def as_data(log: VerifiedLog) -> dict[str, Value]:
    """What was verified of a log, as one object."""
    checkpoint = log.accepted.checkpoint
    return {
        "ok": True,
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "policy": {"hash": log.policy.hash, "pinned": log.pinned},
        "successions": list(log.successions),
        "quorum": log.policy.quorum,
        "cosigned_by": list(log.accepted.witnesses),
        "acts": dict(log.acts),
        "first": log.entries[0].time,
        "last": log.entries[-1].time,
        "since": None if log.since is None else log.since.size,
    }


COMMAND = Command("log", "verify a log's whole directory", _arguments, _run)
"""The command `log`."""
