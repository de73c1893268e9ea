"""Reconcile: what a crash left is removed or made good; rows of the record of work are never touched."""

from lockgate.actions.office import Office
from lockgate.errors import IntegrityError
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
    return found
