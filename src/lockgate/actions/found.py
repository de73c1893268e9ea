"""Found an office: its folders and tables, its keys, and the log's first entry, the policy."""

from datetime import datetime

from lockgate.store.home import Home, prepare
from lockgate.store.keyring import create_office_keys
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
    keys = create_office_keys(home, origin, at, random)
    policy = Policy((Log(keys.log.key),), (), (), NONE)
    begin(home, keys.log, policy, random(SALT_SIZE), at)
    return policy
