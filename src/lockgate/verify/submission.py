"""`lockgate verify submission FILE`: does every record of a submission have its outcome under the closing entry?

The closing entry states how many outcomes there are and their root. The file gives every record's leaf: none can be
missing, doubled, changed or out of place. What answers are opened in it is counted; grounds stay closed.
"""

from argparse import ArgumentParser, Namespace

from lockgate.errors import IntegrityError
from lockgate.tlog.submissions import read_closing, verify_submission
from lockgate.verify.commands import Answer, Command
from lockgate.verify.files import open_argument
from lockgate.verify.proved import Proved, add_log, check_keys_given, under

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
            held = under(args, closing.proof, closing.entry, "the closing")
            verified = verify_submission(file, closing, held.policy)
        except ValueError as error:
            raise IntegrityError(f"the submission's outcomes: {error}") from error
    counts, records = verified.answers, sum(verified.answers.values())
    proved = Proved(verified.index, verified.entry, verified.accepted, held, args)
    lines = [
        f"case     {verified.entry.case}",
        *proved.lines(),
        f"records  {records:,}",
        *(f"answer   {word} {count:,}" for word, count in counts.items()),
        f"OK: all {records:,} records have the outcome that the closing entry commits to",
    ]
    return Answer(tuple(lines), {"ok": True, **proved.data, "records": records, "answers": dict(counts)})


COMMAND = Command("submission", "verify that every record of a submission has its outcome", _arguments, _run)
"""The command `submission`."""
