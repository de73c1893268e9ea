"""XLSX: the first sheet, its cells as text; and a guard against workbooks that unpack to far more than they are.

Formulas are never run: a cell gives the value the workbook keeps for it, and text stays text.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from io import SEEK_END
from itertools import islice
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from lockgate.errors import UsageError
from lockgate.pipeline.readers_arrow import (
    Bytes,
    arrow,
)
from lockgate.pipeline.readers_cells import BLANKS, Slab, one_column, wrong_width

TIMES = 200
"""A workbook that unpacks to more than this many times its size is refused."""

FLOOR = 1 << 20
"""A workbook that unpacks to no more bytes than this is never refused for it."""

BYTES = 2 << 30
"""A workbook that unpacks to more bytes than this is refused."""

BATCH = 8_192
"""Rows turned into columns at a time."""

Cell = int | float | str | bool | time | date | datetime | timedelta
"""What a cell may hold."""


@dataclass(frozen=True, slots=True)
class XlsxTable:
    """The first sheet of a workbook. The sheet stays packed in memory; its rows become Python objects in batches."""

    sheet: CalamineSheet
    header: tuple[str, ...]
    format: str = "xlsx"
    encoding: str = ""
    delimiter: str = ""

    def slabs(self, wanted: Sequence[str]) -> Iterator[Callable[[], Slab]]:
        """The records in order, as calls that may run side by side; only ``wanted`` columns are filled."""
        rows = _filled(self.sheet)
        next(rows, None)
        places = {cell: self.header.index(cell) for cell in wanted}
        while batch := list(islice(rows, BATCH)):
            yield partial(_slab, batch, len(self.header), places)

    def column(self, cell: str) -> Iterator[Callable[[], Bytes]]:
        """One column alone, as ``slabs`` fills it."""
        for call in self.slabs([cell]):
            yield partial(one_column, call, cell)


def open_xlsx(file: BinaryIO, name: str) -> XlsxTable:
    """Read the first sheet and its header: the first row that is not blank.

    Args:
        file: the workbook.
        name: what to call it in a sentence.

    Raises:
        UsageError: corrupt or encrypted, no sheet, no header, or it would unpack to too much.
    """
    _refuse_bomb(file, name)
    file.seek(0)
    try:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError) as error:
        raise UsageError(f"{name} is a corrupt workbook or holds no sheet; save it as .xlsx again.") from error
    first = next(_filled(sheet), None)
    if first is None:
        raise UsageError(f"{name} is empty; its first sheet needs a header row and records.")
    header = [text_of_cell(cell).strip(BLANKS) for cell in first]
    while header and not header[-1]:
        header.pop()
    return XlsxTable(sheet, tuple(header))


def text_of_cell(cell: Cell) -> str:
    """A cell as text: days are ISO, whole numbers have no ``.0``, text is kept."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time.min:
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _filled(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """The rows that hold anything; a blank row is not a record."""
    return (row for row in sheet.iter_rows() if any(cell != "" for cell in row))


def _slab(rows: list[list[Cell]], width: int, places: dict[str, int]) -> Slab:
    faults = {}
    for number, row in enumerate(rows):
        count = max((place for place, cell in enumerate(row) if cell != ""), default=-1) + 1
        if count > width:
            faults[number] = wrong_width(count, width)
    cells = {
        name: arrow.array(
            [text_of_cell(row[place]).encode() if place < len(row) else b"" for row in rows], arrow.binary()
        )
        for name, place in places.items()
    }
    return Slab(len(rows), cells, faults)


def _refuse_bomb(file: BinaryIO, name: str) -> None:
    """Unpack every member, counting and keeping nothing; the sizes a ZIP states of itself are not believed."""
    allowed = min(BYTES, max(file.seek(0, SEEK_END) * TIMES, FLOOR))
    total = 0
    try:
        with ZipFile(file) as archive:
            for member in archive.infolist():
                _refuse_locked(member, name)
                total += _unpacked(file, member, allowed - total)
                if total > allowed:
                    raise UsageError(
                        f"{name} would unpack to more than {TIMES} times its size or 2 GB; "
                        "send the records as CSV or Parquet."
                    )
    except (BadZipFile, zlib.error, OSError) as error:
        raise UsageError(f"{name} is a corrupt workbook; save it as .xlsx again.") from error


def _refuse_locked(member: ZipInfo, name: str) -> None:
    if member.flag_bits & 1 or member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise UsageError(f"{name} is encrypted or packed in an unusual way; save it as .xlsx without a password.")


def _unpacked(raw: BinaryIO, member: ZipInfo, allowed: int) -> int:
    """How many bytes a member really unpacks to, counted no further than just above ``allowed``."""
    raw.seek(member.header_offset + 26)
    lengths = raw.read(4)
    raw.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    if member.compress_type == ZIP_STORED:
        return member.compress_size
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    total, left = 0, member.compress_size
    while left > 0 and total <= allowed and not stream.eof:
        packed = raw.read(min(left, 1 << 16))
        if not packed:
            break
        left -= len(packed)
        total += len(stream.decompress(packed))
    return total
