"""The process that reads one outsider's workbook or Parquet file, and can do nothing else (``apart`` starts it).

What it imports is imported and what it opens is open before the first byte of the file is looked at; then it gives up
everything else (``apart_bounds``). It answers in frames on its standard output: four bytes of length, a JSON document,
and after one that states ``sizes`` so many bytes of columns.
"""

import codecs
import json
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from io import FileIO
from typing import BinaryIO

import numpy as np

from lockgate.errors import UsageError
from lockgate.pipeline.apart_bounds import Bounds, confine
from lockgate.pipeline.readers_cells import Slab, Table, bounds
from lockgate.pipeline.readers_parquet import know_zones, open_parquet, zones_of
from lockgate.pipeline.readers_xlsx import open_xlsx

READERS: dict[str, Callable[[BinaryIO, str], Table]] = {"xlsx": open_xlsx, "parquet": open_parquet}
"""Who reads a format."""

_ENCODINGS = ("ascii", "cp437", "latin-1", "utf-8", "utf-16")
"""What names in a ZIP file and cells are written in; Python reads the rules of each from a file when it meets it."""


class _NoPandas(MetaPathFinder):
    """Where pandas is installed, pyarrow would read the whole of it at the first list that becomes a column."""

    def find_spec(self, fullname: str, *_: object) -> None:
        """Nothing for any other module.

        Raises:
            ModuleNotFoundError: it is pandas.
        """
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def main() -> None:
    """Read the file whose descriptor the one argument names, as often as a line of positions of columns comes in."""
    sys.meta_path.insert(0, _NoPandas())
    asked = json.loads(sys.argv[1])
    file, answers = FileIO(asked["file"]), FileIO(1, "w")
    know_zones(asked["zones"])
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    confine(Bounds(*asked["bounds"]))
    try:
        table = READERS[asked["format"]](file, asked["name"])
        _send(answers, {"header": table.header, "zones": zones_of(table)})
        for line in sys.stdin:
            wanted = [table.header[position] for position in json.loads(line)]
            for call in table.slabs(wanted):
                _send_slab(answers, call(), wanted)
            _send(answers, {"end": True})
    except UsageError as error:
        _send(answers, {"refused": str(error)})


def _send(answers: FileIO, said: object, *columns: bytes) -> None:
    header = json.dumps(said).encode()
    _write(answers, len(header).to_bytes(4, "big") + header)
    for column in columns:
        _write(answers, column)


def _write(answers: FileIO, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[answers.write(left) :]


def _send_slab(answers: FileIO, slab: Slab, wanted: list[str]) -> None:
    """A run of records: the places of all columns' values first, so that they lie on whole numbers, then the values."""
    places, values = [], []
    for cell in wanted:
        positions, data = bounds(slab.cells[cell])
        places.append((positions - positions[0]).astype(np.int32).tobytes())
        values.append(data[positions[0] : positions[-1]].tobytes())
    faults = [[row, fault.code, fault.note] for row, fault in slab.faults.items()]
    said = {"rows": slab.rows, "faults": faults, "sizes": [len(one) for one in values]}
    _send(answers, said, *places, *values)
