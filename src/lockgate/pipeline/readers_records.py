"""Where one CSV record ends: RFC 4180, and a rule for what is broken that never swallows a neighbour.

The rule. A record is read from the start of a line. Read strictly (RFC 4180: a quoted field opens right after
a delimiter or line start and closes right before one, quotes inside are doubled, an unquoted field holds
none), it may span lines, up to ``SPAN`` bytes and ``LIMIT`` characters a field. When it cannot be read
strictly, the record is its first line alone: quotes inside an unquoted field are then plain characters, and
a quoted field that does not close within the line makes the row unreadable. The next record begins at the
next line. So whatever is wrong with a row, the line after it is read.

Lines end with LF or CR LF. A line of nothing, or of spaces only, is not a record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lockgate.errors import UsageError
from lockgate.pipeline.readers_cells import LIMIT

SPAN = 100_000
"""The most bytes (as UTF-8) a record of several lines may hold; longer, it is read as a quote left open."""

LINE_MAX = 64 << 20
"""The most bytes of one line; a longer one makes the whole file unreadable."""

LF, CR, QUOTE, SPACE = 10, 13, 34, 32

Positions = npt.NDArray[np.int64]
"""Places in a block of bytes, ascending."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records: the bytes, where each record starts and ends (line end excluded), and the doubtful ones.

    Attributes:
        data: UTF-8, or what claims to be.
        starts: first byte of each record.
        ends: byte after the last of each record, its line end not counted.
        quotes: every quotation mark outside the loose records; strictly read, they open and close in turn.
        loose: records (by index) of one line that are not strict.
    """

    data: bytes
    starts: Positions
    ends: Positions
    quotes: Positions
    loose: Positions

    def doubled(self) -> bool:
        """Whether any field may hold a doubled quote: one closes where the next opens, or a row is loose."""
        return bool(self.loose.size) or bool((self.quotes[1:-1:2] + 1 == self.quotes[2::2]).any())


@dataclass(frozen=True, slots=True)
class _Walk:
    """What reading the lines with an odd number of quotes came to.

    Attributes:
        lines: how many lines are decided; from the next one on more bytes are needed.
        joined: first and last line of each record that spans lines.
        loose: lines that are a record of their own and not strict.
    """

    lines: int
    joined: list[tuple[int, int]]
    loose: list[int]


@lru_cache(maxsize=8)
def _strict(delimiter: bytes) -> re.Pattern[bytes]:
    mark = re.escape(delimiter)
    field = rb'(?:"[^"]*+(?:""[^"]*+)*+"|[^"\n' + mark + rb"]*+)"
    return re.compile(field + rb"(?:" + mark + field + rb")*+\r?(?:\n|\Z)")


_QUOTED = re.compile(rb'"([^"]*+(?:""[^"]*+)*+)"')


def blocks(chunks: Iterator[bytes], delimiter: bytes, file: str) -> Iterator[Block]:
    """Cut chunks into blocks of whole records.

    Raises:
        UsageError: one line is longer than ``LINE_MAX``.
    """
    carry = b""
    for chunk in chunks:
        carry += chunk
        if len(carry) > LINE_MAX:
            raise UsageError(f"{file} holds a line of more than {LINE_MAX >> 20} MB; it is not a table of records.")
        block, used = _cut(carry, delimiter, final=False)
        carry = carry[used:]
        if block is not None:
            yield block
    if carry:
        block, _ = _cut(carry, delimiter, final=True)
        if block is not None:
            yield block


def _cut(data: bytes, delimiter: bytes, *, final: bool) -> tuple[Block | None, int]:
    """The whole records at the start of ``data``, and how many bytes they take."""
    stops = np.flatnonzero(np.frombuffer(data, np.uint8) == LF)
    if final and not data.endswith(b"\n"):
        stops = np.append(stops, len(data))
    quotes = _NONE
    walk = _Walk(len(stops), [], [])
    if stops.size and b'"' in data:
        quotes = np.flatnonzero(np.frombuffer(data, np.uint8) == QUOTE)
        walk = _walk(data, stops, quotes, delimiter, final=final)
    if not walk.lines:
        return None, 0
    used = min(int(stops[walk.lines - 1]) + 1, len(data))
    starts, ends, loose = _records(data, stops[: walk.lines], walk)
    block = Block(data, starts, ends, quotes[: np.searchsorted(quotes, used)], np.flatnonzero(loose))
    return _without_loose_quotes(block, ord(delimiter)), used


_NONE: Positions = np.empty(0, np.int64)


def _walk(data: bytes, stops: Positions, quotes: Positions, delimiter: bytes, *, final: bool) -> _Walk:
    """Decide the lines that hold an odd number of quotes: only from those can a record span lines.

    A line with an even number either closes what it opens or breaks the strict rule before its end.
    """
    strict = _strict(delimiter)
    joined: list[tuple[int, int]] = []
    loose: list[int] = []
    below = 0
    for line in np.flatnonzero(np.diff(np.searchsorted(quotes, stops), prepend=0) & 1).tolist():
        if line < below:
            continue
        begin = int(stops[line - 1]) + 1 if line else 0
        stop = min(begin + SPAN, len(data))
        found = strict.match(data, begin, stop)
        if found is not None and _ended(found, data, final=final):
            if _within_limit(found):
                last = int(np.searchsorted(stops, found.end() - 1))
                joined.append((line, last))
                below = last + 1
                continue
        elif stop == len(data) and not final:
            return _Walk(line, joined, loose)
        loose.append(line)
    return _Walk(len(stops), joined, loose)


def _ended(found: re.Match[bytes], data: bytes, *, final: bool) -> bool:
    return found.group().endswith(b"\n") or (final and found.end() == len(data))


def _within_limit(found: re.Match[bytes]) -> bool:
    """Whether each field that spans lines keeps to ``LIMIT``; a longer one is a quote left open."""
    record = found.group()
    return len(record) <= LIMIT or all(
        len(field.replace(b'""', b'"').decode("utf-8", "replace")) <= LIMIT
        for field in _QUOTED.findall(record)
        if b"\n" in field
    )


def _records(data: bytes, stops: Positions, walk: _Walk) -> tuple[Positions, Positions, npt.NDArray[np.bool_]]:
    """Starts, ends and looseness of the records: lines joined, line ends taken off, blank lines left out."""
    keep = np.ones(len(stops), dtype=bool)
    for first, last in walk.joined:
        keep[first:last] = False
    flagged = np.zeros(len(stops), dtype=bool)
    flagged[walk.loose] = True
    ends, loose = stops[keep], flagged[keep]
    starts = np.concatenate(([0], ends[:-1] + 1))
    bytes_ = np.frombuffer(data, np.uint8)
    ends = ends - ((ends > starts) & (bytes_[ends - 1] == CR))
    blank = ends == starts
    for record in np.flatnonzero(~blank & (bytes_[np.minimum(starts, len(data) - 1)] == SPACE)).tolist():
        blank[record] = not data[starts[record] : ends[record]].strip(b" ")
    return starts[~blank], ends[~blank], loose[~blank]


def _without_loose_quotes(block: Block, delimiter: int) -> Block:
    """Find the remaining loose records, and drop the quotes of all loose ones: the rest open and close in turn."""
    kept = _outside(block.quotes, block, block.loose)
    if not kept.size:
        return block if kept.size == block.quotes.size else replace(block, quotes=kept)
    wrong = _misplaced(np.frombuffer(block.data, np.uint8), kept, delimiter)
    if wrong.size:
        more = np.unique(np.searchsorted(block.starts, wrong, side="right") - 1)
        kept = _outside(kept, block, more)
        return replace(block, quotes=kept, loose=np.union1d(block.loose, more))
    return replace(block, quotes=kept)


def _misplaced(bytes_: npt.NDArray[np.uint8], quotes: Positions, delimiter: int) -> Positions:
    """The quotes that do not open right after, or close right before, a delimiter, a line's end or a quote."""
    beside = np.zeros(256, dtype=bool)
    beside[[delimiter, LF, QUOTE]] = True
    opens, closes = quotes[0::2], quotes[1::2]
    last = len(bytes_) - 1
    opened = opens[~beside[bytes_[opens - 1]]]
    closed = closes[~beside[bytes_[np.minimum(closes + 1, last)]]]
    line_end = (closed + 1 == last) | (bytes_[np.minimum(closed + 2, last)] == LF)
    ended = (bytes_[np.minimum(closed + 1, last)] == CR) & line_end
    return np.concatenate((opened[opened > 0], closed[~ended]))


def _outside(places: Positions, block: Block, records: Positions) -> Positions:
    """``places`` without those that lie in the named records."""
    if not records.size or not places.size:
        return places
    return places[~spanned(places, block.starts[records], block.ends[records])]


def spanned(places: Positions, starts: Positions, ends: Positions) -> npt.NDArray[np.bool_]:
    """Which of ``places`` lie in one of the spans ``[start, end)``; spans are ascending and apart."""
    low, high = np.searchsorted(places, starts), np.searchsorted(places, ends)
    full = high > low
    change = np.zeros(len(places) + 1, dtype=np.int8)
    change[low[full]] += 1
    change[high[full]] -= 1
    return np.cumsum(change[:-1], dtype=np.int8) > 0


def loose_delimiters(line: bytes, delimiter: bytes) -> list[int] | None:
    """Where the delimiters stand in a line that is not strict; ``None`` when a quoted field does not close.

    Quotes inside an unquoted field are plain characters here.
    """
    mark = re.escape(delimiter)
    field = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"(?=' + mark + rb'|\Z)|(?!")[^' + mark + rb"]*+")
    marks: list[int] = []
    place = 0
    while (found := field.match(line, place)) is not None:
        if found.end() == len(line):
            return marks
        marks.append(found.end())
        place = found.end() + 1
    return None
