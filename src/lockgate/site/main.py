"""The console script: run one command, and turn what happened into an exit code.

0 done · 1 done, and something is returned, refused or unsupported · 2 bad usage or unreadable input ·
3 integrity failure · 70 unexpected error, or a disk or database that failed · 130 interrupted.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkstemp

import django
import typer
from django.db import OperationalError

from lockgate.errors import IntegrityError, UsageError

USAGE, INTEGRITY, UNEXPECTED, INTERRUPTED = 2, 3, 70, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing escapes as a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lockgate.site.settings")  # noqa: TID251 - before Django is read
    try:
        django.setup()
        from lockgate.cli.main import app  # noqa: PLC0415 - models can be imported only after the setup

        code = app(args=None if arguments is None else list(arguments), prog_name="lockgate", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted; nothing half-written was kept", INTERRUPTED)
    except Exception as problem:  # noqa: BLE001 - the last place where anything is told
        return _say(*_told(problem))
    return code if isinstance(code, int) else 0


_AGAIN = "Mend that, and repeat the command: an act is done or not done, never half; `lockgate reconcile` tidies up."


def _told(problem: Exception) -> tuple[str, int]:
    """A sentence and the exit code; of what nobody foresaw, only where the report lies."""
    match problem:
        case typer.TyperException():
            return problem.format_message(), USAGE
        case UsageError():
            return str(problem), USAGE
        case IntegrityError():
            return str(problem), INTEGRITY
        case OSError():
            # A full or a read-only disk, a device that fails: the system's own words, and the file.
            file = f" ({problem.filename})" if isinstance(problem.filename, str) else ""
            return f"the system did not do it: {problem.strerror or type(problem).__name__}{file}. {_AGAIN}", UNEXPECTED
        case OperationalError():
            first = str(problem).partition("\n")[0].rstrip(".")
            return f"the database did not do it: {first or 'no reason was given'}. {_AGAIN}", UNEXPECTED
        case _:
            return _unexpected(problem), UNEXPECTED


def _unexpected(problem: Exception) -> str:
    try:
        return f"unexpected error; the report is {_report(problem)}"
    except OSError:
        return f"unexpected {type(problem).__name__}, and no report of it could be written"


def run() -> None:
    """The console script ``lockgate``."""
    sys.exit(main())


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(f"lockgate: {sentence}\n")
    return code


def _report(problem: BaseException) -> Path:
    """Where in our own code it happened, and what kind of error it is; never a message, which may hold a value."""
    handle, name = mkstemp(prefix="lockgate-report-", suffix=".txt")
    lines = [f"{type(problem).__module__}.{type(problem).__qualname__}"]
    lines += [
        f"  {frame.name} at {frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(problem.__traceback__)
    ]
    with os.fdopen(handle, "w", encoding="utf-8") as report:
        report.write("\n".join(lines) + "\n")
    return Path(name)
