"""Files of others in formats that need a large reader are read in a process of their own (``apart_child``).

Nothing of that process is believed: what it answers is bounded, and checked to be columns before it is used. One that
ends, falls silent or answers anything else makes the whole file unreadable, in one sentence. It has this process's
account and nothing of its memory, its environment or its open files; what it may do is in ``apart_bounds``.
"""

import json
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from time import monotonic
from typing import Any
from weakref import finalize
from zoneinfo import available_timezones

import numpy as np

from lockgate.errors import UsageError
from lockgate.pipeline.apart_bounds import Bounds
from lockgate.pipeline.readers_arrow import Bytes, arrow
from lockgate.pipeline.readers_cells import CODES, Fault, Slab, one_column

BOUNDS = Bounds()
"""House values: a sheet as long as sheets can be stays well within them."""

CHILD = "from lockgate.pipeline.apart_child import main; main()"
"""What the process runs."""

LARGEST = 1 << 30
"""Bytes of the columns of one frame, at most."""

LONGEST = 1 << 25
"""Bytes of one document, at most: read, it takes many times as much room."""

MOST_RECORDS = 100_000_000
"""Records of one file, at most: ten times those of the largest that is taken (``actions.uploads``).

A few bytes can stand for any number of equal rows, and whoever took the process over can send them without end.
"""

MOST_BYTES = 1 << 36
"""Bytes of the columns of one pass, at most."""

_PYTHON = (sys.executable, "-sPB", "-c")
_LOOK = "from lockgate.pipeline import apart_bounds as b; raise SystemExit(not b.confine(b.Bounds()))"
_ROWS, _SENTENCE = 1 << 20, 4_000
_LIBRARIES = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class _BrokenError(Exception):
    """The process did not do as it must; why, in a few words."""


class Reader:
    """The process that reads one file. A pass that was left half done ends it; the next pass begins another."""

    def __init__(self, path: Path, form: str) -> None:
        self.path, self.form = path, form
        self._zones: list[str] = []
        self.header = self._begun()

    def slabs(self, positions: list[int], wanted: Sequence[str]) -> Iterator[Callable[[], Slab]]:
        """The records in order; only the columns at ``positions`` of the header, under the names ``wanted``.

        Raises:
            UsageError: the file cannot be read.
        """
        if not self._end.alive:
            self._begun()
        whole, records, size = False, 0, 0
        try:
            self._ask(positions)
            while "end" not in (said := self._answer()):
                content = self._columns(said, len(wanted))
                records, size = records + said["rows"], size + len(content)
                _check_within(records, size)
                yield partial(self._slab, said, content, wanted)
            whole = True
        except _BrokenError as error:
            raise self._unreadable(error) from error
        finally:
            if not whole:
                self._end()

    def _begun(self) -> tuple[str, ...]:
        """Start the process; the header. Once more, where the file writes times in zones it must know beforehand."""
        try:
            self._start()
            said = self._answer()
            zones = sorted(set(said.get("zones", ())) & available_timezones() - set(self._zones))
            if zones:
                self._end()
                self._zones = zones
                self._start()
                said = self._answer()
            return tuple(str(cell) for cell in said["header"])
        except _BrokenError as error:
            self._end()
            raise self._unreadable(error) from error
        except (KeyError, TypeError) as error:
            self._end()
            raise self._unreadable(_BrokenError("it answered what is no header")) from error
        except UsageError:
            self._end()
            raise

    def _start(self) -> None:
        with self.path.open("rb") as file:
            asked = {"file": file.fileno(), "format": self.form, "name": self.path.name, "zones": self._zones}
            asked["bounds"] = list(asdict(BOUNDS).values())
            command, kept = [*_PYTHON, CHILD, json.dumps(asked)], (file.fileno(),)
            self._process = Popen(
                command, bufsize=0, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd="/", env=_environment(), pass_fds=kept
            )
        self._waited = 0.0
        self._end = finalize(self, _end, self._process)

    def _ask(self, positions: list[int]) -> None:
        try:
            self._pipe("stdin").write(json.dumps(positions).encode() + b"\n")
        except OSError as error:
            raise _BrokenError("it had ended") from error

    def _pipe(self, name: str) -> Any:  # noqa: ANN401 - the library's word for a pipe is wider than what it is
        return getattr(self._process, name)

    def _answer(self) -> dict[str, Any]:
        """The next document."""
        try:
            said = json.loads(bytes(self._read(int.from_bytes(self._read(4), "big"), LONGEST)))
        except (ValueError, RecursionError) as error:
            raise _BrokenError("it answered what is no document") from error
        if not isinstance(said, dict):
            raise _BrokenError("it answered what is no document")
        if "refused" in said:
            raise UsageError(str(said["refused"])[:_SENTENCE])
        return said

    def _columns(self, said: dict[str, Any], count: int) -> memoryview:
        """The bytes of the columns that a document announces."""
        rows, sizes = said.get("rows"), said.get("sizes")
        if not isinstance(rows, int) or not 0 <= rows <= _ROWS or not isinstance(sizes, list) or len(sizes) != count:
            raise _BrokenError("it answered what are no columns")
        if not all(isinstance(size, int) and 0 <= size <= LARGEST for size in sizes):
            raise _BrokenError("it answered what are no columns")
        return self._read(count * 4 * (rows + 1) + sum(sizes))

    def _read(self, size: int, most: int = LARGEST) -> memoryview:
        """Exactly so many bytes."""
        if size > most:
            raise _BrokenError("it answered more than any file needs")
        pipe = self._pipe("stdout").fileno()
        ready = select.poll()
        ready.register(pipe, select.POLLIN)
        content = memoryview(bytearray(size))
        left = content
        while left:
            began = monotonic()
            if not ready.poll(BOUNDS.silent * 1000):
                raise _BrokenError("it said nothing for too long")
            # One that says a little again and again is not waited for without end either.
            self._waited += monotonic() - began
            if self._waited > BOUNDS.waited:
                raise _BrokenError("it was waited for too long")
            read = os.readv(pipe, [left])
            if not read:
                raise _ended(self._process)
            left = left[read:]
        return content

    def _slab(self, said: dict[str, Any], content: memoryview, wanted: Sequence[str]) -> Slab:
        """The columns, once they are known to be such."""
        rows, sizes = said["rows"], said["sizes"]
        width = 4 * (rows + 1)
        ends = (width * len(sizes) + np.cumsum([0, *sizes])).tolist()
        try:
            cells = {
                cell: _column(
                    rows, content[place * width : (place + 1) * width], content[ends[place] : ends[place + 1]]
                )
                for place, cell in enumerate(wanted)
            }
            faults = {row: Fault(code, str(note)) for row, code, note in said["faults"]}
        except (arrow.ArrowException, ValueError, TypeError, KeyError) as error:
            raise self._unreadable(_BrokenError("it answered what are no columns")) from error
        if not all(isinstance(row, int) and 0 <= row < rows and faults[row].code in CODES for row in faults):
            raise self._unreadable(_BrokenError("it answered what are no faults"))
        return Slab(rows, cells, faults)

    def _unreadable(self, why: _BrokenError) -> UsageError:
        return UsageError(
            f"{self.path.name} could not be read, and nothing of it was taken: the process that reads it was stopped "
            f"({why}). Save it anew, or send the records as CSV."
        )


@dataclass(frozen=True, slots=True)
class ApartTable:
    """A file of records that another process reads."""

    header: tuple[str, ...]
    reader: Reader
    format: str
    encoding: str = ""
    delimiter: str = ""

    def slabs(self, wanted: Sequence[str]) -> Iterator[Callable[[], Slab]]:
        """The records in order, as calls that may run side by side; only ``wanted`` columns are filled."""
        return self.reader.slabs([self.header.index(cell) for cell in wanted], wanted)

    def column(self, cell: str) -> Iterator[Callable[[], Bytes]]:
        """One column alone, as ``slabs`` fills it."""
        for call in self.slabs([cell]):
            yield partial(one_column, call, cell)


def open_apart(path: Path, form: str) -> ApartTable:
    """Read the header of a workbook or Parquet file in a process of its own.

    Raises:
        UsageError: it cannot be read.
    """
    reader = Reader(path, form)
    return ApartTable(reader.header, reader, form)


def calls_are_filtered() -> bool:
    """Whether this machine lets a reader's system calls be filtered: tried in a process that then ends."""
    return (
        run([*_PYTHON, _LOOK], stdin=DEVNULL, stderr=DEVNULL, cwd="/", env=_environment(), check=False).returncode == 0
    )


def _environment() -> dict[str, str]:
    """Nothing of this process's but where Python finds its modules."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **_LIBRARIES}


def _column(rows: int, places: memoryview, values: memoryview) -> Bytes:
    """One column of bytes; refused where a place lies outside the values."""
    buffers = [None, arrow.py_buffer(places), arrow.py_buffer(values)]
    column = arrow.Array.from_buffers(arrow.binary(), rows, buffers)
    column.validate(full=True)
    return column


def _check_within(records: int, size: int) -> None:
    """Hold one pass to its records and bytes."""
    if records > MOST_RECORDS or size > MOST_BYTES:
        raise _BrokenError("it answered more records than any file has")


def _end(process: Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.wait()


def _ended(process: Popen[bytes]) -> _BrokenError:
    """It ended before it had answered: by which signal, for whoever runs the office, or of itself."""
    code = process.wait()
    return _BrokenError(signal.Signals(-code).name) if code < 0 else _BrokenError("it had no room left, or failed")
