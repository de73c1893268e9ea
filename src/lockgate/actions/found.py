"""Found an office: its folders and tables, its keys, and the log's first entry, the policy."""

from datetime import datetime
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.store.configured import database_address, home_at, opened_home
from lockgate.store.home import Home, prepare
from lockgate.store.keyring import (
    LOG_VKEY_FILE,
    OfficeKeys,
    create_missing_keys,
    create_office_keys,
    create_officer_key,
    load_office_keys,
    save_officer_key,
)
from lockgate.store.keys import Random
from lockgate.store.ledger import begin
from lockgate.tlog.entries import SALT_SIZE
from lockgate.tlog.policies import NONE, Log, Policy


def found(home: Home, address: str, origin: str, at: datetime, random: Random) -> Policy:
    """Make the home and the office's keys, and begin the log under a policy without witnesses.

    Args:
        home: the office's home.
        address: a PostgreSQL address; empty for SQLite in the home.
        origin: the log's name; it never changes.
        at: the instant, aware.
        random: gives random bytes.

    Raises:
        UsageError: there is an office already, or the log's name cannot be used.
        IntegrityError: a log was begun at this home before.
    """
    prepare(home, address)
    keys = _keys(home, origin, at, random)
    policy = Policy((Log(keys.log.key),), (), (), NONE)
    begin(home, keys.log, policy, random(SALT_SIZE), at)
    return policy


def _keys(home: Home, origin: str, at: datetime, random: Random) -> OfficeKeys:
    """New keys; or those of a founding that was killed before its log had begun (a second begin is refused)."""
    if not (home.keys / LOG_VKEY_FILE).exists():
        return create_office_keys(home, origin, at, random)
    keys = load_office_keys(home)
    if keys.log.origin != origin:
        raise UsageError(f"{home.keys} holds the keys of the log {keys.log.origin}; its name never changes.")
    return keys


def found_here(home: Path | None, origin: str, at: datetime, random: Random) -> Policy:
    """Found an office at a folder, or at the environment's, on the environment's database.

    Raises:
        UsageError: there is an office already, or the log's name cannot be used.
    """
    return found(home_at(home), database_address(), origin, at, random)


def missing_keys(home: Path | None, random: Random) -> tuple[Path, ...]:
    """Make the keys that an office founded by an earlier version has not got; answers the files written.

    Raises:
        UsageError: there is no office there.
    """
    return create_missing_keys(opened_home(home), random)


def officer_keys(officer: str, out: Path, at: datetime, random: Random) -> tuple[Path, ...]:
    """Make an officer's two keys with their certificates: one to sign decisions, one to receive packages.

    Raises:
        UsageError: one of the files is there already; keys are never overwritten.
    """
    signs = create_officer_key(officer, at, random)
    receives = create_officer_key(officer, at, random, receives=True)
    return (*save_officer_key(out, officer, signs), *save_officer_key(out, f"{officer}.opening", receives))
