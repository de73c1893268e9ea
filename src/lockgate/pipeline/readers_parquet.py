"""Parquet: every type the terms can hold as text, batch by batch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

import pyarrow.parquet as pq

from lockgate.errors import UsageError
from lockgate.pipeline.readers_arrow import (
    Bytes,
    Column,
    arrow,
    compute,
)
from lockgate.pipeline.readers_cells import Slab, Table, one_column

BATCH = 16_384
"""Rows decoded at a time."""


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file whose schema has been read."""

    file: BinaryIO
    name: str
    header: tuple[str, ...]
    zones: tuple[str, ...]
    format: str = "parquet"
    encoding: str = ""
    delimiter: str = ""

    def slabs(self, wanted: Sequence[str]) -> Iterator[Callable[[], Slab]]:
        """The records in order, as calls that may run side by side; only ``wanted`` columns are filled."""
        try:
            with pq.ParquetFile(self.file) as file:
                _refuse_nested(file.schema_arrow, wanted, self.name)
                dotted = any("." in name for name in wanted)  # pyarrow would look for a nested field
                columns = None if dotted else list(wanted)
                for batch in file.iter_batches(BATCH, columns=columns):
                    yield partial(_slab, batch, tuple(wanted))
        except arrow.ArrowMemoryError:
            raise
        except (arrow.ArrowException, OSError) as error:
            raise _corrupt(self.name) from error

    def column(self, cell: str) -> Iterator[Callable[[], Bytes]]:
        """One column alone, as ``slabs`` fills it."""
        for call in self.slabs([cell]):
            yield partial(one_column, call, cell)


def open_parquet(file: BinaryIO, name: str) -> ParquetTable:
    """Read the schema of a Parquet file.

    Args:
        file: it; read again for each pass, so it stays open.
        name: what to call it in a sentence.

    Raises:
        UsageError: the file is corrupt or encrypted.
    """
    try:
        with pq.ParquetFile(file) as opened:
            schema: Column = opened.schema_arrow
            zones = {kind.tz for kind in schema.types if arrow.types.is_timestamp(kind) and kind.tz}
            return ParquetTable(file, name, tuple(schema.names), tuple(sorted(zones)))
    except arrow.ArrowMemoryError:
        raise
    except (arrow.ArrowException, OSError) as error:
        raise _corrupt(name) from error


def zones_of(table: Table) -> tuple[str, ...]:
    """The time zones in which a table writes instants; none for any but Parquet."""
    return table.zones if isinstance(table, ParquetTable) else ()


def know_zones(zones: Iterable[str]) -> None:
    """Read the rules of these time zones and of UTC, for a time when no file can be opened."""
    for zone in {"UTC", *zones}:
        compute.strftime(arrow.array([0], arrow.timestamp("s", zone)), format="%Y")


def _corrupt(name: str) -> UsageError:
    return UsageError(f"{name} is a corrupt or encrypted Parquet file; send it again, not encrypted.")


def _refuse_nested(schema: Column, wanted: Sequence[str], file: str) -> None:
    for name in wanted:
        kind = schema.field(name).type
        inner = kind.value_type if arrow.types.is_list(kind) or arrow.types.is_large_list(kind) else kind
        if arrow.types.is_nested(inner):
            raise UsageError(f"Column {name!r} of {file} holds {kind}, not text, a number or a date; flatten it.")


def _slab(batch: Column, wanted: tuple[str, ...]) -> Slab:
    return Slab(batch.num_rows, {name: as_bytes(batch.column(name)) for name in wanted}, {})


def as_bytes(values: Column) -> Bytes:
    """Any plain column as text in bytes: null is '', whole numbers bare, days ISO, lists joined with ``;``."""
    if arrow.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if arrow.types.is_list(values.type) or arrow.types.is_large_list(values.type):
        texts = compute.binary_join(values.cast(arrow.list_(arrow.string())), ";")
    else:
        texts = _plain(values)
    return compute.fill_null(texts.cast(arrow.binary()), b"")


def _plain(values: Column) -> Column:
    kind, types = values.type, arrow.types
    if types.is_floating(kind):
        return _number(values.cast(arrow.float64()))
    if types.is_timestamp(kind):
        return _instant(values)
    if types.is_decimal(kind):
        return compute.replace_substring_regex(values.cast(arrow.string()), r"\.0+$", "")
    if types.is_date(kind):
        return values.cast(arrow.date32()).cast(arrow.string())
    text = types.is_binary(kind) or types.is_large_binary(kind)
    return values if text else values.cast(arrow.string())


def _number(values: Column) -> Column:
    texts = compute.if_else(compute.is_nan(values), arrow.scalar(None, arrow.string()), values.cast(arrow.string()))
    whole = compute.and_(compute.equal(values, compute.floor(values)), compute.less(compute.abs(values), 1e15))
    safe = compute.if_else(compute.fill_null(whole, False), values, 0.0).cast(arrow.int64())
    return compute.if_else(compute.fill_null(whole, False), safe.cast(arrow.string()), texts)


def _instant(values: Column) -> Column:
    """A midnight is its day; any other instant keeps its time, and so reads as no date."""
    fine = values.cast(arrow.timestamp("us", values.type.tz), safe=False)
    midnight = compute.equal(fine, compute.floor_temporal(fine, unit="day"))
    seconds = fine.cast(arrow.timestamp("s", values.type.tz), safe=False)
    days, instants = (compute.strftime(seconds, format=form) for form in ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"))
    return compute.if_else(midnight, days, instants)
