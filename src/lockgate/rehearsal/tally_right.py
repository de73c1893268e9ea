"""The right answer to a rightful request, read from the custodian's file by a rule of its own.

Nothing of lockgate's location is used here, so that the tally is no echo of what it counts: the planted taxpayer,
the tax periods as they stand in the request, and of the addresses held for those periods the one with the latest
date, taken as it is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

Lines = tuple[str, str, str, str, str, str]
"""An address: line 1, line 2, city, state, ZIP, country."""

_ADDRESS = ("line1", "line2", "city", "state", "zip", "country")


def periods_in(text: str) -> frozenset[str]:
    """The tax periods that a request states, as written."""
    return frozenset(one.strip() for one in text.split(";") if one.strip())


class Held:
    """The addresses that the custodian's file holds for some taxpayers."""

    def __init__(self, registry: Path, taxpayers: Iterable[str]) -> None:
        wanted = pa.array(sorted(set(taxpayers)), pa.string())
        columns = ["taxpayer_id", "tax_period", "effective_date", *_ADDRESS]
        table = pq.read_table(registry / "addresses.parquet", columns=columns)
        self._of: Mapping[str, list[tuple[str, date, Lines]]] = defaultdict(list)
        known = set(wanted.to_pylist())
        for taxpayer, period, effective, *lines in zip(*(table[name].to_pylist() for name in columns), strict=True):
            if taxpayer in known:
                line1, line2, city, state, zip_, country = (str(line or "") for line in lines)
                self._of[taxpayer].append((str(period), effective, (line1, line2, city, state, zip_, country)))

    def right_address(self, taxpayer: str, periods: frozenset[str]) -> Lines | None:
        """The latest address held for these periods; None where there is none, or two of one date."""
        held = [(effective, lines) for period, effective, lines in self._of.get(taxpayer, []) if period in periods]
        if not held:
            return None
        newest = max(effective for effective, _ in held)
        latest = {lines for effective, lines in held if effective == newest}
        return latest.pop() if len(latest) == 1 else None
