"""The columns of an index's parts (docs/formats/registry-index.md)."""

from datetime import date

import numpy as np
import pyarrow as pa

from lockgate.store.registry_parts import Layout

GROUP = 65_536
"""Rows of a row group, at most."""

PEOPLE = Layout(
    pa.schema({"taxpayer_id": pa.string(), "name": pa.string(), "tin": pa.string(), "date_of_birth": pa.string()})
)
"""Taxpayers in the order of their numbers: the number of the first is the part's."""

_HELD: dict[str, pa.DataType] = {
    "number": pa.uint32(),
    "mark": pa.uint32(),
    "place": pa.string(),
    "ends": pa.string(),
    "same": pa.uint16(),
    "since": pa.binary(),
    "lines": pa.string(),
}
HOMES = Layout(pa.schema(_HELD), repeated=("ends", "same"))
"""Addresses held, one row for each writing, in the order of taxpayers and lines.

``mark``: four bytes of the block key of its place's mark: unlike where no comparison can find two places alike.
``ends``: the last days of the periods it is held for, as ISO days with blanks between. ``same``: equal for the same
place of one taxpayer; 0 where it is none. ``since``: pairs of little-endian 4-byte numbers, days since 1970: the end
of a period, and since when the custodian has the address for it; the least number where that is not recorded.
"""

KEYS = Layout(pa.schema({"key": pa.uint64(), "number": pa.uint32()}), compression="none")
"""Block keys, ascending, and the taxpayers beside them."""

UNKNOWN = int(np.iinfo(np.int32).min)
"""A day that is not recorded."""

PAIR = np.dtype([("end", "<i4"), ("since", "<i4")])
"""One period of a home, as ``since`` holds it."""

EPOCH = date(1970, 1, 1).toordinal()


def iso_day(day: int) -> str:
    """A day since 1970 as ``YYYY-MM-DD``."""
    return date.fromordinal(day + EPOCH).isoformat()
