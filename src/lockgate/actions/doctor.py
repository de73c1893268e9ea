"""Say how the machine is and how the office stands on it. Nothing is changed, and nothing is said that was not seen."""

from datetime import datetime
from pathlib import Path

from lockgate.pipeline.apart import calls_are_filtered
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
    machine = (
        *versions(), kernel_fips(), library_fips(), *host_openssl(), core_dumps(), swap(), clock_service(), readers()
    )  # fmt: skip
    if not is_prepared(home_at(home)):
        return (*machine, Seen("office", f"there is none at {home_at(home).root}", Verdict.TOLD))
    at_home = attached_home(home)
    wrong = tables().wrong
    if wrong:
        return (*machine, Seen("tables", wrong, Verdict.WRONG))
    return (*machine, Seen("tables", "those of this version", Verdict.GOOD), *office_seen(at_home, at))


def readers() -> Seen:
    """How workbooks and Parquet files of others are held while they are read."""
    what, how = "readers of others' files", "in a process of their own, bounded"
    if calls_are_filtered():
        return Seen(what, f"{how}, their system calls filtered", Verdict.GOOD)
    told = f"{how}; their system calls are not filtered: install libseccomp (libseccomp2) or let seccomp be set"
    return Seen(what, told, Verdict.WRONG)


def is_well(seen: tuple[Seen, ...]) -> bool:
    """Whether nothing that was looked at is wrong."""
    return all(one.verdict is not Verdict.WRONG for one in seen)


def meets_fips(seen: tuple[Seen, ...]) -> bool:
    """Whether no answer about FIPS 140 is no; never a claim of compliance."""
    return all(one.verdict is not Verdict.NO for one in seen)
