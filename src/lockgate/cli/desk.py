"""The office of a command, on the clock that goes there: a rehearsal's is stated, and its console goes by the same.

Were a command to enter something at the real time, a rehearsal's own would lie behind it, and since time never goes
back nothing could be done at its console any more.
"""

from pathlib import Path

from lockgate.actions import desk
from lockgate.actions.office import Office
from lockgate.clock import Clock, system_clock
from lockgate.rehearsal.played import MARK, played_at
from lockgate.store.configured import opened_home
from lockgate.store.home import Home


def open_office(home: Path | None, registry: Path | None = None, memory: str = "1GB") -> Office:
    """The office at a home, or at the environment's (``actions.desk``); a rehearsal's on the clock stated there.

    Raises:
        UsageError: as there, or what the rehearsal's home says of its clock cannot be read.
    """
    return desk.open_office(home, registry, _clock_at(opened_home(home)), memory)


def _clock_at(home: Home) -> Clock:
    return played_at(home, system_clock).clock if (home.root / MARK).exists() else system_clock
