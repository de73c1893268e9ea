"""What changes the standing: registers and orders, loaded by two persons under the exclusive lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256

from lockgate.errors import IntegrityError
from lockgate.store.alone import AloneFile
from lockgate.store.models.authorities import AuthoritiesRow
from lockgate.store.models.loaded import MACHINES, PACK, LoadedRow
from lockgate.store.models.locks import StandingRow
from lockgate.store.models.registers import RegisterRow
from lockgate.store.registers import read_register
from lockgate.store.transactions import Writing, one_commit, take_standing

_TWO = 2


class StandingFile(AloneFile):
    """The standing, held exclusively; usable only inside the ``with`` block that yielded it."""

    def __init__(self, version: int, writing: Writing, *, raised: bool = True) -> None:
        super().__init__(writing)
        self.version = version
        self._raised = raised

    def load(self, kind: str, content: bytes, at: datetime) -> None:
        """Load a register; it replaces the register of that kind from ``at`` on.

        Args:
            kind: which register.
            content: the bytes of its CSV file, kept as they are.
            at: the instant of the act, aware.

        Raises:
            UsageError: the register cannot be read.
            IntegrityError: the act was not entered with the decisions of exactly two officers, or does not raise the
                standing's version although the law asks this register.
        """
        read_register(kind, content)
        if kind == MACHINES:
            self._put((MACHINES, ""), content, at, at)
            return
        if not self._raised:
            raise IntegrityError("A register that the law asks is loaded by an act that raises the standing.")
        first, second, entry = self._two("A register is loaded")
        RegisterRow.objects.create(
            kind=kind,
            content=content,
            sha256=sha256(content).hexdigest(),
            loaded_at=at,
            standing=self.version + 1,
            first_officer=first,
            second_officer=second,
            entry_id=entry,
        )

    def load_authorities(self, content: bytes, at: datetime) -> None:
        """Load the agency's authorities and lists; they replace all that were loaded before, from ``at`` on.

        Args:
            content: made by ``store.authorities.bundle``.
            at: the instant of the act, aware.

        Raises:
            IntegrityError: the act was not entered with the decisions of exactly two officers.
        """
        first, second, entry = self._two("The authorities are loaded")
        AuthoritiesRow.objects.create(
            content=content,
            sha256=sha256(content).hexdigest(),
            loaded_at=at,
            first_officer=first,
            second_officer=second,
            entry_id=entry,
        )

    def put_pack(self, name: str, content: bytes, since: datetime, at: datetime) -> None:
        """Put a version of a pack in force, or the end of an agreement; it governs from ``since`` on.

        Args:
            name: the agreement's.
            content: the document that the two persons signed for (``store.pack_files``).
            since: from when, aware; not before ``at``.
            at: the instant of the act, aware.

        Raises:
            IntegrityError: the act was not entered with the decisions of exactly two officers.
        """
        self._put((PACK, name), content, since, at)

    def _put(self, what: tuple[str, str], content: bytes, since: datetime, at: datetime) -> None:
        first, second, entry = self._two("A version is put in force")
        LoadedRow.objects.create(
            kind=what[0],
            name=what[1],
            content=content,
            sha256=sha256(content).hexdigest(),
            since=since,
            loaded_at=at,
            standing=self.version + 1 if self._raised else self.version,
            first_officer=first,
            second_officer=second,
            entry_id=entry,
        )

    def _two(self, what: str) -> tuple[str, str, int]:
        """The two officers of the act that was entered, and its entry."""
        self._writing.act()
        officers = [act.officer for act in self._writing.acts]
        if len(officers) != _TWO or self._writing.reference is None:
            raise IntegrityError(f"{what} by exactly two persons.")
        return officers[0], officers[1], self._writing.reference.id

    def finish(self, row: StandingRow) -> None:
        """Raise the standing's version, if anything was written; called once, at the end.

        Raises:
            IntegrityError: the standing row is not as it was when it was taken.
        """
        if self._writing.reference is None:
            return
        changed = StandingRow.objects.filter(id=row.id, version=self.version).update(version=self.version + 1)
        if changed != 1:
            raise IntegrityError("The standing changed under its own lock; nothing was written.")


@contextmanager
def standing_opened(*, raised: bool = True) -> Iterator[StandingFile]:
    """Take the standing exclusively for one act; no act on any case commits until this one has.

    Args:
        raised: whether the act raises the version, so that every open case is examined again. What changes
            nothing the law asks about (a new key of the office) does not.

    Raises:
        IntegrityError: the block wrote something without entering its act; nothing of it stays.
    """
    with one_commit():
        row = take_standing()
        file = StandingFile(row.version, Writing(None), raised=raised)
        try:
            yield file
            if raised:
                file.finish(row)
        finally:
            file.close()


def standing_version() -> int:
    """The present version of the standing, held by nothing."""
    return StandingRow.objects.get(id=1).version
