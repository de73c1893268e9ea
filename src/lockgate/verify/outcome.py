"""`lockgate verify outcome FILE`: was this answer, to this row, the one that the log commits to?"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from lockgate.errors import IntegrityError, UsageError
from lockgate.tlog.outcomes import Opened, OpenedOutcome, parse_outcome, verify_outcome
from lockgate.tlog.policies import Policy, parse_policy
from lockgate.verify.commands import Answer, Command
from lockgate.verify.files import read_argument
from lockgate.verify.log import add_policy, read_policy
from lockgate.verify.logs import verify_log

LONGEST_DOCUMENT = 1 << 22
"""Bytes that an opened outcome may have."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the opened outcome")
    add_policy(parser)
    parser.add_argument("--log", metavar="DIR", help="the log's directory, in which the entry must stand too")


def _run(args: Namespace) -> Answer:
    if args.policy is None and args.log is None:
        raise UsageError("an outcome is verified against a log's keys: give --policy FILE or --log DIR")
    data = read_argument(args.file, LONGEST_DOCUMENT)
    try:
        outcome = parse_outcome(data)
        policy = _policy(args, outcome)
        verified = verify_outcome(outcome, policy)
    except ValueError as error:
        raise IntegrityError(f"the outcome: {error}") from error
    tree, entry = verified.accepted.checkpoint, verified.entry
    ground = outcome.ground.text if isinstance(outcome.ground, Opened) else None
    lines = [
        f"row      {outcome.row}",
        f"answer   {outcome.answer.text}",
        f"ground   {'not opened' if ground is None else ground}",
        f"entry    {outcome.proof.index} ({entry.act}, {entry.time}) in {tree.origin}",
        f"tree     {tree.size:,} entries, root {tree.root.hex()}",
        "OK: this is the outcome that the log commits to for this row",
    ]
    return Answer(
        tuple(lines),
        {
            "ok": True,
            "row": outcome.row,
            "answer": outcome.answer.text,
            "ground": ground,
            "index": outcome.proof.index,
            "act": entry.act,
            "time": entry.time,
            "origin": tree.origin,
            "size": tree.size,
            "root": tree.root.hex(),
        },
    )


def _policy(args: Namespace, outcome: OpenedOutcome) -> Policy:
    """The policy to verify under; with a log, only once the outcome's entry was found in it."""
    pinned = read_policy(args)
    if args.log is not None:
        log = verify_log(Path(args.log), pinned)
        if log.raw[outcome.proof.index : outcome.proof.index + 1] != (outcome.entry,):
            raise IntegrityError(f"entry {outcome.proof.index} of the log is not the outcome's entry")
        return log.policy
    return parse_policy(pinned or b"")


COMMAND = Command("outcome", "verify one record's opened outcome", _arguments, _run)
"""The command `outcome`."""
