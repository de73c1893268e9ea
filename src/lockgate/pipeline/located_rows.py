"""The located evidence by row: columns that are read as values a batch at a time."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache

import pyarrow as pa

from lockgate.law.act_facts import Identified
from lockgate.pipeline.assemble import Located
from lockgate.pipeline.dispositions import BATCH, LINES

_NAMES = ["row", "identified", "taxpayer_id", "deliverable", "from_periods", *LINES]


class LocatedRows(Mapping[int, Located]):
    """What location kept of each sufficient record.

    Meant to be asked in the order of the rows: only one batch of values is held.
    """

    def __init__(self, table: pa.Table) -> None:
        self.table = table.select(_NAMES).sort_by("row")
        self._rows: list[int] = self.table["row"].to_numpy().tolist()
        self._number, self._held = -1, list[Located]()

    def __getitem__(self, row: int) -> Located:
        at = bisect_left(self._rows, row)
        if at == len(self._rows) or self._rows[at] != row:
            raise KeyError(row)
        number, place = divmod(at, BATCH)
        if number != self._number:
            self._number, self._held = number, list(_located(self.table.slice(number * BATCH, BATCH)))
        return self._held[place]

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _located(table: pa.Table) -> Iterator[Located]:
    columns = (table[name].to_pylist() for name in _NAMES)
    for row, identified, taxpayer, deliverable, periods, *address in zip(*columns, strict=True):
        line1, line2, city, state, zip_, country = address
        lines = (line1, line2, city, state, zip_, country)
        yield Located(row, _identified(identified), taxpayer, deliverable, periods, lines)


_identified = cache(Identified)
