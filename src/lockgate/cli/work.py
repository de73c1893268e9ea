"""``lockgate work``: the worker of the queue. One or more may run; one that is ended is replaced by any other."""

import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Annotated

import typer
from django.db import DatabaseError

from lockgate.actions.desk import open_office
from lockgate.actions.office import Office
from lockgate.actions.printing import print_one
from lockgate.actions.queue import Worker, work_once
from lockgate.cli.answers import Home, Memory, warn
from lockgate.cli.serve import rehearsed
from lockgate.clock import system_clock

_IDLE_SECONDS = 1.0
_FAILED_SECONDS = 10.0


def work(  # noqa: PLR0913 - options of a command
    *,
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits.")] = False,
    registry: Annotated[
        Path | None, typer.Option("--registry", metavar="DIR", help="The custodian's file, which locate asks.")
    ] = None,
    cast: Annotated[
        bool, typer.Option("--cast", help="Work for a rehearsal's home, on the clock that is stated there.")
    ] = False,
    beside: Annotated[
        bool,
        typer.Option("--beside", help="With --cast: beside a rehearsal's server, whose witnesses answer."),
    ] = False,
    memory: Memory = "1GB",
    home: Home = None,
) -> int:
    """Do the long acts that officers asked for from afar, once they have signed, and make the long letters.

    Ctrl-C ends it; nothing is lost.
    """
    office = open_office(home, registry, memory=memory)
    with ExitStack() as stack:
        if cast:
            given, _ = rehearsed(office.home, stack, alone=not beside)
            office = replace(given, custodian=office.custodian, memory=memory)
        worker = Worker(f"{socket.gethostname()}:{os.getpid()}", system_clock)
        parent = os.getppid()
        keep_working(lambda: _done(office, worker), once=once, goes_on=lambda: not beside or os.getppid() == parent)
    return 0


def _done(office: Office, worker: Worker) -> str:
    """Make one letter and do one job, in turn, so that neither keeps the other waiting; what was done, '' for none."""
    printed = print_one(office)
    job = work_once(office, worker)
    return "; ".join(
        (["a letter as PDF"] if printed else []) + ([f"{job.act} {job.id}: {job.state.value}"] if job else [])
    )


def keep_working(
    do: Callable[[], str],
    *,
    once: bool,
    pause: Callable[[float], None] = sleep,
    goes_on: Callable[[], bool] = lambda: True,
) -> None:
    """Work until ended, or until nothing waits; what the machine failed to do is tried again later.

    Args:
        do: does what waits longest, and says what it did; '' where nothing waits.
        once: whether to end when nothing waits; what failed is then told to the caller.
        pause: waits so many seconds.
        goes_on: asked before each job; a worker beside a server ends with it.

    Raises:
        DatabaseError, OSError: the machine failed, and it was to be done once.
    """
    while goes_on():
        try:
            done = do()
        except (DatabaseError, OSError) as problem:
            if once:
                raise
            warn(f"The machine did not do it ({type(problem).__name__}); it is tried again.")
            pause(_FAILED_SECONDS)
            continue
        if done:
            warn(done)
        elif once:
            return
        else:
            pause(_IDLE_SECONDS)
