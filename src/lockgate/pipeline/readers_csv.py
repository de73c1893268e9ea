"""CSV files: which encoding and delimiter, the header, and the records block by block.

``readers_text`` brings the bytes as UTF-8, ``readers_records`` cuts them into records, ``readers_grid`` into
fields. No Python object is made per record.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.pipeline.readers_arrow import (
    Bytes,
)
from lockgate.pipeline.readers_cells import BLANKS, Slab, one_column
from lockgate.pipeline.readers_grid import first_fields, slab_of
from lockgate.pipeline.readers_records import Block, blocks, loose_delimiters
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
        for block in self._records():
            yield partial(slab_of, block, ord(self.delimiter), len(self.header), places)

    def column(self, cell: str) -> Iterator[Callable[[], Bytes]]:
        """One column alone, as ``slabs`` fills it; the first column is found without looking for the others."""
        if self.header.index(cell):
            for call in self.slabs([cell]):
                yield partial(one_column, call, cell)
            return
        for block in self._records():
            yield partial(first_fields, block, ord(self.delimiter), len(self.header))

    def _records(self) -> Iterator[Block]:
        """The blocks without the header."""
        found = _blocks(self.path, self.encoding, self.delimiter)
        for number, block in enumerate(found):
            records = block if number else _headless(block)
            if records.starts.size:
                yield records


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
        raise UsageError(f"The delimiter {mark!r} cannot be used; declare one character such as , ; | or a tab.")
    block = next(_blocks(path, known, mark), None)
    if block is None:
        raise UsageError(f"{path.name} is empty; it needs a header line and records.")
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
        raise UsageError(f"The header of {file} cannot be decoded; declare the file's encoding.") from None
    if marks is None or "\0" in text:
        raise UsageError(
            f"The first line of {file} is not a header of columns; send a CSV file in the encoding declared."
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
