"""The commands that open a package on its officer's own machine, as they are typed there.

In a rehearsal every file they name is there, so they work as they are printed; in use the words in capitals stand for
the officer's own files.
"""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote

from lockgate.rehearsal.played import Desk

_TOLD = Desk(*map(Path, ("SIGNATURE_KEY", "OPENING_KEY", "OPENING_CERTIFICATE", "RELEASE_CERTIFICATE", "POLICY", ".")))
_BREAK = " \\\n  "


@dataclass(frozen=True, slots=True)
class Typed:
    """The commands of one package.

    Attributes:
        fetch: takes the package from the gateway; empty in the direct form.
        open: verifies and opens it; in the gated form it sends the receipt too.
        acknowledge: sends the receipt where opening could not, and in the direct form writes it.
    """

    fetch: str
    open: str
    acknowledge: str


def typed(officer: str, package: str, url: str, desk: Desk | None, at: datetime) -> Typed:
    """The commands for a package in the gated form.

    Args:
        officer: the officer's id.
        package: the package's hash.
        url: the office's address, which is its gateway's too.
        desk: in a rehearsal the officer's files there.
        at: what time it is at the office; told to a rehearsal's, whose clock is a stated one.
    """
    held = desk or _TOLD
    file = held.packages / f"{package}.package"
    asks = [f"--as {quote(officer)} --gateway {quote(url)}" + (f" --at {at:%Y-%m-%dT%H:%M:%SZ}" if desk else "")]
    signs = [f"--signing-key {_path(held.signing_key)}", f"--release-certificate {_path(held.release)}"]
    opens = [f"--key {_path(held.opening_key)}", f"--certificate {_path(held.certificate)}"]
    target = _path(held.packages / package[:12]) if desk else "DIR"
    return Typed(
        _command(desk, f"fetch {package}", *asks, *signs, f"--out {_path(held.packages)}"),
        _command(
            desk, f"open {_path(file)}", *asks, *signs, *opens, f"--policy {_path(held.policy)}", f"--out {target}"
        ),
        _command(desk, f"acknowledge {_path(file)}", *asks, *signs),
    )


def typed_direct(officer: str, package: str) -> Typed:
    """The commands for a package in the direct form, which no gateway is asked about."""
    file, key = f"{package}.package", f"--key {_TOLD.opening_key}"
    opens = (key, f"--certificate {_TOLD.certificate}", f"--release-certificate {_TOLD.release}", "--out DIR")
    receipt = (f"--as {quote(officer)}", f"--key {_TOLD.signing_key}", "--out RECEIPT")
    return Typed("", _command(None, f"open {file}", *opens), _command(None, f"acknowledge {file}", *receipt))


def _command(desk: Desk | None, *parts: str) -> str:
    program = Path(sys.executable).with_name("lockgate")
    name = _path(program) if desk is not None and program.is_file() else "lockgate"
    return f"{name} recipient " + _BREAK.join(parts)


def _path(path: Path) -> str:
    return quote(str(path))
