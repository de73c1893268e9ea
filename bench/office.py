"""An office for the bench: founded on a rehearsal's registers and keys, its home apart from the rehearsal.

Its log has two witnesses, which listen on this machine as those of the demo do: asking them is part of what is timed.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from lockgate.actions.found import Charter, found_apart
from lockgate.actions.office import Office
from lockgate.actions.publish import publish
from lockgate.actions.upgrade import upgrade
from lockgate.pipeline.custodian import custodian_at
from lockgate.rehearsal import cast_acts
from lockgate.rehearsal.cast_acts import Cast
from lockgate.rehearsal.demo import ORIGIN
from lockgate.rehearsal.prepared import lay_in
from lockgate.rehearsal.stated_clock import START, StatedClock
from lockgate.rehearsal.witnesses import rehearsed_witnesses
from lockgate.store.home import Home
from lockgate.store.keyring import load_log_signer
from lockgate.store.post import post
from lockgate.store.witnesses import asker

THREADS, MEMORY = 2, "1GB"


@contextmanager
def founded(rehearsal: Path, out: Path, random: Callable[[int], bytes], index: Path | None = None) -> Iterator[Cast]:
    """Found the office below ``out`` and load its registers; its witnesses answer until the end.

    It builds its index, unless one is given that ``rehearsal.prepared`` built of the same file.
    """
    home, clock, seed = Home(out / "home"), StatedClock(), _seed(rehearsal)
    with rehearsed_witnesses(out / "witnesses", seed, clock) as witnesses:
        found_apart(home, Charter(ORIGIN, witnesses.lines), START, random)
        witnesses.serve(load_log_signer(home).key)
        if index is not None:
            lay_in(index, home)
        custodian = custodian_at(rehearsal / "registry")
        asking = asker(post, clock)
        office = Office(home, clock, random, custodian, threads=THREADS, memory=MEMORY, witnesses=asking)
        cast = Cast(office, clock, rehearsal, seed)
        publish(office)
        cast_acts.load_registers(cast)
        if index is None:
            cast_acts.prepare_registry(cast)
        yield cast


def reopened(rehearsal: Path, out: Path, random: Callable[[int], bytes], instant: datetime) -> Cast:
    """The office founded below ``out``, at that instant, its witnesses silent: for whoever only reads.

    One that earlier code founded is brought on to this one's tables first.
    """
    home, clock = Home(out / "home"), StatedClock(instant)
    upgrade(home.root, clock, random)
    office = Office(home, clock, random, custodian_at(rehearsal / "registry"), threads=THREADS, memory=MEMORY)
    return Cast(office, clock, rehearsal, _seed(rehearsal))


def _seed(rehearsal: Path) -> int:
    return int(json.loads((rehearsal / "truth" / "about.json").read_text(encoding="utf-8"))["seed"])
