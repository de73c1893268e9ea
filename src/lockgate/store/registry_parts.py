"""Encrypted Parquet files: the parts of a prepared index, and what its building sets aside on the way.

Parquet Modular Encryption (AES-256-GCM of every page and of the footer) as pyarrow writes it. Each file has a
key of its own, derived for its build and its name; build and name are authenticated with every page. So a part
cannot be taken for another, nor for one of another build, and a changed byte that is read is found.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol, Self

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.parquet import encryption

from lockgate.errors import IntegrityError
from lockgate.store.sealing import EvidenceKey

FORMAT = "lockgate/registry-index/v1"
"""The format of a prepared index and of everything in it (docs/formats/registry-index.md)."""


class Unsealing(Protocol):
    """What opens the files of one build."""

    def key_of(self, name: str) -> bytes:
        """The 32-byte key of one file."""

    def bound(self, name: str) -> bytes:
        """What is authenticated with every page of a file."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What the files of one build are encrypted with.

    Attributes:
        key: the custodian's evidence key.
        build: 32 hexadecimal digits, drawn anew for every build.
    """

    key: EvidenceKey
    build: str

    def key_of(self, name: str) -> bytes:
        """The 32-byte key of one file."""
        return self.key.derived("registry index part", sha256(self.bound(name)).digest())

    def bound(self, name: str) -> bytes:
        """What is authenticated with every page of a file."""
        return f"{FORMAT}\n{self.build}\n{name}".encode()


@dataclass(frozen=True, slots=True)
class Parts:
    """Files of one build with the keys of these and no others: what may go where the evidence key may not.

    Attributes:
        folder: where they lie.
        keys: the 32-byte key of each.
        bounds: what is authenticated with every page of each.
    """

    folder: Path
    keys: Mapping[str, bytes] = field(repr=False)
    bounds: Mapping[str, bytes]

    @classmethod
    def of(cls, folder: Path, names: Sequence[str], seal: Seal) -> "Parts":
        """The files of these names."""
        return cls(folder, {name: seal.key_of(name) for name in names}, {name: seal.bound(name) for name in names})

    def key_of(self, name: str) -> bytes:
        """The 32-byte key of one file."""
        return self.keys[name]

    def bound(self, name: str) -> bytes:
        """What is authenticated with every page of a file."""
        return self.bounds[name]

    def open(self, name: str, repeated: Sequence[str] = ()) -> "PartFile":
        """One of the files, open for reading; use it in a ``with`` block. ``repeated`` columns stay dictionaries."""
        return PartFile(self.folder, name, self, repeated)

    def ahead(self, *names: str) -> None:
        """Have the machine fetch whole files that are about to be read, while their first pages are; nothing waits."""
        for name in names:
            with suppress(OSError), (self.folder / name).open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of a part are laid out.

    Attributes:
        schema: the columns.
        repeated: the columns whose values repeat, which are written as a dictionary.
        compression: ``lz4`` for texts; ``none`` for hashes, in which nothing repeats.
    """

    schema: pa.Schema
    repeated: tuple[str, ...] = ()
    compression: Literal["lz4", "none"] = "lz4"


@contextmanager
def part_writer(folder: Path, name: str, layout: Layout, seal: Seal) -> Iterator[pq.ParquetWriter]:
    """A writer of one part; each table it is given becomes one row group, or more above a million rows."""
    bound = encryption.create_encryption_properties(  # type: ignore[attr-defined]
        seal.key_of(name), aad_prefix=seal.bound(name), store_aad_prefix=False
    )
    with pq.ParquetWriter(
        folder / name,
        layout.schema,
        compression=layout.compression,
        use_dictionary=list(layout.repeated) or False,  # type: ignore[arg-type]
        encryption_properties=bound,
    ) as writer:
        yield writer


class PartFile:
    """One part, open for reading; use it in a ``with`` block.

    Raises:
        IntegrityError: anywhere, where the part is missing, damaged, or not of this build.
    """

    def __init__(self, folder: Path, name: str, seal: Unsealing, repeated: Sequence[str] = ()) -> None:
        self.name = name
        bound = encryption.create_decryption_properties(  # type: ignore[attr-defined]
            seal.key_of(name), aad_prefix=seal.bound(name)
        )
        with damage(name):
            self._file = pq.ParquetFile(
                folder / name, read_dictionary=list(repeated), decryption_properties=bound, memory_map=True
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def groups(self) -> int:
        """How many row groups it has."""
        return self._file.num_row_groups

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self._file.metadata.num_rows)

    def read(self, columns: Sequence[str]) -> pa.Table:
        """The columns of all rows."""
        with damage(self.name):
            return self._file.read(columns=list(columns), use_threads=False)

    def group(self, number: int, columns: Sequence[str]) -> pa.Table:
        """The columns of one row group."""
        with damage(self.name):
            return self._file.read_row_group(number, columns=list(columns), use_threads=False)

    def bounds(self, number: int, column: int = 0) -> tuple[Any, Any] | None:
        """The least and the greatest value of a column in a row group; None where it has no rows."""
        with damage(self.name):
            found = self._file.metadata.row_group(number).column(column).statistics
            return (found.min, found.max) if found is not None and found.has_min_max else None


@contextmanager
def damage(name: str) -> Iterator[None]:
    """Whatever goes wrong in reading a part is one sentence.

    Raises:
        IntegrityError: naming the part.
    """
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise IntegrityError(
            f"Part {name} of the prepared index is missing or damaged, or was made under another key; "
            "build the index again with lockgate registry build."
        ) from error
