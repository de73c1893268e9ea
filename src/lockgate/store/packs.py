"""Which pack governs under an agreement's name: the version two persons put in force, else the shipped one.

Every act asks :func:`governing`, under the standing lock. A name that an agency wrote is looked up here and nowhere
else: it is never the path of a file.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from django.db.models import QuerySet

from lockgate.canonical import canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.law.agreement import Agreement
from lockgate.store.agreements import agreement_of, read_agreement, shipped_packs, usable
from lockgate.store.models.loaded import PACK, LoadedRow
from lockgate.store.pack_files import PackDocument, parse_pack_document


@dataclass(frozen=True, slots=True)
class PackVersion:
    """One version that two persons put in force.

    Attributes:
        agreement: its terms; None where it ends the agreement.
        since: from when it governs, until another one does.
        loaded_at: when the second person signed.
        officers: the two, in the order they signed.
        entry: the leaf hash of its entry in the log.
    """

    name: str
    agreement: Agreement | None
    since: datetime
    loaded_at: datetime
    officers: tuple[str, str]
    sha256: str
    entry: str


def governing(name: str, at: datetime) -> Agreement:
    """The pack that governs under this name at an instant; one that was ended is loaded by no act.

    Raises:
        UsageError: there is no agreement of that name.
        IntegrityError: the pack that is kept has other bytes than two officers put in force.
    """
    found = _in_force(name, at)
    if found is None:
        if name not in shipped_packs():
            names = ", ".join(governed(at))
            raise UsageError(f"{name[:60]!r} is no agreement of this office; there is {names}.")
        return read_agreement(name)
    kept = _kept(found.sha256)
    if kept is not None:
        return kept
    before = _rows(name, at).exclude(sha256=found.sha256).order_by("-since", "-id")
    terms = next((one for row in before if (one := _kept(row.sha256)) is not None), None)
    # Ended, its terms still say until when what was handed over can be picked up; nothing is decided under them.
    return replace(terms or read_agreement(name), loadable=False)


def governing_act(name: str, at: datetime) -> Agreement:
    """The pack that governs, if acts may rely on it that day.

    Raises:
        UsageError: there is none, it was ended, or it does not govern that day.
    """
    found = governing(name, at)
    if not found.loadable and name not in shipped_packs():
        raise UsageError(f"The agreement {name} has ended; nothing is received under it.")
    return usable(found, at.date())


def governed(at: datetime) -> tuple[str, ...]:
    """Every name a pack governs under or governed under: shipped, or put in force here by then."""
    loaded = LoadedRow.objects.filter(kind=PACK, loaded_at__lte=at).values_list("name", flat=True).distinct()
    return tuple(sorted({*shipped_packs(), *loaded}))


def versions_of(name: str) -> tuple[PackVersion, ...]:
    """Every version that two persons put in force under this name, the one put last first."""
    rows = LoadedRow.objects.filter(kind=PACK, name=name).select_related("entry").order_by("-id")
    return tuple(
        PackVersion(
            row.name,
            _kept(row.sha256),
            row.since,
            row.loaded_at,
            (row.first_officer, row.second_officer),
            row.sha256,
            row.entry.leaf,
        )
        for row in rows
    )


def timeline(name: str) -> str:
    """A hash over every version put in force under this name: whatever is put in force changes it; empty before."""
    rows = LoadedRow.objects.filter(kind=PACK, name=name).order_by("id").values_list("sha256", "id")
    return sha256(canonical([[digest, number] for digest, number in rows])).hexdigest() if rows else ""


def agreement_in(document: PackDocument) -> Agreement | None:
    """The terms of a document that is to be put in force; None where it ends the agreement.

    Raises:
        UsageError: a file of it cannot be read.
    """
    return agreement_of(document.files) if document.files else None


def _rows(name: str, at: datetime) -> "QuerySet[LoadedRow]":
    return LoadedRow.objects.filter(kind=PACK, name=name, since__lte=at, loaded_at__lte=at)


def _in_force(name: str, at: datetime) -> LoadedRow | None:
    """The version that began last; of two that began at once, the one put in force last."""
    return _rows(name, at).order_by("-since", "-id").defer("content").first()


@lru_cache(maxsize=32)
def _kept(digest: str) -> Agreement | None:
    """The terms kept under a hash; the same bytes mean the same pack, and every act asks."""
    row = LoadedRow.objects.filter(kind=PACK, sha256=digest).order_by("id").first()
    content = bytes(row.content) if row is not None else b""
    if sha256(content).hexdigest() != digest:
        raise IntegrityError("The agreement pack that is kept is not the one that two officers put in force.")
    return agreement_in(parse_pack_document(content))
