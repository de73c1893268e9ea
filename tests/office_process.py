"""Acts in processes of their own: a test ends one for good at a chosen point, and a new one looks at what is left.

Run as a script, it reads one job a line, does each in a forked process, and answers how that process ended.
Nothing but modules is loaded before the fork: every process opens the office anew, as after a restart.
"""

import io
import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import django


@dataclass(frozen=True)
class Job:
    """One process to be.

    Attributes:
        what: ``found``, ``do``, ``kill``, ``fail`` or ``restart``.
        place: holds the office's home and the scene's folder.
        at: the instant, ISO.
        step: which of ``killing.EVERY_STEP``.
        nth: the point at which to end, from 1.
        limit: how long a file may become, in bytes; the system refuses to write past it, as on a full disk.
    """

    what: str
    place: str
    at: str
    step: int = 0
    nth: int = 0
    limit: int = 0

    @property
    def answer(self) -> Path:
        """Where the process leaves what it has to say."""
        return Path(self.place) / "answer"


@contextmanager
def processes() -> Iterator[Callable[[Job], int]]:
    """Yields what does a job and answers its exit code: minus the signal that ended it."""
    command = ["/usr/bin/env", "DJANGO_SETTINGS_MODULE=lockgate.site.settings", sys.executable, __file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:

        def do(job: Job) -> int:
            job.answer.unlink(missing_ok=True)
            server.stdin.write(json.dumps(asdict(job)) + "\n")
            server.stdin.flush()
            return int(server.stdout.readline())

        try:
            yield do
        finally:
            server.stdin.close()


def run(job: Job) -> None:
    """The job itself, in a process of its own."""
    import killing  # noqa: PLC0415 - loaded before the fork, once Django is set up
    from factories import Scene, done, drawn, opened_scene, record, scene, write_submission  # noqa: PLC0415
    from lockgate.store import crashpoints  # noqa: PLC0415
    from lockgate.store.cases import case_ids  # noqa: PLC0415
    from lockgate.store.home import Home, attach, prepare  # noqa: PLC0415

    place = Path(job.place)
    home, at = Home(place / "office"), datetime.fromisoformat(job.at)
    if job.what == "found":
        prepare(home)
        made = scene(home, place / "scene")
        write_submission(made.folder / "one", [record(n) for n in (1, 2, 3)])
        return
    attach(home)
    # Another process draws other bytes: nonces and salts are never drawn twice.
    made: Scene = opened_scene(home, place / "scene", at, drawn(f"{job.what}{job.step}.{job.nth}.{at}"))
    made.case = next(iter(case_ids()), "")
    step = killing.EVERY_STEP[job.step]
    if job.what == "restart":
        killing.check_nothing_is_half(made)
        killing.mend(made)
        was_done = killing.is_done(made, step)
        if not was_done:
            done(step.do(made))
        assert killing.is_done(made, step)
        killing.check_nothing_is_half(made)
        killing.mend(made)
        acts = made.acts if made.case else []
        left = sorted(str(path.relative_to(home.scratch)) for path in home.scratch.rglob("*"))
        job.answer.write_text(json.dumps({"was_done": was_done, "acts": acts, "left": left}))
        return
    if job.what == "fail":
        resource.setrlimit(resource.RLIMIT_FSIZE, (job.limit, job.limit))
        sys.stderr = io.StringIO()
    passed = count(1)

    def hook(point: str) -> None:
        if job.what == "kill" and next(passed) == job.nth:
            job.answer.write_text(json.dumps({"point": point}))
            os.kill(os.getpid(), signal.SIGKILL)

    crashpoints.hook = hook
    done(step.do(made))


def serve() -> None:
    """Fork for every line."""
    django.setup()
    __import__("killing")
    for line in sys.stdin:
        job = Job(**json.loads(line))
        child = os.fork()
        if child == 0:
            code = 1
            try:
                run(job)
                code = 0
            except BaseException:  # noqa: BLE001 - told, and the process ends
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, ended = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
