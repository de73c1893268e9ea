"""The part of an index that answers a single request: ``single.sqlite``, ordered, every row encrypted.

``keys`` has a row for every beginning of a block key, with all block keys that begin so and the taxpayers beside
them; ``people`` has a row for every 16 taxpayers in a row. Both are dense: a row that is not there is damage and
never an answer. Rows are AES-256-GCM under a key of this build, their number as nonce, table and number
authenticated.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lockgate.errors import IntegrityError, UsageError
from lockgate.store.registry_index import SINGLE
from lockgate.store.registry_keys import BlockKeys
from lockgate.store.registry_parts import Seal

TOGETHER = 16
"""Taxpayers in one row; every part of the index begins with a number divisible by it."""

_pc: Any = pyarrow.compute

TextArray: TypeAlias = "pa.Array[Any]"
"""A column of text in one piece."""

_KEYS, _PEOPLE = "keys", "people"
_TABLES = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE {_KEYS} (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE {_PEOPLE} (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
"""
_ENTRY = np.dtype([("key", ">u8"), ("number", ">u4")])
_FIELD, _HOME, _PERSON = "\x1e", "\x1d", "\n"
_READERS = 4
"""Connections: a request asks for some three rows at once, and each that is not in memory is a wait for the disk."""
_REMEMBERED_KB = 8192
"""What a connection keeps of the pages it has read: the upper ones, which lead to the others, for 10 million people."""
_MENDED = "build the index again with lockgate registry build"


def sealed_people(rows: TextArray, seal: Seal, first: int) -> Iterator[tuple[int, bytes]]:
    """The rows of ``people`` for taxpayers in a row.

    Args:
        rows: one text a taxpayer, as ``person_texts`` writes it.
        seal: the build's.
        first: the number of the first; divisible by ``TOGETHER``.
    """
    cipher = AESGCM(seal.key_of(_PEOPLE))
    for start in range(0, len(rows), TOGETHER):
        number = (first + start) // TOGETHER
        texts: list[Any] = rows.slice(start, TOGETHER).to_pylist()
        plain = _PERSON.join(texts).encode()
        packed = len(plain).to_bytes(4, "big") + pa.compress(plain, codec="zstd", asbytes=True)
        yield number, cipher.encrypt(_nonce(number), packed, _bound(_PEOPLE, number))


def sealed_keys(
    keys: BlockKeys, numbers: npt.NDArray[np.uint32], seal: Seal, span: tuple[int, int, int]
) -> Iterator[tuple[int, bytes]]:
    """The rows of ``keys`` for a span of buckets.

    Args:
        keys: ascending, all of the span.
        numbers: the taxpayers beside them.
        seal: the build's.
        span: the first bucket, the one after the last, and how many leading bits make a bucket.
    """
    first, after, bits = span
    cipher = AESGCM(seal.key_of(_KEYS))
    entries = np.empty(len(keys), dtype=_ENTRY)
    entries["key"], entries["number"] = keys, numbers
    ends = np.searchsorted(bucket_of(keys, bits), np.arange(first, after), side="right")
    start = 0
    for number, end in zip(range(first, after), ends.tolist(), strict=True):
        yield number, cipher.encrypt(_nonce(number), entries[start:end].tobytes(), _bound(_KEYS, number))
        start = end


def bucket_of(keys: BlockKeys, bits: int) -> npt.NDArray[np.int64]:
    """The bucket of each key: its leading bits."""
    return (keys >> np.uint64(64 - bits)).astype(np.int64) if bits else np.zeros(len(keys), dtype=np.int64)


class SingleWriter:
    """Writes ``single.sqlite``; use it through ``single_writer``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def keys(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Add rows of ``keys``."""
        self._connection.executemany("INSERT INTO keys VALUES (?, ?)", rows)

    def people(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Add rows of ``people``."""
        self._connection.executemany("INSERT INTO people VALUES (?, ?)", rows)


@contextmanager
def single_writer(folder: Path) -> Iterator[SingleWriter]:
    """A writer of a new ``single.sqlite`` in a folder; it is whole when the block ends.

    Raises:
        UsageError: it cannot be written, for want of room perhaps.
    """
    try:
        with closing(sqlite3.connect(folder / SINGLE)) as connection:
            connection.executescript(_TABLES)
            yield SingleWriter(connection)
            connection.commit()
    except sqlite3.OperationalError as error:
        raise UsageError(f"The index cannot be written: {error}; make room and build it again.") from error


class Single:
    """``single.sqlite``, open for reading through several connections: each waits for the disk by itself.

    Raises:
        IntegrityError: anywhere, where it is damaged.
    """

    def __init__(self, connections: Sequence[sqlite3.Connection], pool: Executor, seal: Seal, bits: int) -> None:
        self._connections = connections
        self._pool = pool
        self._ciphers = {table: AESGCM(seal.key_of(table)) for table in (_KEYS, _PEOPLE)}
        self._bits = bits

    def numbers(self, keys: Iterable[int]) -> list[int]:
        """The taxpayers beside any of these block keys, each once, ascending."""
        of_key = {key: key >> (64 - self._bits) if self._bits else 0 for key in keys}
        buckets = self._opened(_KEYS, set(of_key.values()))
        found: set[int] = set()
        for key, bucket in of_key.items():
            entries = np.frombuffer(buckets[bucket], dtype=_ENTRY)
            found.update(entries["number"][entries["key"] == np.uint64(key)].tolist())
        return sorted(found)

    def people(self, numbers: Sequence[int]) -> list[tuple[list[str], list[list[str]]]]:
        """The fields of each of these taxpayers, and of each home."""
        rows = self._opened(_PEOPLE, {number // TOGETHER for number in numbers})
        return [_person(rows[number // TOGETHER], number % TOGETHER) for number in numbers]

    def _opened(self, table: str, rows: Iterable[int]) -> dict[int, bytes]:
        """Rows of a table, opened. Each connection reads its share of them; the first in this thread."""
        wanted = sorted(rows)
        mine, *others = (wanted[place :: len(self._connections)] for place in range(len(self._connections)))
        shares = zip(self._connections[1:], others, strict=True)
        waiting = [self._pool.submit(_read, one, table, share) for one, share in shares if share]
        sealed = _read(self._connections[0], table, mine)
        for one in waiting:
            sealed |= one.result()
        try:
            return {
                number: self._ciphers[table].decrypt(_nonce(number), sealed[number], _bound(table, number))
                for number in wanted
            }
        except (InvalidTag, KeyError, TypeError) as error:
            raise _damaged(table) from error


def _read(connection: sqlite3.Connection, table: str, rows: Sequence[int]) -> dict[int, bytes]:
    """Rows of a table as they lie there; those that are not there are left out."""
    asked = f"SELECT number, sealed FROM {table} WHERE number = ?"  # noqa: S608 - a name of ours
    try:
        return dict(found for number in rows for found in connection.execute(asked, (number,)))
    except sqlite3.Error as error:
        raise _damaged(table) from error


def _damaged(table: str) -> IntegrityError:
    return IntegrityError(f"{SINGLE} of the prepared index is damaged at {table}; {_MENDED}.")


def _person(packed: bytes, place: int) -> tuple[list[str], list[list[str]]]:
    plain = pa.decompress(packed[4:], int.from_bytes(packed[:4], "big"), codec="zstd", asbytes=True)
    person, *homes = plain.decode().split(_PERSON)[place].split(_HOME)
    return person.split(_FIELD), [home.split(_FIELD) for home in homes if home]


def person_texts(fields: Sequence[TextArray], homes: Any) -> TextArray:  # noqa: ANN401 - an Arrow list array
    """One text a taxpayer: its fields, then every home.

    Args:
        fields: columns of text without control characters.
        homes: for each taxpayer a list of homes, as ``home_texts`` writes them.
    """
    return _joined([home_texts(fields), _pc.binary_join(homes, _HOME)], _HOME)


def home_texts(fields: Sequence[TextArray]) -> TextArray:
    """One text a home: its fields."""
    return _joined(fields, _FIELD)


def _joined(fields: Sequence[TextArray], between: str) -> TextArray:
    found: TextArray = _pc.binary_join_element_wise(*fields, between)
    return found


@contextmanager
def single_reader(folder: Path, seal: Seal, bits: int) -> Iterator[Single]:
    """``single.sqlite`` of an index, open for reading."""
    with ExitStack() as stack:
        connections = [stack.enter_context(closing(_connection(folder))) for _ in range(_READERS)]
        # Left before the connections are closed: what a request that failed left waiting still reads.
        pool = stack.enter_context(ThreadPoolExecutor(_READERS - 1, "single"))
        yield Single(connections, pool, seal, bits)


def _connection(folder: Path) -> sqlite3.Connection:
    address = f"{(folder / SINGLE).resolve().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.execute(f"PRAGMA cache_size = -{_REMEMBERED_KB}")
    except sqlite3.Error as error:
        raise IntegrityError(f"{SINGLE} of the prepared index cannot be opened; {_MENDED}.") from error
    return connection


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(table: str, number: int) -> bytes:
    return f"{table}\n{number}".encode()
