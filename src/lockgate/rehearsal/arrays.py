"""Tables as numpy arrays side by side: taking rows, joining tables, drawing without repeats."""

from dataclasses import fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

# The published stubs refuse calls that pyarrow takes.
_arrow: Any = pa
_compute: Any = pc

FIRST_DAY = np.datetime64("1970-01-01", "D")
"""Days are counted from here."""


class Columns:
    """Base of frozen dataclasses whose fields are arrays, or tables of arrays, of one length."""

    def __len__(self) -> int:
        first = getattr(self, fields(self)[0].name)  # type: ignore[arg-type]
        return len(first)

    def take(self, rows: Ints) -> Self:
        """The rows named, in that order."""
        values: dict[str, Any] = {}
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            values[field.name] = value.take(rows) if isinstance(value, Columns) else value[rows]
        return type(self)(**values)

    @classmethod
    def joined(cls, tables: list[Self]) -> Self:
        """All rows of all tables, one table after the other; at least one table is needed."""
        values: dict[str, Any] = {}
        for field in fields(cls):  # type: ignore[arg-type]
            parts = [getattr(table, field.name) for table in tables]
            joined = type(parts[0]).joined(parts) if isinstance(parts[0], Columns) else np.concatenate(parts)
            values[field.name] = joined
        return cls(**values)


def _objects(column: Any) -> Texts:  # noqa: ANN401 - the published stubs know no Arrow array of texts
    """An Arrow column of texts as numpy has it; Arrow writes numbers several times as fast as numpy does."""
    values: Texts = column.to_numpy(zero_copy_only=False)
    return values


def days(text: str) -> int:
    """An ISO day as days since 1970-01-01."""
    return int((np.datetime64(text, "D") - FIRST_DAY).astype(np.int64))


def iso(day_numbers: Ints) -> Texts:
    """Days since 1970-01-01 as ISO text."""
    return _objects(_arrow.array(day_numbers.astype(np.int32)).cast(_arrow.date32()).cast(_arrow.string()))


def texts(values: Ints) -> Texts:
    """Whole numbers as text."""
    return _objects(_arrow.array(values).cast(_arrow.string()))


def padded(values: Ints, width: int) -> Texts:
    """Whole numbers as text, zeros before them up to ``width``."""
    return _objects(_compute.utf8_lpad(_arrow.array(values).cast(_arrow.string()), width, "0"))


def pool(words: tuple[str, ...] | list[str]) -> Texts:
    """Words to be picked from by number."""
    array = np.empty(len(words), dtype=object)
    array[:] = words
    return array


def draw(rng: np.random.Generator, below: int, count: int) -> Ints:
    """``count`` whole numbers from 0 to ``below`` - 1, each as likely."""
    return rng.integers(0, below, count, dtype=np.int64)


def chance(rng: np.random.Generator, share: float, count: int) -> Bools:
    """``count`` independent events, each true with probability ``share``."""
    return rng.random(count) < share


def glued(*parts: Texts | str) -> Texts:
    """Texts put together row by row; a single text stands in every row. At least one part is a column."""
    whole: Any = ""
    for part in parts:
        whole = whole + part
    together: Texts = whole
    return together


def blanks(count: int) -> Texts:
    """A column of empty texts."""
    return np.full(count, "", dtype=object)
