"""The registers as officers who keep them may see them: what is in force, what would be other, what waits (R51)."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from lockgate.actions.office import Office
from lockgate.actions.pending import Waiting, act_of, waiting
from lockgate.actions.register import DETERMINATIONS
from lockgate.law.registers import Registers
from lockgate.procedure.gates import role_of
from lockgate.procedure.machines import Machine, answerable
from lockgate.procedure.roles import Officer
from lockgate.procedure.visibility import Thing, refused_sight
from lockgate.store.authorities import authorities_at, lists_over
from lockgate.store.machines import current_machines, loaded_machines
from lockgate.store.pending import Loading, loaded_last
from lockgate.store.register_text import Cells, Changed, Compared, cells_of, compared
from lockgate.store.registers import FORMS, current_registers

PAGE = 50
"""Rows on one page."""

CERTIFICATES = frozenset({"certificate", "signature_certificate"})
"""Columns shown by the fingerprint of what they hold."""

_PERSONS = "taxpayers"


@dataclass(frozen=True, slots=True)
class Register:
    """One register as it stands: who loaded it, how many rows it has, what waits for a second person."""

    kind: str
    loading: Loading | None
    rows: int
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of the rows in force; ``pages`` is at least 1."""

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    total: int
    pages: int


def kinds_of(by: Officer) -> tuple[str, ...]:
    """The registers this officer keeps; the determinations under (i)(6) only where a provision shows them."""
    kept = [kind for kind in FORMS if role_of(act_of(kind), by) is None]
    seen = refused_sight(Thing.DETERMINATIONS, by) is None
    return tuple(kind for kind in kept if kind != DETERMINATIONS or seen)


def registers_shown(office: Office, by: Officer) -> tuple[Register, ...]:
    """Every register this officer keeps."""
    at = office.clock()
    kinds = kinds_of(by)
    waits = {one.pending.subject: one for one in waiting(office, kinds)}
    return tuple(_register(kind, loaded_last(kind, at), waits.get(kind)) for kind in kinds)


def _register(kind: str, loading: Loading | None, waits: Waiting | None) -> Register:
    return Register(kind, loading, len(cells_of(kind, loading.content)) if loading is not None else 0, waits)


def rows_shown(office: Office, kind: str, page: int) -> Rows:
    """A page of a register in force, as it may be shown: certificates by fingerprint, protected persons by number."""
    loading = loaded_last(kind, office.clock())
    rows = cells_of(kind, loading.content) if loading is not None else ()
    first = (page - 1) * PAGE
    shown = tuple(shown_cells(row) for row in rows[first : first + PAGE])
    return Rows(FORMS[kind].columns, shown, len(rows), max(1, -(-len(rows) // PAGE)))


class MachineNow(StrEnum):
    """Whether a machine of the register can ask the API at this moment, or why not."""

    COUNTS = "counts"
    NOT_YET = "not yet"
    OVER = "over"
    LOST = "lost"
    NOBODY = "nobody"


def machines_now(office: Office) -> dict[str, MachineNow]:
    """Each machine of the register in force, by its id, as the API's door would meet it now (``actions.door``)."""
    at = office.clock()
    registers, kept = current_registers(at), {one.id for one in current_machines(at)}
    return {one.id: _machine_now(one, registers, at, one.id in kept) for one in loaded_machines(at)}


def _machine_now(one: Machine, registers: Registers, at: datetime, kept: bool) -> MachineNow:
    if not kept:
        return MachineNow.LOST
    if not one.term.covers(at.date()):
        return MachineNow.NOT_YET if at.date() < one.term.since else MachineNow.OVER
    return MachineNow.COUNTS if answerable(one, registers, at) is not None else MachineNow.NOBODY


def difference(office: Office, kind: str, content: bytes) -> Compared:
    """What differs between the register in force and another version, as it may be shown.

    Raises:
        UsageError: the other version cannot be read.
    """
    loading = loaded_last(kind, office.clock())
    found = compared(kind, loading.content if loading is not None else b"", content)
    return Compared(
        tuple(map(shown_cells, found.added)),
        tuple(map(shown_cells, found.removed)),
        tuple(Changed(shown_cells(one.row), shown_cells(one.before)) for one in found.changed),
    )


def shown_cells(row: Mapping[str, str]) -> dict[str, str]:
    """A row as it may be shown."""
    return {column: _shown(column, cell) for column, cell in row.items()}


def _shown(column: str, cell: str) -> str:
    if column in CERTIFICATES and cell:
        return f"SHA-256 {sha256(b64decode(cell)).hexdigest()[:16]}…"
    if column == _PERSONS and cell:
        return f"{len(cell.split(';')):,} named"
    return cell


@dataclass(frozen=True, slots=True)
class AuthoritiesShown:
    """The agency's authorities in force, in numbers: certificates, lists, and lists past their own next update."""

    certificates: int
    lists: int
    past: int


def authorities_shown(office: Office) -> AuthoritiesShown:
    """The agency's authorities in force."""
    at = office.clock()
    found = authorities_at(at)
    return AuthoritiesShown(len(found.anchors), len(found.lists), lists_over(found, at))
