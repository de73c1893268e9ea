"""Locate a few records: the same law, one record after another, its meetings looked up in ``single.sqlite``.

Texts are made by the law record by record: for a few, columns cost more than they save.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from lockgate.law.address import WrittenAddress, place_of
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.location import (
    AskedIdentity,
    HeldAddress,
    HeldTaxpayer,
    Said,
    answer_address,
    birth_date_of,
    compare,
    decide,
    said,
    tin_of,
)
from lockgate.law.meetings import BIRTH, PLACE, TIN, birth_name_marks, meeting, name_marks, place_mark
from lockgate.law.minimum import without_third_parties
from lockgate.law.names import WrittenName, name_from_text, name_key
from lockgate.law.record_reading import written_address
from lockgate.pipeline.encoding import SEPARATOR
from lockgate.pipeline.locate_asked import stated_periods
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
        gazetteer: the tables addresses are read by.
        single_name_marker: the marker the submission declares for people of one name; '' when none.
    """

    single: Single
    hashing: bytes
    gazetteer: Gazetteer
    single_name_marker: str = ""


def locate_each(
    records: Iterable[Mapping[str, str]], index: Index, gazetteer: Gazetteer, single_name_marker: str
) -> list[LocatedRow]:
    """The located evidence of every record, in their order; each has its ``row`` and the columns of records."""
    with single_reader(index.folder, index.seal, index.manifest.buckets) as single:
        alone = Alone(single, hashing_key(index.key), gazetteer, single_name_marker)
        return [locate_one(alone, record) for record in records]


def locate_one(alone: Alone, record: Mapping[str, str]) -> LocatedRow:
    """The located evidence of one record."""
    asked = _asked(alone, record)
    keys = block_keys(alone.hashing, _meetings(asked)).tolist()
    people = {}
    for number in sorted({number for key in keys for number in alone.single.numbers(key)}):
        taxpayer_id, person = _person(alone.single, number)
        people[taxpayer_id] = person
    located = decide([(taxpayer_id, compare(asked, person)) for taxpayer_id, person in people.items()])
    answer = None
    if located.taxpayer_id:
        answer = answer_address(people[located.taxpayer_id].addresses, asked.periods)
    return located_row(int(record["row"]), located, answer)


def _asked(alone: Alone, record: Mapping[str, str]) -> AskedIdentity:
    """What one record sets forth."""
    written = WrittenName(record["given_name"], record["middle_name"], record["family_name"], record["suffix"])
    return AskedIdentity(
        name_key(written, alone.single_name_marker),
        _set_forth(record, alone.gazetteer),
        tin_of(record["tin"]),
        birth_date_of(record["date_of_birth"]),
        stated_periods(record["tax_periods"]),
    )


def _set_forth(record: Mapping[str, str], gazetteer: Gazetteer) -> str:
    """Where a record says the taxpayer lives; nowhere when its parts and its one field say different places."""
    key = _key(written_address(record), gazetteer)
    if record["address"] and record["address_line1"]:
        again = _key(written_address({**record, "address_line1": "", "address_line2": ""}), gazetteer)
        return key if key == again else ""
    return key


def _key(written: WrittenAddress, gazetteer: Gazetteer) -> str:
    place = place_of(without_third_parties(written), gazetteer)
    return place.key if place else ""


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
