"""Reconcile: what a crash left is removed or made good, and keys that are due are erased; no other row is touched."""

from collections.abc import Mapping

from lockgate.actions.office import Office
from lockgate.actions.purge import due, purge
from lockgate.errors import IntegrityError
from lockgate.store.disclosed import disclosures
from lockgate.store.hops import check_hops, open_hops
from lockgate.store.reconciliation import Remains, mend, remains


def reconcile(office: Office, *, look_only: bool = False) -> Remains:
    """Find what a crash left in the home, and mend it unless only looking.

    Raises:
        IntegrityError: evidence or a package that a commit names is missing; nothing here mends that.
    """
    found = remains(office.home)
    if found.missing:
        names = ", ".join(sorted(path.name for path in found.missing)[:3])
        raise IntegrityError(f"{len(found.missing)} kept files are missing, among them {names}; restore them.")
    if not look_only:
        mend(office.home, found)
        purge(office)
    return found


def hops_open(office: Office) -> Mapping[str, int]:
    """How many packages wait at each hop, how many keys are due to be erased, and what became of accounting lines.

    Raises:
        IntegrityError: an act on a package has no row of its hop, or a hop no act; nothing here mends that.
    """
    check_hops()
    counted = disclosures()
    apart = {"disclosed": counted.instances, "waiting": counted.waiting, "purged_unopened": counted.purged}
    return {**open_hops(), "keys_due": due(office), **apart}
