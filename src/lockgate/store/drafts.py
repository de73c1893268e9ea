"""Drafts of requests: mutable working paper of an agency's, kept for it in files below the home, and then erased.

No part of the record of work: no table, no evidence, no entry. A draft is one folder: ``draft.json``, the uploaded
file, the last report, and the submission as it would be sent.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from re import fullmatch

from lockgate.errors import UsageError
from lockgate.procedure.drafts import KEPT, Draft, DraftStage, Follows
from lockgate.procedure.refusals import Refusal
from lockgate.store.files import PRIVATE, locked, replace
from lockgate.store.home import Home

FILE = "draft.json"
_FORMAT = "lockgate/draft/v1"


def drafts_of(home: Home) -> Path:
    """The folder of all drafts; made when it is needed first."""
    folder = home.root / "drafts"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def folder_of(home: Home, draft: str) -> Path:
    """The folder of one draft.

    Raises:
        UsageError: there is none of that id.
    """
    folder = drafts_of(home) / draft
    if not fullmatch("[0-9a-f]{32}", draft) or not (folder / FILE).is_file():
        raise UsageError(f"There is no draft {draft[:40]} in this office.")
    return folder


def read_draft(home: Home, draft: str) -> Draft:
    """One draft.

    Raises:
        UsageError: there is none of that id.
    """
    return _parsed((folder_of(home, draft) / FILE).read_bytes())


def all_drafts(home: Home) -> tuple[Draft, ...]:
    """Every draft, the one changed last at the beginning."""
    found = [_parsed(file.read_bytes()) for file in sorted(drafts_of(home).glob(f"*/{FILE}"))]
    return tuple(sorted(found, key=lambda one: one.changed_at, reverse=True))


def keep_draft(home: Home, draft: Draft) -> None:
    """Keep a new draft."""
    (drafts_of(home) / draft.id).mkdir(mode=0o700)
    _write(home, draft)


def change_draft(home: Home, draft: str, change: Callable[[Draft], Draft | Refusal]) -> Draft | Refusal:
    """Change a draft under its lock; what it is then, or why it stays as it is.

    Args:
        home: the office.
        draft: its id.
        change: given the draft as it is now, what it shall be, or a refusal, and then nothing is written.

    Raises:
        UsageError: there is none of that id.
    """
    with _held(home, draft):
        changed = change(read_draft(home, draft))
        if isinstance(changed, Draft):
            _write(home, changed)
    return changed


def erase_draft(home: Home, draft: str) -> None:
    """Erase a draft with all its files; one that is gone already stays gone."""
    shutil.rmtree(drafts_of(home) / draft, ignore_errors=True)


def is_past(draft: Draft, now: datetime) -> bool:
    """Whether nobody changed it for thirty days and nobody sent it."""
    return draft.stage is not DraftStage.SENT and now - draft.changed_at > KEPT


def erase_old(home: Home, now: datetime) -> int:
    """Erase what nobody changed for thirty days and nobody sent; how many."""
    old = [one for one in all_drafts(home) if is_past(one, now)]
    for one in old:
        erase_draft(home, one.id)
    return len(old)


@contextmanager
def _held(home: Home, draft: str) -> Iterator[None]:
    with locked(folder_of(home, draft) / ".lock"):
        yield


def _write(home: Home, draft: Draft) -> None:
    said = {**asdict(draft), "begun_at": draft.begun_at.isoformat(), "changed_at": draft.changed_at.isoformat()}
    content = json.dumps({"format": _FORMAT, "draft": said}, ensure_ascii=False, sort_keys=True).encode()
    replace(content, drafts_of(home) / draft.id / FILE, home.scratch, PRIVATE)


def _parsed(content: bytes) -> Draft:
    said = json.loads(content)["draft"]
    instants = {name: datetime.fromisoformat(said[name]) for name in ("begun_at", "changed_at")}
    follows = Follows(**said["follows"]) if said.get("follows") else None
    values = {"stage": DraftStage(said["stage"]), "hands": tuple(said["hands"]), "follows": follows}
    return Draft(**{**said, **instants, **values})
