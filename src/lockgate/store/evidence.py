"""Evidence: write-once files of a case, plain or encrypted at rest, named by their own hash.

A file is written under a temporary name, synchronised, made read-only and linked to its final name; the row
that names it follows in the act's commit. A crash in between leaves a file without a row, which ``reconcile``
lists. A table's rows are named by their RFC 6962 root over canonical leaves, never by the file's hash alone:
the bytes of a Parquet file change with the library's version.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from json.encoder import encode_basestring
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.errors import IntegrityError, UsageError
from lockgate.store.files import READ_ONLY, Together, spool
from lockgate.store.home import Home
from lockgate.store.remembered import Remembered
from lockgate.store.sealing import EvidenceKey, open_chunks, seal_chunks
from lockgate.store.values import Stored
from lockgate.tlog.merkle import leaf_hash, root_of

_BATCH_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows a table has, and the root over their canonical leaves in hexadecimal."""

    count: int
    root: str


_ROWS: Remembered[Rows] = Remembered()
"""By the hash of a table's file."""


def rows_of(tables: Iterable[pa.Table]) -> Rows:
    """Count rows and compute the root over them; a leaf is the canonical array of a row's values as text.

    A value that is missing is the empty text, as everywhere in the project's tables.
    """
    batches = (batch for table in tables for batch in table.to_batches(max_chunksize=_BATCH_ROWS))
    leaves = [leaf for batch in batches for leaf in _leaves(batch)]
    return Rows(len(leaves), root_of(leaves).hex())


def _leaves(batch: pa.RecordBatch) -> Iterator[bytes]:
    # An array of texts in ``lockgate.canonical``'s spelling (a test compares them), column by column: a million
    # rows are spelled three times as fast as one by one. A batch at a time: a million rows of texts are gigabytes.
    columns = [
        [encode_basestring(text or "") for text in column.cast(pa.string()).to_pylist()] for column in batch.columns
    ]
    for texts in zip(*columns, strict=True):
        yield leaf_hash(f"[{','.join(texts)}]".encode())


def put(home: Home, case: str, kind: str, source: bytes | Path) -> Stored:
    """Write evidence once. The same bytes again are the same file; nothing is ever replaced.

    Args:
        home: the office's home.
        case: the case's id.
        kind: what it is, such as ``records``.
        source: the bytes, or the file to copy them from.

    Raises:
        IntegrityError: the file is there with other bytes.
        UsageError: the source cannot be read.
    """
    with _opened(source) as stream, Together() as together:
        return _store(home, (case, kind), stream, together)


def put_table(home: Home, case: str, kind: str, table: pa.Table) -> Stored:
    """Write a table once, as Parquet, with the count and root of its rows."""
    rows = rows_of([table])
    with Together() as together:
        stored = _store(home, (case, kind), io.BytesIO(_parquet(table)), together)
    return replace(stored, rows=rows.count, root=rows.root)


def put_sealed(home: Home, key: EvidenceKey, case: str, kind: str, table: pa.Table) -> Stored:
    """Write a table once, encrypted at rest, with the count and root of its rows.

    For what the custodian's file gave: located records and dispositions (R49).
    """
    with Together() as together:
        return put_sealed_together(home, key, (case, kind), table, together)


def put_sealed_together(
    home: Home, key: EvidenceKey, what: tuple[str, str], table: pa.Table, together: Together
) -> Stored:
    """The same for one of many tables, each of which is there at the end of the block.

    Args:
        home: the office's home.
        key: what it is encrypted with.
        what: the case's id, and what kind of evidence it is.
        table: the table.
        together: the block.
    """
    case, kind = what
    rows = rows_of([table])
    sealed = b"".join(seal_chunks(key, case, kind, _parquet(table)))
    return replace(_store(home, what, io.BytesIO(sealed), together), rows=rows.count, root=rows.root)


def get(home: Home, stored: Stored) -> Path:
    """The file of plain evidence, after checking that its bytes are still the ones kept.

    Raises:
        IntegrityError: the file is missing or has other bytes.
    """
    file = home.evidence / stored.path
    try:
        digest = _digest(file)
    except OSError as error:
        raise IntegrityError(f"Evidence {stored.path} cannot be read: {error.strerror}.") from error
    if digest != stored.sha256:
        raise IntegrityError(f"Evidence {stored.path} has other bytes than were kept.")
    return file


def get_sealed_table(home: Home, key: EvidenceKey, case: str, stored: Stored) -> pa.Table:
    """A sealed table, decrypted in memory, after checking its bytes and the root of its rows.

    Raises:
        IntegrityError: the file is missing or changed, or was not sealed for this case and kind.
    """
    data = get(home, stored).read_bytes()
    opened = open_chunks(key, case, stored.kind, data)
    table = pq.read_table(io.BytesIO(opened))
    # Which rows these bytes hold follows from them; a million rows are not spelled again at every look at them.
    rows = _ROWS.of(sha256(opened).hexdigest(), lambda: rows_of([table]))
    if (rows.count, rows.root) != (stored.rows, stored.root):
        raise IntegrityError(f"Evidence {stored.path} holds other rows than were kept.")
    return table


def _parquet(table: pa.Table) -> bytes:
    target = io.BytesIO()
    pq.write_table(table, target, compression="zstd")
    return target.getvalue()


def _opened(source: bytes | Path) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror}.") from error


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return file_digest(source, "sha256").hexdigest()


def _store(home: Home, what: tuple[str, str], stream: BinaryIO, together: Together) -> Stored:
    case, kind = what
    folder = home.evidence / case
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = together.temporary(home.scratch, f"{case}-{kind}")
    digest, size = spool(stream, temporary, READ_ONLY)
    stored = Stored(kind, digest, size, f"{case}/{kind}-{digest}")
    target = home.evidence / stored.path
    if target.exists():
        temporary.unlink()
        get(home, stored)
    else:
        together.settle(temporary, target)
    return stored
