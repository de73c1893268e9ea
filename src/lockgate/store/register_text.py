"""Registers as text: a row added, cells changed, and two versions compared row by row; the bytes stay CSV."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lockgate.store.registers import FORMS, read_register

Cells = Mapping[str, str]
"""One row as written, by column."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One row that stays with other cells: the row as it will be, and each changed column with what stood there."""

    row: Cells
    before: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of one register: rows that come, that go, and that stay with other cells."""

    added: tuple[Cells, ...]
    removed: tuple[Cells, ...]
    changed: tuple[Changed, ...]

    @property
    def same(self) -> bool:
        """Nothing differs."""
        return not (self.added or self.removed or self.changed)


@lru_cache(maxsize=12)
def cells_of(kind: str, content: bytes) -> tuple[Cells, ...]:
    """The rows of a register as written. The same bytes are read once: every page of a register asks for all of it.

    Raises:
        UsageError: the register cannot be read.
    """
    if not content:
        return ()
    read_register(kind, content)
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    return tuple({column: str(cell).strip() for column, cell in row.items()} for row in rows)


def with_row(kind: str, content: bytes, row: Cells) -> bytes:
    """The register with one row more, at its end; an empty cell where the row has none."""
    return _written(kind, (*cells_of(kind, content), row))


def with_cells(kind: str, content: bytes, which: Callable[[Cells], bool], cells: Cells) -> bytes:
    """The register with these cells in every row that is meant."""
    return _written(kind, tuple({**row, **cells} if which(row) else row for row in cells_of(kind, content)))


def compared(kind: str, before: bytes, after: bytes) -> Compared:
    """What differs between two versions; a row is known again by its first column where that is told by one row only.

    Raises:
        UsageError: one of them cannot be read.
    """
    columns = FORMS[kind].columns
    then, now = (
        Counter(tuple(row[one] for one in columns) for row in cells_of(kind, text)) for text in (before, after)
    )
    gone, come = _by_key((then - now).elements()), _by_key((now - then).elements())
    again = [key for key, rows in come.items() if len(rows) == 1 and len(gone.get(key, ())) == 1]
    changed = []
    for key in again:
        (old,), (new,) = gone.pop(key), come.pop(key)
        differ = {column: was for column, was, be in zip(columns, old, new, strict=True) if was != be}
        changed.append(Changed(dict(zip(columns, new, strict=True)), differ))
    return Compared(
        tuple(dict(zip(columns, row, strict=True)) for rows in come.values() for row in rows),
        tuple(dict(zip(columns, row, strict=True)) for rows in gone.values() for row in rows),
        tuple(changed),
    )


def _by_key(rows: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _written(kind: str, rows: tuple[Cells, ...]) -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, FORMS[kind].columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode("utf-8")
