"""Upgrade: bring an office's tables on to this version of the program. The office enters it by itself (no officer).

It decides nothing about any record or person, and whoever runs it holds the machine already; that it was done, from
which tables to which, is in the log all the same.
"""

from dataclasses import dataclass
from pathlib import Path

from lockgate.canonical import canonical
from lockgate.clock import Clock
from lockgate.errors import UsageError
from lockgate.store.configured import attached_home
from lockgate.store.keys import Random
from lockgate.store.lawbook import law_hash
from lockgate.store.ledger import minute
from lockgate.store.presence import sole
from lockgate.store.tables import check_tables, tables
from lockgate.store.upgrading import bring_on
from lockgate.store.values import Enacted
from lockgate.tlog.entries import SALT_SIZE, Entry, detail_root, salted_leaf

UPGRADE = "upgrade"
"""The word of the entry."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What was done.

    Attributes:
        former: the last step that the tables had before.
        steps: those that were taken; none where the tables were this version's already.
        entry: the leaf hash of the entry, 64 hexadecimal digits; empty where nothing was done.
    """

    former: str
    steps: tuple[str, ...]
    entry: str


def upgrade(root: Path | None, clock: Clock, random: Random) -> Upgraded:
    """Bring the tables of the office at a home, or at the environment's, on to this version.

    Args:
        root: the office's folder; the environment's where none is given.
        clock: read once.
        random: gives random bytes.

    Raises:
        UsageError: there is no office, another process uses it, or its tables are a later version's.
        IntegrityError: a step would leave rows that could be changed.
    """
    home = attached_home(root)
    with sole(home):
        found = tables()
        if not found.made or found.unknown:
            check_tables(home.root)
        if not found.missing:
            return Upgraded(found.made[-1], (), "")
        if not home.head.exists():
            raise UsageError(f"The office at {home.root} was not founded to its end; lockgate keys create goes on.")

        def enacted() -> Enacted:
            said = canonical({"former": found.made[-1], "steps": list(found.missing)}).decode("utf-8")
            leaves, at = (salted_leaf(random(SALT_SIZE), "said", said),), clock()
            return Enacted(Entry(UPGRADE, "", minute(at), law_hash(), "", detail_root(leaves)), leaves, (), at)

        return Upgraded(found.made[-1], found.missing, bring_on(enacted).leaf)
