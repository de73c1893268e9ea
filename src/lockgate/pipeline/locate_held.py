"""What the index holds of the taxpayers that meet records in one part of it: each file is opened, and read, once.

A part is read whole, for its pages cannot be told apart by taxpayer, and cut down at once to the pairs' own people
and homes: all that comes after works on those.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from lockgate.pipeline.lists import Numbers
from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.locate_meet import Pairs, spread
from lockgate.store.registry_index import Index
from lockgate.store.registry_layouts import EPOCH, PAIR
from lockgate.store.registry_parts import Parts

_pc: Any = pyarrow.compute

PAIRS = 1 << 20
"""Pairs of one piece, at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of taxpayers, and pairs with them: what a worker is given of the pairs, and no more.

    Attributes:
        suffix: how the part's files end.
        first: the number of its first taxpayer.
        pairs: records and taxpayers.
    """

    suffix: str
    first: int
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Homes:
    """The homes of the pairs' taxpayers, one row for each pair and home, in the order of pairs and of homes.

    Attributes:
        pairs: whose it is.
        marks: four bytes of the block key of its place's mark.
        places: the key of its place; '' where it is none.
        lines: its six fields joined, of every home in the part: few are asked for.
        rows: which of these is the home's.
    """

    pairs: Numbers
    marks: npt.NDArray[np.uint32]
    places: Any
    lines: Any
    rows: Numbers


@dataclass(frozen=True, slots=True)
class Periods:
    """The readable periods for which those homes are held, one row each, in the order of the homes.

    Attributes:
        homes: which row of ``Homes`` it is of.
        ends: the end of the period, in days since 1970.
        since: since when the custodian has the address for it.
        stated: whether the pair's record states the period.
    """

    homes: Numbers
    ends: Numbers
    since: Numbers
    stated: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Held:
    """The two sides of the pairs of one piece.

    Attributes:
        asked: the records.
        owners: each pair's record.
        people: each pair's taxpayer (``registry_layouts.PEOPLE``).
        homes: the homes of the pairs' taxpayers.
        periods: the periods of those homes.
    """

    asked: Asked
    owners: Numbers
    people: pa.Table
    homes: Homes
    periods: Periods

    def asked_of(self, column: Any) -> Any:  # noqa: ANN401 - Arrow arrays
        """A column of the records, for each pair."""
        return taken(column, self.owners)


def pieces_of(index: Index, pairs: Pairs) -> list[Piece]:
    """The parts in which some of these taxpayers, ascending, stand; a part with very many pairs more than once."""
    found = []
    for part in index.manifest.of_kind("people"):
        start, end = np.searchsorted(pairs.numbers, [part.first, part.first + part.rows]).tolist()
        for at in range(start, end, PAIRS):
            to = min(at + PAIRS, end)
            suffix = part.name.removeprefix("people")
            found.append(Piece(suffix, part.first, Pairs(pairs.owners[at:to], pairs.numbers[at:to])))
    return found


def held_of(asked: Asked, parts: Parts, piece: Piece) -> Held:
    """Read one part, and keep what is held of the pairs' taxpayers."""
    owners, numbers = piece.pairs.owners, piece.pairs.numbers
    parts.ahead(f"people{piece.suffix}", f"homes{piece.suffix}")
    with parts.open(f"people{piece.suffix}") as part:
        people = part.read(("taxpayer_id", "name", "tin", "date_of_birth"))
    with parts.open(f"homes{piece.suffix}") as part:
        homes = part.read(("number", "mark", "place", "since", "lines"))
    found = homes["number"].to_numpy()
    begins = np.searchsorted(found, numbers, side="left")
    counts = np.searchsorted(found, numbers, side="right") - begins
    rows = spread(begins, counts)
    own = Homes(
        np.repeat(np.arange(len(owners), dtype=np.int64), counts),
        homes["mark"].to_numpy()[rows],
        taken(homes["place"], rows),
        homes["lines"].combine_chunks(),
        rows,
    )
    periods = _periods(asked, owners[own.pairs], taken(homes["since"], rows))
    where: Any = numbers - piece.first
    return Held(asked, owners, people.take(where).combine_chunks(), own, periods)


def _periods(asked: Asked, owners: Numbers, packed: Any) -> Periods:  # noqa: ANN401 - an Arrow array
    """The periods of homes, given as the index holds them, and the record that each home is compared with."""
    sizes = _pc.binary_length(packed).to_numpy(zero_copy_only=False).astype(np.int64) // PAIR.itemsize
    # What was taken lies in one piece, from its buffer's beginning on.
    pairs = np.frombuffer(packed.buffers()[2], dtype=PAIR, count=int(sizes.sum()))
    homes = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    ends, since = pairs["end"].astype(np.int64), pairs["since"].astype(np.int64)
    return Periods(homes, ends, since, _stated(asked, owners[homes], ends))


def _stated(asked: Asked, owners: Numbers, ends: Numbers) -> npt.NDArray[np.bool_]:
    """Which periods are stated by their record."""
    days = pa.array(ends).dictionary_encode()
    width = len(days.dictionary) + 1
    both = pa.array(asked.periods[owners] * width + days.indices.to_numpy()).dictionary_encode()
    held = list(map(day_of, days.dictionary.to_numpy().tolist()))
    found = [held[one % width] in asked.stated[one // width] for one in both.dictionary.to_pylist()]
    stated: npt.NDArray[np.bool_] = np.array(found, dtype=np.bool_)[both.indices.to_numpy()]
    return stated


def day_of(day: int) -> date:
    """A day since 1970 as a date."""
    return date.fromordinal(day + EPOCH)


def taken(column: Any, positions: Numbers) -> Any:  # noqa: ANN401 - Arrow arrays
    """The rows of a column at these positions, in one piece."""
    found = column.take(pa.array(positions))
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
