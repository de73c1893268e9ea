"""What hardly ever repeats in a batch and is dear to read: addresses and reasons, by several processes.

Beside the facts they give what counting needs: which records name one place, and which give one reason.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.law.address import AddressFact
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.reasons import OWN_VALUES, masked, reason_and_letters
from lockgate.pipeline.addresses import codes_of, read_addresses
from lockgate.pipeline.encoding import Coded, joined_up, judged
from lockgate.pipeline.readers_arrow import Column
from lockgate.pipeline.workers import side_by_side
from lockgate.store.records import Desk

_BATCH = 65_536
_ADDRESSES = """
SELECT CASE WHEN address_line1 <> '' THEN address_line1 ELSE address END AS line1, address_line2 AS line2,
city, state, zip, country FROM records"""
"""The address as it was written; the one-field address stands for a blank first line."""

Numbers = npt.NDArray[np.int64]
NONE = 0
"""The number of no place and of no reason."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The facts of one kind of text, and a number for each row that is equal where the texts come to the same.

    Attributes:
        facts: the facts.
        numbers: of the place a row names, or of the letters of its reason; ``NONE`` where it has none.
    """

    facts: Coded[Hashable]
    numbers: Numbers


def read_places(desk: Desk, gazetteer: Gazetteer, workers: int) -> Numbered:
    """The address facts of the view ``records``, and its places."""
    batches = desk.sql(_ADDRESSES).to_arrow_reader(_BATCH)
    facts: list[Coded[Hashable]] = []
    keys: list[Column] = []
    for said in read_addresses(batches, gazetteer, workers):
        facts.append(judged(pa.chunked_array([said["codes"]]), _address_fact))
        keys.append(said["key"])
    distinct: Any = pa.chunked_array(keys, pa.string()).combine_chunks().dictionary_encode()
    numbers = np.arange(1, len(distinct.dictionary) + 1)
    numbers[[text == "" for text in distinct.dictionary.to_pylist()]] = NONE
    return Numbered(joined_up(facts), numbers[distinct.indices.to_numpy(zero_copy_only=False)])


def _address_fact(codes: str) -> AddressFact:
    return AddressFact(codes_of(codes))


def read_reasons(records: Path, workers: int) -> Numbered:
    """The reason facts of ``records.parquet``, and the letters of its reasons; each process reads its own rows."""
    groups = range(pq.ParquetFile(records).num_row_groups)
    read = list(side_by_side(groups, partial(_reasons, records), workers))
    numbers = np.concatenate([one.numbers for one in read]) if read else np.zeros(0, dtype=np.int64)
    return Numbered(joined_up([one.facts for one in read]), numbers)


def _reasons(records: Path, group: int) -> Numbered:
    columns = pq.ParquetFile(records).read_row_group(group, columns=["reason", *OWN_VALUES])
    numbers: dict[Hashable, int] = {}
    codes = np.empty(columns.num_rows, dtype=np.int32)
    digests: list[bytes] = []
    rows = zip(*(columns[name].to_pylist() for name in ("reason", *OWN_VALUES)), strict=True)
    for row, (text, *own) in enumerate(rows):
        bare = masked(text, own)
        fact, letters = reason_and_letters(bare)
        codes[row] = numbers.setdefault(fact, len(numbers))
        digests.append(blake2b(letters.encode(), digest_size=8).digest() if bare else bytes(8))
    return Numbered(Coded(codes, tuple(numbers)), np.frombuffer(b"".join(digests), dtype=np.int64))
