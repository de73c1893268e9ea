"""Say how the machine is and how the office stands on it. Nothing is changed, and nothing is said that was not seen."""

from datetime import datetime
from pathlib import Path

from lockgate.store.configured import attached_home, home_at
from lockgate.store.home import is_prepared
from lockgate.store.host import (
    Seen,
    Verdict,
    clock_service,
    core_dumps,
    host_openssl,
    kernel_fips,
    library_fips,
    swap,
    versions,
)
from lockgate.store.host_office import office_seen
from lockgate.store.tables import tables


def examined(home: Path | None, at: datetime) -> tuple[Seen, ...]:
    """Everything that was looked at: the machine, and the office where there is one.

    Args:
        home: the office's folder; the environment's where none is given.
        at: now, aware.
    """
    machine = (*versions(), kernel_fips(), library_fips(), *host_openssl(), core_dumps(), swap(), clock_service())
    if not is_prepared(home_at(home)):
        return (*machine, Seen("office", f"there is none at {home_at(home).root}", Verdict.TOLD))
    at_home = attached_home(home)
    wrong = tables().wrong
    if wrong:
        return (*machine, Seen("tables", wrong, Verdict.WRONG))
    return (*machine, Seen("tables", "those of this version", Verdict.GOOD), *office_seen(at_home, at))


def is_well(seen: tuple[Seen, ...]) -> bool:
    """Whether nothing that was looked at is wrong."""
    return all(one.verdict is not Verdict.WRONG for one in seen)


def meets_fips(seen: tuple[Seen, ...]) -> bool:
    """Whether no answer about FIPS 140 is no; never a claim of compliance."""
    return all(one.verdict is not Verdict.NO for one in seen)
