"""The verifier's command line: `python -m lockgate.verify`, the zipapp, and `lockgate verify`.

It needs nothing of lockgate but `tlog`, a little of `seal`, `clock` and `errors`, and of others only `cryptography`.
Exit codes: 0 verified · 2 bad usage or unreadable input · 3 something does not verify · 70 a defect
of the verifier itself · 130 interrupted. One clear line on stderr, never a traceback.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import TextIO

from lockgate.clock import Clock, system_clock
from lockgate.errors import IntegrityError, UsageError
from lockgate.verify import accounting, decisions, entry, log, outcome, package, submission
from lockgate.verify.commands import Command

COMMANDS: tuple[Command, ...] = (
    log.COMMAND,
    entry.COMMAND,
    outcome.COMMAND,
    submission.COMMAND,
    accounting.COMMAND,
    decisions.COMMAND,
    package.COMMAND,
    package.MANIFEST_COMMAND,
)
"""The commands, in the order of the help."""


def parser() -> ArgumentParser:
    """The parser of the verifier's command line."""
    top = ArgumentParser(
        prog="lockgate verify",
        description="Verify what lockgate published, offline and trusting nothing but the keys you hold.",
        allow_abbrev=False,
    )
    words = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = words.add_parser(command.name, help=command.summary, description=command.summary, allow_abbrev=False)
        command.arguments(sub)
        sub.add_argument("--json", action="store_true", help="one JSON object on stdout")
        sub.set_defaults(run=command.run)
    return top


def main(argv: Sequence[str], clock: Clock = system_clock) -> int:
    """Runs one command and returns the exit code.

    Args:
        argv: the words after `lockgate verify`.
        clock: what the times of cosignatures are compared with; nothing is refused by it.
    """
    try:
        args = parser().parse_args(argv)
    except SystemExit as stopped:
        return int(stopped.code or 0)
    args.now = clock()
    try:
        answer = args.run(args)
    except UsageError as error:
        return _fail(str(error), 2, as_json=args.json)
    except IntegrityError as error:
        return _fail(str(error), 3, as_json=args.json)
    except KeyboardInterrupt:
        return _fail("interrupted", 130, as_json=args.json)
    except Exception as error:  # noqa: BLE001 - the last resort: one line instead of a traceback
        return _fail(f"unexpected {type(error).__name__}; please report it", 70, as_json=args.json)
    text = json.dumps(answer.data) if args.json else "\n".join(answer.lines)
    _write(text, sys.stdout)
    return 0


def _fail(sentence: str, code: int, *, as_json: bool) -> int:
    if as_json:
        _write(json.dumps({"ok": False, "error": sentence}), sys.stdout)
    _write(f"lockgate verify: {sentence}", sys.stderr)
    return code


def _write(text: str, stream: TextIO) -> None:
    # What is shown comes from files somebody else wrote: control characters are made visible, and
    # what the terminal cannot show is escaped.
    shown = "".join(one if one == "\n" or one.isprintable() else ascii(one)[1:-1] for one in text)
    encoding = stream.encoding or "ascii"
    stream.write(shown.encode(encoding, "backslashreplace").decode(encoding) + "\n")
