"""Uploads: an agency sends a submission part by part; it waits, whole and unaltered, for the custodian's act submit.

No act and no entry: nothing is received before an officer of the custodian receives it. Only what could be submitted
is taken: a declaration that can be read, of the sender's own agency, and the very records it declares.
"""

import shutil
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lockgate.actions.office import Office
from lockgate.errors import UsageError
from lockgate.pipeline.submissions import FILE, SIGNATURE, Submission, parse_submission
from lockgate.procedure.roles import Officer, Side
from lockgate.store import uploads
from lockgate.store.files import PRIVATE, replace, unfinished_folder
from lockgate.store.uploads import Upload

LONGEST_DECLARATION = 1 << 20
"""Bytes of ``submission.toml``, at most; its signature has at most as many."""

LONGEST_PART = 32 << 20
"""Bytes of one part of the records, at most."""

LARGEST = 4 << 30
"""Bytes of a file of records, at most: some ten million records."""

LONGEST_NAME = 100
"""Letters of a submission's number, and of the name of its file of records, at most."""

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Declared:
    """What an upload begins with: the declaration, its signature in base64 (may be empty), the records' size."""

    submission: str
    signature: str
    size: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why something that was sent is not taken: a code, and one sentence."""

    code: str
    sentence: str


def begin_upload(office: Office, sender: str, by: Officer, key: str, declared: Declared) -> Upload | Wrong:
    """Begin an upload; the same request with the same key is the same upload.

    Args:
        office: the office.
        sender: who sends: the officer, or a machine of theirs.
        by: the person of the agency it is sent for.
        key: the sender's idempotency key.
        declared: what is sent first.
    """
    content = declared.submission.encode("utf-8")
    try:
        submission = parse_submission(content)
        signature = b64decode(declared.signature, validate=True)
    except (UsageError, ValueError) as error:
        return Wrong(
            "upload.unreadable", str(error) if isinstance(error, UsageError) else "The signature is no base64."
        )
    refused = _not_taken(submission, by, max(len(content), len(signature)))
    if refused is not None:
        return refused
    body = sha256(content + b"\0" + signature + f"\0{declared.size}".encode()).hexdigest()
    new = Upload(
        office.random(16).hex(),
        by.agency,
        submission.number,
        sender,
        key,
        body,
        submission.file,
        submission.plan.sha256,
        declared.size,
        office.clock(),
    )
    found = uploads.begin_upload(new)
    if found.body != body:
        return Wrong("upload.key", "The idempotency key was used for another submission; take a new key.")
    _lay_down(office, found, content, signature)
    return found


def _not_taken(submission: Submission, by: Officer, longest: int) -> Wrong | None:
    if submission.agency != by.agency:
        return Wrong("upload.agency", "The submission is of another agency than its sender's; send your own.")
    if longest > LONGEST_DECLARATION:
        return Wrong("upload.too_long", f"Declaration and signature have at most {LONGEST_DECLARATION:,} bytes each.")
    if submission.file in {FILE, SIGNATURE} or max(len(submission.file), len(submission.number)) > LONGEST_NAME:
        return Wrong("upload.name", f"Number and file of records have other names, of at most {LONGEST_NAME} letters.")
    return None


def _lay_down(office: Office, upload: Upload, content: bytes, signature: bytes) -> None:
    """The small files, before any part can be sent; doing it again changes nothing."""
    if upload.case:
        return
    folder = folder_of(office, upload.id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace(content, folder / FILE, office.home.scratch, PRIVATE)
    if signature:
        replace(signature, folder / SIGNATURE, office.home.scratch, PRIVATE)


def take_part(office: Office, upload: Upload, begin: int, read: Callable[[int], bytes], stated: str) -> Upload | Wrong:
    """Take one part of the records, straight to disk.

    Args:
        office: the office.
        upload: an upload of the sender's own.
        begin: how many bytes of the file come before it.
        read: gives the next bytes of the part; none at its end.
        stated: the part's sha256, as its sender signed it.
    """
    if upload.whole_at is not None:
        return Wrong("upload.whole", "All records are here already; nothing more is taken.")
    with unfinished_folder(office.home.scratch, "upload") as scratch:
        part = Path(scratch) / "part"
        wrong = _received(part, read, stated)
        if wrong is not None:
            return wrong
        target = folder_of(office, upload.id) / upload.file
        found = uploads.append_part(upload.id, begin, part, target)
    if found is None:
        now = uploads.upload_of(upload.id) or upload
        return Wrong("upload.offset", f"{now.received} of {now.size} bytes are here; send the part that begins there.")
    return _whole(office, found, target) if found.received == found.size else found


def _received(part: Path, read: Callable[[int], bytes], stated: str) -> Wrong | None:
    digest, size = sha256(), 0
    with part.open("wb") as file:
        while block := read(_BLOCK):
            size += len(block)
            if size > LONGEST_PART:
                return Wrong("upload.too_long", f"A part has at most {LONGEST_PART:,} bytes.")
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != stated:
        return Wrong("upload.body", "The part is not the one whose hash was signed; send it again.")
    return None


def _whole(office: Office, upload: Upload, file: Path) -> Upload | Wrong:
    if not uploads.is_declared(upload, file):
        uploads.begin_again(upload.id)
        return Wrong(
            "upload.hash", "The records are not the ones submission.toml declares; send them from the beginning."
        )
    uploads.end_upload(upload.id, office.clock())
    return uploads.upload_of(upload.id) or upload


def own_upload(upload: str, sender: str, by: Officer) -> Upload | None:
    """An upload, for whoever sent it; an id that is another agency's by now sees none of the former's."""
    found = uploads.upload_of(upload)
    if found is None or by.side is not Side.AGENCY or (found.sender, found.agency) != (sender, by.agency):
        return None
    return found


def own_uploads(sender: str, by: Officer, first: int, count: int) -> tuple[Upload, ...]:
    """What somebody, or a machine, sent for the agency, the newest first."""
    return uploads.uploads_by(sender, by.agency, first, count)


def folder_of(office: Office, upload: str) -> Path:
    """Where an upload's files lie; the folder of a submission."""
    return office.home.uploads / upload


def let_go_of(office: Office, upload: str, case: str) -> None:
    """An upload's case is opened, and has its files among its evidence: what lies here goes."""
    uploads.opened_on(upload, case)
    shutil.rmtree(folder_of(office, upload), ignore_errors=True)
