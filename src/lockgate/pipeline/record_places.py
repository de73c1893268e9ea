"""The addresses of a batch: their facts, and which records name one place."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lockgate.law.address import AddressFact
from lockgate.law.gazetteer import Gazetteer
from lockgate.pipeline.addresses import codes_of, read_addresses
from lockgate.pipeline.encoding import Coded, joined_up, judged
from lockgate.pipeline.numbered import NONE, Numbered
from lockgate.pipeline.readers_arrow import Column, compute
from lockgate.store.records import Desk, statement

_BATCH = 65_536


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


def read_places(desk: Desk, gazetteer: Gazetteer, workers: int) -> PlacesRead:
    """The address facts of the view ``records``, and its places."""
    batches = desk.sql(statement("examine/addresses")).to_arrow_reader(_BATCH)
    facts: list[Coded[Hashable]] = []
    keys: list[Column] = []
    whole = [np.zeros(0, dtype=np.bool_)]
    for said in read_addresses(batches, gazetteer, workers):
        facts.append(judged(pa.chunked_array([said["codes"]]), _address_fact))
        keys.append(said["key"])
        whole.append(said["whole"].to_numpy(zero_copy_only=False))
    distinct: Any = pa.chunked_array(keys, pa.string()).combine_chunks().dictionary_encode()
    numbers = np.arange(1, len(distinct.dictionary) + 1)
    numbers[compute.equal(distinct.dictionary, "").to_numpy(zero_copy_only=False)] = NONE
    numbered = Numbered(joined_up(facts), numbers[distinct.indices.to_numpy(zero_copy_only=False)])
    return PlacesRead(numbered, distinct, np.concatenate(whole))


def _address_fact(codes: str) -> AddressFact:
    return AddressFact(codes_of(codes))
