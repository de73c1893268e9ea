"""The witness's command line: `python -m lockgate.witness`, and `lockgate witness`.

It needs nothing of lockgate but `tlog`, `clock` and `errors`, and of others only `cryptography`. Exit codes:
0 done · 2 bad usage or unreadable input · 3 what it saw is lost or changed · 70 a defect of this tool · 130
interrupted. One clear line on stderr, never a traceback.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import TextIO

from lockgate.clock import Clock, system_clock
from lockgate.errors import IntegrityError, UsageError
from lockgate.tlog.notes import WITNESS_KEY, NoteKey, vkey
from lockgate.witness.answering import Witness
from lockgate.witness.folder import add_log, create, held, load
from lockgate.witness.serving import Server

LOOPBACK, PORT = "127.0.0.1", 8333
"""Where it listens when nothing is said."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command says: to people, and as one object."""

    lines: Sequence[str]
    data: Mapping[str, object]


def main(argv: Sequence[str], clock: Clock = system_clock) -> int:
    """Run one command and return the exit code.

    Args:
        argv: the words after `lockgate witness`.
        clock: whose time the cosignatures state.
    """
    try:
        args = parser(clock).parse_args(argv)
    except SystemExit as stopped:
        return int(stopped.code or 0)
    try:
        said: Said = args.run(args)
    except UsageError as error:
        return _fail(str(error), 2, as_json=args.json)
    except IntegrityError as error:
        return _fail(str(error), 3, as_json=args.json)
    except KeyboardInterrupt:
        return _fail("Interrupted; every cosignature that was given is in the views.", 130, as_json=args.json)
    except Exception as error:  # noqa: BLE001 - the last resort: one line instead of a traceback
        return _fail(f"Unexpected {type(error).__name__}; please report it.", 70, as_json=args.json)
    _write(json.dumps(said.data) if args.json else "\n".join(said.lines), sys.stdout)
    return 0


def parser(clock: Clock) -> ArgumentParser:
    """The parser of the witness's command line."""
    top = ArgumentParser(
        prog="lockgate witness",
        description="For an outside party: see every checkpoint of a log first, and cosign what only ever grows.",
        allow_abbrev=False,
    )
    words = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, summary: str) -> ArgumentParser:
        sub = words.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        sub.add_argument("folder", metavar="DIR", type=Path, help="the witness's folder")
        sub.add_argument("--json", action="store_true", help="one JSON object on stdout")
        return sub

    made = command("create", "make a witness: its key, and no log yet")
    made.add_argument("--name", metavar="NAME", required=True, help="the key's name, such as witness.example/ig")
    made.set_defaults(run=_create)
    added = command("add", "let the witness know a log; not while it serves")
    added.add_argument("log", metavar="FILE", type=Path, help="the log's log.vkey, from its officers")
    added.set_defaults(run=lambda args: _add(args, clock))
    served = command("serve", "answer logs until interrupted")
    served.add_argument("--host", default=LOOPBACK, help=f"the address to listen on; else {LOOPBACK}")
    served.add_argument("--port", type=int, default=PORT, help=f"the port; else {PORT}, and 0 for any that is free")
    served.set_defaults(run=lambda args: _serve(args, clock))
    shown = command("show", "say which key it has and what it has seen")
    shown.set_defaults(run=_show)
    return top


def _create(args: Namespace) -> Said:
    key = create(args.folder, args.name, token_bytes)
    return _key_said(key, ["Next: lockgate witness add DIR log.vkey, then lockgate witness serve DIR."])


def _key_said(key: NoteKey, more: Sequence[str]) -> Said:
    line = vkey(key.name, key.public_key_raw, WITNESS_KEY)
    lines = ["For the log's policy, with a word of your choice and your URL:", f"  witness WORD {line} URL", *more]
    return Said(lines, {"name": key.name, "vkey": line})


def _add(args: Namespace, clock: Clock) -> Said:
    try:
        log = NoteKey.parse(args.log.read_text("utf-8").removesuffix("\n"))
    except OSError as error:
        raise UsageError(f"{args.log} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"{args.log} is not a log's verifier line: {error}.") from error
    add_log(args.folder, log, clock())
    return Said([f"The log {log.name} is known; nothing of it was seen yet."], {"log": log.name, "size": 0})


def _serve(args: Namespace, clock: Clock) -> Said:
    with held(args.folder) as keeper:
        witness = Witness.of(keeper, clock)
        try:
            server = Server((args.host, args.port), witness, lambda line: _write(line, sys.stderr))
        except (OSError, OverflowError) as error:
            raise UsageError(f"{args.host}:{args.port} cannot be listened on: {error}.") from error
        with server:
            _write(f"{keeper.key.name} listens on {server.url} for {len(keeper.logs)} logs.", sys.stderr)
            server.serve_forever()
    return Said(["Ended."], {"ended": True})


def _show(args: Namespace) -> Said:
    keeper = load(args.folder)
    views = {log.name: keeper.read_view(log.name) for log in keeper.logs}
    lines = [f"{origin}: cosigned up to {view.size} entries, root {view.root.hex()}" for origin, view in views.items()]
    said = _key_said(keeper.key, lines or ["It knows no log yet."])
    seen = {origin: {"size": view.size, "root": view.root.hex()} for origin, view in views.items()}
    return Said(said.lines, {**said.data, "logs": seen})


def _fail(sentence: str, code: int, *, as_json: bool) -> int:
    if as_json:
        _write(json.dumps({"ok": False, "error": sentence}), sys.stdout)
    _write(f"lockgate witness: {sentence}", sys.stderr)
    return code


def _write(text: str, stream: TextIO) -> None:
    # What is shown may come from somebody who asked: control characters are made visible.
    shown = "".join(one if one == "\n" or one.isprintable() else ascii(one)[1:-1] for one in text)
    encoding = stream.encoding or "ascii"
    stream.write(shown.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()
