"""Who is to be compared with whom: the records and the taxpayers that share a block key.

The parts of keys are ascending, so one pass over both sides in their order finds what they share; a row group in
which no key of a record can stand is not read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lockgate.pipeline.lists import Numbers
from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.shared_work import Share
from lockgate.store.registry_index import Index
from lockgate.store.registry_keys import BlockKeys
from lockgate.store.registry_parts import Parts

_NUMBER = np.uint64(32)
_LOW = np.uint64(0xFFFF_FFFF)


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
    keys: BlockKeys
    owners: Numbers


def meet(asked: Asked, index: Index, share: Share) -> Pairs:
    """Every pair of a record and a taxpayer that share a block key, once."""
    # Both are runs in order, each sorted by whoever made it: a stable sort merges them, six times as quickly here.
    order = np.argsort(asked.keys, kind="stable")
    seeking = _Seeking(index.parts, asked.keys[order], asked.owners[order])
    names = [part.name for part in index.manifest.of_kind("keys")]
    pairs = np.sort(np.concatenate([np.zeros(0, dtype=np.uint64), *share(_met, seeking, names)]), kind="stable")
    # Not np.unique: it counts by hashing, which takes five times as long here.
    pairs = pairs[np.diff(pairs, prepend=~pairs[:1]) != 0]
    return Pairs((pairs & _LOW).astype(np.int64), (pairs >> _NUMBER).astype(np.int64))


def _met(seeking: _Seeking, name: str) -> npt.NDArray[np.uint64]:
    """The pairs of one part of keys, ascending; the taxpayer's number above, the record's position below."""
    return np.sort(np.concatenate([np.zeros(0, dtype=np.uint64), *_of_groups(seeking, name)]))


def _of_groups(seeking: _Seeking, name: str) -> Iterator[npt.NDArray[np.uint64]]:
    seeking.parts.ahead(name)
    with seeking.parts.open(name) as part:
        for group in range(part.groups):
            bounds = part.bounds(group)
            if bounds is None:
                continue
            start = np.searchsorted(seeking.keys, np.uint64(bounds[0]), side="left")
            end = np.searchsorted(seeking.keys, np.uint64(bounds[1]), side="right")
            if start < end:
                rows = part.group(group, ("key", "number"))
                wanted = seeking.keys[start:end], seeking.owners[start:end]
                yield _shared_keys(wanted, (rows["key"].to_numpy(), rows["number"].to_numpy()))


def _shared_keys(
    wanted: tuple[BlockKeys, Numbers], held: tuple[BlockKeys, npt.NDArray[np.uint32]]
) -> npt.NDArray[np.uint64]:
    keys, owners = wanted
    first = np.searchsorted(held[0], keys, side="left")
    # Most keys are nobody's: only of the others it matters where they end.
    known = held[0][np.minimum(first, len(held[0]) - 1)] == keys
    first, keys, owners = first[known], keys[known], owners[known]
    counts = np.searchsorted(held[0], keys, side="right") - first
    numbers = held[1][spread(first, counts)].astype(np.uint64)
    return (numbers << _NUMBER) | np.repeat(owners, counts).astype(np.uint64)


def spread(first: Numbers, counts: Numbers) -> Numbers:
    """The positions ``first[i]`` to ``first[i] + counts[i] - 1`` of every i, one after another."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) - np.repeat(ends - counts - first, counts)
