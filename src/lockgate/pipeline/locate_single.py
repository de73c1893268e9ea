"""Locate a few records: the same law, one record after another, its meetings looked up in ``single.sqlite``."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from lockgate.law.address import WrittenAddress
from lockgate.law.location import AskedIdentity, HeldAddress, HeldTaxpayer, answer_address, compare, decide
from lockgate.law.names import name_from_text
from lockgate.pipeline.encoding import SEPARATOR
from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.locate_table import LocatedRow, located_row
from lockgate.store.registry_index import Index
from lockgate.store.registry_layouts import EPOCH, PAIR, UNKNOWN
from lockgate.store.registry_single import Single, single_reader


def locate_each(asked: Asked, index: Index) -> list[LocatedRow]:
    """The located evidence of every record, in their order."""
    with single_reader(index.folder, index.seal, index.manifest.buckets) as single:
        return [locate_one(single, asked.identity(one), keys, row) for one, row, keys in _records(asked)]


def _records(asked: Asked) -> Iterator[tuple[int, int, list[int]]]:
    keys: list[list[int]] = [[] for _ in asked.rows]
    for owner, key in zip(asked.owners.tolist(), asked.keys.tolist(), strict=True):
        keys[owner].append(key)
    for position, row in enumerate(asked.rows.tolist()):
        yield position, row, keys[position]


def locate_one(single: Single, identity: AskedIdentity, keys: list[int], row: int) -> LocatedRow:
    """The located evidence of one record.

    Args:
        single: the index, open.
        identity: what the record sets forth.
        keys: its block keys.
        row: its row.
    """
    numbers = sorted({number for key in keys for number in single.numbers(key)})
    people = {}
    for number in numbers:
        taxpayer_id, person = _person(single, number)
        people[taxpayer_id] = person
    located = decide([(taxpayer_id, compare(identity, person)) for taxpayer_id, person in people.items()])
    answer = None
    if located.taxpayer_id:
        answer = answer_address(people[located.taxpayer_id].addresses, identity.periods)
    return located_row(row, located, answer)


def _person(single: Single, number: int) -> tuple[str, HeldTaxpayer]:
    (taxpayer_id, name, tin, born), homes = single.person(number)
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
