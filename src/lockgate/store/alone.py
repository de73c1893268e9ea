"""An act that concerns no case and changes no register: its entry, in one commit, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from lockgate.errors import IntegrityError
from lockgate.procedure.security_keys import KeyedRegisters
from lockgate.store.registers import current_registers
from lockgate.store.transactions import Writing, one_commit, share_standing
from lockgate.store.values import Enacted, EntryRef


class AloneFile:
    """The registers as they stand, and the one entry; usable only inside the ``with`` block that yielded it."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def registers(self, at: datetime) -> KeyedRegisters:
        """The registers as last loaded by ``at``, read under the standing lock."""
        return current_registers(at)

    def enter(self, enacted: Enacted) -> EntryRef:
        """Enter the act.

        Raises:
            IntegrityError: a second entry in one transaction, a case's reference, or no signature.
        """
        if enacted.entry.case:
            raise IntegrityError("The act concerns no case, and its entry names one.")
        return self._writing.enter(enacted)

    def close(self) -> None:
        """Refuse every writer from here on."""
        self._writing.open = False


@contextmanager
def entered_alone() -> Iterator[AloneFile]:
    """Hold the standing shared for one act on no case; one commit at the end."""
    with one_commit():
        share_standing()
        file = AloneFile(Writing(None))
        try:
            yield file
        finally:
            file.close()
