"""`lockgate verify submission FILE`: does every record of a submission have its outcome under the closing entry?

The closing entry states how many outcomes there are and their root. The file gives every record's leaf: none can be
missing, doubled, changed or out of place. What answers are opened in it is counted; grounds stay closed.
"""

from argparse import ArgumentParser, Namespace

from lockgate.errors import IntegrityError
from lockgate.tlog.submissions import read_closing, verify_submission
from lockgate.verify.commands import Answer, Command, Value
from lockgate.verify.files import open_argument
from lockgate.verify.log import add_log, check_keys_given, policy_over

LONGEST_DOCUMENT = 1 << 40
"""Bytes that a document may have; it is read line by line."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the submission's outcomes")
    add_log(parser, "the closing entry")


def _run(args: Namespace) -> Answer:
    check_keys_given(args, "outcomes are")
    with open_argument(args.file, LONGEST_DOCUMENT) as file:
        try:
            closing = read_closing(file)
            verified = verify_submission(file, closing, policy_over(args, closing.proof, closing.entry, "the closing"))
        except ValueError as error:
            raise IntegrityError(f"the submission's outcomes: {error}") from error
    tree, entry, counts = verified.accepted.checkpoint, verified.entry, verified.answers
    records = sum(counts.values())
    lines = [
        f"case     {entry.case}",
        f"entry    {verified.index} ({entry.act}, {entry.time}) in {tree.origin}",
        f"tree     {tree.size:,} entries, root {tree.root.hex()}",
        f"records  {records:,}",
        *(f"answer   {word} {count:,}" for word, count in counts.items()),
        f"OK: all {records:,} records have the outcome that the closing entry commits to",
    ]
    data: dict[str, Value] = {
        "ok": True,
        "case": entry.case,
        "index": verified.index,
        "act": entry.act,
        "time": entry.time,
        "origin": tree.origin,
        "size": tree.size,
        "records": records,
        "answers": dict(counts),
    }
    return Answer(tuple(lines), data)


COMMAND = Command("submission", "verify that every record of a submission has its outcome", _arguments, _run)
"""The command `submission`."""
