"""Arrow as the readers use it: names for its columns, and its functions without their stubs.

The published stubs refuse calls that pyarrow takes (buffers over numpy arrays, nulls known to be absent), so
its columns are named here and otherwise untyped. What they hold is said by the names.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Column: TypeAlias = Any
"""Any Arrow array."""

Bytes: TypeAlias = Any
"""A ``pyarrow.BinaryArray`` without nulls."""

Texts: TypeAlias = Any
"""A ``pyarrow.StringArray`` without nulls."""

Ids: TypeAlias = Any
"""A ``pyarrow.ChunkedArray`` of texts."""

arrow: Any = pa
"""``pyarrow``."""

compute: Any = pc
"""``pyarrow.compute``."""


def let_go() -> None:
    """Give back the memory that Arrow keeps at hand for further columns: a quarter of a gigabyte after an intake."""
    arrow.default_memory_pool().release_unused()


def no_bytes(rows: int) -> Bytes:
    """A column of empty bytes."""
    offsets = arrow.py_buffer(np.zeros(rows + 1, np.int32))
    return arrow.Array.from_buffers(arrow.binary(), rows, [None, offsets, arrow.py_buffer(b"")])


def blanks(rows: int) -> Texts:
    """A column of empty texts."""
    offsets = arrow.py_buffer(np.zeros(rows + 1, np.int32))
    return arrow.StringArray.from_buffers(rows, offsets, arrow.py_buffer(b""))


def texts(values: Iterable[str]) -> Texts:
    """A column of the given texts."""
    return arrow.array(list(values), arrow.string())
