"""The recipient's command line: `python -m lockgate.recipient`, and `lockgate recipient`.

It needs nothing of lockgate but `seal`, `tlog`, `clock` and `errors`. Exit codes: 0 done · 1 the gateway refused,
or waits for witnesses · 2 bad usage or
unreadable input, nothing written · 3 the package does not verify, nothing written · 70 a defect of
this tool · 130 interrupted. One clear line on stderr, never a traceback.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from lockgate.clock import Clock, system_clock
from lockgate.errors import IntegrityError, UsageError
from lockgate.recipient.gated import acknowledge_gated, fetch_gated, open_gated
from lockgate.recipient.gateway import Post, RefusedError, http_post
from lockgate.recipient.packages import acknowledge, fetch, open_
from lockgate.recipient.receipt_log import log
from lockgate.recipient.results import Result

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_CODES: dict[type[Exception], int] = {RefusedError: 1, UsageError: 2, IntegrityError: 3}


@dataclass(frozen=True)
class World:
    """What the commands ask beside their words: the time, and the gateway at an address."""

    clock: Clock = system_clock
    gateway: Callable[[str], Post] = http_post


def main(argv: Sequence[str], clock: Clock = system_clock, gateway: Callable[[str], Post] = http_post) -> int:
    """Run one command and return the exit code.

    Args:
        argv: the words after `lockgate recipient`.
        clock: tells when a request or a receipt is signed or logged.
        gateway: speaks to the gateway at an address.
    """
    try:
        args = parser(World(clock, gateway)).parse_args(argv)
    except SystemExit as stopped:
        return int(stopped.code or 0)
    try:
        result = args.run(args)
    except (RefusedError, UsageError, IntegrityError) as error:
        return _fail(str(error), _CODES[type(error)], as_json=args.json)
    except KeyboardInterrupt:
        return _fail("Interrupted; nothing was left half-written.", 130, as_json=args.json)
    except Exception as error:  # noqa: BLE001 - the last resort: one line instead of a traceback
        return _fail(f"Unexpected {type(error).__name__}; please report it.", 70, as_json=args.json)
    _write(json.dumps(result.data) if args.json else "\n".join(result.lines), sys.stdout)
    return 0


def parser(world: World) -> ArgumentParser:
    """The parser of the recipient's command line; `world` is asked when a command needs the time or a gateway."""
    top = ArgumentParser(
        prog="lockgate recipient",
        description="For the named officer: fetch, open, acknowledge and log a package.",
        allow_abbrev=False,
    )
    words = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, summary: str) -> ArgumentParser:
        sub = words.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        sub.add_argument("--json", action="store_true", help="one JSON object on stdout")
        return sub

    _fetch_arguments(command("fetch", "take a package that was handed over"), world)
    _open_arguments(command("open", "verify a package and decrypt its answers"), world)
    _acknowledge_arguments(command("acknowledge", "write or send the signed receipt of a package"), world)
    _log_arguments(command("log", "append a package's receipt to the recipient's own log"), world.clock)
    return top


def _fetch_arguments(sub: ArgumentParser, world: World) -> None:
    sub.add_argument("source", metavar="DIR", nargs="?", help="the hand-over directory, of packages in the direct form")
    sub.add_argument(
        "package_id", metavar="PACKAGE_ID", help="32 hex digits, or the package's hash, 64; from the custodian's notice"
    )
    sub.add_argument("--as", dest="officer", metavar="OFFICER", required=True, help="the officer's id")
    _key_arguments(sub, required=False)
    sub.add_argument("--certificate", metavar="FILE", help="the officer's certificate")
    _gateway_arguments(sub)
    sub.add_argument("--release-certificate", metavar="FILE", help="the custodian's certificate, with --gateway")
    _out_arguments(sub, "DIR", "where the package is written, under its id")
    sub.set_defaults(run=lambda args: _either(args, world, fetch_gated, fetch))


def _open_arguments(sub: ArgumentParser, world: World) -> None:
    sub.add_argument("package", metavar="PACKAGE", help="the package's file")
    _key_arguments(sub)
    sub.add_argument("--certificate", metavar="FILE", required=True, help="the certificate it is sealed for")
    sub.add_argument("--release-certificate", metavar="FILE", required=True, help="the custodian's release certificate")
    sub.add_argument("--as", dest="officer", metavar="OFFICER", help="the officer's id, with --gateway")
    _gateway_arguments(sub)
    sub.add_argument("--policy", metavar="FILE", help="the log's policy, pinned by the recipient, with --gateway")
    _out_arguments(sub, "DIR", "an empty or new directory for answers.csv")
    sub.set_defaults(run=lambda args: _either(args, world, open_gated, open_))


def _acknowledge_arguments(sub: ArgumentParser, world: World) -> None:
    sub.add_argument("package", metavar="PACKAGE", help="the package's file")
    sub.add_argument("--officer", "--as", metavar="ID", required=True, help="the officer's id")
    _key_arguments(sub, required=False)
    sub.add_argument("--release-certificate", metavar="FILE", help="the custodian's certificate; checked when given")
    _gateway_arguments(sub)
    sub.add_argument("--out", metavar="FILE", help="where the signed receipt is written, without --gateway")
    sub.add_argument("--replace", action="store_true", help="replace what is there")
    sub.set_defaults(
        run=lambda args: _either(args, world, acknowledge_gated, lambda one: acknowledge(one, world.clock()))
    )


def _either(
    args: Namespace,
    world: World,
    gated: Callable[[Namespace, Post, Clock], Result],
    direct: Callable[[Namespace], Result],
) -> Result:
    """The command as a gateway answers it, where one is given; else as it works on files alone."""
    if args.gateway is not None:
        clock = world.clock if args.at is None else lambda: stated(args.at)
        return gated(args, world.gateway(args.gateway), clock)
    needed = {"source": "DIR", "key": "--key", "certificate": "--certificate", "out": "--out"}
    for name, word in needed.items():
        if getattr(args, name, "") is None:
            raise UsageError(f"Without --gateway, give {word} too.")
    return direct(args)


def _gateway_arguments(sub: ArgumentParser) -> None:
    sub.add_argument("--gateway", metavar="URL", help="the custodian's gateway, for packages in the gated form")
    sub.add_argument("--signing-key", metavar="FILE", help="the officer's signature key, PEM, with --gateway")
    sub.add_argument(
        "--at", metavar="INSTANT", help="what time it is at a rehearsal's gateway, whose clock is a stated one"
    )


def stated(text: str) -> datetime:
    """The instant that stands in for this machine's clock; a gateway takes none that is far from its own.

    Raises:
        UsageError: it is none.
    """
    try:
        return datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)
    except ValueError as error:
        raise UsageError(f"{text!r} is no instant; write it as 2025-08-08T09:30:00Z.") from error


def _log_arguments(sub: ArgumentParser, clock: Clock) -> None:
    sub.add_argument("package", metavar="PACKAGE", help="the package's file")
    for name, metavar, summary in (
        ("--file", "CSV", "the recipient's log, kept for ever"),
        ("--officer", "ID", "who received it"),
        ("--requested", "DATE", "when it was asked for"),
        ("--reason", "TEXT", "why it was asked for, naming no person"),
        ("--periods", "TEXT", "the taxable periods asked for"),
        ("--location", "TEXT", "exactly where it is kept"),
        ("--access", "TEXT", "who has access"),
    ):
        sub.add_argument(name, metavar=metavar, required=True, help=summary)
    sub.add_argument("--records", metavar="N", type=int, required=True, help="about how many records")
    sub.add_argument("--received", metavar="DATE", help="when it was received; today when left out")
    sub.add_argument("--disposed", metavar="DATE", help="when it was disposed of, if it was")
    sub.add_argument("--disposal-method", metavar="TEXT", help="how it was disposed of")
    sub.set_defaults(run=lambda args: log(args, clock()))


def _key_arguments(sub: ArgumentParser, *, required: bool = True) -> None:
    sub.add_argument("--key", metavar="FILE", required=required, help="the officer's private key, PEM")
    sub.add_argument("--passphrase-file", metavar="FILE", type=Path, help="a file with the key's passphrase")


def _out_arguments(sub: ArgumentParser, metavar: str, summary: str) -> None:
    sub.add_argument("--out", metavar=metavar, required=True, help=summary)
    sub.add_argument("--replace", action="store_true", help="replace what is there")


def _fail(sentence: str, code: int, *, as_json: bool) -> int:
    if as_json:
        _write(json.dumps({"ok": False, "error": sentence}), sys.stdout)
    _write(f"lockgate recipient: {sentence}", sys.stderr)
    return code


def _write(text: str, stream: TextIO) -> None:
    # File and certificate contents may be shown: control characters are made visible.
    shown = "".join(one if one == "\n" or one.isprintable() else ascii(one)[1:-1] for one in text)
    encoding = stream.encoding or "ascii"
    stream.write(shown.encode(encoding, "backslashreplace").decode(encoding) + "\n")
