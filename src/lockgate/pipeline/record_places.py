"""The addresses of a batch: their facts, and which records name one place."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.law.address import AddressFact
from lockgate.law.gazetteer import Gazetteer
from lockgate.pipeline.address_columns import FIELDS, Table
from lockgate.pipeline.addresses import codes_of, read_addresses
from lockgate.pipeline.encoding import Coded, joined_up, judged
from lockgate.pipeline.numbered import NONE, Numbered
from lockgate.pipeline.readers_arrow import Column, arrow, compute

_BATCH = 65_536
_COLUMNS = ("address_line1", "address_line2", "city", "state", "zip", "country")
"""What ``FIELDS`` are called in the records."""


@dataclass(frozen=True, slots=True)
class PlacesRead:
    """What was read of the addresses of a batch, one a record.

    Attributes:
        numbered: the address facts, and a number for each place.
        keys: ``Place.key`` of each address as it was written, encoded as a dictionary; '' where it has none.
        whole: whether the address was read whole. The key of any other is the one that is compared (R24, R27).
    """

    numbered: Numbered
    keys: Any
    whole: npt.NDArray[np.bool_]


def read_places(how: tuple[Gazetteer, int], records: Path) -> PlacesRead:
    """The address facts of a batch, and its places.

    Args:
        how: the tables addresses are read by, and how many processes read those that are not ordinary.
        records: ``records.parquet``.
    """
    gazetteer, workers = how
    facts: list[Coded[Hashable]] = []
    keys: list[Column] = []
    whole = [np.zeros(0, dtype=np.bool_)]
    for said in read_addresses(_written(records), gazetteer, workers):
        facts.append(judged(pa.chunked_array([said["codes"]]), _address_fact))
        keys.append(said["key"])
        whole.append(said["whole"].to_numpy(zero_copy_only=False))
    distinct: Any = pa.chunked_array(keys, pa.string()).combine_chunks().dictionary_encode()
    numbers = np.arange(1, len(distinct.dictionary) + 1)
    numbers[compute.equal(distinct.dictionary, "").to_numpy(zero_copy_only=False)] = NONE
    numbered = Numbered(joined_up(facts), numbers[distinct.indices.to_numpy(zero_copy_only=False)])
    return PlacesRead(numbered, distinct, np.concatenate(whole))


def _written(records: Path) -> Iterator[Table]:
    """Each address as it was written, in the order of the records; the one field stands for a blank first line."""
    with pq.ParquetFile(records) as file:
        for batch in file.iter_batches(_BATCH, columns=["address", *_COLUMNS], use_threads=False):
            given = compute.fill_null(batch["address_line1"], "")
            line = compute.if_else(compute.equal(given, ""), batch["address"], given)
            yield arrow.RecordBatch.from_arrays([line, *(batch[name] for name in _COLUMNS[1:])], names=list(FIELDS))


def _address_fact(codes: str) -> AddressFact:
    return AddressFact(codes_of(codes))
