"""`lockgate verify entry DIR INDEX`: one entry of a log, shown after the whole log was verified."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.tlog.entries import Subtree
from lockgate.tlog.merkle import leaf_hash
from lockgate.verify.commands import Answer, Command, Value, doubt_lines
from lockgate.verify.log import add_policy, read_policy
from lockgate.verify.logs import verify_log


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("directory", metavar="DIR", help="the log's directory")
    parser.add_argument("index", metavar="INDEX", type=int, help="the entry's index, from 0")
    add_policy(parser)


def _run(args: Namespace) -> Answer:
    log = verify_log(Path(args.directory), read_policy(args))
    if not 0 <= args.index < len(log.entries):
        raise UsageError(f"the log has entries 0 to {len(log.entries) - 1}, and no entry {args.index}")
    entry, raw = log.entries[args.index], log.raw[args.index]
    lines = [
        f"entry    {args.index} of {len(log.entries):,} in {log.accepted.checkpoint.origin}",
        f"hash     {leaf_hash(raw).hex()}",
        f"act      {entry.act}",
        f"case     {entry.case or 'none'}",
        f"time     {entry.time}",
        f"law      {entry.law or 'none'}",
        f"pack     {entry.pack or 'none'}",
        f"detail   {_subtree(entry.detail)}",
    ]
    if entry.records is not None:
        lines.append(f"records  {_subtree(entry.records)}")
    if entry.policy is not None:
        lines.append(f"policy   {entry.policy}")
    text, doubts = raw.decode("utf-8"), log.doubts(args.now)
    data: dict[str, Value] = {"ok": True, "index": args.index, "hash": leaf_hash(raw).hex(), "entry": text}
    return Answer((*lines, *doubt_lines(doubts)), {**data, "doubts": list(doubts)})


def _subtree(subtree: Subtree) -> str:
    return f"{subtree.size:,} leaves under {subtree.root.hex()}"


COMMAND = Command("entry", "show one entry of a log", _arguments, _run)
"""The command `entry`."""
