"""What the requesting agency sees of its own requests: how far each is, and what waits for whoever looks. Reads only.

An official who may ask sees every submission of the agency, a named officer those that name them; nobody sees more of
a case than ``procedure.told`` says, and of its packages only their own (R46, R51).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lockgate.actions.office import Office
from lockgate.errors import UsageError
from lockgate.law.registers import RosterEntry
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, PackageFacts
from lockgate.procedure.custody import Custody, custody_of
from lockgate.procedure.opening_gates import pickup_ends
from lockgate.procedure.roles import TABLE, Officer, Role
from lockgate.procedure.told import Told, told_of
from lockgate.procedure.visibility import Thing, refused_sight
from lockgate.store.cases import case_ids_of, viewed
from lockgate.store.packs import governing
from lockgate.store.registers import current_registers

PAGE = 25
"""Submissions on one page."""

TRAINED_FOR = timedelta(days=365)
"""How long a training certificate stands (R21: under one year old)."""


@dataclass(frozen=True, slots=True)
class OwnPackage:
    """A package of the officer who looks, how far it is, and until when it can be opened (None: no such day)."""

    id: str
    custody: Custody
    gated: bool
    handed_over_at: datetime | None
    until: date | None
    recalled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """One submission as its agency is told of it.

    Attributes:
        confirms: it names the officer, and its matters can still be confirmed (R53).
        packages: the officer's own, once they were handed over.
    """

    facts: CaseFacts
    told: Told
    confirms: bool
    packages: tuple[OwnPackage, ...]


@dataclass(frozen=True, slots=True)
class Requests:
    """One page of the submissions somebody may see, the newest first; ``pages`` is at least 1."""

    shown: tuple[Request, ...]
    total: int
    pages: int


@dataclass(frozen=True, slots=True)
class Clocks:
    """The days an officer of the roster has to keep (R21): their training's end and their clearance's, if known."""

    trained_until: date | None
    cleared_until: date | None


def requests_of(by: Officer, page: int = 1) -> Requests:
    """A page of the submissions this person of the agency may see."""
    seen = [facts for facts in _newest_first(by.agency) if _may_see(facts, by)]
    first = (max(page, 1) - 1) * PAGE
    shown = (request_of(facts, by) for facts in seen[first : first + PAGE])
    return Requests(tuple(one for one in shown if one), len(seen), max(1, -(-len(seen) // PAGE)))


def own_request(case: str, by: Officer) -> Request:
    """One submission of the agency's, by the case's id.

    Raises:
        UsageError: there is none that this person may see; whether there is another is not told.
    """
    facts = viewed(case)
    found = request_of(facts, by) if _may_see(facts, by) else None
    if found is None:
        raise UsageError(f"There is no case {case[:40]} in this office.")
    return found


def request_of(facts: CaseFacts, by: Officer) -> Request | None:
    """The submission of these facts, as this person is told of it."""
    told = told_of(facts)
    if told is None:
        return None
    own = (one for one in facts.packages if one.recipient == by.id and one.handed_over_at is not None)
    return Request(
        facts,
        told,
        Role.RECIPIENT in by.roles and facts.stage in TABLE[Act.CONFIRM].stages,
        tuple(_own(one, facts.submission.agreement) for one in own),
    )


def clocks_of(office: Office, by: Officer) -> Clocks | None:
    """The officer's own days on the roster; None for who does not stand there."""
    at = office.clock()
    rows = [row for row in current_registers(at).roster_of.get(by.id, ()) if row.term.covers(at.date())]
    return _clocks(rows[0]) if rows else None


def _clocks(row: RosterEntry) -> Clocks:
    return Clocks(row.trained_on + TRAINED_FOR if row.trained_on else None, row.cleared_until)


def _own(package: PackageFacts, agreement: str) -> OwnPackage:
    handed_over, until = package.handed_over_at, None
    if package.gated and handed_over is not None and package.opened_at is None:
        # By the pack it was handed over under: under another one it is not opened at all.
        until = pickup_ends(handed_over, governing(agreement, handed_over).pickup_days).date()
    return OwnPackage(package.id, custody_of(package), package.gated, handed_over, until, package.recalled_at)


def _newest_first(agency: str) -> Iterator[CaseFacts]:
    return (viewed(case) for case in reversed(case_ids_of(agency)))


def _may_see(facts: CaseFacts, by: Officer) -> bool:
    return refused_sight(Thing.REQUEST, by, facts.submission) is None and told_of(facts) is not None
