"""Where the fields of a block of CSV stand: numpy finds the delimiters, Arrow copies the fields out.

Damaged rows go the same way as whole ones: a loose record (``readers_records``) only brings its delimiters from a
careful reader, so what is read of a row never depends on what is wrong with another. Of a row with too few or
too many fields only the first field is kept: which of the others belongs to which column nobody can know.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lockgate.pipeline.readers_arrow import (
    Bytes,
    arrow,
    compute,
    no_bytes,
)
from lockgate.pipeline.readers_cells import Fault, Slab, wrong_width
from lockgate.pipeline.readers_records import QUOTE, Block, Positions, loose_delimiters, spanned

_WINDOW = 24
"""How far the end of a first field is looked for in all rows at once; longer ones are looked for singly."""

Places = npt.NDArray[np.integer]
"""Places in a block, of any width of integer."""

Loose = dict[int, list[int] | None]
"""Loose record to its delimiters (from its start), ``None`` when a quoted field does not close."""


def slab_of(block: Block, mark: int, width: int, places: dict[str, int]) -> Slab:
    """The wanted columns of a block, which holds at least one record.

    Args:
        block: whole records.
        mark: the delimiter's byte.
        width: how many columns the header has.
        places: header cell to its place, for each column that is wanted.
    """
    loose = _loose(block, mark)
    marks = _delimiters(block, mark, loose)
    counts = np.diff(np.searchsorted(marks, block.ends), prepend=0)
    misplaced = Fault("R00.fields", "a quotation mark is misplaced or left open")
    faults = {row: misplaced for row, found in loose.items() if found is None}
    for row in np.flatnonzero(counts != width - 1).tolist():
        faults.setdefault(row, wrong_width(counts[row] + 1, width))
    grid = _Grid(block, _heads(block, mark, width, loose), _arranged(block, marks, counts, faults, width))
    return Slab(len(block.starts), {cell: grid.column(place) for cell, place in places.items()}, faults)


def first_fields(block: Block, mark: int, width: int) -> Bytes:
    """The first column of a block, as ``slab_of`` fills it."""
    return _fields(block, block.starts, _heads(block, mark, width, _loose(block, mark)))


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the fields stand.

    Attributes:
        block: the bytes.
        heads: where the first field of each row ends.
        marks: the delimiters, a line for each place and a column for each row; all at the row's end if faulty.
    """

    block: Block
    heads: Positions
    marks: npt.NDArray[np.int32]

    def column(self, place: int) -> Bytes:
        """The fields of one column, unquoted, not trimmed."""
        if place == 0:
            return _fields(self.block, self.block.starts, self.heads)
        ends = self.block.ends if place == len(self.marks) else self.marks[place]
        return _fields(self.block, np.minimum(self.marks[place - 1] + 1, ends), ends)


def _loose(block: Block, mark: int) -> Loose:
    delimiter = bytes([mark])
    lines = ((row, block.data[int(block.starts[row]) : int(block.ends[row])]) for row in block.loose.tolist())
    return {row: loose_delimiters(line, delimiter) for row, line in lines}


def _delimiters(block: Block, mark: int, loose: Loose) -> Positions:
    """Every delimiter that separates two fields, in order."""
    marks = np.flatnonzero(np.frombuffer(block.data, np.uint8) == mark)
    marks = marks[np.searchsorted(marks, block.starts[0]) : np.searchsorted(marks, block.ends[-1])]
    if block.quotes.size > marks.size:
        marks = marks[np.searchsorted(block.quotes, marks) & 1 == 0]
    elif block.quotes.size:
        marks = marks[~spanned(marks, block.quotes[0::2], block.quotes[1::2])]
    if not loose:
        return marks
    marks = marks[~spanned(marks, block.starts[block.loose], block.ends[block.loose])]
    found = [int(block.starts[row]) + place for row, places in loose.items() for place in places or ()]
    return np.sort(np.concatenate((marks, np.array(found, dtype=np.int64))), kind="stable")


def _arranged(
    block: Block, marks: Positions, counts: npt.NDArray[np.int64], faults: dict[int, Fault], width: int
) -> npt.NDArray[np.int32]:
    """The delimiters by row, turned on their side."""
    if not faults:
        return np.ascontiguousarray(marks.reshape(len(counts), width - 1).T, dtype=np.int32)
    good = np.ones(len(counts), dtype=bool)
    good[list(faults)] = False
    grid = np.repeat(block.ends[:, None], width - 1, axis=1)
    grid[good] = marks[np.repeat(good, counts)].reshape(int(good.sum()), width - 1)
    return np.ascontiguousarray(grid.T, dtype=np.int32)


def _heads(block: Block, mark: int, width: int, loose: Loose) -> Positions:
    """Where the first field of each row ends; its start when nothing of the row can be relied on."""
    bytes_ = np.frombuffer(block.data, np.uint8)
    starts, ends = block.starts, block.ends
    heads = _first_marks(block, bytes_, mark)
    quoted = bytes_[starts] == QUOTE
    quoted[block.loose] = False
    if quoted.any():
        closes = block.quotes[1::2]
        last = len(bytes_) - 1
        closes = closes[(closes == last) | (bytes_[np.minimum(closes + 1, last)] != QUOTE)]
        heads[quoted] = closes[np.searchsorted(closes, starts[quoted])] + 1
    for row, places in loose.items():
        if places is not None:
            heads[row] = starts[row] + places[0] if places else ends[row]
        elif bytes_[starts[row]] == QUOTE or heads[row] == ends[row]:
            heads[row] = starts[row]
    return heads if width == 1 else np.where(heads == ends, starts, heads)


def _first_marks(block: Block, bytes_: npt.NDArray[np.uint8], mark: int) -> Positions:
    """The first delimiter of each row, quoted or not; the row's end when it has none."""
    starts, ends = block.starts, block.ends
    near = bytes_[np.minimum(starts[:, None] + np.arange(_WINDOW), len(bytes_) - 1)] == mark
    at = near.argmax(axis=1)
    found = near[np.arange(len(starts)), at]
    heads = np.minimum(np.where(found, starts + at, ends), ends)
    for row in np.flatnonzero(~found & (ends - starts > _WINDOW)).tolist():
        place = block.data.find(mark, int(starts[row]) + _WINDOW, int(ends[row]))
        heads[row] = ends[row] if place < 0 else place
    return heads


def _fields(block: Block, starts: Places, ends: Places) -> Bytes:
    """The spans as a column, unquoted."""
    held = ends > starts
    if not held.any():
        return no_bytes(len(starts))
    bytes_ = np.frombuffer(block.data, np.uint8)
    quoted = held & (bytes_[np.minimum(starts, len(bytes_) - 1)] == QUOTE)
    if not quoted.any():
        return _taken(block.data, starts, ends)
    cells = _taken(block.data, starts + quoted, ends - quoted)
    return _undoubled(cells, quoted) if block.doubled() else cells


def _taken(data: bytes, starts: Places, ends: Places) -> Bytes:
    """Copy out the spans: every second one of the strings between all starts and ends."""
    offsets = np.empty(2 * len(starts), np.int32)
    offsets[0::2], offsets[1::2] = starts, ends
    buffers = [None, arrow.py_buffer(offsets), arrow.py_buffer(data)]
    between = arrow.Array.from_buffers(arrow.binary(), len(offsets) - 1, buffers)
    return between.take(arrow.array(np.arange(0, len(offsets), 2, dtype=np.int32)))


def _undoubled(cells: Bytes, quoted: npt.NDArray[np.bool_]) -> Bytes:
    doubled = compute.and_(compute.match_substring(cells, '""'), arrow.array(quoted))
    if not compute.any(doubled).as_py():
        return cells
    return compute.if_else(doubled, compute.replace_substring(cells, '""', '"'), cells)
