"""What a first person entered, with their signature, until a second confirms it or it is taken back.

It governs nothing and is no part of the record of work: the first person's decision goes into the log together with
the second's, when the second confirms.
"""

from dataclasses import dataclass, field
from datetime import datetime

from lockgate.store.models.loaded import MACHINES, LoadedRow
from lockgate.store.models.pending import PendingRow
from lockgate.store.models.registers import RegisterRow


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing that waits for its second person.

    Attributes:
        subject: which register, or ``pack`` and a pack's name.
        act: the act's word.
        content: the bytes that were entered.
        replaces: sha256 of what was in force when it was entered, 64 hexadecimal digits; empty where nothing was.
        officer: who entered it.
        decision: the bytes they signed.
        signature: theirs.
        fingerprints: the certificates they confirm, as they gave them; of the roster only.
        at: when it was entered.
    """

    subject: str
    act: str
    content: bytes
    replaces: str
    officer: str
    decision: bytes
    signature: bytes = field(repr=False)
    fingerprints: bytes
    at: datetime


def keep_pending(pending: Pending) -> None:
    """Keep it; whatever waited under that subject is gone. While that is being confirmed, this waits for its commit."""
    said = {
        "act": pending.act,
        "content": pending.content,
        "replaces": pending.replaces,
        "officer": pending.officer,
        "decision": pending.decision,
        "signature": pending.signature,
        "fingerprints": pending.fingerprints,
        "at": pending.at,
    }
    # It takes the row's lock, and makes the row anew where the commit that it waited for took it away.
    PendingRow.objects.update_or_create(subject=pending.subject, defaults=said)


def pending_of(subject: str) -> Pending | None:
    """What waits under a subject, or None."""
    row = PendingRow.objects.filter(subject=subject).first()
    return None if row is None else _pending(row)


def pending_held(subject: str) -> Pending | None:
    """What waits under a subject, held against being entered anew until the commit; asked inside the transaction."""
    row = PendingRow.objects.select_for_update().filter(subject=subject).first()
    return None if row is None else _pending(row)


def subjects_pending(begin: str) -> tuple[str, ...]:
    """The subjects under which something waits, of those that begin so."""
    rows = PendingRow.objects.filter(subject__startswith=begin).order_by("subject")
    return tuple(rows.values_list("subject", flat=True))


def drop_pending(subject: str) -> None:
    """What waits under a subject is gone."""
    PendingRow.objects.filter(subject=subject).delete()


def _pending(row: PendingRow) -> Pending:
    return Pending(
        row.subject,
        row.act,
        bytes(row.content),
        row.replaces,
        row.officer,
        bytes(row.decision),
        bytes(row.signature),
        bytes(row.fingerprints),
        row.at,
    )


@dataclass(frozen=True, slots=True)
class Loading:
    """The loading of a register that is in force.

    Attributes:
        kind: which register.
        content: the CSV file's bytes.
        sha256: of these bytes, 64 hexadecimal digits.
        at: when it was loaded.
        standing: the version of the standing it made.
        officers: the two who loaded it, in the order they signed.
    """

    kind: str
    content: bytes
    sha256: str
    at: datetime
    standing: int
    officers: tuple[str, str]


def loaded_last(kind: str, at: datetime) -> Loading | None:
    """The loading of a register that is in force at ``at``, or None where it was never loaded."""
    row: RegisterRow | LoadedRow | None
    if kind == MACHINES:
        row = LoadedRow.objects.filter(kind=kind, loaded_at__lte=at).order_by("-id").first()
    else:
        row = RegisterRow.objects.filter(kind=kind, loaded_at__lte=at).order_by("-id").first()
    if row is None:
        return None
    officers = (row.first_officer, row.second_officer)
    return Loading(row.kind, bytes(row.content), row.sha256, row.loaded_at, row.standing, officers)
