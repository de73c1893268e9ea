"""The console script: run one command, and turn what happened into an exit code.

0 done · 1 done, and something is returned, refused or unsupported · 2 bad usage or unreadable input ·
3 integrity failure · 70 unexpected error · 130 interrupted.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkstemp

import django
import typer

from lockgate.errors import IntegrityError, UsageError

USAGE, INTEGRITY, UNEXPECTED, INTERRUPTED = 2, 3, 70, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing escapes as a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lockgate.site.settings")  # noqa: TID251 - before Django is read
    try:
        django.setup()
        from lockgate.cli.main import app  # noqa: PLC0415 - models can be imported only after the setup

        code = app(args=None if arguments is None else list(arguments), prog_name="lockgate", standalone_mode=False)
    except typer.TyperException as problem:
        return _say(problem.format_message(), USAGE)
    except UsageError as problem:
        return _say(str(problem), USAGE)
    except IntegrityError as problem:
        return _say(str(problem), INTEGRITY)
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted; nothing half-written was kept", INTERRUPTED)
    except Exception as problem:  # noqa: BLE001 - the last place where anything unexpected is told
        return _say(f"unexpected error; the report is {_report(problem)}", UNEXPECTED)
    return code if isinstance(code, int) else 0


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
