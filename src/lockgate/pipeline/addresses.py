"""Addresses in bulk: an ordinary one is put together from its parts, the others are read whole by several processes.

The patterns, the reading of each part and the order of a key are the law's (``law.address_parts``); here columns
are cut up and put together, without a Python object per record. Every distinct part is read once.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from lockgate.law.address import WrittenAddress, address_said
from lockgate.law.address_alike import SAMPLE_KEY, alike, beside_a_street
from lockgate.law.address_codes import AddressCode
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.minimum import without_third_parties
from lockgate.pipeline.address_columns import FIELDS, SAID, Ordinary, Table, codes_text
from lockgate.pipeline.encoding import SEPARATOR, together
from lockgate.pipeline.readers_arrow import arrow, compute
from lockgate.pipeline.shared_work import shared


def read_addresses(batches: Iterable[Table], gazetteer: Gazetteer, workers: int = 2) -> Iterator[Table]:
    """What is said of written addresses.

    Args:
        batches: record batches with the columns ``FIELDS`` (texts; null is as good as empty); few are held at a time.
        gazetteer: ZIP areas and facilities.
        workers: processes that read whole what is not ordinary; one means this one.

    Yields:
        For each batch one of as many rows, in order: ``codes`` (:func:`codes_of`), ``key`` (``Place.key``, '' where
        no letter could reach), ``city`` (folded; '' without a key), and ``whole``: whether the address was read whole.
        The key of one that was not is what :func:`place_keys` says of it too; no part of it names a third party.
    """
    return _read(batches, gazetteer, _as_written, workers)


def place_keys(batches: Iterable[Table], gazetteer: Gazetteer, workers: int = 2) -> Iterator[Table]:
    """The places of written addresses as they are compared: without third parties' lines (R24, R27).

    Arguments and rows as :func:`read_addresses`; the columns are ``key`` and ``city``.
    """
    for said in _read(batches, gazetteer, without_third_parties, workers):
        yield said.select(["key", "city"])


def codes_of(text: str) -> frozenset[AddressCode]:
    """The codes of the column ``codes``."""
    return frozenset(map(AddressCode, text.split(";")))


Bared = Callable[[WrittenAddress], WrittenAddress]
"""What of an address is read."""


def _read(batches: Iterable[Table], gazetteer: Gazetteer, bared: Bared, workers: int) -> Iterator[Table]:
    ordinary = Ordinary(gazetteer)
    waiting: list[Table] = []

    def cut() -> Iterator[Table]:
        for batch in batches:
            said = ordinary.said(batch)
            waiting.append(said)
            yield batch.select(FIELDS).filter(said["key"].is_null())

    for rest in shared(_said, (gazetteer, bared), cut(), workers):
        yield _with_rest(waiting.pop(0), rest)


def _with_rest(said: Table, rest: Table) -> Table:
    missing = said["key"].is_null()
    filled = [compute.replace_with_mask(said[name], missing, rest[name]) for name in SAID]
    return arrow.RecordBatch.from_arrays([*filled, missing], names=[*SAID, "whole"])


def _as_written(written: WrittenAddress) -> WrittenAddress:
    return written


def _said(how: tuple[Gazetteer, Bared], batch: Table) -> Table:
    """The reading of whole addresses, each distinct one once."""
    gazetteer, bared = how
    # Capitals are all that is read; fewer distinct ones are left.
    columns = [compute.ascii_upper(compute.fill_null(batch[name], "")) for name in FIELDS]
    distinct: Any = together(columns).dictionary_encode()
    rows = [_one(bared(WrittenAddress(*text.split(SEPARATOR))), gazetteer) for text in distinct.dictionary.to_pylist()]
    arrays = [arrow.array([row[place] for row in rows], arrow.string()) for place in range(len(SAID))]
    return arrow.RecordBatch.from_arrays([array.take(distinct.indices) for array in arrays], names=list(SAID))


def _one(written: WrittenAddress, gazetteer: Gazetteer) -> tuple[str, str, str]:
    """Codes, key and city of one address; one that is like it may have been read for many."""
    beside = beside_a_street(written, gazetteer) if written.line2 else None
    if beside is not None and (said := _remembered(beside.other, gazetteer))[1] == SAMPLE_KEY:
        return said[0], beside.key, beside.city
    other = alike(written, gazetteer)
    said = _remembered(other, gazetteer)
    if said[1] and other is not written:
        return _read_whole(written, gazetteer)
    return said


def _read_whole(written: WrittenAddress, gazetteer: Gazetteer) -> tuple[str, str, str]:
    said = address_said(written, gazetteer)
    place = said.place
    return (codes_text(said.codes), "", "") if place is None else (codes_text(said.codes), place.key, place.city)


_remembered = lru_cache(maxsize=1 << 16)(_read_whole)
