"""Intake: the bytes an agency sent become ``records.parquet``; one damaged row never hides its neighbours.

Two passes. The *survey* hashes the file and collects the record ids, so that whatever is wrong with the whole
file is said before anything is written. The *reading* writes every record, row by row in the file's order.
The file is only read; nothing is kept in memory but the ids and a few blocks.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from lockgate.errors import IntegrityError, UsageError
from lockgate.law.dates import ISO
from lockgate.pipeline.columns import TERMS, WHOLE_NAME, Mapped, map_columns
from lockgate.pipeline.readers_arrow import (
    Bytes,
    Column,
    Ids,
    Texts,
    arrow,
    compute,
    let_go,
)
from lockgate.pipeline.readers_cells import CODES, Table, text_of
from lockgate.pipeline.readers_open import open_table, refuse_unreadable
from lockgate.pipeline.readers_order import in_order
from lockgate.pipeline.readers_shape import SCHEMA, Shaping, name_form, shaped

__all__ = ["TERMS", "Intake", "IntakePlan", "ingest", "sha256_of", "survey"]

ROW_GROUP = 122_880
"""Rows in each row group of records.parquet but the last."""

_MOSTLY_DISTINCT = frozenset(
    {"row", "record_id", "tin", "address_line1", "order_case_number", "reason", "agency_person_no"}
)
"""Columns whose values seldom repeat: a dictionary of them would cost time and space."""


@dataclass(frozen=True, slots=True)
class IntakePlan:
    """What the submission declares about its records; '' or ``None`` where it declares nothing.

    Attributes:
        format: ``csv``, ``xlsx``, ``parquet``; '' is told from the file.
        delimiter: one character; '' is told from the header line.
        encoding: of a CSV file; '' is told from the byte order mark, else UTF-8.
        columns: term to the agency's own header cell; ``None`` when the headers are the terms.
        date: the declared date format (law.dates).
        name: the declared form of a whole-name column, such as ``family, given middle``.
        sha256: what the file must hash to, lower-case hexadecimal.
        count: how many records the file must hold.
    """

    format: str = ""
    delimiter: str = ""
    encoding: str = ""
    columns: Mapping[str, str] | None = None
    date: str = ISO
    name: str = ""
    sha256: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """What was taken in.

    Attributes:
        records: records.parquet, or the path it would have been written to.
        sha256: of the file as sent.
        size: of the file as sent, in bytes.
        rows: how many records it holds.
        format: csv, xlsx or parquet.
        encoding: what the text was read as; '' where the format says it.
        delimiter: of a CSV file.
        columns: term and the header cell it was read from, in the file's order.
        ignored: header cells that are no term and not mapped; never read.
        unreadable: R00 code to how many rows bear it.
    """

    records: Path
    sha256: str
    size: int
    rows: int
    format: str
    encoding: str
    delimiter: str
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    unreadable: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first pass found: enough to refuse the whole file, or to read it."""

    table: Table
    mapped: Mapped
    sha256: str
    size: int
    rows: int
    repeated: Mapping[str, int]


def ingest(source: Path, plan: IntakePlan, out: Path) -> Intake:
    """Read a file of records into ``out`` (records.parquet).

    Args:
        source: CSV, XLSX or Parquet; it is only read.
        plan: what the submission declares.
        out: where to write; it appears only when everything has been read.

    Raises:
        UsageError: the whole file cannot be read, or is not the file declared. Nothing was written.
        IntegrityError: the file changed while it was read. Nothing was written.
    """
    before = _stamp(source)
    found = survey(source, plan)
    shaping = _shaping(plan, found.repeated)
    unfinished = out.with_name(out.name + ".partial")
    try:
        unreadable = _write(found, shaping, unfinished)
        if _stamp(source) != before:
            raise IntegrityError(f"{source.name} changed while it was read; nothing was taken in.")
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
        let_go()
    table = found.table
    return Intake(
        records=out,
        sha256=found.sha256,
        size=found.size,
        rows=found.rows,
        format=table.format,
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns=tuple(found.mapped.sources.items()),
        ignored=found.mapped.ignored,
        unreadable=unreadable,
    )


def survey(source: Path, plan: IntakePlan) -> Survey:
    """The first pass: hash, header, mapping, count and repeated ids. Nothing is written.

    Raises:
        UsageError: as ``ingest``.
    """
    refuse_unreadable(source)
    _shaping(plan, {})
    with ThreadPoolExecutor(1) as aside:
        hashing = aside.submit(sha256_of, source)
        if plan.sha256 and hashing.result() != plan.sha256:
            raise UsageError(
                f"{source.name} is not the file the submission declares: its SHA-256 is {hashing.result()}, "
                f"declared is {plan.sha256}."
            )
        table = open_table(source, plan.format, encoding=plan.encoding, delimiter=plan.delimiter)
        mapped = map_columns(table.header, plan.columns, source.name)
        _refuse_names(mapped, plan.name, source.name)
        ids = _ids(table, mapped.sources["record_id"])
        digest = hashing.result()
    _refuse_count(len(ids), plan.count, source.name)
    return Survey(table, mapped, digest, source.stat().st_size, len(ids), _repeated(ids))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read: {error.strerror}; give a file of records.") from error
    return found.st_size, found.st_mtime_ns


def _shaping(plan: IntakePlan, repeated: Mapping[str, int]) -> Shaping:
    """The shaping a plan declares; a date format or name form that is none is refused."""
    try:
        return Shaping.of(plan.date, plan.name, repeated)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _refuse_names(mapped: Mapped, form: str, file: str) -> None:
    """A whole-name column needs its declared form, and no second column for the same part of the name."""
    if WHOLE_NAME not in mapped.sources:
        return
    if not form.strip():
        raise UsageError(
            f"The whole names are read from {mapped.sources[WHOLE_NAME]!r}; "
            "say their form in submission.toml, [formats] name, for example 'family, given middle'."
        )
    twice = [term for part in name_form(form) for term in part if term in mapped.sources]
    if twice:
        raise UsageError(
            f"{file} gives {twice[0]} twice: in {mapped.sources[twice[0]]!r} and in the whole name; "
            "read it from one of them."
        )


def _refuse_count(rows: int, declared: int | None, file: str) -> None:
    if rows == 0:
        raise UsageError(f"{file} holds a header and no records; send it with its records.")
    if declared is not None and rows != declared:
        raise UsageError(f"{file} holds {rows} records and the submission declares {declared}; correct one of them.")


def _ids(table: Table, cell: str) -> Ids:
    """The record ids of the whole file, as text."""
    reading = (partial(_id_column, call, cell) for call in table.column(cell))
    return arrow.chunked_array(in_order(reading), arrow.string())


def _id_column(call: Callable[[], Bytes], cell: str) -> Texts:
    return text_of(call(), cell, {})


def _repeated(ids: Ids) -> Mapping[str, int]:
    counted = compute.value_counts(ids)
    several = counted.filter(compute.greater(counted.field("counts"), 1)).to_pylist()
    return {entry["values"]: entry["counts"] for entry in several if entry["values"]}


def _write(found: Survey, shaping: Shaping, path: Path) -> Mapping[str, int]:
    """The second pass: every record to Parquet, in row groups of ``ROW_GROUP``; the count of each R00 code."""
    reading = (partial(shaped, call, found.mapped, shaping) for call in found.table.slabs(_cells(found.mapped)))
    codes: Counter[str] = Counter()
    few: Any = [name for name in SCHEMA.names if name not in _MOSTLY_DISTINCT]  # the stubs know only a switch
    with pq.ParquetWriter(path, SCHEMA, compression="lz4", use_dictionary=few, write_statistics=False) as writer:
        for group in _row_groups(in_order(reading)):
            writer.write_table(group, row_group_size=ROW_GROUP)
            counted = compute.value_counts(group["intake"])
            codes.update({entry["values"]: entry["counts"] for entry in counted.to_pylist()})
    return {code: codes[code] for code in CODES if code in codes}


def _cells(mapped: Mapped) -> list[str]:
    return list(mapped.sources.values())


def _row_groups(tables: Iterator[Column]) -> Iterator[Column]:
    """The tables joined and cut to ``ROW_GROUP`` rows, numbered from 1."""
    waiting: list[Column] = []
    first = 1
    for table in tables:
        waiting.append(table)
        while sum(t.num_rows for t in waiting) >= ROW_GROUP:
            whole = arrow.concat_tables(waiting)
            yield _numbered(whole.slice(0, ROW_GROUP), first)
            first += ROW_GROUP
            waiting = [whole.slice(ROW_GROUP)]
    if sum(t.num_rows for t in waiting):
        yield _numbered(arrow.concat_tables(waiting), first)


def _numbered(table: Column, first: int) -> Column:
    return table.set_column(0, SCHEMA.field("row"), arrow.array(range(first, first + table.num_rows), arrow.int64()))
