"""What a process of `office_process` does; loaded once Django is set up."""

import io
import json
import os
import resource
import signal
import sys
from datetime import datetime
from itertools import count
from pathlib import Path

from factories import Scene, done, drawn, opened_scene, record, scene, write_submission
from faults.errors import Injector, Papers, live_through
from killing import check_nothing_is_half, mend
from lockgate.store import crashpoints, database
from lockgate.store.cases import case_ids
from lockgate.store.gazetteer import packaged_gazetteer
from lockgate.store.home import Home, attach, prepare
from office_process import Job
from release_way import WAYS, check_packages_are_accounted, is_done, seat, use_form_of


def load() -> None:
    """Read what is packaged and the same in every process."""
    packaged_gazetteer()


def run(job: Job) -> None:
    """The job itself, in a process of its own."""
    place = Path(job.place)
    use_form_of(job.way, place)
    if job.what == "found":
        found(job, place)
        return
    home, at = Home(place / "office"), datetime.fromisoformat(job.at)
    if job.what == "impatient":
        database.SQLITE_PATIENCE_SECONDS = 1
    attach(home, job.database)
    if job.what == "errors":
        at = Papers(place).time(at)
    # Another process draws other bytes: nonces and salts are never drawn twice.
    made = opened_scene(home, place / "scene", at, drawn(f"{job.what}{job.step}.{job.nth}.{at}"))
    made.case = next(iter(case_ids()), "")
    {"restart": restart, "errors": errors}.get(job.what, step)(job, made)


def found(job: Job, place: Path) -> None:
    """An office with all registers loaded, and a submission to come."""
    home = Home(place / "office")
    prepare(home, job.database)
    made = scene(home, place / "scene", job.database)
    seat(made)  # with the keys that are on the roster: another process makes others
    write_submission(made.folder / "one", [record(n) for n in (1, 2, 3)])


def restart(job: Job, made: Scene) -> None:
    """Look at what a process left, mend it as an operator does, and do the step if it was not done."""
    step = WAYS[job.way][job.step]
    step.ready(made)
    check_nothing_is_half(made)
    mend(made)
    was_done = is_done(made, step)
    if not was_done:
        done(step.do(made))
    assert is_done(made, step)
    check_nothing_is_half(made)
    mend(made)
    check_packages_are_accounted(made)
    acts = made.acts if made.case else []
    scratch = made.office.home.scratch
    left = sorted(str(path.relative_to(scratch)) for path in scratch.rglob("*"))
    job.answer.write_text(json.dumps({"was_done": was_done, "acts": acts, "left": left}))


def errors(job: Job, made: Scene) -> None:
    """Walk the office on while calls fail, and check what was acknowledged against its log."""
    acknowledged = live_through(made, WAYS[job.way], Injector(f"{job.nth}", Papers(Path(job.place))), job.limit)
    check_packages_are_accounted(made)
    job.answer.write_text(json.dumps({"acknowledged": acknowledged}))


def step(job: Job, made: Scene) -> None:
    """Do one step, ended or hindered as the job says."""
    chosen = WAYS[job.way][job.step]
    chosen.ready(made)
    if job.what == "fail":
        resource.setrlimit(resource.RLIMIT_FSIZE, (job.limit, job.limit))
        sys.stderr = io.StringIO()
    passed = count(1)

    def hook(point: str) -> None:
        if job.what == "kill" and job.point in {"", point} and next(passed) == job.nth:
            job.answer.write_text(json.dumps({"point": point}))
            os.kill(os.getpid(), signal.SIGKILL)

    crashpoints.hook = hook
    if job.strace:
        os.kill(os.getpid(), signal.SIGSTOP)
    done(chosen.do(made))
