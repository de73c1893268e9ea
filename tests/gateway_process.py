"""`lockgate serve` in a process of its own, on a port of the machine's choosing and under a stated clock."""

import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import django

PATIENCE_SECONDS = 90
_LISTENING = re.compile(r"Listening at: (http://127\.0\.0\.1:\d+)")


@contextmanager
def gateway_at(home: Path, folder: Path, at: datetime, database: str = "") -> Iterator[str]:
    """The address of a gateway that runs until the block ends; it is ended by its own number.

    Its database is the one in the home, where no address of another is given.
    """
    command = ["/usr/bin/env", "DJANGO_SETTINGS_MODULE=lockgate.site.settings", f"LOCKGATE_HOME={home}"]
    command += [f"LOCKGATE_DATABASE_URL={database}"] if database else []
    command += [f"PYTHONPATH={os.pathsep.join(sys.path)}", sys.executable, __file__, str(folder), at.isoformat()]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as server:
        try:
            yield _address(server)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE_SECONDS)


def _address(server: subprocess.Popen[str]) -> str:
    said, ends = "", time.monotonic() + PATIENCE_SECONDS
    with selectors.DefaultSelector() as waiting:
        waiting.register(server.stderr, selectors.EVENT_READ)
        while time.monotonic() < ends and waiting.select(1) is not None:
            if waiting.select(0):
                said += (line := server.stderr.readline())
                found = _LISTENING.search(said)
                if found:
                    return found[1]
                if not line:
                    break
    raise AssertionError(f"the gateway does not listen: {said}")


def run(folder: Path, at: datetime) -> None:
    """Serve the office of the environment, with the clock and the witnesses of a test."""
    django.setup()
    from factories import opened_scene  # noqa: PLC0415 - once Django is set up
    from lockgate.cli import serve as served  # noqa: PLC0415
    from lockgate.store.home import attached  # noqa: PLC0415

    made = opened_scene(attached(), folder, at, os.urandom)
    served.open_office = lambda _home: made.office
    served.BEAT_SECONDS = 0.5
    served.serve(listen="127.0.0.1:0", home=attached().root)


if __name__ == "__main__":
    run(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
