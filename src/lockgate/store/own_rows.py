"""What the registers' versions, as they were loaded, changed in the rows of one officer. The registers alone say it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lockgate.store.models.loaded import MACHINES, LoadedRow
from lockgate.store.models.registers import RegisterRow
from lockgate.store.register_text import cells_of

OWN = {"delegations": "officer", "roster": "officer", "officeholders": "person", MACHINES: "person"}
"""Register -> the column that says whose row it is."""

HELD = ("certificate", "signature_certificate")
"""Columns that hold a certificate, a security key or an account, in base64."""

MOST = 20
"""Loadings of one register that are compared, the newest ones: each is read whole, and may be many megabytes."""

_Row = RegisterRow | LoadedRow


@dataclass(frozen=True, slots=True)
class RowsChanged:
    """What one loading changed in the rows of one officer.

    Attributes:
        kind: which register.
        at: when it was loaded, by the office's clock.
        officers: the two who loaded it.
        added: what is held from now on, in base64 of its bytes.
        removed: what is held no longer.
        otherwise: another cell differs: roles, days, a name.
    """

    kind: str
    at: datetime
    officers: tuple[str, str]
    added: frozenset[str]
    removed: frozenset[str]
    otherwise: bool


def rows_changed(officer: str, after: datetime, until: datetime) -> tuple[RowsChanged, ...]:
    """What the loadings after an instant and up to another changed of this officer, the latest first.

    Raises:
        UsageError: a loaded register cannot be read, which its loading would have refused.
    """
    found = [
        changed
        for kind, whose in OWN.items()
        for changed in _changed(_loaded(kind).filter(loaded_at__lte=until), kind, (whose, officer), after)
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def held_by(officer: str, at: datetime) -> frozenset[str]:
    """Every certificate, security key and account of an officer in the registers last loaded, in base64."""
    found: set[str] = set()
    for kind, whose in OWN.items():
        row = _loaded(kind).filter(loaded_at__lte=at).order_by("-id").first()
        found |= _held(_own(row, kind, (whose, officer)))
    return frozenset(found)


def _loaded(kind: str) -> "QuerySet[RegisterRow] | QuerySet[LoadedRow]":
    return LoadedRow.objects.filter(kind=kind) if kind == MACHINES else RegisterRow.objects.filter(kind=kind)


def _changed(
    loaded: "QuerySet[RegisterRow] | QuerySet[LoadedRow]", kind: str, whose: tuple[str, str], after: datetime
) -> list[RowsChanged]:
    # The newest first, and the one before the oldest that is asked for: nothing is read where none is newer.
    newest = list(loaded.filter(loaded_at__gt=after).order_by("-id").values_list("id", flat=True)[:MOST])
    found = []
    for number in newest:
        row = loaded.get(id=number)
        before = loaded.filter(id__lt=number).order_by("-id").first()
        then, now = Counter(_own(before, kind, whose)), Counter(_own(row, kind, whose))
        if then == now:
            continue
        added, removed = _held(now) - _held(then), _held(then) - _held(now)
        otherwise = _rest(then) != _rest(now)
        found.append(
            RowsChanged(kind, row.loaded_at, (row.first_officer, row.second_officer), added, removed, otherwise)
        )
    return found


_Own = tuple[tuple[str, str], ...]
"""One row of the officer, cell by cell."""


def _own(row: _Row | None, kind: str, whose: tuple[str, str]) -> list[_Own]:
    column, officer = whose
    cells = cells_of(kind, bytes(row.content)) if row is not None else ()
    return [tuple(sorted(one.items())) for one in cells if one[column] == officer]


def _held(rows: "Counter[_Own] | list[_Own]") -> frozenset[str]:
    return frozenset(cell for row in rows for column, cell in row if column in HELD and cell)


def _rest(rows: "Counter[_Own]") -> set[_Own]:
    return {tuple(pair for pair in row if pair[0] not in HELD) for row in rows}
