"""Locate a few records: the same law, one record after another, its meetings looked up in ``single.sqlite``.

For a few, columns cost more than they save.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import starmap

import numpy as np
import pyarrow as pa

from lockgate.law.address import WrittenAddress
from lockgate.law.location import AskedIdentity, HeldAddress, HeldTaxpayer, Said, answer_address, compare, decide, said
from lockgate.law.meetings import BIRTH, PLACE, TIN, birth_name_marks, meeting, name_marks, place_mark
from lockgate.law.names import name_from_text
from lockgate.pipeline.encoding import SEPARATOR
from lockgate.pipeline.identities import identity_in
from lockgate.pipeline.locate_table import LocatedRow, located_row
from lockgate.store.registry_index import Index
from lockgate.store.registry_keys import block_keys, hashing_key
from lockgate.store.registry_layouts import EPOCH, PAIR, UNKNOWN
from lockgate.store.registry_single import Single, single_reader


@dataclass(frozen=True, slots=True)
class Alone:
    """What one record after another is located with.

    Attributes:
        single: the index, open.
        hashing: the key of block keys.
    """

    single: Single
    hashing: bytes


def locate_each(identities: pa.Table, index: Index) -> list[LocatedRow]:
    """The located evidence of every record, in the order of the table (``identities.IDENTITIES``)."""
    with single_reader(index.folder, index.seal, index.manifest.buckets) as single:
        alone = Alone(single, hashing_key(index.key))
        rows = identities["row"].to_numpy().tolist()
        return [locate_one(alone, row, identity_in(identities, place)) for place, row in enumerate(rows)]


def locate_one(alone: Alone, row: int, asked: AskedIdentity) -> LocatedRow:
    """The located evidence of one record, by what it sets forth."""
    keys = block_keys(alone.hashing, _meetings(asked)).tolist()
    people = dict(starmap(_person, alone.single.people(alone.single.numbers(keys))))
    located = decide([(taxpayer_id, compare(asked, person)) for taxpayer_id, person in people.items()])
    answer = None
    if located.taxpayer_id:
        answer = answer_address(people[located.taxpayer_id].addresses, asked.periods)
    return located_row(row, located, answer)


def _meetings(asked: AskedIdentity) -> list[str]:
    """The texts under which a record can be met."""
    found = []
    if mark := place_mark(asked.place):
        found += [meeting(PLACE, mark, name) for name in name_marks(asked.name)]
    if said(asked.tin) is Said.READ:
        found.append(meeting(TIN, asked.tin))
    if said(asked.date_of_birth) is Said.READ:
        found += [meeting(BIRTH, asked.date_of_birth, name) for name in birth_name_marks(asked.name)]
    return found


def _person(fields: list[str], homes: list[list[str]]) -> tuple[str, HeldTaxpayer]:
    taxpayer_id, name, tin, born = fields
    addresses = tuple(address for home in homes for address in _addresses(*home))
    return taxpayer_id, HeldTaxpayer(name_from_text(name), tin, born, addresses)


def _addresses(place: str, lines: str, since: str) -> Iterator[HeldAddress]:
    written = WrittenAddress(*lines.split(SEPARATOR))
    pairs = np.frombuffer(bytes.fromhex(since), dtype=PAIR).tolist()
    for end, effective in pairs:
        yield HeldAddress(_day(end), place, written, _day(effective))
    if not pairs:
        yield HeldAddress(None, place, written, None)


def _day(day: int) -> date | None:
    return None if day == UNKNOWN else date.fromordinal(day + EPOCH)
