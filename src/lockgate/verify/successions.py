"""The successions of a log's key: each a file of the directory, held to the entry that put the new key in force."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from lockgate.errors import IntegrityError
from lockgate.tlog.entries import Entry
from lockgate.tlog.successions import Succession, parse_succession
from lockgate.verify.files import read_below

SUCCESSION = "succession"
"""The folder of successions, named by the index of their entry; only of a log whose key changed."""

_LONGEST = 1 << 20

KEY = "key"
"""The act of an entry that changes the log's key, where it commits to a policy."""


def succession_paths(entries: Sequence[Entry]) -> dict[int, str]:
    """By the index of each entry that changes the log's key, where its succession lies."""
    changes = (index for index, entry in enumerate(entries) if entry.act == KEY and entry.policy is not None)
    return {index: f"{SUCCESSION}/{index}" for index in changes}


def read_successions(root: Path, entries: Sequence[Entry], files: set[str]) -> dict[int, Succession]:
    """Every succession of the log, by its entry's index: signed by the former key, from and to what entries commit to.

    Raises:
        IntegrityError: one is missing, or does not hold.
    """
    found = {}
    before = ""
    paths = succession_paths(entries)
    for index, entry in enumerate(entries):
        if entry.policy is None:
            continue
        if index in paths:
            found[index] = _read(root, paths[index], files, (before, entry.policy))
        before = entry.policy
    return found


def _read(root: Path, path: str, files: set[str], hashes: tuple[str, str]) -> Succession:
    if path not in files:
        raise IntegrityError(f"{path} is missing: the log's key changed, and nothing shows that the former one agreed")
    try:
        succession = parse_succession(read_below(root, path, _LONGEST))
    except (ValueError, IntegrityError) as error:
        raise IntegrityError(f"{path}: {error}") from error
    if (succession.before.hash, succession.after.hash) != hashes:
        raise IntegrityError(f"{path} is from or to another policy than the entries commit to")
    return succession


def followed(pinned: bytes, entries: Sequence[Entry], successions: dict[int, Succession]) -> tuple[int, ...] | None:
    """The entries by which a pinned policy became the log's, if nothing but the log's key changed since; else None.

    Args:
        pinned: the policy's bytes, as the one who verifies holds them.
        entries: the log's, verified.
        successions: the log's, by index, held to the entries.
    """
    wanted = sha256(pinned).hexdigest()
    changes = [(index, entry.policy) for index, entry in enumerate(entries) if entry.policy is not None]
    # The last time it was put in force: what was decided since is what counts.
    places = [place for place, (_, committed) in enumerate(changes) if committed == wanted]
    later = tuple(index for index, _ in changes[places[-1] + 1 :]) if places else ()
    return later if places and all(index in successions for index in later) else None
