"""`lockgate verify log DIR`: is this directory a whole, unaltered log, and whose?"""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from lockgate.tlog.policies import NONE
from lockgate.verify.commands import Answer, Command, Value, doubt_lines
from lockgate.verify.files import read_argument
from lockgate.verify.logs import LONGEST_TEXT, VerifiedLog, verify_log


def add_policy(parser: ArgumentParser) -> None:
    """The option --policy, which several commands share."""
    parser.add_argument("--policy", metavar="FILE", help="the policy you hold yourself: pins the log's keys and quorum")


def read_policy(args: Namespace) -> bytes | None:
    """The bytes of the policy that was given, if one was; raises UsageError where it cannot be read."""
    return None if args.policy is None else read_argument(args.policy, LONGEST_TEXT)


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
    lines = (*describe(log, args.now), f"OK: all {len(log.entries):,} entries verified")
    return Answer(lines, as_data(log, args.now))


def describe(log: VerifiedLog, now: datetime) -> tuple[str, ...]:
    """What was verified of a log, in lines for people; ``now`` is what the clock here says."""
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
    return (*lines, *doubt_lines(log.doubts(now)))


def _pinning(log: VerifiedLog) -> str:
    if log.followed:
        return "follows from the one pinned by --policy: only the log's key changed, as the pinned key signed"
    if log.pinned:
        return "pinned by --policy"
    return "NOT PINNED: taken from the directory itself; give --policy with one you got from elsewhere"


def _quorum(log: VerifiedLog) -> str:
    names = ", ".join(f"{one.witness} at {one.at:%Y-%m-%dT%H:%M:%SZ}" for one in log.accepted.cosigned) or "nobody"
    if log.policy.quorum == NONE:
        return f"none: the policy asks for no witness; cosigned by {names}"
    return f"{log.policy.quorum}: reached; cosigned by {names}"


def as_data(log: VerifiedLog, now: datetime) -> dict[str, Value]:
    """What was verified of a log, as one object; ``now`` is what the clock here says."""
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
        "cosigned_at": [f"{one.at:%Y-%m-%dT%H:%M:%SZ}" for one in log.accepted.cosigned],
        "doubts": list(log.doubts(now)),
        "acts": dict(log.acts),
        "first": log.entries[0].time,
        "last": log.entries[-1].time,
        "since": None if log.since is None else log.since.size,
    }


COMMAND = Command("log", "verify a log's whole directory", _arguments, _run)
"""The command `log`."""
