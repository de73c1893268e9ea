"""Uploads: submissions on their way in, part by part; what is not on disk is not counted as received."""

import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from django.db import transaction

from lockgate.store.files import PRIVATE
from lockgate.store.models.queue import UploadRow
from lockgate.store.once import keep_once

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """One submission on its way in.

    Attributes:
        agency: whose.
        number: the submission's, as it says itself.
        sender: who sends it: an id in a register.
        key: the sender's idempotency key; body: sha256 of what was asked with it.
        file: the name of the file of records; sha256 and size: what it is declared to be.
        received: bytes of it that are on disk.
        whole_at: when all of it was there and had that hash; None before.
        case: the case that was opened on it; empty before.
    """

    id: str
    agency: str
    number: str
    sender: str
    key: str
    body: str
    file: str
    sha256: str
    size: int
    begun_at: datetime
    received: int = 0
    whole_at: datetime | None = None
    case: str = ""


def begin_upload(upload: Upload) -> Upload:
    """Keep an upload that begins; the one its sender began with the same key, where there is one."""
    row = UploadRow(
        id=upload.id,
        agency=upload.agency,
        number=upload.number,
        sender=upload.sender,
        key=upload.key,
        body=upload.body,
        file=upload.file,
        sha256=upload.sha256,
        size=upload.size,
        begun_at=upload.begun_at,
    )
    return _upload(keep_once(row, UploadRow.objects.filter(sender=upload.sender, key=upload.key)))


def upload_of(upload: str) -> Upload | None:
    """The upload of this id, or None."""
    row = UploadRow.objects.filter(id=upload).first()
    return _upload(row) if row is not None else None


def uploads_waiting(first: int, count: int) -> tuple[Upload, ...]:
    """Whole uploads on which no case is opened yet, the oldest first."""
    rows = UploadRow.objects.filter(whole_at__isnull=False, case="").order_by("whole_at", "id")
    return tuple(_upload(row) for row in rows[first : first + count])


def uploads_by(sender: str, agency: str, first: int, count: int) -> tuple[Upload, ...]:
    """What somebody sent for an agency, the newest first."""
    rows = UploadRow.objects.filter(sender=sender, agency=agency).order_by("-begun_at", "id")
    return tuple(_upload(row) for row in rows[first : first + count])


def unfinished_before(begun: datetime) -> tuple[str, ...]:
    """The ids of uploads that began before this instant and never came whole."""
    return tuple(UploadRow.objects.filter(begun_at__lt=begun, whole_at=None).values_list("id", flat=True))


def drop_unfinished(upload: str) -> bool:
    """Forget an upload that never came whole; False where it is whole by now, and stays."""
    return bool(UploadRow.objects.filter(id=upload, whole_at=None).delete()[0])


def append_part(upload: str, begin: int, part: Path, target: Path) -> Upload | None:
    """Add a part to the file of records, durably, if the file ends where the part begins.

    Args:
        upload: an upload that is not whole.
        begin: how many bytes of the file come before the part.
        part: the part's bytes.
        target: the file; what a killed process wrote past what was counted is cut off first.

    Returns:
        The upload as it is now; None where it has another length, would become longer than declared, or is gone.
    """
    with transaction.atomic(durable=True):
        row = UploadRow.objects.select_for_update().filter(id=upload).first()
        size = part.stat().st_size
        if row is None or row.received != begin or row.whole_at is not None or begin + size > row.size:
            return None
        handle = os.open(target, os.O_WRONLY | os.O_CREAT, PRIVATE)
        with os.fdopen(handle, "wb") as file, part.open("rb") as source:
            file.truncate(begin)
            file.seek(begin)
            while block := source.read(_BLOCK):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        row.received = begin + size
        row.save(update_fields=["received"])
        return _upload(row)


def is_declared(upload: Upload, file: Path) -> bool:
    """Whether the file has the hash that was declared."""
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest() == upload.sha256


def end_upload(upload: str, at: datetime) -> None:
    """Say that all of it is there."""
    UploadRow.objects.filter(id=upload, whole_at=None).update(whole_at=at)


def begin_again(upload: str) -> None:
    """Count nothing as received: what came is not what was declared."""
    UploadRow.objects.filter(id=upload, whole_at=None).update(received=0)


def opened_on(upload: str, case: str) -> None:
    """Say which case was opened on an upload."""
    UploadRow.objects.filter(id=upload).update(case=case)


def _upload(row: UploadRow) -> Upload:
    return Upload(
        row.id,
        row.agency,
        row.number,
        row.sender,
        row.key,
        row.body,
        row.file,
        row.sha256,
        row.size,
        row.begun_at,
        row.received,
        row.whole_at,
        row.case,
    )
