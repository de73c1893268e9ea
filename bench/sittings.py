"""What the rounds of one size measured, kept beside its data, so that a run can be taken in several sittings.

A later sitting adds to an earlier one only where both were measured by the same code.
"""

import json
from pathlib import Path

from bench.data import HERE, SOURCE, Size, code_hash
from bench.rounds import Results

KINDS = ("seconds", "cpu", "tree_mb", "largest_mb", "load")


def code() -> str:
    """What a measurement hangs on: the program and the bench."""
    return code_hash(SOURCE) + code_hash(HERE, "*.py")


def keep(size: Size, results: Results, once: dict[str, object]) -> None:
    """Keep what was measured so far, round by round, and what is measured once."""
    told = {"code": code(), "once": once} | {kind: getattr(results, kind) for kind in KINDS}
    size.folder.mkdir(parents=True, exist_ok=True)
    _file(size).write_text(json.dumps(told) + "\n", encoding="utf-8")


def kept(size: Size) -> tuple[Results, dict[str, object]]:
    """What earlier sittings measured.

    Raises:
        SystemExit: there is none, or other code measured it.
    """
    file = _file(size)
    told = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if told.get("code") != code():
        raise SystemExit(f"{file} was not measured by this code; run without --add.")
    results = Results()
    for kind in KINDS:
        getattr(results, kind).update(told[kind])
    return results, told["once"]


def begun(size: Size) -> bool:
    """Whether an earlier sitting measured this size."""
    return _file(size).exists()


def _file(size: Size) -> Path:
    return size.folder / "measured.json"
