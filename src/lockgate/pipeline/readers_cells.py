"""What every reader hands on: runs of records as columns of bytes; and the one place where bytes become text.

CSV, XLSX and Parquet are judged alike here: NUL, oversized, undecodable (R00) are asked of each cell that is
used, whatever format it came in.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lockgate.pipeline.readers_arrow import (
    Bytes,
    Texts,
    arrow,
    blanks,
    compute,
)

LIMIT = 10_000
"""The most characters one field may hold (R00.oversized above it)."""

BLANKS = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
"""The characters trimmed from both ends of a value."""

CODES = (
    "R00.fields",
    "R00.nul",
    "R00.oversized",
    "R00.undecodable",
    "R00.id_absent",
    "R00.id_repeated",
    "R00.type",
)
"""Why a row could not be read; where several hold, the row bears the first."""

_UNREADABLE = "\ufffd"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one row cannot be taken as it is (R00), with the column or the count that shows it."""

    code: str
    note: str

    def heavier(self, other: "Fault | None") -> "Fault":
        """The one that comes first in ``CODES``; of two alike, the other, which was found first."""
        return other if other is not None and CODES.index(other.code) <= CODES.index(self.code) else self


def wrong_width(fields: int, width: int) -> Fault:
    """The fault of a row that has not as many fields as the header."""
    if fields == 1:
        return Fault("R00.fields", f"1 field instead of {width}")
    return Fault("R00.fields", f"{fields} fields instead of {width}")


@dataclass(frozen=True, slots=True)
class Slab:
    """A run of records in the file's order.

    Attributes:
        rows: how many.
        cells: header cell to its values as bytes, not yet trimmed; ``rows`` of each.
        faults: position in the slab (0-based) to what is wrong with that row.
    """

    rows: int
    cells: dict[str, Bytes]
    faults: dict[int, Fault]


def one_column(call: Callable[[], Slab], cell: str) -> Bytes:
    """One column of a slab that is yet to be read."""
    return call().cells[cell]


class Table(Protocol):
    """A file of records, opened: its header, and its records as often as they are asked for."""

    @property
    def header(self) -> tuple[str, ...]:
        """The header cells, trimmed."""

    @property
    def format(self) -> str:
        """csv, xlsx or parquet."""

    @property
    def encoding(self) -> str:
        """What the text is read as; '' where the format says it."""

    @property
    def delimiter(self) -> str:
        """Of a CSV file."""

    def slabs(self, wanted: Sequence[str]) -> Iterator[Callable[[], Slab]]:
        """The records in order, as calls that may run side by side; only ``wanted`` columns are filled."""

    def column(self, cell: str) -> Iterator[Callable[[], Bytes]]:
        """One column alone, as ``slabs`` fills it."""


def text_of(cells: Bytes, name: str, faults: dict[int, Fault]) -> Texts:
    """One column as trimmed text; what cannot be text is noted in ``faults`` and replaced.

    An oversized value becomes '' and unreadable bytes and NULs become U+FFFD: the row is returned as R00 in
    either case, and the original bytes stay in the file.
    """
    positions, _ = bounds(cells)
    if positions[0] == positions[-1]:
        return blanks(len(cells))
    cells = _without_nul(cells, name, faults)
    cells = _without_oversized(cells, name, faults)
    return _trimmed(_decoded(cells, name, faults))


def _note(faults: dict[int, Fault], rows: Sequence[int], fault: Fault) -> None:
    for row in rows:
        faults[row] = fault.heavier(faults.get(row))


def _replaced(cells: Bytes, changed: dict[int, bytes]) -> Bytes:
    mask = np.zeros(len(cells), dtype=bool)
    mask[list(changed)] = True
    return compute.replace_with_mask(
        cells, arrow.array(mask), arrow.array([changed[row] for row in sorted(changed)], arrow.binary())
    )


def bounds(cells: Bytes) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Offsets (one more than rows) and the bytes they point into."""
    _, offsets, data = cells.buffers()
    positions = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    return positions, np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)


def _without_nul(cells: Bytes, name: str, faults: dict[int, Fault]) -> Bytes:
    positions, data = bounds(cells)
    used = data[positions[0] : positions[-1]]
    if used.min() > 0:
        return cells
    hits = np.flatnonzero(used == 0)
    rows = np.unique(np.searchsorted(positions, hits + positions[0], side="right") - 1).tolist()
    _note(faults, rows, Fault("R00.nul", name))
    return _replaced(cells, {row: cells[row].as_py().replace(b"\0", _UNREADABLE.encode()) for row in rows})


def _without_oversized(cells: Bytes, name: str, faults: dict[int, Fault]) -> Bytes:
    positions, _ = bounds(cells)
    long = np.flatnonzero(np.diff(positions) > LIMIT).tolist()
    over = [row for row in long if len(cells[row].as_py().decode("utf-8", "replace")) > LIMIT]
    if not over:
        return cells
    _note(faults, over, Fault("R00.oversized", name))
    return _replaced(cells, dict.fromkeys(over, b""))


def _decoded(cells: Bytes, name: str, faults: dict[int, Fault]) -> Texts:
    bad = _unreadable(cells, 0)
    if not bad:
        return cells.cast(arrow.string())
    _note(faults, bad, Fault("R00.undecodable", name))
    mended = {row: cells[row].as_py().decode("utf-8", "replace").encode() for row in bad}
    return _replaced(cells, mended).cast(arrow.string())


def _unreadable(cells: Bytes, first: int) -> list[int]:
    """The rows that are no UTF-8, counted from ``first``; halves without any are left at once."""
    try:
        cells.cast(arrow.string())
    except arrow.ArrowInvalid:
        half = len(cells) // 2
        if half == 0:
            return [first]
        return _unreadable(cells.slice(0, half), first) + _unreadable(cells.slice(half), first + half)
    return []


_EDGES = np.zeros(256, dtype=bool)
_EDGES[[byte for blank in BLANKS for byte in (blank.encode()[0], blank.encode()[-1])]] = True


def _trimmed(column: Texts) -> Texts:
    """Trim the few values whose first or last byte could be a blank's; most columns hold none."""
    positions, data = bounds(column)
    held = np.flatnonzero(positions[1:] > positions[:-1])
    edged = held[_EDGES[data[positions[held]]] | _EDGES[data[positions[held + 1] - 1]]].tolist()
    values = column.take(arrow.array(edged, arrow.int32())).to_pylist() if edged else ()
    trimmed = {row: value.strip(BLANKS) for row, value in zip(edged, values, strict=True)}
    changed = {row: mine.encode() for (row, mine), value in zip(trimmed.items(), values, strict=True) if mine != value}
    return _replaced(column.cast(arrow.binary()), changed).cast(arrow.string()) if changed else column
