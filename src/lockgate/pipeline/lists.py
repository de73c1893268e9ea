"""Short lists of small numbers, one an owner: each distinct list once, so that the law is asked once for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lists:
    """The distinct lists.

    Attributes:
        codes: for each owner, which list it has.
        members: each distinct list.
    """

    codes: Numbers
    members: tuple[tuple[int, ...], ...]


def distinct_lists(owners: Numbers, values: Numbers, count: int) -> Lists:
    """The list of every owner, and the distinct ones.

    Args:
        owners: positions from 0 to ``count`` - 1, ascending; an owner that does not occur has the empty list.
        values: numbers from 0, one beside each owner, in the list's order.
        count: how many owners there are.
    """
    lengths = np.bincount(owners, minlength=count).astype(np.int64)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)[:-1]]) if count else lengths
    so_far = lengths.copy()
    width = int(values.max(initial=0)) + 1
    for place in range(int(lengths.max(initial=0))):
        longer = np.flatnonzero(lengths > place)
        _, so_far[longer] = np.unique(so_far[longer] * width + values[starts[longer] + place], return_inverse=True)
    _, first, codes = np.unique(
        so_far * (int(lengths.max(initial=0)) + 1) + lengths, return_index=True, return_inverse=True
    )
    found = tuple(tuple(values[starts[one] : starts[one] + lengths[one]].tolist()) for one in first)
    return Lists(codes.astype(np.int64), found)


def positions(changes: Sequence[npt.NDArray[np.generic]]) -> Numbers:
    """A number from 0 that grows by one wherever one of these equally long columns changes from row to row."""
    rows = len(changes[0])
    found = np.zeros(rows, dtype=np.int64)
    if rows:
        moved = np.zeros(rows - 1, dtype=np.bool_)
        for column in changes:
            moved |= column[1:] != column[:-1]
        found[1:] = np.cumsum(moved)
    return found


def first_of_each(*columns: Numbers) -> Numbers:
    """The positions of one row of each distinct combination, in ascending order of the combinations."""
    order = np.lexsort(columns[::-1])
    if not len(order):
        return order
    groups = positions([column[order] for column in columns])
    found: Numbers = order[np.flatnonzero(np.diff(groups, prepend=-1))]
    return found
