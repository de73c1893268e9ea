"""Workers of the queue as processes that are ended by SIGKILL at chosen points; run as a script, it tells how.

Every process is forked before anything but modules is loaded, so each opens the office anew, as after a restart.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

import tables_kept  # noqa: E402 - once Django is set up
from factories import START, Scene, drawn, opened_scene, scene  # noqa: E402 - once Django is set up
from lockgate.actions.queue import work_once  # noqa: E402
from lockgate.procedure.acts import Act  # noqa: E402
from lockgate.store import crashpoints  # noqa: E402
from lockgate.store.cases import case_ids  # noqa: E402
from lockgate.store.home import Home, attach, prepare  # noqa: E402
from lockgate.store.models.acts import ActRow  # noqa: E402
from lockgate.store.models.queue import JobRow  # noqa: E402
from lockgate.store.queue import job_of  # noqa: E402
from queue_parts import asked, sent, signed, worked, worker  # noqa: E402

POINTS = ("file.before_rename", "act.before_commit", "entered")


def child(do: Callable[[], object]) -> int:
    """How a process ended that did this; minus the signal that ended it."""
    forked = os.fork()
    if forked == 0:
        code = 1
        try:
            do()
            code = 0
        except BaseException:  # noqa: BLE001 - told, and the process ends
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1])


def killed_everywhere(work: Callable[[str], None]) -> list[str]:
    """The points at which a process was killed, one after the other."""
    return [point for point in POINTS if child(lambda point=point: work(point)) == -signal.SIGKILL]


class Walk:
    """One office at a place, walked on by processes."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.home = Home(place / "office")

    def again(self) -> Scene:
        """The office as a new process finds it; a lease that a killed one left is over by now."""
        attach(self.home)
        made = opened_scene(self.home, self.place / "scene", START, drawn(str(os.getpid())))
        made.case = next(iter(case_ids()), "")
        JobRow.objects.update(tries=0, lease_until=None)
        return made

    def found(self) -> None:
        """A submission was sent, asked to be received, and signed for."""
        prepare(self.home)
        made = scene(self.home, self.place / "scene")
        job = asked(made, Act.SUBMIT, sent(made).id)
        worked(made)
        signed(made, job)

    def kill(self, point: str) -> None:
        """Work, and be killed at this point; ``entered`` is the one after the act's own commit."""
        made, before = self.again(), ActRow.objects.count()

        def hook(reached: str) -> None:
            entered = reached == "act.after_commit" and ActRow.objects.count() > before
            if point in {reached, "entered" if entered else ""}:
                os.kill(os.getpid(), signal.SIGKILL)

        crashpoints.hook = hook
        work_once(made.office, worker(made))

    def go_on(self) -> None:
        """Sign whatever is shown until nothing waits, and ask for the reading of the custodian's file."""
        made = self.again()
        while True:
            for row in JobRow.objects.filter(state="to_sign"):
                signed(made, job_of(row.id))
            if work_once(made.office, worker(made)) is None:
                break
        made.case = next(iter(case_ids()))
        job = asked(made, Act.LOCATE, made.case)
        worked(made)
        signed(made, job)

    def end(self) -> None:
        """Work on, and tell what is there."""
        made = self.again()
        work_once(made.office, worker(made))
        left = [str(one) for one in self.home.uploads.rglob("*")]
        states = sorted(JobRow.objects.values_list("act", "state"))
        said = {"acts": made.acts, "states": states, "stage": made.facts.stage, "left": left}
        (self.place / "answer").write_text(json.dumps(said))


def run(place: Path) -> None:
    """The whole of it."""
    walk = Walk(place)
    told = [child(walk.found)]
    first = killed_everywhere(walk.kill)
    told.append(child(walk.go_on))
    second = killed_everywhere(walk.kill)
    told.append(child(walk.end))
    sys.stdout.write(json.dumps({"codes": told, "submit": first, "locate": second}))


if __name__ == "__main__":
    tables_kept.keep_in(sys.argv[2])
    run(Path(sys.argv[1]))
