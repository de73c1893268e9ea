"""The typed facts the rules read: small hashable values, each made from one column value or one count.

A fact says what was written, never whether that is enough: that is the rules' business. Because facts are
small, a million records share a few thousand combinations, and the law runs once for each.
Functions that make facts stand in ``law/readings.py``, ``law/reasons.py``, ``law/statutes.py``.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lockgate.law.address import AddressFact


class Row(StrEnum):
    """What intake could make of the row (R00)."""

    READ = ""
    FIELDS = "R00.fields"
    NUL = "R00.nul"
    OVERSIZED = "R00.oversized"
    UNDECODABLE = "R00.undecodable"
    ID_ABSENT = "R00.id_absent"
    ID_REPEATED = "R00.id_repeated"
    TYPE = "R00.type"

    @property
    def values_stand(self) -> bool:
        """Whether the other columns of the row can be relied on."""
        return self in {Row.READ, Row.ID_ABSENT, Row.ID_REPEATED, Row.TYPE}


class NamePart(StrEnum):
    """One part of a name (R04). The address lexicon never applies: "Na" and "An" are names."""

    GIVEN = "given"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    SINGLE = "single"
    NOT_A_NAME = "not_a_name"


class Day(StrEnum):
    """A day as the request states it, against the day of the request.

    ``ripe``: at least 91 days before the request, so that 90 days have run (8 U.S.C. 1253(a)(1)(A)).
    """

    ABSENT = "absent"
    UNREADABLE = "unreadable"
    FUTURE = "future"
    RECENT = "recent"
    RIPE = "ripe"

    @property
    def stated(self) -> bool:
        """Whether a day of the past, or the request's own day, is stated."""
        return self in {Day.RECENT, Day.RIPE}


class Lapse(StrEnum):
    """From one stated day to another: before it, fewer than 91 days after it, or later."""

    UNKNOWN = "unknown"
    BEFORE = "before"
    EARLY = "early"
    LATE = "late"


class Periods(StrEnum):
    """How the taxable periods are stated (R10)."""

    STATED = "stated"
    ABSENT = "absent"
    ALL = "all"
    UNREADABLE = "unreadable"
    NOT_ENDED = "not_ended"


@dataclass(frozen=True, slots=True)
class PeriodsFact:
    """The taxable periods asked for: how they are stated, and the last day of each."""

    how: Periods
    ends: tuple[date, ...] = ()


class Cited(StrEnum):
    """What the citations in a text amount to (R11)."""

    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    NO_CITATION = "no_citation"
    CIVIL = "civil"
    TAX = "tax"
    UNREGISTERED = "unregistered"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class CitedFact:
    """The best citation found in a text, and the registered criminal statutes named, in canonical form."""

    what: Cited
    crimes: frozenset[str] = frozenset()


class Written(StrEnum):
    """A free text column: given, blank, or a word that only fills the field."""

    GIVEN = "given"
    ABSENT = "absent"
    PLACEHOLDER = "placeholder"


class CaseNumber(StrEnum):
    """The number of the order's case (R14): at least four digits in any form."""

    GIVEN = "given"
    ABSENT = "absent"
    TOO_FEW_DIGITS = "too_few_digits"


class Ground(StrEnum):
    """The ground of removal the order rests on (R16)."""

    DEPORTABLE = "1227(a)"
    OTHER = "other"
    UNCLEAR = "unclear"
    ABSENT = "absent"


class Review(StrEnum):
    """Judicial review of the order (R15)."""

    NONE = "none"
    PENDING = "pending"
    DECIDED = "decided"
    UNCLEAR = "unclear"
    ABSENT = "absent"


class Relief(StrEnum):
    """Steps or relief the requester declares (R17)."""

    NONE = "none"
    DECLARED = "declared"
    UNCLEAR = "unclear"
    ABSENT = "absent"


class MatterKind(StrEnum):
    """What the officers are engaged in: (i)(2)(A)(i), (ii) or (iii)."""

    PREPARATION = "preparation"
    INVESTIGATION = "investigation"
    GRAND_JURY = "grand_jury"
    UNCLEAR = "unclear"
    ABSENT = "absent"


class Reason(StrEnum):
    """The specific reason, as a text (R13)."""

    STATED = "stated"
    SHORT = "short"
    GENERIC = "generic"
    ABSENT = "absent"


class Purpose(StrEnum):
    """What the reason says the information is for (R54)."""

    CRIMINAL = "criminal"
    REMOVAL_ONLY = "removal_only"
    NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class ReasonFact:
    """The reason: how it is stated, its purpose, and the taxable years it names (empty when it names none)."""

    how: Reason
    purpose: Purpose = Purpose.NOT_SAID
    years: frozenset[int] = frozenset()


class Officers(StrEnum):
    """The officers a row names (R20)."""

    NAMED = "named"
    ABSENT = "absent"
    NOT_IN_SUBMISSION = "not_in_submission"
    OVER_LOAD = "over_load"


class Load(StrEnum):
    """A count over the batch against the agreement's limit; above it a person looks."""

    WITHIN = "within"
    OVER = "over"


class Asked(StrEnum):
    """Whether the same person is asked about elsewhere (R48)."""

    ONCE = "once"
    REPEATED = "repeated"
    THIRD_TRY = "third_try"


class Basis(StrEnum):
    """Why the taxpayer resides at the address, as declared (R08)."""

    RESIDENCE = "residence"
    FACILITY = "facility"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Everything examine knows of one record, from the request and the tallies over the batch alone."""

    row: Row
    given_name: NamePart
    family_name: NamePart
    address: AddressFact
    address_basis: Basis
    tin: Written
    periods: PeriodsFact
    statute: CitedFact
    authority: CitedFact
    order_date: Day
    order_case_number: CaseNumber
    removal_ground: Ground
    judicial_review: Review
    court_order_date: Day
    relief: Relief
    entry_date: Day
    prior_removal_date: Day
    found_date: Day
    matter_kind: MatterKind
    matter_id: Written
    opened: Day
    opened_after_order: Lapse
    opened_after_court: Lapse
    found_after_removal: Lapse
    reason: ReasonFact
    officers: Officers
    matter_load: Load
    address_load: Load
    reason_cluster: Load
    asked: Asked
