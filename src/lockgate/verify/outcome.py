"""`lockgate verify outcome FILE`: was this answer, to this row, the one that the log commits to?"""

from argparse import ArgumentParser, Namespace

from lockgate.errors import IntegrityError
from lockgate.tlog.outcomes import Opened, parse_outcome, verify_outcome
from lockgate.verify.commands import Answer, Command, Value
from lockgate.verify.files import read_argument
from lockgate.verify.proved import Proved, add_log, check_keys_given, under

LONGEST_DOCUMENT = 1 << 22
"""Bytes that an opened outcome may have."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the opened outcome")
    add_log(parser, "the entry")


def _run(args: Namespace) -> Answer:
    check_keys_given(args, "an outcome is")
    data = read_argument(args.file, LONGEST_DOCUMENT)
    try:
        outcome = parse_outcome(data)
        held = under(args, outcome.proof, outcome.entry, "the outcome's")
        verified = verify_outcome(outcome, held.policy)
    except ValueError as error:
        raise IntegrityError(f"the outcome: {error}") from error
    proved = Proved(outcome.proof.index, verified.entry, verified.accepted, held, args)
    ground = outcome.ground.text if isinstance(outcome.ground, Opened) else None
    lines = [
        f"row      {outcome.row}",
        f"answer   {outcome.answer.text}",
        f"ground   {'not opened' if ground is None else ground}",
        *proved.lines(),
        "OK: this is the outcome that the log commits to for this row",
    ]
    said: dict[str, Value] = {"ok": True, "row": outcome.row, "answer": outcome.answer.text, "ground": ground}
    return Answer(tuple(lines), {**said, **proved.data})


COMMAND = Command("outcome", "verify one record's opened outcome", _arguments, _run)
"""The command `outcome`."""
