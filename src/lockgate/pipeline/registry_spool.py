"""Set the custodian's tables aside in buckets of taxpayers, so that one bucket at a time fits in memory.

Each table is read once, in the order it comes in. What is set aside is encrypted like the index itself and goes
when the building ends; nothing of the custodian's is ever on a disk in plain.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from lockgate.errors import UsageError
from lockgate.pipeline.custodian import CustodianFile, HeldTable, files_of, show_table
from lockgate.store.records import Desk, RecordsError, statement
from lockgate.store.registry_parts import Layout, PartFile, Seal, part_writer
from lockgate.store.registry_query import Query

_pc: Any = pyarrow.compute

Counts = npt.NDArray[np.int64]

_BATCH = 524_288
"""Rows cut into buckets at a time."""

_BUCKET_BYTES = 3_000_000
"""Bytes of a compressed custodian's table that make about one bucket: some 80,000 taxpayers."""

_HANDS = 2
"""Threads that write buckets, each its own; compressing and encrypting leaves the interpreter alone."""

_MOST_BUCKETS = 600
_BUCKETS_OF_A_QUERY = 64

_PEOPLE = pa.schema(
    dict.fromkeys(
        ("taxpayer_id", "given_name", "middle_name", "family_name", "suffix", "tin", "date_of_birth"), pa.string()
    )
)
_ADDRESS: dict[str, pa.DataType] = {
    **dict.fromkeys(("taxpayer_id", "tax_period", "line1", "line2", "city", "state", "zip", "country"), pa.string()),
    "effective_date": pa.date32(),
}
_HOMES = pa.schema(_ADDRESS)
_SCHEMAS = {"taxpayers": _PEOPLE, "addresses": _HOMES}


@dataclass(frozen=True, slots=True)
class Spool:
    """Where the buckets lie.

    Attributes:
        folder: the folder of the build.
        seal: the build's.
        counts: how many taxpayers each bucket has.
    """

    folder: Path
    seal: Seal
    counts: tuple[int, ...]

    @contextmanager
    def read(self, role: str, bucket: int) -> Iterator[pa.Table]:
        """The rows of one table in one bucket; the file goes when the block ends."""
        name = _name(role, bucket)
        with PartFile(self.folder, name, self.seal) as part:
            yield part.read(_SCHEMAS[role].names)
        (self.folder / name).unlink()


def _name(role: str, bucket: int) -> str:
    return f"spool-{role}-{bucket:04}"


def set_aside(desk: Desk, custodian: CustodianFile, query: Query | None, folder: Path, seal: Seal) -> Spool:
    """Read both tables once and cut them into buckets.

    Args:
        desk: for reading.
        custodian: the tables.
        query: the database, where one is needed.
        folder: the folder of the build.
        seal: the build's.

    Raises:
        UsageError: a table cannot be read, a date is none, or a taxpayer has no id or one that cannot be used.
    """
    buckets = _buckets(custodian)
    counts = _cut(desk, custodian.taxpayers, query, _Target(folder, seal, buckets))
    _cut(desk, custodian.addresses, query, _Target(folder, seal, buckets))
    return Spool(folder, seal, counts)


def _buckets(custodian: CustodianFile) -> int:
    """About as many as keep one bucket in memory. Only what is set aside hangs on it."""
    if any(table.place is None for table in custodian.tables):
        return _BUCKETS_OF_A_QUERY
    try:
        size = sum(path.stat().st_size for table in custodian.tables for path in files_of(table))
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}; give a file that is there.") from error
    return min(_MOST_BUCKETS, 1 + size // _BUCKET_BYTES)


@dataclass(frozen=True, slots=True)
class _Target:
    folder: Path
    seal: Seal
    buckets: int


def _cut(desk: Desk, table: HeldTable, query: Query | None, target: _Target) -> tuple[int, ...]:
    show_table(desk, table, query)
    layout = Layout(_SCHEMAS[table.role])
    counts = np.zeros(target.buckets, dtype=np.int64)
    defects = np.zeros(3, dtype=np.int64)
    with ThreadPoolExecutor(_HANDS) as hands, ExitStack() as stack:
        writers = [
            stack.enter_context(part_writer(target.folder, _name(table.role, bucket), layout, target.seal))
            for bucket in range(target.buckets)
        ]
        for batch in _batches(desk, table, target.buckets):
            defects += _defects(batch)
            counts += _put(batch, writers, hands)
    _refuse(table, *defects.tolist())
    return tuple(counts.tolist())


def _batches(desk: Desk, table: HeldTable, buckets: int) -> Iterator[pa.RecordBatch]:
    try:
        yield from desk.sql(statement(f"registry/{table.role}"), params={"buckets": buckets}).to_arrow_reader(_BATCH)
    except (RecordsError, pa.ArrowException, OSError) as error:
        # The reader's own words may quote a value of the table.
        raise UsageError(f"{table.told} cannot be read to its end; give a table that is whole.") from error


def _defects(batch: pa.RecordBatch) -> list[int]:
    """How many dates are none, ids are absent, and ids hold a control character."""
    ids = batch.column("taxpayer_id")
    wrong = (batch.column("no_date"), _pc.equal(ids, ""), _pc.match_substring_regex(ids, r"[\x00-\x1f\x7f]"))
    return [_pc.sum(one).as_py() or 0 for one in wrong]


def _refuse(table: HeldTable, no_date: int, absent: int, control: int) -> None:
    if no_date:
        column = "date_of_birth" if table.role == "taxpayers" else "effective_date"
        raise UsageError(f"{table.told} has {no_date} values of {column} that are no day; write them as 1980-05-06.")
    if absent and table.role == "taxpayers":
        raise UsageError(f"{table.told} has {absent} taxpayers without taxpayer_id; give each one its id.")
    if control:
        raise UsageError(f"{table.told} has {control} taxpayer_id with a control character; take it out.")


def _put(batch: pa.RecordBatch, writers: list[pq.ParquetWriter], hands: ThreadPoolExecutor) -> Counts:
    """Cut a batch into the buckets, each written by one of the hands; how many rows each bucket got."""
    buckets = batch.column("bucket").to_numpy()
    order: Any = np.argsort(buckets, kind="stable")
    counts = np.bincount(buckets, minlength=len(writers)).astype(np.int64)
    ends = np.cumsum(counts)
    rows = pa.Table.from_batches([batch]).select(writers[0].schema.names)

    def write(some: Sequence[int]) -> None:
        for bucket in some:
            if counts[bucket]:
                writers[bucket].write_table(rows.take(order[ends[bucket] - counts[bucket] : ends[bucket]]))

    each = -(-len(writers) // _HANDS)
    list(hands.map(write, (range(first, min(first + each, len(writers))) for first in range(0, len(writers), each))))
    return counts
