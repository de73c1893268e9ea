"""What leaves, as columns: the lines of all sufficient records, and those of one recipient as sealed evidence.

A case of a million records is kept as columns; lines become values only while they are looked at. One recipient's
evidence is enough to ask the law again at each fetching, and holds no address: that is only in the package.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute

from lockgate.errors import IntegrityError
from lockgate.law.act_facts import Identified
from lockgate.pipeline.assemble import NOBODY, Asked, Located, PersonsSay
from lockgate.pipeline.dispositions import BATCH, LINES, Disposed, Word, read_dispositions, texts_in
from lockgate.pipeline.lists import Numbers

_pc: Any = pyarrow.compute

_TEXTS = ("record_id", "word", "matter", "recipients", "taxpayer", "identified")
_FACTS = ("deliverable", "from_periods")
_PERSONS = ("weak", "relevant")

LEAVING = pa.schema(
    [("row", pa.int64())]
    + [(name, pa.string()) for name in _TEXTS]
    + [(name, pa.bool_()) for name in (*_FACTS, *_PERSONS)]
)
"""Columns; ``recipients`` is the one recipient, ``weak`` and ``relevant`` are what persons found (R24, R47)."""

_NONE: Numbers = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that would leave: the record, granted or denied, who has it, and what location found of it."""

    asked: Asked
    granted: bool
    recipients: tuple[str, ...]
    found: Located


@dataclass(frozen=True)
class Lines:
    """The lines of sufficient records as columns, and which of them concern whom."""

    table: pa.Table

    def concerning(self, recipient: str = "") -> pa.Table:
        """The lines with recipients; of one recipient only, where one is given.

        Granted and denied alike: whether a recipient may have a package must not hang on what is in it (R46).
        """
        if not recipient:
            return self.table.filter(_pc.not_equal(self.table["recipients"], ""))
        return self.table.take(self._of_recipients.get(recipient, _NONE))

    def naming(self, officer: str) -> Iterator[Disposed]:
        """The lines whose request names this officer."""
        return read_dispositions(self.table.take(self._of_named.get(officer, _NONE)))

    @property
    def granted(self) -> pa.Table:
        """The lines that are granted."""
        return self.table.filter(_pc.equal(self.table["word"], Word.GRANTED.value))

    @cached_property
    def _of_recipients(self) -> Mapping[str, Numbers]:
        return listed_in(self.table["recipients"])

    @cached_property
    def _of_named(self) -> Mapping[str, Numbers]:
        return listed_in(self.table["named"])


def listed_in(lists: Any) -> dict[str, Numbers]:  # noqa: ANN401 - an Arrow column
    """For everybody in a column of lists with ``;`` between, the positions that list them, ascending."""
    split = _pc.split_pattern(lists.combine_chunks(), ";")
    listed = _pc.list_flatten(split).dictionary_encode()
    owners = _pc.list_parent_indices(split).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = listed.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(listed.dictionary) + 1))
    words = enumerate(listed.dictionary.to_pylist())
    return {word: owners[order[bounds[code] : bounds[code + 1]]] for code, word in words if word}


def answered_lines(dispositions: pa.Table, located: pa.Table) -> Lines:
    """The lines of sufficient records, with what location found of each granted one beside it.

    Args:
        dispositions: as kept (``pipeline.dispositions.DISPOSITIONS``).
        located: the located evidence.

    Raises:
        IntegrityError: a granted answer is not the one that was located, or one taxpayer is answered about twice.
    """
    words = pa.array([Word.GRANTED.value, Word.DENIED.value])
    table = dispositions.drop_columns(["answer_salt", "ground_salt"])
    table = table.filter(_pc.is_in(table["word"], words)).combine_chunks()
    granted = _pc.equal(table["word"], Word.GRANTED.value)
    at = _places(table["row"].to_numpy(), located["row"].to_numpy())
    where: Any = pa.array(at, mask=at < 0)
    found = located.take(where)
    for name, beside in (("taxpayer", "taxpayer_id"), *((name, name) for name in LINES)):
        same = _pc.fill_null(_pc.equal(table[name], found[beside]), fill_value=False)
        if not _pc.all(same.filter(granted), min_count=0).as_py():
            raise IntegrityError("A granted answer is not the one that was located; nothing may leave.")
    taxpayers = table["taxpayer"].filter(granted)
    if _pc.count_distinct(taxpayers).as_py() != len(taxpayers):
        raise IntegrityError("One taxpayer is answered about twice; nothing may leave.")
    for name in ("identified", *_FACTS):
        nothing = pa.scalar(None, found[name].type)
        table = table.append_column(name, _pc.if_else(granted, found[name], nothing))
    # In one piece: each recipient's lines are taken from it, and taking some of many pieces reads all of them.
    return Lines(table.combine_chunks())


def _places(rows: Numbers, among: Numbers) -> Numbers:
    """Where each of these numbers stands among others; -1 where it does not."""
    order = np.argsort(among, kind="stable")
    if not len(order):
        return np.full(len(rows), -1, dtype=np.int64)
    at = np.searchsorted(among[order], rows).clip(max=len(order) - 1)
    return np.where(among[order][at] == rows, order[at], -1)


def lines_of(table: pa.Table) -> Iterator[Line]:
    """The lines of such columns, or of one recipient's evidence; without the address."""
    for batch in table.select(["row", *_TEXTS, *_FACTS]).to_batches(max_chunksize=BATCH):
        for row, record_id, word, matter, recipients, taxpayer, identified, deliverable, from_periods in zip(
            *(column.to_pylist() for column in batch.columns), strict=True
        ):
            officers = officers_in(recipients)
            found = Located(row, Identified(identified or "none"), taxpayer, deliverable, from_periods, NOBODY)
            yield Line(Asked(row, record_id, matter, officers), word == Word.GRANTED.value, officers, found)


@lru_cache(maxsize=65_536)
def officers_in(listed: str) -> tuple[str, ...]:
    """The officers in a column of recipients."""
    return tuple(listed.split(";")) if listed else ()


def leaving_table(lines: Lines, persons: PersonsSay, recipient: str) -> pa.Table:
    """One recipient's lines, granted and denied, with what persons found of each."""
    table = lines.concerning(recipient)
    rows, matters = cast("list[int]", table["row"].to_pylist()), texts_in(table, "matter")
    relevant = [
        row in persons.relevant_rows or (matter, recipient) in persons.relevant_groups
        for row, matter in zip(rows, matters, strict=True)
    ]
    columns: dict[str, Any] = {name: table[name] for name in ("row", *_TEXTS, *_FACTS)}
    columns["recipients"] = pa.array([recipient] * len(table), pa.string())
    columns["weak"] = pa.array([persons.weak.get(row) for row in rows], pa.bool_())
    columns["relevant"] = pa.array(relevant, pa.bool_())
    return pa.table(columns, schema=LEAVING)


def persons_in(table: pa.Table, confirmed: frozenset[tuple[str, str]]) -> PersonsSay:
    """What persons found of one recipient's lines, as it stands in their evidence.

    No finding can be recorded once a case is authorized, so none is newer.
    """
    found = list(zip(*(table[name].to_pylist() for name in ("row", *_PERSONS)), strict=True))
    return PersonsSay(
        weak={row: weak for row, weak, _ in found if weak is not None},
        relevant_rows=frozenset(row for row, _, relevant in found if relevant),
        confirmed=confirmed,
    )
