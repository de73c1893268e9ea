"""An office for the bench: founded on a rehearsal's registers and keys, its home apart from the rehearsal."""

import json
from collections.abc import Callable
from pathlib import Path

from lockgate.actions.found import found
from lockgate.actions.office import Office
from lockgate.actions.publish import publish
from lockgate.pipeline.custodian import custodian_at
from lockgate.rehearsal import cast_acts
from lockgate.rehearsal.cast_acts import Cast
from lockgate.rehearsal.demo import ORIGIN
from lockgate.rehearsal.stated_clock import START, StatedClock
from lockgate.store.home import Home

THREADS, MEMORY = 2, "1GB"


def founded(rehearsal: Path, home: Path, random: Callable[[int], bytes]) -> Cast:
    """Found the office, load its registers, build its index."""
    office_home, clock = Home(home), StatedClock()
    found(office_home, "", ORIGIN, START, random)
    office = Office(office_home, clock, random, custodian_at(rehearsal / "registry"), threads=THREADS, memory=MEMORY)
    about = json.loads((rehearsal / "truth" / "about.json").read_text(encoding="utf-8"))
    cast = Cast(office, clock, rehearsal, int(about["seed"]))
    publish(office)
    cast_acts.load_registers(cast)
    cast_acts.prepare_registry(cast)
    return cast
