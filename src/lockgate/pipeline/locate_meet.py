"""Who is to be compared with whom: the records and the taxpayers that share a block key.

The parts of keys are ascending, and so is every run of the records' keys: each part is met by what the runs have
within its bounds, in order. A row group in which no key of a record can stand is not read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lockgate.pipeline.lists import Numbers
from lockgate.pipeline.locate_asked import Asked, Run
from lockgate.pipeline.shared_work import Share
from lockgate.store.registry_index import Index
from lockgate.store.registry_parts import PartFile, Parts

_NUMBER = np.uint64(32)
_LOW = np.uint64(0xFFFF_FFFF)
_NONE = (1, 0)
"""The bounds of no keys."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Records and the taxpayers each is to be compared with, in the order of the taxpayers.

    Attributes:
        owners: the record's position.
        numbers: the taxpayer's number.
    """

    owners: Numbers
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class _Seeking:
    parts: Parts
    runs: tuple[Run, ...]


def meet(asked: Asked, index: Index, share: Share) -> Pairs:
    """Every pair of a record and a taxpayer that share a block key, once."""
    seeking = _Seeking(index.parts, asked.runs)
    names = [part.name for part in index.manifest.of_kind("keys")]
    found = [np.zeros(0, dtype=np.uint64), *share(_met, seeking, names)]
    # Each is in order, sorted by whoever made it: a stable sort merges them, six times as quickly here.
    pairs = np.sort(np.concatenate(found), kind="stable")
    # Not np.unique: it counts by hashing, which takes five times as long here.
    pairs = pairs[np.diff(pairs, prepend=~pairs[:1]) != 0]
    return Pairs((pairs & _LOW).astype(np.int64), (pairs >> _NUMBER).astype(np.int64))


def _met(seeking: _Seeking, name: str) -> npt.NDArray[np.uint64]:
    """The pairs of one part of keys, ascending; the taxpayer's number above, the record's position below."""
    return np.sort(np.concatenate([np.zeros(0, dtype=np.uint64), *_of_groups(seeking, name)]))


def _of_groups(seeking: _Seeking, name: str) -> Iterator[npt.NDArray[np.uint64]]:
    seeking.parts.ahead(name)
    with seeking.parts.open(name) as part:
        bounds = [part.bounds(group) or _NONE for group in range(part.groups)]
        wanted = _in_order([run.between(*_around(bounds)) for run in seeking.runs])
        for group, limits in enumerate(bounds):
            here = wanted.between(*limits)
            if len(here.keys):
                yield _shared_keys(here, part, group)


def _around(bounds: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The least and the greatest key of a part, by those of its row groups."""
    return min((least for least, _ in bounds), default=1), max((greatest for _, greatest in bounds), default=0)


def _in_order(runs: Sequence[Run]) -> Run:
    """Runs as one."""
    keys = np.concatenate([np.zeros(0, dtype=np.uint64), *(run.keys for run in runs)])
    owners = np.concatenate([np.zeros(0, dtype=np.int64), *(run.owners for run in runs)])
    order = np.argsort(keys, kind="stable")
    return Run(keys[order], owners[order])


def _shared_keys(wanted: Run, part: PartFile, group: int) -> npt.NDArray[np.uint64]:
    rows = part.group(group, ("key", "number"))
    held, numbers = rows["key"].to_numpy(), rows["number"].to_numpy()
    first = np.searchsorted(held, wanted.keys, side="left")
    # Most keys are nobody's: only of the others it matters where they end.
    known = held[np.minimum(first, len(held) - 1)] == wanted.keys
    first, keys, owners = first[known], wanted.keys[known], wanted.owners[known]
    counts = np.searchsorted(held, keys, side="right") - first
    found = numbers[spread(first, counts)].astype(np.uint64)
    return (found << _NUMBER) | np.repeat(owners, counts).astype(np.uint64)


def spread(first: Numbers, counts: Numbers) -> Numbers:
    """The positions ``first[i]`` to ``first[i] + counts[i] - 1`` of every i, one after another."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) - np.repeat(ends - counts - first, counts)
