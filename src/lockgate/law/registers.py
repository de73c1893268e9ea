"""The dated registers the law asks: who holds which office, who may receive, what courts ordered.

Registers come in as values; ``store/registers.py`` reads them, two persons load them, and each load has an
entry in the log. A question is always asked of a register *as of* an instant or a day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeVar


class Capacity(StrEnum):
    """In what capacity somebody holds an office ((i)(2)(A); the certifying official is a separate role)."""

    HEAD = "head"
    ACTING_HEAD = "acting_head"
    INSPECTOR_GENERAL = "inspector_general"
    DOJ_OFFICE = "doj_office"
    CERTIFYING = "certifying"


@dataclass(frozen=True, slots=True)
class Term:
    """A span of days, both ends included; no end means still running."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in the span."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Officeholder:
    """One person in one office (R02, R19). ``certificate`` is DER; the signature is checked against it."""

    person: str
    office: str
    agency: str
    capacity: Capacity
    legal_basis: str
    term: Term
    certificate: bytes


class Employment(StrEnum):
    """Whose officer somebody is (R55): only the requesting agency's own may receive."""

    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"
    DEPUTISED = "deputised"


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One officer of the requesting agency who may be named as a recipient (R20, R21, R31, R55)."""

    officer: str
    name: str
    agency: str
    unit: str
    function: str
    employment: Employment
    employer: str
    term: Term
    trained_on: date | None
    cleared_until: date | None
    certificate: bytes
    signature_certificate: bytes


class OrderScope(StrEnum):
    """Whom an order reaches: the whole agreement, or named persons (asked only inside R46)."""

    AGREEMENT = "agreement"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class CourtOrder:
    """An order of a court, with the acts it forbids (R23). A lifted order keeps its dates."""

    order: str
    court: str
    docket: str
    scope: OrderScope
    agreement: str
    taxpayers: frozenset[str]
    forbids: frozenset[str]
    effective: datetime
    lifted: datetime | None
    citation: str

    def stands(self, at: datetime) -> bool:
        """Whether the order is in force at the instant ``at``."""
        return self.effective <= at and (self.lifted is None or at < self.lifted)


class StandingState(StrEnum):
    """What the safeguards official recorded of a recipient agency (R22)."""

    GOOD = "good"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of a recipient agency under (p)(4), for a span of days."""

    agency: str
    state: StandingState
    term: Term
    reason: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Delegation:
    """A custodian officer's authority to do acts (Delegation Order 11-2, R28). ``certificate`` is DER."""

    officer: str
    name: str
    roles: frozenset[str]
    grade: str
    term: Term
    certificate: bytes


class Determination(StrEnum):
    """What the custodian determined under (i)(6) about one taxpayer, or about all others."""

    CLEAR = "clear"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class InformantDetermination:
    """One (i)(6) determination (R25). ``taxpayer`` is an id, or ``*`` for everyone not named."""

    taxpayer: str
    determination: Determination
    term: Term
    by: str


EVERY_OTHER_TAXPAYER = "*"
"""The row of the determinations register that speaks for everyone not named in it."""


@dataclass(frozen=True)
class Registers:
    """All registers as of one moment; an empty register answers no question, so nothing is met by it."""

    officeholders: tuple[Officeholder, ...] = ()
    roster: tuple[RosterEntry, ...] = ()
    orders: tuple[CourtOrder, ...] = ()
    standing: tuple[Standing, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    determinations: tuple[InformantDetermination, ...] = ()

    @cached_property
    def roster_of(self) -> Mapping[str, tuple[RosterEntry, ...]]:
        """The rows of the roster by officer, of whatever term."""
        return _by_officer(self.roster)

    @cached_property
    def delegations_of(self) -> Mapping[str, tuple[Delegation, ...]]:
        """The delegations by officer, of whatever term."""
        return _by_officer(self.delegations)


_Named = TypeVar("_Named", RosterEntry, Delegation)


def _by_officer(rows: Iterable[_Named]) -> dict[str, tuple[_Named, ...]]:
    found: dict[str, list[_Named]] = {}
    for row in rows:
        found.setdefault(row.officer, []).append(row)
    return {officer: tuple(held) for officer, held in found.items()}
