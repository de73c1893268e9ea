"""The outcomes of every submission, computed again from what is kept, against the entries that close them."""

from lockgate.actions.office import Office
from lockgate.errors import IntegrityError
from lockgate.pipeline.dispositions import records_subtree
from lockgate.store.evidence import get_sealed_table
from lockgate.store.fsck import closings
from lockgate.store.keyring import load_evidence_key


def check_outcomes(office: Office) -> int:
    """Check the outcomes of every closing entry, and answer how many there were.

    Raises:
        IntegrityError: the kept dispositions are changed or missing, or are not those that the entry commits to.
    """
    count = 0
    for closing in closings():
        key = load_evidence_key(office.home)
        subtree = records_subtree(get_sealed_table(office.home, key, closing.case, closing.stored))
        if subtree != closing.records:
            raise IntegrityError(f"The outcomes kept for case {closing.case} are not those that its entry commits to.")
        count += subtree.size
    return count
