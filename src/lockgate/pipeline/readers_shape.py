"""From cells to terms: text trimmed, dates rewritten as ISO, names split, and each row's intake code (R00)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lockgate.errors import UsageError
from lockgate.law.dates import date_reader
from lockgate.pipeline.columns import DATE_TERMS, NAME_PARTS, TERMS, WHOLE_NAME, Mapped
from lockgate.pipeline.readers_arrow import (
    Column,
    Texts,
    arrow,
    blanks,
    compute,
    texts,
)
from lockgate.pipeline.readers_cells import BLANKS, Fault, Slab, bounds, text_of

SCHEMA = arrow.schema(
    [
        ("row", arrow.int64()),
        ("intake", arrow.string()),
        ("intake_note", arrow.string()),
        *((term, arrow.string()) for term in TERMS),
    ]
)
"""The columns of records.parquet."""

_NAME_TOKENS = {"given": "given_name", "middle": "middle_name", "family": "family_name", "suffix": "suffix"}


IsoReader = Callable[[str], str | None]
"""A written date as ISO, '' for none given, ``None`` when it is no date."""


def _iso_reader(declared: str) -> IsoReader:
    read = date_reader(declared)

    @lru_cache(maxsize=1 << 17)
    def iso(text: str) -> str | None:
        found = read(text) if text else None
        return found.isoformat() if found else None if text else ""

    return iso


@dataclass(frozen=True, slots=True)
class Shaping:
    """How values are read.

    Attributes:
        day: reads a date as declared, into ISO.
        name: the terms of each comma part of a whole name, in order; empty when no column holds one.
        repeated: record id to how many rows bear it, where more than one does.
        repeats: the same ids as an Arrow array, for look-up.
    """

    day: IsoReader
    name: tuple[tuple[str, ...], ...]
    repeated: Mapping[str, int]
    repeats: Texts

    @classmethod
    def of(cls, date: str, name: str, repeated: Mapping[str, int]) -> "Shaping":
        """The shaping for a declared date format and name form."""
        return cls(_iso_reader(date), name_form(name), repeated, arrow.array(list(repeated), arrow.string()))


def name_form(declared: str) -> tuple[tuple[str, ...], ...]:
    """A declared form of a whole name, such as ``family, given middle``, as terms by comma part.

    Raises:
        UsageError: a word that is no part of a name, or one twice.
    """
    parts = tuple(tuple(part.split()) for part in declared.split(",")) if declared.strip() else ()
    words = [word for part in parts for word in part]
    if any(not part for part in parts) or set(words) - set(_NAME_TOKENS) or len(set(words)) != len(words):
        raise UsageError(
            f"{declared!r} is not a form of a name; use given, middle, family and suffix once each, "
            "with commas where the name has them, for example 'family, given middle'."
        )
    return tuple(tuple(_NAME_TOKENS[word] for word in part) for part in parts)


def split_name(text: str, form: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """The parts of one written name.

    Within a comma part each word fills one term and the last term takes the words left over; where words are
    too few the middle name and the suffix are left empty first.
    """
    found = dict.fromkeys(NAME_PARTS, "")
    written = text.split(",", max(len(form) - 1, 0))
    for terms, part in zip(form, written, strict=False):
        words = part.split()
        needed = [term for term in terms if term not in {"middle_name", "suffix"}]
        spare = len(words) - len(needed)
        filled = [t for t in terms if t in needed or _spared(t, terms, spare)]
        for place, term in enumerate(filled):
            found[term] = " ".join(words[place:]) if place == len(filled) - 1 else "".join(words[place : place + 1])
    return found


def _spared(term: str, terms: tuple[str, ...], spare: int) -> bool:
    """Whether enough words are left over for an optional part of the name."""
    optional = [t for t in terms if t in {"middle_name", "suffix"}]
    return optional.index(term) < spare


def shaped(call: Callable[[], Slab], mapped: Mapped, shaping: Shaping) -> Column:
    """One slab as a table of records.parquet, its ``row`` counted from 0."""
    slab = call()
    faults = dict(slab.faults)
    texts = {term: text_of(slab.cells[cell], cell, faults) for term, cell in mapped.sources.items()}
    if WHOLE_NAME in texts:
        texts |= _names(texts.pop(WHOLE_NAME), shaping.name)
    _check_ids(texts["record_id"], faults, shaping)
    for term in DATE_TERMS:
        if term in texts:
            texts[term], unread = _days(texts[term], shaping.day)
            if term == "date_of_birth":
                _note(faults, unread, Fault("R00.type", mapped.sources[term]))
    if "tin" in texts:
        _note(faults, _not_nine_digits(texts["tin"]), Fault("R00.type", mapped.sources["tin"]))
    return _table(slab.rows, texts, faults)


def _note(faults: dict[int, Fault], rows: list[int], fault: Fault) -> None:
    for row in rows:
        faults[row] = fault.heavier(faults.get(row))


def _check_ids(ids: Texts, faults: dict[int, Fault], shaping: Shaping) -> None:
    absent = np.flatnonzero(compute.equal(ids, "").to_numpy(zero_copy_only=False)).tolist()
    _note(faults, absent, Fault("R00.id_absent", ""))
    if shaping.repeated:
        for row in np.flatnonzero(compute.is_in(ids, shaping.repeats).to_numpy(zero_copy_only=False)).tolist():
            note = f"{shaping.repeated[ids[row].as_py()]} rows"
            faults[row] = Fault("R00.id_repeated", note).heavier(faults.get(row))


def _days(column: Texts, day: IsoReader) -> tuple[Texts, list[int]]:
    """Dates as ISO; what cannot be read stays as written, and its rows are named."""
    distinct = column.dictionary_encode()
    written = distinct.dictionary.to_pylist()
    days = [day(text) for text in written]
    if days == written:
        return column, []
    unread = [place for place, iso in enumerate(days) if iso is None]
    found = texts(text if iso is None else iso for text, iso in zip(written, days, strict=True))
    rows = np.flatnonzero(np.isin(distinct.indices.to_numpy(), unread)).tolist() if unread else []
    return found.take(distinct.indices), rows


def _not_nine_digits(tins: Texts) -> list[int]:
    """The rows whose TIN, spaces and hyphens taken off, is not nine digits; '' is not given and so not asked."""
    positions, data = bounds(tins)
    digits = np.concatenate(([0], np.cumsum((data >= 0x30) & (data <= 0x39))))
    others = np.concatenate(([0], np.cumsum((data != 0x20) & (data != 0x2D))))
    starts, ends = positions[:-1], positions[1:]
    nine = (digits[ends] - digits[starts] == 9) & (others[ends] - others[starts] == 9)
    return np.flatnonzero(~nine & (ends > starts)).tolist()


def _names(texts: Texts, form: tuple[tuple[str, ...], ...]) -> dict[str, Texts]:
    split = [split_name(text, form) for text in texts.to_pylist()]
    used = [term for part in form for term in part]
    return {term: arrow.array([name[term].strip(BLANKS) for name in split], arrow.string()) for term in used}


def _table(rows: int, texts: dict[str, Texts], faults: dict[int, Fault]) -> Column:
    codes, notes = _noted(rows, faults)
    empty = blanks(rows)
    columns = [arrow.array(np.arange(rows)), codes, notes]
    return arrow.table([*columns, *(texts.get(term, empty) for term in TERMS)], schema=SCHEMA)


def _noted(rows: int, faults: dict[int, Fault]) -> tuple[Texts, Texts]:
    """The columns ``intake`` and ``intake_note``: '' where nothing is wrong."""
    if not faults:
        return blanks(rows), blanks(rows)
    mask = np.zeros(rows, dtype=bool)
    mask[list(faults)] = True
    found = [faults[row] for row in sorted(faults)]
    columns = (texts(fault.code for fault in found), texts(fault.note for fault in found))
    codes, notes = (compute.replace_with_mask(blanks(rows), arrow.array(mask), column) for column in columns)
    return codes, notes
