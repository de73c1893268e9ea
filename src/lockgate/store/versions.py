"""Reads the versions of a request: what ended a case, which case it follows, and which follow it."""

from dataclasses import dataclass
from datetime import datetime

from lockgate.store.models.versions import VersionRow, WithdrawalRow


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended a case: the kind (``withdraw``, ``amend``, ``extend``), its statement's sha256, when, by which act."""

    kind: str
    statement: str
    at: datetime
    officer: str


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: the case it leads to, its submission's number, and how the later one follows the former."""

    case: str
    number: str
    kind: str
    at: datetime


def ended(case: str) -> Ended | None:
    """What ended this case; None while it stands."""
    row = WithdrawalRow.objects.filter(case_id=case).select_related("act").first()
    return Ended(row.kind, row.statement, row.act.at, row.act.officer) if row is not None else None


def later_of(case: str) -> tuple[Link, ...]:
    """The versions that follow a case, in the order they arrived."""
    rows = VersionRow.objects.filter(former_id=case).select_related("case").order_by("id")
    return tuple(Link(row.case_id, row.case.number, row.kind, row.case.opened_at) for row in rows)


def former_of(case: str) -> Link | None:
    """The case that this one follows, or None."""
    row = VersionRow.objects.filter(case_id=case).select_related("former").first()
    return Link(row.former_id, row.former.number, row.kind, row.former.opened_at) if row is not None else None
