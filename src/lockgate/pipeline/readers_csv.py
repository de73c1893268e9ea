"""CSV, vectorised: numpy finds the delimiters, Arrow takes the fields; no Python object per record.

Damaged rows go the same way as whole ones: a loose record (``readers_records``) only brings its delimiters from
a careful reader, so what is read of a row never depends on what is wrong with another.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lockgate.errors import UsageError
from lockgate.pipeline.readers_arrow import Bytes, arrow, blanks, compute
from lockgate.pipeline.readers_cells import BLANKS, Fault, Slab, wrong_width
from lockgate.pipeline.readers_records import QUOTE, Block, Positions, blocks, loose_delimiters, spanned
from lockgate.pipeline.readers_text import encoding_of, utf8_chunks

DELIMITERS = (",", ";", "\t", "|")
"""The delimiters that are recognised when none is declared; the one with most fields in the header is taken."""

_OPEN = "a quotation mark is misplaced or left open"


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file whose header has been read."""

    path: Path
    header: tuple[str, ...]
    encoding: str
    delimiter: str
    format: str = "csv"

    def slabs(self, wanted: Sequence[str]) -> Iterator[Callable[[], Slab]]:
        """The records in order, as calls that may run side by side; only ``wanted`` columns are filled."""
        places = {cell: self.header.index(cell) for cell in wanted}
        found = _blocks(self.path, self.encoding, self.delimiter)
        first = next(found, None)
        if first is None:
            return
        for block in chain([_headless(first)], found):
            if block.starts.size:
                yield partial(_slab, block, ord(self.delimiter), len(self.header), places)


def open_csv(path: Path, *, encoding: str = "", delimiter: str = "") -> CsvTable:
    """Read the header of a CSV file.

    Args:
        path: the file; it is only read.
        encoding: as declared, or '' to go by the byte order mark, else UTF-8.
        delimiter: one character as declared, or '' to detect it from the header line.

    Raises:
        UsageError: nothing in the file, a header that cannot be read, an unknown encoding or delimiter.
    """
    known = encoding_of(path, encoding)
    mark = delimiter or _detect(_first_line(path, known))
    if len(mark.encode()) != 1 or mark in '"\r\n ':
        raise UsageError(f"the delimiter {mark!r} cannot be used; declare one character such as , ; | or a tab")
    block = next(_blocks(path, known, mark), None)
    if block is None:
        raise UsageError(f"{path.name} is empty; it needs a header line and records")
    return CsvTable(path, _header(block, mark, path.name), known, mark)


def _blocks(path: Path, encoding: str, delimiter: str) -> Iterator[Block]:
    """The blocks that hold records; the first record of the first one is the header."""
    found = blocks(utf8_chunks(path, encoding), delimiter.encode(), path.name)
    return (block for block in found if block.starts.size)


def _first_line(path: Path, encoding: str) -> bytes:
    start = next(utf8_chunks(path, encoding), b"")
    return next((line for line in start.split(b"\n", 64) if line.strip(b" \r")), b"")


def _detect(line: bytes) -> str:
    unquoted = b"".join(line.split(b'"')[0::2])
    return max(DELIMITERS, key=lambda mark: unquoted.count(mark.encode()))


def _header(block: Block, delimiter: str, file: str) -> tuple[str, ...]:
    start, end = int(block.starts[0]), int(block.ends[0])
    line = block.data[start:end]
    marks = loose_delimiters(line, delimiter.encode())
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"the header of {file} cannot be decoded; declare the file's encoding") from None
    if marks is None or "\0" in text:
        raise UsageError(
            f"the first line of {file} is not a header of columns; is it a CSV file in the encoding declared?"
        )
    cells = [line[a:b].decode() for a, b in zip([0, *(m + 1 for m in marks)], [*marks, len(line)], strict=True)]
    return tuple(_unquoted(cell).strip(BLANKS) for cell in cells)


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _headless(block: Block) -> Block:
    return replace(
        block,
        starts=block.starts[1:],
        ends=block.ends[1:],
        quotes=block.quotes[block.quotes > block.ends[0]],
        loose=block.loose[block.loose > 0] - 1,
    )


def _slab(block: Block, delimiter: int, width: int, places: dict[str, int]) -> Slab:
    """The wanted columns of one block, which holds at least one record."""
    rows = len(block.starts)
    faults: dict[int, Fault] = {}
    marks = _delimiters(block, delimiter, faults)
    counts = np.diff(np.searchsorted(marks, block.ends), prepend=0)
    for row in np.flatnonzero(counts != width - 1).tolist():
        faults.setdefault(row, wrong_width(counts[row] + 1, width))
    grid = _Grid.of(block, marks, counts, sorted(faults), width)
    return Slab(rows, {cell: grid.column(place) for cell, place in places.items()}, faults)


def _delimiters(block: Block, delimiter: int, faults: dict[int, Fault]) -> Positions:
    """Every delimiter that separates two fields, in order."""
    bytes_ = np.frombuffer(block.data, np.uint8)
    marks = np.flatnonzero(bytes_ == delimiter)
    marks = marks[np.searchsorted(marks, block.starts[0]) : np.searchsorted(marks, block.ends[-1])]
    if block.quotes.size:
        marks = marks[~spanned(marks, block.quotes[0::2], block.quotes[1::2])]
    if not block.loose.size:
        return marks
    marks = marks[~spanned(marks, block.starts[block.loose], block.ends[block.loose])]
    found: list[int] = []
    for row in block.loose.tolist():
        start = int(block.starts[row])
        places = loose_delimiters(block.data[start : int(block.ends[row])], bytes([delimiter]))
        if places is None:
            faults[row] = Fault("R00.fields", _OPEN)
            found += _first_mark(block, row, delimiter)
        else:
            found += [start + place for place in places]
    return np.sort(np.concatenate((marks, np.array(found, dtype=np.int64))), kind="stable")


def _first_mark(block: Block, row: int, delimiter: int) -> list[int]:
    """The delimiter after an unquoted first field: what stands before it can be read whatever follows."""
    start = int(block.starts[row])
    at = -1 if block.data[start] == QUOTE else block.data.find(delimiter, start, int(block.ends[row]))
    return [] if at < 0 else [at]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the fields of a block stand.

    Attributes:
        block: the bytes.
        marks: the delimiters, one line per place, one column per row; in a faulty row they all stand at its end.
        heads: where the first field of each row ends.
    """

    block: Block
    marks: npt.NDArray[np.int32]
    heads: Positions

    @classmethod
    def of(
        cls, block: Block, marks: Positions, counts: npt.NDArray[np.int64], faulty: list[int], width: int
    ) -> "_Grid":
        """Arrange the delimiters by row; of a faulty row only the first field is kept, if it is whole."""
        if not faulty:
            heads = marks[:: width - 1] if width > 1 else block.ends
            return cls(block, np.ascontiguousarray(marks.reshape(len(counts), width - 1).T, dtype=np.int32), heads)
        good = np.ones(len(counts), dtype=bool)
        good[faulty] = False
        grid = np.repeat(block.ends[:, None], width - 1, axis=1)
        grid[good] = marks[np.repeat(good, counts)].reshape(int(good.sum()), width - 1)
        heads = np.where(good & (width > 1), grid[:, 0] if width > 1 else block.ends, block.ends)
        for row in faulty:
            heads[row] = _head(block, row, marks)
        return cls(block, np.ascontiguousarray(grid.T, dtype=np.int32), heads)

    def column(self, place: int) -> Bytes:
        """The fields of one column, unquoted, not trimmed."""
        bytes_ = np.frombuffer(self.block.data, np.uint8)
        last = place == len(self.marks)
        ends = self.heads if place == 0 else self.block.ends if last else self.marks[place]
        starts = self.block.starts if place == 0 else np.minimum(self.marks[place - 1] + 1, ends)
        if not (ends > starts).any():
            return blanks(len(starts)).cast(arrow.binary())
        quoted = (ends > starts) & (bytes_[np.minimum(starts, len(bytes_) - 1)] == QUOTE)
        if not quoted.any():
            return _taken(self.block.data, starts, ends)
        return _undoubled(_taken(self.block.data, starts + quoted, ends - quoted), quoted)


def _head(block: Block, row: int, marks: Positions) -> int:
    """Where the first field of a faulty row ends; its start when nothing of the row can be relied on."""
    start, end = int(block.starts[row]), int(block.ends[row])
    at = int(np.searchsorted(marks, start))
    if at < len(marks) and marks[at] < end:
        return int(marks[at])
    return start


def _taken(data: bytes, starts: npt.NDArray[np.integer], ends: npt.NDArray[np.integer]) -> Bytes:
    """Copy out the spans: every second one of the strings between all starts and ends."""
    offsets = np.empty(2 * len(starts), np.int32)
    offsets[0::2], offsets[1::2] = starts, ends
    between = arrow.Array.from_buffers(
        arrow.binary(), len(offsets) - 1, [None, arrow.py_buffer(offsets), arrow.py_buffer(data)]
    )
    return between.take(arrow.array(np.arange(0, len(offsets), 2, dtype=np.int32)))


def _undoubled(cells: Bytes, quoted: npt.NDArray[np.bool_]) -> Bytes:
    doubled = compute.and_(compute.match_substring(cells, '""'), arrow.array(quoted))
    if not compute.any(doubled).as_py():
        return cells
    return compute.if_else(doubled, compute.replace_substring(cells, '""', '"'), cells)
