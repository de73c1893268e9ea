"""Facts for a million rows: each distinct column value is judged once, and joined back by position.

A *coded* column is an array of small integers, one a row, with the list of facts they stand for.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

FactT = TypeVar("FactT", bound=Hashable)
Column: TypeAlias = "pa.ChunkedArray[Any]"
"""One column of an Arrow table."""
Codes = npt.NDArray[np.int32]
"""One code a row."""

SEPARATOR = "\x1f"
"""Stands between the values of several columns taken as one (ASCII unit separator)."""


@dataclass(frozen=True, slots=True)
class Coded(Generic[FactT]):
    """A fact for every row: ``facts[codes[i]]`` is row i's."""

    codes: Codes
    facts: tuple[FactT, ...]


def coded(batches: Iterable[Column], reading: Callable[[str], FactT]) -> Coded[FactT]:
    """The facts of a text column that comes in batches; ``reading`` is called once for each distinct value of one."""
    return joined_up([judged(batch, reading) for batch in batches])


def together(columns: Sequence[Column]) -> Column:
    """Several text columns as one, their values joined by :data:`SEPARATOR`."""
    # The separator itself inside a value is blank: nobody wrote it to be read.
    blanked = [pc.replace_substring(column, pattern=SEPARATOR, replacement=" ") for column in columns]
    joined: Column = pc.binary_join_element_wise(*blanked, pa.scalar(SEPARATOR))  # type: ignore[call-overload]
    return joined


def judged(column: Column, reading: Callable[[str], FactT]) -> Coded[FactT]:
    """The fact of each row of a column, equal facts under one code."""
    values, codes = distinct(column)
    numbers: dict[FactT, int] = {}
    of_value = (numbers.setdefault(reading(value), len(numbers)) for value in values)
    return Coded(np.fromiter(of_value, dtype=np.int32, count=len(values))[codes], tuple(numbers))


def joined_up(parts: Sequence[Coded[FactT]]) -> Coded[FactT]:
    """Coded values judged in parts, as one."""
    numbers: dict[FactT, int] = {}
    codes = []
    for part in parts:
        renumbered = [numbers.setdefault(fact, len(numbers)) for fact in part.facts]
        codes.append(np.array(renumbered, dtype=np.int32)[part.codes])
    return Coded(np.concatenate(codes) if codes else np.zeros(0, dtype=np.int32), tuple(numbers))


def coded_flags(flags: npt.NDArray[np.bool_], no: FactT, yes: FactT) -> Coded[FactT]:
    """A yes-or-no count as a fact."""
    return Coded(flags.astype(np.int32), (no, yes))


def distinct(column: Column) -> tuple[list[str], Codes]:
    """The distinct values of a text column and, for each row, which one it has."""
    piece = in_one_piece(column)
    encoded: Any = piece if pa.types.is_dictionary(piece.type) else piece.dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)


def in_one_piece(column: Column) -> Any:  # noqa: ANN401 - an Arrow array, whose stubs do not name its kind
    """The column as one Arrow array; columns of a batch fit in one (under 2 GB)."""
    return column.combine_chunks()


@dataclass(frozen=True, slots=True)
class Combinations:
    """The distinct combinations of many coded columns.

    Attributes:
        of_row: which combination each row has.
        members: for each combination, the code of every column, in the columns' order.
    """

    of_row: Codes
    members: npt.NDArray[np.int32]


def combine(columns: Sequence[Coded[Hashable]]) -> Combinations:
    """Number the distinct combinations of the columns; a few thousand for a million rows."""
    rows = len(columns[0].codes)
    start = (np.zeros(rows, dtype=np.int64), 1)
    of_row, _ = reduce(_with_column, columns, start)
    _, first, inverse = np.unique(of_row, return_index=True, return_inverse=True)
    members = np.stack([column.codes[first] for column in columns], axis=1)
    return Combinations(inverse.astype(np.int32), members.astype(np.int32))


_ROOM = 1 << 40
"""Above this many possible numbers the ones in use are counted anew, so that int64 never overflows."""


def _with_column(
    so_far: tuple[npt.NDArray[np.int64], int], column: Coded[Hashable]
) -> tuple[npt.NDArray[np.int64], int]:
    numbers, size = so_far
    width = max(1, len(column.facts))
    if size * width > _ROOM:
        used, numbers = np.unique(numbers, return_inverse=True)
        size = len(used)
    return numbers.astype(np.int64) * width + column.codes, size * width
