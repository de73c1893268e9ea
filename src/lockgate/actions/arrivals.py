"""What agencies signed and sent and nobody received yet: written at the console, or sent by the API; one list.

Whichever way it came, the same folder waits for the one act submit, and is let go of once its case keeps it.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lockgate.actions import draft_send, uploads
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.submit import submit
from lockgate.errors import UsageError
from lockgate.pipeline.submissions import Submission, read_submission
from lockgate.procedure.acts import Act
from lockgate.procedure.drafts import DraftStage
from lockgate.procedure.gates import role_of
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.store.drafts import all_drafts, erase_draft
from lockgate.store.uploads import upload_of, uploads_waiting

MOST = 1000
"""Uploads listed at most; the oldest come first."""

AT_ONCE = 4 << 20
"""Bytes of records up to which a rehearsal receives while somebody waits; what is longer is the worker's."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One submission that waits to be received.

    Attributes:
        id: 32 hexadecimal digits, whichever way it came.
        submission: what it declares.
        folder: where it lies.
        sent_at: when it was sent, whole.
        sender: who sent it by the API; empty where it was written at the console.
        size: bytes of its records.
    """

    id: str
    submission: Submission
    folder: Path
    sent_at: datetime
    sender: str
    size: int


def arrivals(office: Office, by: Officer) -> tuple[Arrival, ...] | Refusal:
    """What waits to be received, the oldest first; for whoever may do the act submit."""
    refusal = role_of(Act.SUBMIT, by)
    written = refusal or draft_send.arrivals(office, by)
    if isinstance(written, Refusal):
        return written
    sent = [_uploaded(office, one.id) for one in uploads_waiting(0, MOST)]
    found = [*(_written(one) for one in written), *(one for one in sent if one is not None)]
    return tuple(sorted(found, key=lambda one: one.sent_at))


def how_many_wait(office: Office, by: Officer) -> int:
    """How many wait to be received, ``MOST`` of the API's at most; none for whoever does not receive."""
    if role_of(Act.SUBMIT, by) is not None:
        return 0
    written = sum(one.stage is DraftStage.SENT for one in all_drafts(office.home))
    return written + len(uploads_waiting(0, MOST))


def arrival(office: Office, name: str) -> Arrival:
    """One submission that waits.

    Raises:
        UsageError: there is none of that id.
    """
    return _uploaded(office, name) or _written(draft_send.arrival(office, name))


def receive_now(office: Office, name: str, signer: Signer) -> Result:
    """Receive and examine it at once; it is let go of, for the case keeps what arrived.

    Raises:
        UsageError: there is no such submission, or it cannot be read.
    """
    done = submit(office, arrival(office, name).folder, signer)
    if isinstance(done, Done):
        let_go_of(office, name, done.case)
    return done


def let_go_of(office: Office, name: str, case: str) -> None:
    """Its case is opened and has its files among its evidence; doing it again changes nothing."""
    if upload_of(name) is not None:
        uploads.let_go_of(office, name, case)
    else:
        erase_draft(office.home, name)


def _written(one: draft_send.Arrival) -> Arrival:
    size = (one.folder / one.submission.file).stat().st_size
    return Arrival(one.draft.id, one.submission, one.folder, one.draft.changed_at, "", size)


def _uploaded(office: Office, name: str) -> Arrival | None:
    found = upload_of(name)
    if found is None or found.whole_at is None or found.case:
        return None
    folder = uploads.folder_of(office, found.id)
    try:
        submission = read_submission(folder)
    except UsageError:
        # Let go of this moment: its case is opened.
        return None
    return Arrival(found.id, submission, folder, found.whole_at, found.sender, found.size)
