"""What can be seen of an office on its machine: modes of its files, disk, database, log, and where its keys are."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.backends.utils import CursorWrapper

from lockgate.store.authorities import authorities_at, lists_over, lying_about
from lockgate.store.cases import LOOKED_AT_AFTER, opened_before
from lockgate.store.home import Home
from lockgate.store.host import Seen, Verdict
from lockgate.store.keys_ages import Age, key_ages
from lockgate.store.keys_kept import KeyName, on_token, staged
from lockgate.store.models.log import EntryRow
from lockgate.store.policies import newest_policy

FREE_BYTES = 1 << 30
"""A house value: with less free space an office is told to make room before it goes on."""

_SYNCHRONOUS_FULL = 2
_LISTED = 5


def office_seen(home: Home, at: datetime) -> tuple[Seen, ...]:
    """Everything about an office whose database is attached.

    Args:
        home: its home.
        at: now, aware.
    """
    keys = (*key_places(home), *key_terms(home, at), authorities(home, at))
    return (modes(home), disk(home), *database(), clock_against_log(at), *keys, witnesses(), old_cases(at))


def modes(home: Home) -> Seen:
    """Whether others than the office's own account can read its private folders and keys."""
    wrong = [str(path.relative_to(home.root)) or "." for path in _private(home) if not _own(path)]
    if not wrong:
        return Seen("file modes", "private folders and keys are the office's own", Verdict.GOOD)
    shown = ", ".join(wrong[:_LISTED]) + (" …" if len(wrong) > _LISTED else "")
    return Seen("file modes", f"others may read {shown}; chmod go-rwx, chown to the office's account", Verdict.WRONG)


def _private(home: Home) -> Iterator[Path]:
    yield from (home.root, home.keys, home.evidence, home.sealed, home.scratch)
    yield from (file for file in home.keys.rglob("*") if file.suffix not in {".crt", ".vkey"})
    yield from (file for file in (home.head, home.database) if file.exists())


def _own(path: Path) -> bool:
    found = path.stat()
    # The database is made by SQLite with the process's own mask; the folder around it is what keeps others out.
    closed = 0o077 if path.suffix != ".sqlite" else 0o022
    return found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & closed


def disk(home: Home) -> Seen:
    """How much room is left where the office is."""
    free = shutil.disk_usage(home.root).free
    told = f"{free / (1 << 30):.1f} GiB free"
    if free >= FREE_BYTES:
        return Seen("disk", told, Verdict.GOOD)
    return Seen("disk", f"{told}; at least {FREE_BYTES >> 30} GiB is asked for", Verdict.WRONG)


def database() -> tuple[Seen, ...]:
    """Which database it is, and whether a commit that was answered is on disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            journal, synchronous = (_asked(cursor, f"PRAGMA {name}") for name in ("journal_mode", "synchronous"))
            durable = journal in {"wal", "delete"} and int(synchronous) >= _SYNCHRONOUS_FULL
            told = f"SQLite {_asked(cursor, 'SELECT sqlite_version()')}"
            how = f"journal_mode {journal}, synchronous {synchronous}"
        else:
            found = {
                name: _asked(cursor, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")
            }
            durable = found["fsync"] == found["full_page_writes"] == "on" and found["synchronous_commit"] != "off"
            told = f"PostgreSQL {_asked(cursor, 'SHOW server_version')}"
            how = ", ".join(f"{name} {value}" for name, value in found.items())
    return (
        Seen("database", told, Verdict.TOLD),
        Seen(
            "durability", how if durable else f"{how}; a commit may be lost", Verdict.GOOD if durable else Verdict.WRONG
        ),
    )


def _asked(cursor: CursorWrapper, question: str) -> str:
    cursor.execute(question)
    return str(cursor.fetchone()[0])


def clock_against_log(at: datetime) -> Seen:
    """Whether the clock stands before what was entered last."""
    last = EntryRow.objects.order_by("-at").values_list("at", flat=True).first()
    if last is None:
        return Seen("clock and log", "nothing is entered yet", Verdict.TOLD)
    if at < last:
        return Seen("clock and log", f"the clock is behind the last entry, of {last:%Y-%m-%d %H:%M} UTC", Verdict.WRONG)
    return Seen("clock and log", f"the last entry is of {last:%Y-%m-%d %H:%M} UTC", Verdict.GOOD)


def authorities(home: Home, at: datetime) -> Seen:
    """Which authorities are in force, whether a list of theirs is over, and files that somebody may think count."""
    lying, loaded = lying_about(home), authorities_at(at)
    if lying:
        told = f"{len(lying)} files in HOME/authorities are read by nobody; two officers load authorities"
        return Seen("authorities", told, Verdict.WRONG)
    if not loaded.anchors:
        return Seen("authorities", "none are loaded; only certificates that sign themselves stand", Verdict.TOLD)
    over = lists_over(loaded, at)
    told = f"{len(loaded.anchors)} certificates, {len(loaded.lists)} lists"
    if over:
        return Seen("authorities", f"{told}; {over} of the lists are over, load the newest", Verdict.WRONG)
    return Seen("authorities", told, Verdict.GOOD)


def key_places(home: Home) -> tuple[Seen, ...]:
    """Where the office's keys lie; a file is good for one machine, a token for production."""
    names = ("log", *KeyName)
    seen = [
        Seen(f"{name} key", "on a token" if on_token(home.keys, name) else "in a file", Verdict.TOLD) for name in names
    ]
    if staged(home, "log") is not None:
        told = "another is made and not in force; two officers rotate again once the witnesses know it"
        seen.append(Seen("new log key", told, Verdict.TOLD))
    return tuple(seen)


def key_terms(home: Home, at: datetime) -> tuple[Seen, ...]:
    """Since when each of the office's keys is in force, and whether another is due."""
    return tuple(_term(age, at) for age in key_ages(home))


def _term(age: Age, at: datetime) -> Seen:
    what, told = (
        f"age of the {age.name} key",
        f"in force since {age.since:%Y-%m-%d}, another is due on {age.due:%Y-%m-%d}",
    )
    if age.is_told(at):
        return Seen(
            what, f"{told}: lockgate keys rotate {age.name}", Verdict.WRONG if age.is_over(at) else Verdict.TOLD
        )
    return Seen(what, told, Verdict.GOOD)


def witnesses() -> Seen:
    """How many witnesses the log's policy names. They are not asked here; publishing asks them."""
    named = len(newest_policy().witnesses)
    return Seen("witnesses", f"the log's policy names {named}; they were not asked", Verdict.TOLD)


def old_cases(at: datetime) -> Seen:
    """Cases so old that a person should say whether they stay; nothing erases what the statute has kept."""
    old, since = opened_before(at - LOOKED_AT_AFTER), at - LOOKED_AT_AFTER
    if not old:
        return Seen("old cases", f"none was opened before {since:%Y-%m-%d}", Verdict.TOLD)
    shown = ", ".join(old[:_LISTED]) + (" …" if len(old) > _LISTED else "")
    told = f"{len(old)} were opened before {since:%Y-%m-%d}, for a person to say whether they stay: {shown}"
    return Seen("old cases", told, Verdict.TOLD)
