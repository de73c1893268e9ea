"""The one shape of a transaction that writes: locks in their order, one entry, versions raised, one commit.

Lock order: the standing row, then the case row. Acts on a case take standing shared; what changes the
standing takes it exclusively. So a release cannot commit past an order that committed first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from lockgate.errors import IntegrityError, UsageError
from lockgate.store import crashpoints
from lockgate.store.ledger import append
from lockgate.store.models.acts import ActRow
from lockgate.store.models.locks import CaseRow, StandingRow
from lockgate.store.tables import check_unchanged
from lockgate.store.values import Enacted, EntryRef


@contextmanager
def one_commit() -> Iterator[None]:
    """One transaction with one commit; refused inside another one."""
    with transaction.atomic(durable=True):
        yield
        crashpoints.reached("act.before_commit")
    crashpoints.reached("act.after_commit")


def share_standing() -> int:
    """The version of the standing row, held against change until the commit.

    On SQLite the transaction holds the only writer's lock from its beginning, which is stronger.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT version FROM store_standingrow WHERE id = 1 FOR SHARE")
    check_unchanged()
    return StandingRow.objects.get(id=1).version


def take_standing() -> StandingRow:
    """The standing row, held exclusively until the commit."""
    row = StandingRow.objects.select_for_update().get(id=1)
    check_unchanged()
    return row


def take_case(case_id: str) -> CaseRow:
    """The case's row, held exclusively until the commit.

    Raises:
        UsageError: there is no case of that id.
    """
    row = CaseRow.objects.select_for_update().filter(id=case_id).first()
    if row is None:
        raise UsageError(f"There is no case {case_id[:40]} in this office; look it up by the submission's number.")
    return row


OFFICE_ENTRIES = frozenset({"refuse_opening", "answer_again", "purge", "refuse", "upgrade"})
"""Words of entries that no officer decides: what the office does by itself, when it was asked or by the clock."""


@dataclass(slots=True)
class Writing:
    """What a transaction has written so far: it must hold exactly one entry if it holds anything."""

    case: CaseRow | None
    reference: EntryRef | None = None
    acts: tuple[ActRow, ...] = ()
    open: bool = field(default=True)

    def enter(self, enacted: Enacted) -> EntryRef:
        """Write the act's entry and its signed decisions.

        Raises:
            IntegrityError: an entry was written already, or the transaction is over, or nobody signed.
        """
        self.check_open()
        if self.reference is not None:
            raise IntegrityError("One transaction writes one entry, and a second one was given.")
        if not enacted.signed:
            raise IntegrityError("An act of an officer was to be entered without a signed decision.")
        self.reference, self.acts = append(enacted, self.case)
        return self.reference

    def enter_own(self, enacted: Enacted) -> EntryRef:
        """Write an entry of the office itself, which nobody decides: a refused opening, an answer again, an erasure.

        Raises:
            IntegrityError: an entry was written already, the transaction is over, or the act is an officer's.
        """
        self.check_open()
        if self.reference is not None or enacted.signed or enacted.entry.act not in OFFICE_ENTRIES:
            raise IntegrityError("An entry of the office itself was to be written for an officer's act.")
        self.reference, _ = append(enacted, self.case)
        return self.reference

    def act(self) -> ActRow:
        """The act that was entered, which everything else written here belongs to.

        Raises:
            IntegrityError: nothing was entered yet, or the transaction is over.
        """
        self.check_open()
        if not self.acts:
            raise IntegrityError("Something was to be written before the entry of its act.")
        return self.acts[0]

    def check_open(self) -> None:
        """Refuse to write once the transaction is over.

        Raises:
            IntegrityError: it is over.
        """
        if not self.open:
            raise IntegrityError("Something was to be written after its transaction was over.")
