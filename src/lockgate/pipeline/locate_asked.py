"""What the sufficient records ask, as keys held in memory for one act."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from lockgate.law.address import Place, WrittenAddress, place_of
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.location import UNREADABLE, AskedIdentity, birth_date_of, tin_of
from lockgate.law.minimum import without_third_parties
from lockgate.law.names import NO_NAME, WrittenName, name_key
from lockgate.law.readings import period_end
from lockgate.law.record_reading import written_address
from lockgate.store.records import Desk, statement

_DIGITS = re.compile(r"[0-9]+")
_ANY = "*"
_ADDRESS = ("address", "address_line1", "address_line2", "city", "state", "zip", "country")


@dataclass(frozen=True, slots=True)
class Asked:
    """One sufficient record: who is asked for, and where to begin looking.

    Attributes:
        row: its row.
        identity: what it sets forth.
        zone: the ZIP its place lies in; '' when the place has none.
        run: a run of digits every writing of its place holds; '' when it has no number.
    """

    row: int
    identity: AskedIdentity
    zone: str
    run: str


class Places:
    """Comparable places of written addresses, each distinct one read once during the act."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._keys: dict[WrittenAddress, str] = {}

    def read(self, written: WrittenAddress) -> Place | None:
        """The place of an address without its third parties' lines; None when no letter could reach it."""
        return place_of(without_third_parties(written), self.gazetteer)

    def of(self, written: WrittenAddress) -> str:
        """The key of the place, '' when it is none."""
        key = self._keys.get(written)
        if key is None:
            place = self.read(written)
            key = self._keys[written] = place.key if place else ""
        return key


def read_asked(desk: Desk, places: Places, single_name_marker: str) -> list[Asked]:
    """The sufficient records in row order, as keys."""
    return [
        _asked(row, values, places, single_name_marker)
        for row, *values in desk.execute(statement("locate/asked")).fetchall()
    ]


def _asked(row: int, values: list[str], places: Places, marker: str) -> Asked:
    given, middle, family, suffix, born, tin, periods, *address = values
    place = _place(address, places)
    ends = {period_end(part.strip()) for part in re.split(r"[;,|]", periods) if part.strip()}
    identity = AskedIdentity(
        name_key(WrittenName(given, middle, family, suffix), marker),
        place.key if place else "",
        tin_of(tin),
        birth_date_of(born),
        frozenset(end for end in ends if end is not None),
    )
    return Asked(row, identity, place.zip5 if place else "", _run(place))


def _place(address: list[str], places: Places) -> Place | None:
    """The place a record sets forth; None when it gives an address in parts and another one in one field."""
    record = dict(zip(_ADDRESS, address, strict=True))
    place = places.read(written_address(record))
    if record["address"] and record["address_line1"]:
        again = places.read(written_address({**record, "address_line1": "", "address_line2": ""}))
        return place if place and again and place.key == again.key else None
    return place


def _run(place: Place | None) -> str:
    """The longest run of digits in the place's number or box."""
    if place is None:
        return ""
    runs = _DIGITS.findall(f"{place.number} {place.box}")
    return max(runs, key=len, default="").lstrip("0")


def put_asked(desk: Desk, asked: list[Asked]) -> None:
    """Put ``asked``, ``asked_marks``, ``asked_births`` and ``no_name`` on the desk, as the SQL files expect them."""
    sought = [one for one in asked if one.identity.place]
    marks = sorted({(one.zone, run) for one in sought for run in (one.run, _ANY)})
    births = [(one, day) for one in asked if (day := _day(one.identity.date_of_birth))]
    tables: dict[str, dict[str, pa.Array[Any]]] = {
        "asked": {
            "row": pa.array([one.row for one in asked], pa.int64()),
            "place": pa.array([one.identity.place for one in asked], pa.string()),
            "tin": pa.array([one.identity.tin.strip(UNREADABLE) for one in asked], pa.string()),
        },
        "asked_marks": {
            "zone": pa.array([zone for zone, _ in marks], pa.string()),
            "run": pa.array([run for _, run in marks], pa.string()),
        },
        "asked_births": {
            "row": pa.array([one.row for one, _ in births], pa.int64()),
            "date_of_birth": pa.array([day for _, day in births], pa.date32()),
            "initials": pa.array(
                [sorted({word[0] for word in one.identity.name.words}) for one, _ in births], pa.list_(pa.string())
            ),
        },
        "no_name": {"word": pa.array(sorted(NO_NAME), pa.string())},
    }
    for name, columns in tables.items():
        desk.register(f"{name}_given", pa.table(columns))
        desk.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {name}_given")  # noqa: S608 - own names


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text and text != UNREADABLE else None
