"""One line of a register's CSV file, cell by cell: read strictly, or refused with file, line, column and cure."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from lockgate.errors import UsageError
from lockgate.law.registers import Term
from lockgate.procedure.acts import FORBIDDABLE

Word = TypeVar("Word", bound=StrEnum)

FORBIDDEN_WORDS = (*FORBIDDABLE, "all")
"""What an order may forbid (R23)."""

ROLES = (
    "intake", "analyst", "deciding", "releaser", "disclosure_manager", "counsel", "safeguards", "oversight", "reviewer",
)  # fmt: skip
"""The roles a delegation may give."""

_SHORT = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a register as written, with where it stands, so that a refusal can say so."""

    where: str
    cells: Mapping[str, str]

    def refuse(self, column: str, cure: str) -> UsageError:
        """The error that this cell cannot be read."""
        return UsageError(f"{self.where}, column {column}: {self.cells[column][:60]!r} cannot be read; {cure}.")

    def text(self, column: str) -> str:
        """A cell that must not be empty."""
        if not self.cells[column]:
            raise self.refuse(column, "it must not be empty")
        return self.cells[column]

    def short(self, column: str) -> str:
        """An id that could be no person's name: small letters, digits, points and hyphens."""
        if _SHORT.fullmatch(self.cells[column]) is None:
            raise self.refuse(column, "write small letters, digits, points and hyphens, at most 63")
        return self.cells[column]

    def day(self, column: str) -> date:
        """A day, ISO."""
        try:
            found = date.fromisoformat(self.cells[column])
        except ValueError as error:
            raise self.refuse(column, "write a day such as 2025-08-07") from error
        if found.isoformat() != self.cells[column]:
            raise self.refuse(column, "write a day such as 2025-08-07")
        return found

    def day_or_none(self, column: str) -> date | None:
        """A day, or nothing."""
        return self.day(column) if self.cells[column] else None

    def instant(self, column: str) -> datetime:
        """An instant in UTC."""
        try:
            return datetime.strptime(self.cells[column], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError as error:
            raise self.refuse(column, "write an instant such as 2025-08-07T12:00:00Z") from error

    def instant_or_none(self, column: str) -> datetime | None:
        """An instant, or nothing."""
        return self.instant(column) if self.cells[column] else None

    def word(self, column: str, words: type[Word]) -> Word:
        """One word of a closed list."""
        try:
            return words(self.cells[column])
        except ValueError as error:
            raise self.refuse(column, f"write one of {', '.join(words)}") from error

    def words(self, column: str, known: tuple[str, ...] = ()) -> frozenset[str]:
        """A list; each of its words from ``known`` where that is given."""
        found = [word.strip() for word in self.cells[column].split(";") if word.strip()]
        if known and not set(found) <= set(known):
            raise self.refuse(column, f"write words of {', '.join(known)}, with ; between them")
        return frozenset(found)

    def der(self, column: str) -> bytes:
        """A certificate's DER from its base64; empty where none is given."""
        try:
            return base64.b64decode(self.cells[column], validate=True)
        except (binascii.Error, ValueError) as error:
            raise self.refuse(column, "write the base64 of the certificate's DER in one line") from error

    def term(self) -> Term:
        """The columns since and until."""
        term = Term(self.day("since"), self.day_or_none("until"))
        if term.until is not None and term.until < term.since:
            raise self.refuse("until", "it must not be before since")
        return term
