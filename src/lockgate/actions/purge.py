"""Purge: the keys of gated packages that nobody may open any more are erased, each case in one entry.

The office does it by itself, by the clock: nobody decides it, and nothing can hold it up. After a package's pick-up
deadline, or its recall, nothing opens it: not its officer, not the office.
"""

from datetime import datetime

from lockgate.actions.office import Office
from lockgate.actions.signing import governing_of
from lockgate.canonical import canonical
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.opening_gates import pickup_ends
from lockgate.procedure.questions import Frame
from lockgate.store.cases import CaseFile, opened, viewed
from lockgate.store.gateway import cases_with_keys
from lockgate.store.ledger import minute
from lockgate.store.packs import governing
from lockgate.store.publication import published_size
from lockgate.store.values import Enacted
from lockgate.tlog.entries import SALT_SIZE, Entry, detail_root, salted_leaf

PURGE = "purge"
"""The entry's word."""


def purge(office: Office) -> int:
    """Erase every key that is due; how many. Doing it again changes nothing."""
    return sum(_of_case(office, case, office.clock()) for case in cases_with_keys())


def due(office: Office) -> int:
    """How many keys are due to be erased."""
    at = office.clock()
    return sum(len(_due(viewed(case), at)) for case in cases_with_keys())


def _due(facts: CaseFacts, at: datetime) -> list[str]:
    """The packages of a case whose keys are kept and that nobody may open any more."""
    days = governing(facts.submission.agreement, at).pickup_days
    kept = [one for one in facts.packages if one.gated and one.purged_at is None]
    return [
        one.id
        for one in kept
        if one.recalled_at is not None
        or (one.handed_over_at is not None and at > pickup_ends(one.handed_over_at, days))
    ]


def _of_case(office: Office, case: str, at: datetime) -> int:
    with opened(case, published_size(office.home)) as file:
        packages = _due(file.facts, at)
        if packages:
            file.enter_own(_entry(office, file, packages, at))
            file.purge(packages, at)
    return len(packages)


def _entry(office: Office, file: CaseFile, packages: list[str], at: datetime) -> Enacted:
    agreement = governing(file.facts.submission.agreement, at)
    under = governing_of(Frame(agreement, office.law, file.registers(at)))
    said = canonical({"packages": [*packages]}).decode("utf-8")
    leaves = (salted_leaf(office.random(SALT_SIZE), "said", said),)
    entry = Entry(PURGE, file.facts.reference, minute(at), under.law, under.pack, detail_root(leaves))
    return Enacted(entry, leaves, (), at)
