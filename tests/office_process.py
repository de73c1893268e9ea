"""Acts in processes of their own: a test ends one for good at a chosen point, and a new one looks at what is left.

Run as a script, it reads one job a line, does each in a forked process, and answers how that process ended.
Nothing but modules and the packaged gazetteer is loaded before the fork: every process opens the office anew, as
after a restart. A job can be done under ``strace``, which ends the process at, or lets fail, a chosen system call.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

import django

import tables_kept


@dataclass(frozen=True)
class Job:
    """One process to be.

    Attributes:
        what: ``found``, ``do``, ``impatient``, ``kill``, ``fail``, ``errors`` or ``restart``.
        place: holds the office's home and the scene's folder.
        at: the instant, ISO.
        step: which of ``killing.EVERY_STEP``.
        nth: the point at which to end, from 1; the seed of ``errors``.
        limit: how long a file may become, in bytes; the system refuses to write past it, as on a full disk. For
            ``errors``, how often an act is tried while calls fail.
        way: which table of ``release_way.WAYS`` the step is of.
        database: a PostgreSQL address; a SQLite file in the home where there is none.
        strace: options of ``strace``, which is attached before the step begins and writes to ``place/trace``.
        point: the only point of ``crashpoints`` that counts, where one is named.
    """

    what: str
    place: str
    at: str
    step: int = 0
    nth: int = 0
    limit: int = 0
    way: str = "every"
    database: str = ""
    strace: tuple[str, ...] = ()
    point: str = ""

    @property
    def answer(self) -> Path:
        """Where the process leaves what it has to say."""
        return Path(self.place) / "answer"

    @property
    def trace(self) -> Path:
        """What ``strace`` wrote."""
        return Path(self.place) / "trace"


@contextmanager
def processes(preload: str = "") -> Iterator[Callable[[Job], int]]:
    """Yields what does a job and answers its exit code: minus the signal that ended it.

    With ``preload``, every process has that library before all others.
    """
    command = ["/usr/bin/env", "DJANGO_SETTINGS_MODULE=lockgate.site.settings", f"LD_PRELOAD={preload}"]
    command += ["JE_ARROW_MALLOC_CONF=background_thread:false", "ARROW_DEFAULT_MEMORY_POOL=system"]
    command += [f"PYTHONPATH={os.pathsep.join(sys.path)}", sys.executable, __file__, tables_kept.given()]
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


def traced(child: int, job: Job) -> None:
    """Attach ``strace`` to a process that has stopped itself, and let it go on."""
    _, stopped = os.waitpid(child, os.WUNTRACED)
    if not os.WIFSTOPPED(stopped):
        raise ChildProcessError(f"the process ended before it could be traced: {job}")
    command = ["strace", "-f", "-o", str(job.trace), *job.strace, "-p", str(child)]
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = tracer.stderr.readline()
    os.kill(child, signal.SIGCONT)
    if "attached" not in said:
        raise ChildProcessError(f"strace: {said}")
    threading.Thread(target=tracer.communicate, daemon=True).start()


def serve() -> None:
    """Fork for every line."""
    tables_kept.keep_in(sys.argv[1])
    django.setup()
    jobs = import_module("office_jobs")
    jobs.load()
    for line in sys.stdin:
        job = Job(**json.loads(line))
        child = os.fork()
        if child == 0:
            code = 1
            try:
                jobs.run(job)
                code = 0
            except BaseException:  # noqa: BLE001 - told, and the process ends
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        if job.strace:
            traced(child, job)
        _, ended = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
