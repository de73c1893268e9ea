"""What a submission declares of the one before it (R48), and whether it extends it and changes nothing else."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Protocol

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from pydantic import Field

from lockgate.pipeline.columns import TERMS, toml_text
from lockgate.pipeline.declarations import Given, Strict
from lockgate.procedure.versions import Change, Former, VersionKind

EXTENDABLE = ("tax_periods", "officers")
"""The columns in which an extension may say more than the submission before it."""

_pc: Any = pyarrow.compute


class Sent(Protocol):
    """A submission that was sent."""

    @property
    def number(self) -> str:
        """The agency's own number for it."""

    @property
    def sha256(self) -> str:
        """Of the bytes of its ``submission.toml``."""


class DeclaredChange(Strict):
    """What changed for some records, or for all of them where none is named."""

    records: list[str] = Field(default_factory=list)
    changed: Given
    learnt: Given


class DeclaredFormer(Strict):
    """The submission before this one."""

    kind: Annotated[str, Field(pattern="^(amend|extend|resubmit)$")]
    number: Given
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    changes: Annotated[list[DeclaredChange], Field(min_length=1)]


def former_of(declared: DeclaredFormer | None) -> Former | None:
    """The same as a value; None where a submission is a first one."""
    if declared is None:
        return None
    changes = tuple(Change(frozenset(one.records), one.changed, one.learnt) for one in declared.changes)
    return Former(VersionKind(declared.kind), declared.number, declared.sha256, changes)


def former_lines(former: Former) -> Iterable[str]:
    """The lines of ``submission.toml`` that say it."""
    yield ""
    yield "[former]"
    for name, value in (("kind", former.kind.value), ("number", former.number), ("sha256", former.sha256)):
        yield f"{name} = {toml_text(value)}"
    for change in former.changes:
        yield ""
        yield "[[former.changes]]"
        if change.records:
            yield f"records = [{', '.join(toml_text(one) for one in sorted(change.records))}]"
        yield f"changed = {toml_text(change.changed)}"
        yield f"learnt = {toml_text(change.learnt)}"


def drafted_former(sent: Sent, kind: VersionKind) -> Iterable[str]:
    """The lines of a first ``submission.toml`` about the one before it; what the agency fills in is empty.

    Args:
        sent: the submission before.
        kind: how this one follows it.
    """
    yield from former_lines(Former(kind, sent.number, sent.sha256, ()))
    yield ""
    yield "# What changed and where it was learnt; one table for each group of records, or one without records for all:"
    yield "[[former.changes]]"
    yield '# records = [""]'
    yield 'changed = ""'
    yield 'learnt = ""'


def record_ids(records: Path) -> pa.Table:
    """The record id of every record (``records.parquet``), in their order."""
    return pq.read_table(records, columns=["record_id"])


def other_row(former: Path, later: Path) -> int:
    """The first row of ``later``, from 1, that is not the one of ``former`` but for more periods and officers; 0: none.

    Args:
        former: ``records.parquet`` of the submission before.
        later: of the one that extends it: the same records, in the same order.
    """
    one, other = (pq.read_table(path, columns=list(TERMS)) for path in (former, later))
    if one.num_rows != other.num_rows:
        return min(one.num_rows, other.num_rows) + 1
    rows = [_first_other(one, other, term) for term in TERMS if term not in EXTENDABLE]
    rows += [_first_less(one, other, term) for term in EXTENDABLE]
    return min((row for row in rows if row), default=0)


def _differing(one: pa.Table, other: pa.Table, term: str) -> list[int]:
    texts = [_pc.fill_null(table[term], "").combine_chunks() for table in (one, other)]
    return [int(row) for row in _pc.indices_nonzero(_pc.not_equal(*texts)).to_pylist()]


def _first_other(one: pa.Table, other: pa.Table, term: str) -> int:
    return next((row + 1 for row in _differing(one, other, term)), 0)


def _first_less(one: pa.Table, other: pa.Table, term: str) -> int:
    """The first row that names fewer of them than before."""
    for row in _differing(one, other, term):
        before, now = (_listed(table[term][row].as_py()) for table in (one, other))
        if not before <= now:
            return row + 1
    return 0


def _listed(text: str | None) -> frozenset[str]:
    return frozenset(one.strip() for one in (text or "").split(";") if one.strip())
