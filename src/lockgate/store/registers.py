"""Registers as CSV: read strictly into the values of ``law/registers.py``, and asked as of an instant.

UTF-8, a header of exactly the columns of docs/formats/registers.md in any order, dates ``2025-08-07``, instants
``2025-08-07T12:00:00Z``, lists separated by ``;``, certificates as base64 of their DER in one line.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.db.models import Max, QuerySet

from lockgate.errors import IntegrityError, UsageError
from lockgate.law.registers import (
    Capacity,
    CourtOrder,
    Delegation,
    Determination,
    Employment,
    InformantDetermination,
    Officeholder,
    OrderScope,
    Registers,
    RosterEntry,
    Standing,
    StandingState,
    Term,
)
from lockgate.procedure.machines import Machine
from lockgate.procedure.security_keys import KeyedRegisters, keyed
from lockgate.store.keys_lost import lost_ids, without_lost
from lockgate.store.models.registers import KINDS, RegisterRow
from lockgate.store.register_lines import FORBIDDEN_WORDS, ROLES, Line

Row = Officeholder | RosterEntry | CourtOrder | Standing | Delegation | InformantDetermination | Machine
"""One row of any register."""


def _officeholder(line: Line) -> Officeholder:
    return Officeholder(
        person=line.text("person"),
        office=line.text("office"),
        agency=line.text("agency"),
        capacity=line.word("capacity", Capacity),
        legal_basis=line.cells["legal_basis"],
        term=line.term(),
        certificate=line.der("certificate"),
    )


def _roster(line: Line) -> RosterEntry:
    return RosterEntry(
        officer=line.text("officer"),
        name=line.text("name"),
        agency=line.text("agency"),
        unit=line.cells["unit"],
        function=line.cells["function"],
        employment=line.word("employment", Employment),
        employer=line.cells["employer"],
        term=line.term(),
        trained_on=line.day_or_none("trained_on"),
        cleared_until=line.day_or_none("cleared_until"),
        certificate=line.der("certificate"),
        signature_certificate=line.der("signature_certificate"),
    )


def _order(line: Line) -> CourtOrder:
    return CourtOrder(
        order=line.text("order"),
        court=line.text("court"),
        docket=line.text("docket"),
        scope=line.word("scope", OrderScope),
        agreement=line.cells["agreement"],
        taxpayers=line.words("taxpayers"),
        forbids=line.words("forbids", FORBIDDEN_WORDS),
        effective=line.instant("effective"),
        lifted=line.instant_or_none("lifted"),
        citation=line.cells["citation"],
    )


def _standing(line: Line) -> Standing:
    return Standing(
        agency=line.text("agency"),
        state=line.word("state", StandingState),
        term=line.term(),
        reason=line.cells["reason"],
        recorded_by=line.text("recorded_by"),
    )


def _delegation(line: Line) -> Delegation:
    return Delegation(
        officer=line.text("officer"),
        name=line.text("name"),
        roles=line.words("roles", ROLES),
        grade=line.cells["grade"],
        term=line.term(),
        certificate=line.der("certificate"),
    )


def _determination(line: Line) -> InformantDetermination:
    return InformantDetermination(
        taxpayer=line.text("taxpayer"),
        determination=line.word("determination", Determination),
        term=line.term(),
        by=line.text("by"),
    )


def _machine(line: Line) -> Machine:
    return Machine(
        id=line.short("machine"),
        agency=line.text("agency"),
        person=line.text("person"),
        term=Term(line.term().since, line.day("until")),
        certificate=line.der("certificate"),
    )


@dataclass(frozen=True, slots=True)
class Form:
    """What a register looks like: its columns in their order, and how a row is read."""

    columns: tuple[str, ...]
    read: Callable[[Line], Row]


FORMS: Mapping[str, Form] = {
    "officeholders": Form(
        ("person", "office", "agency", "capacity", "legal_basis", "since", "until", "certificate"),
        _officeholder,
    ),
    "roster": Form(
        (
            "officer",
            "name",
            "agency",
            "unit",
            "function",
            "employment",
            "employer",
            "since",
            "until",
            "trained_on",
            "cleared_until",
            "certificate",
            "signature_certificate",
        ),
        _roster,
    ),
    "orders": Form(
        (
            "order",
            "court",
            "docket",
            "scope",
            "agreement",
            "taxpayers",
            "forbids",
            "effective",
            "lifted",
            "citation",
        ),
        _order,
    ),
    "standing": Form(("agency", "state", "since", "until", "reason", "recorded_by"), _standing),
    "delegations": Form(("officer", "name", "roles", "grade", "since", "until", "certificate"), _delegation),
    "determinations": Form(("taxpayer", "determination", "since", "until", "by"), _determination),
    "machines": Form(("machine", "agency", "person", "since", "until", "certificate"), _machine),
}
"""The form of every register."""


def read_register(kind: str, content: bytes, name: str = "") -> tuple[Row, ...]:
    """The rows of one register.

    Args:
        kind: which register.
        content: the bytes of its CSV file.
        name: what to call the file in an error; ``<kind>.csv`` when empty.

    Raises:
        UsageError: naming file, line and column, and what to write instead.
    """
    if kind not in FORMS:
        raise UsageError(f"{kind!r} is not a register; write one of {', '.join(FORMS)}.")
    return tuple(FORMS[kind].read(line) for line in _lines(FORMS[kind], content, name or f"{kind}.csv"))


def _lines(form: Form, content: bytes, name: str) -> Iterator[Line]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if sorted(header) != sorted(form.columns):
            raise UsageError(f"{name}, line 1: the header must be {','.join(form.columns)}.")
        for cells in reader:
            where = f"{name}, line {reader.line_num}"
            if not cells:
                continue
            if len(cells) != len(header):
                raise UsageError(f"{where}: it has {len(cells)} fields, not {len(header)}.")
            yield Line(where, {column: cell.strip() for column, cell in zip(header, cells, strict=True)})
    except csv.Error as error:
        raise UsageError(f"{name}, line {reader.line_num}: {error}; quote the field properly.") from error


def read_registers(folder: Path) -> KeyedRegisters:
    """All registers of a folder, from ``<kind>.csv``; an absent file is an empty register.

    Raises:
        UsageError: the folder is not there, or a register cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; give the folder that holds the registers as CSV files.")
    contents: dict[str, bytes] = {}
    for kind in KINDS:
        file = folder / f"{kind}.csv"
        try:
            contents[kind] = file.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    return registers_of(contents)


def registers_of(contents: Mapping[str, bytes]) -> KeyedRegisters:
    """The registers of these CSV contents, by kind; a kind that is absent is an empty register.

    Raises:
        UsageError: a register cannot be read.
    """
    rows = [row for kind, content in contents.items() for row in _read_once(kind, content)]
    found = Registers(
        officeholders=tuple(row for row in rows if isinstance(row, Officeholder)),
        roster=tuple(row for row in rows if isinstance(row, RosterEntry)),
        orders=tuple(row for row in rows if isinstance(row, CourtOrder)),
        standing=tuple(row for row in rows if isinstance(row, Standing)),
        delegations=tuple(row for row in rows if isinstance(row, Delegation)),
        determinations=tuple(row for row in rows if isinstance(row, InformantDetermination)),
    )
    return keyed(found)


@lru_cache(maxsize=64)
def _read_once(kind: str, content: bytes) -> tuple[Row, ...]:
    """The same bytes mean the same register, and every act asks for all of them."""
    return read_register(kind, content)


def registers_under(standing: int) -> KeyedRegisters:
    """The registers as they were under a version of the standing."""
    return _newest(RegisterRow.objects.filter(standing__lte=standing), frozenset())


def current_registers(at: datetime) -> KeyedRegisters:
    """The registers last loaded at or before ``at``, without the officers whose keys were reported lost since.

    Raises:
        UsageError: a loaded register cannot be read, which its loading would have refused.
        IntegrityError: a loaded register has other bytes than were loaded.
    """
    return _newest(RegisterRow.objects.filter(loaded_at__lte=at), lost_ids())


def loaded_registers(at: datetime) -> KeyedRegisters:
    """The same, with those whose key was reported lost: whose other keys can be reported still. They govern nothing."""
    return _newest(RegisterRow.objects.filter(loaded_at__lte=at), frozenset())


def _newest(loaded: QuerySet[RegisterRow], lost: frozenset[str]) -> KeyedRegisters:
    """The registers of these loadings, the newest of each kind.

    Every act asks for all of them, and a roster of ten thousand officers is many megabytes: what was read of the
    same bytes is kept, and the bytes are not fetched again.
    """
    last = loaded.order_by().values("kind").annotate(last=Max("id")).values("last")
    newest = RegisterRow.objects.filter(id__in=last).order_by("kind").values_list("kind", "sha256")
    return _of_loadings(tuple(newest), lost)


@lru_cache(maxsize=8)
def _of_loadings(loadings: tuple[tuple[str, str], ...], lost: frozenset[str]) -> KeyedRegisters:
    return without_lost(registers_of({kind: _content(kind, digest) for kind, digest in loadings}), lost)


def _content(kind: str, digest: str) -> bytes:
    row = RegisterRow.objects.filter(kind=kind, sha256=digest).order_by("id").first()
    content = bytes(row.content) if row is not None else b""
    if sha256(content).hexdigest() != digest:
        raise IntegrityError(f"The register {kind} has other bytes than were loaded; nothing is decided on it.")
    return content
