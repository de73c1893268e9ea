"""An agreement as data: what the parties added to the statute, each term with its citation.

The statute is the floor and stands in ``law/provisions``; nothing here can lower it. A value whose clause
nobody has read keeps an empty citation and is listed by ``lockgate agreement show``.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Element(StrEnum):
    """What can hold of a record: what the request sets forth, and what identifies one taxpayer."""

    NAME = "name"
    ADDRESS_SET_FORTH = "address_set_forth"
    PERIODS = "periods"
    AUTHORITY = "authority"
    REASON = "reason"
    IN_WRITING = "in_writing"
    REQUESTER = "requester"
    ENGAGED_OFFICERS = "engaged_officers"
    TIN_AGREES = "tin_agrees"
    ADDRESS_AGREES = "address_agrees"
    DOB_AGREES = "dob_agrees"


REQUIRED_IN_EVERY_ROUTE = frozenset({Element.NAME, Element.ADDRESS_SET_FORTH, Element.ADDRESS_AGREES})
"""26 U.S.C. 6103(i)(2)(B)(i) asks for "name and address"; ruling of 26 February 2026: no number replaces it."""


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the agreement."""

    role: str
    department: str
    agency: str
    signatory: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """A span hidden from some readers: since when, who asked, why, and the order that lifts it."""

    since: date
    asked_by: str
    reason: str
    lifted_on: date | None
    lifted_by: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One term as reported: a summary, where it stands, the report it is known from, and what hid it.

    A clause with no text is one that nobody has read.
    """

    id: str
    title: str
    text: str
    citation: str
    source: str
    redactions: tuple[Redaction, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """House values: above them a person looks; none of them ever refuses by itself (R20, decision 7).

    Attributes:
        matter_records_max: records sharing one matter id (R12).
        officer_records_max: records naming one officer (R20).
        periods_max: taxable periods of one record (R10).
        reason_cluster_max: records sharing one reason after masking (R13, R54).
        address_records_max: different family names at one address (R08).
        resubmission_days: how long the same person asked about again is the same question (R48).
        pace_floor_seconds: the least time for each record put to a vote (R47).
        determination_days: how old an (i)(6) or safeguards determination may be (R22, R25).
    """

    matter_records_max: int
    officer_records_max: int
    periods_max: int
    reason_cluster_max: int
    address_records_max: int
    resubmission_days: int
    pace_floor_seconds: int
    determination_days: int


class Form(StrEnum):
    """How a package is opened: by its recipient alone, or by its recipient and, once, a gateway that is asked."""

    DIRECT = "direct"
    GATED = "gated"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of one agreement, in force for a span of days.

    Attributes:
        name: the pack's shipped name, such as ``irs-ice-2025``.
        provision: the paragraph it operates under.
        loadable: False for a pack that is shipped to be refused; no act can load it.
        elements: what the pack asks of the request; at least what the statute asks.
        routes: sets of elements that together may identify one taxpayer.
        offices: the requesting offices, by name (R02).
        statutes_named: criminal statutes the agreement names, as canonical citations.
        one_citation_serves_both: whether one citation may be both statute and authority (R11).
        order_date_required: ``all`` or ``1253 only`` (R14).
        releasable: the fields of an answer; a subset of record id and mailing address (R26).
        quorum: how many witnesses must cosign; 0 is printed as "none".
        answer_window_hours: all answers of a submission go out in the next fixed window (R46).
        form: how packages are opened.
        pickup_days: how long after its hand-over a gated package can be opened; then its key is erased.
        review_days: how long after its sealing its recipient declares a package's end of use; a house value, no term.
        pack_hash: sha256 over the pack's files, in hex.
    """

    name: str
    title: str
    provision: str
    effective: date
    ends: date | None
    loadable: bool
    custodian: Party
    requester: Party
    elements: frozenset[Element]
    routes: tuple[frozenset[Element], ...]
    offices: tuple[str, ...]
    statutes_named: tuple[str, ...]
    one_citation_serves_both: bool
    order_date_required: str
    attestation: str
    releasable: tuple[str, ...]
    limits: Limits
    quorum: int
    answer_window_hours: int
    form: Form
    pickup_days: int
    review_days: int
    clauses: tuple[Clause, ...]
    pack_hash: str

    @property
    def unread(self) -> tuple[Clause, ...]:
        """The terms nobody has read: listed, and left empty."""
        return tuple(clause for clause in self.clauses if not clause.text)

    def in_force(self, day: date) -> bool:
        """Whether this version governs on ``day``."""
        return self.effective <= day and (self.ends is None or day <= self.ends)
