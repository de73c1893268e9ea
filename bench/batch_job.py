"""The whole batch by the real acts: one case, from its submission to published packages; one process of its own.

``python -m bench.batch_job REHEARSAL OUT [INDEX]``. OUT must be empty or not there; it gets the office and
``seconds.json``. The office is founded and its registers are loaded outside the time, and it builds its index there,
unless it is given the one in the folder INDEX that was built of the same file.

The batch is what the machine does: take in and examine, locate, draft the dispositions, vote, authorize, seal, publish,
hand over. Half a million sufficient records take months to look at, so such a case is examined a second time, under
the determinations made meanwhile; that is within ``decide``. What hundreds of persons do by hand in between (each
officer confirms their matters, the analyst finds each reason relevant and each weak record the person meant) is done
by the same acts, timed as ``persons``, and is no part of the batch; nor is what the first recipients do at its end:
fetch and open their packages through the gateway.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_bytes

import django

django.setup()

from bench.office import founded  # noqa: E402 - models can be imported only after the setup
from lockgate.rehearsal import cast_acts  # noqa: E402
from lockgate.rehearsal.cast import AGREEMENT  # noqa: E402
from lockgate.rehearsal.cast_acts import Cast, Waits  # noqa: E402
from lockgate.rehearsal.receiving import receive_all, recipients_of  # noqa: E402
from lockgate.rehearsal.stated_clock import START  # noqa: E402
from lockgate.store.agreements import load_agreement  # noqa: E402
from lockgate.store.home import detach  # noqa: E402

BATCH = ("submit and examine", "locate in the case", "decide", "seal and publish")
"""The stages that make up the batch."""


class Laps:
    """How long each stage took; a stage of the same name adds up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage; its name goes to standard output as it begins, for whoever samples memory."""
        print(f"stage {name}", flush=True)
        started = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started


RECEIVED = 3
"""So many recipients fetch and open their packages through the gateway, timed apart, the first over HTTP."""


def whole_way(cast: Cast, laps: Laps) -> None:
    """One case, from its submission to its packages, of which the first are opened."""
    with laps.stage("submit and examine"):
        case = cast_acts.submit_request(cast)
    with laps.stage("persons"):
        cast_acts.confirm_matters(cast, case)
        cast_acts.find_relevant(cast, case)
    with laps.stage("locate in the case"):
        cast_acts.locate_all(cast, case, ())
    agreement = load_agreement(AGREEMENT, START.date())
    limits = agreement.limits
    waits = Waits(limits.pace_floor_seconds, agreement.answer_window_hours, limits.determination_days)
    with laps.stage("decide"):
        drafted = cast_acts.decide(cast, case, waits)
    with laps.stage("seal and publish"):
        packages = cast_acts.release_answers(cast, case, str(drafted.told["proposal"]))
    print(f"{len(packages)} packages", flush=True)
    first = dict(list(packages.items())[:RECEIVED])
    with laps.stage("first packages opened"):
        opened = receive_all(cast, first, recipients_of(cast, first, cast.office.home.root.parent / "received"))
    print(f"{len(first)} packages opened, {len(opened)} answers", flush=True)


def main() -> None:
    """Walk the batch and write what it took."""
    rehearsal, out, *index = (Path(given) for given in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    laps = Laps()
    with ExitStack() as stack:
        stack.callback(detach)
        with laps.stage("found"):
            cast = stack.enter_context(founded(rehearsal, out, token_bytes, *index))
        whole_way(cast, laps)
    laps.seconds["batch"] = sum(laps.seconds[name] for name in BATCH)
    (out / "seconds.json").write_text(json.dumps(laps.seconds) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
