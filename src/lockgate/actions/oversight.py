"""What is looked at from beside the work: recipients' standing, packages without their next hop, the log, refusals.

Counts and proofs only, so no provision is needed and no act shows it (R51). Numbers that could tell of persons are told
as ``law.few`` tells them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lockgate.actions.agency import TRAINED_FOR
from lockgate.actions.office import Office
from lockgate.actions.purge import due
from lockgate.errors import IntegrityError
from lockgate.law.few import told_of
from lockgate.law.registers import Registers, RosterEntry, Standing
from lockgate.store.entry_counts import entries_by_act
from lockgate.store.hops import check_hops, open_hops
from lockgate.store.policies import witnesses_asked
from lockgate.store.publication import published_size
from lockgate.store.refused import refused_on
from lockgate.store.registers import current_registers

DAYS = 30
"""Days whose refusals are counted."""


@dataclass(frozen=True, slots=True)
class RosterState:
    """The officers who may receive, in numbers: in their term, with training that is over or unknown, uncleared."""

    officers: int
    untrained: int
    uncleared: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is to look at.

    Attributes:
        standing: the rows of the register that are current.
        roster: see there.
        hops: how many packages wait at each hop.
        keys_due: keys of packages that are past their pick-up day and not erased yet.
        unpaired: why a hop stands without its pair; empty where each has one.
        published: entries under the published checkpoint.
        witnesses: how many distinct witnesses the log's policy asks for.
        entries: how many entries of each act there are.
        refusals: refused acts of the last ``DAYS`` days by ground, as numbers over few persons are told.
        refused: all of them.
    """

    standing: tuple[Standing, ...]
    roster: RosterState
    hops: Mapping[str, int]
    keys_due: int
    unpaired: str
    published: int
    witnesses: int
    entries: Mapping[str, int]
    refusals: Mapping[str, int | str | None]
    refused: int


def overview(office: Office) -> Overview:
    """Everything there is to look at, as of now.

    Raises:
        IntegrityError: the published checkpoint does not verify.
    """
    at = office.clock()
    registers = current_registers(at)
    published = published_size(office.home)
    counted = _refusals(at)
    return Overview(
        tuple(row for row in registers.standing if row.term.covers(at.date())),
        _roster(registers, at),
        open_hops(),
        due(office),
        _unpaired(),
        published,
        witnesses_asked(published),
        entries_by_act(),
        dict(sorted(told_of(counted).items())),
        counted.total(),
    )


def _unpaired() -> str:
    try:
        check_hops()
    except IntegrityError as problem:
        return str(problem)
    return ""


def _roster(registers: Registers, at: datetime) -> RosterState:
    day = at.date()
    rows = [row for row in registers.roster if row.term.covers(day)]

    def untrained(row: RosterEntry) -> bool:
        return row.trained_on is None or row.trained_on + TRAINED_FOR < day

    def uncleared(row: RosterEntry) -> bool:
        return row.cleared_until is None or row.cleared_until < day

    return RosterState(len(rows), sum(map(untrained, rows)), sum(map(uncleared, rows)))


def _refusals(at: datetime) -> Counter[str]:
    days = (at - timedelta(days=back) for back in range(DAYS))
    return Counter(one.code for day in days for _, one in refused_on(day))
