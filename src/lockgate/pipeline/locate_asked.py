"""What the sufficient records ask, as keys held in memory for one act."""

import re
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from lockgate.law.address import Place, WrittenAddress, place_of
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.location import UNREADABLE, AskedIdentity, birth_date_of, tin_of
from lockgate.law.meetings import place_mark
from lockgate.law.minimum import without_third_parties
from lockgate.law.names import NO_NAME, WrittenName, name_key
from lockgate.law.readings import period_end
from lockgate.law.record_reading import written_address
from lockgate.store.records import Desk, statement

_DIGITS = re.compile(r"[0-9]+")
_ANY = "*"
_ADDRESS = ("address", "address_line1", "address_line2", "city", "state", "zip", "country")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an address lies, and where to begin looking for others that lie there.

    Attributes:
        key: the comparable form of its place; '' when it is none.
        zone: the ZIP; '' when the place has none.
        run: a run of digits that every writing of the place holds; '' when it has no number.
    """

    key: str = ""
    zone: str = ""
    run: str = ""


NOWHERE = Spot()
"""What is written is no address a letter could reach."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One sufficient record: its row, what it sets forth, and where."""

    row: int
    identity: AskedIdentity
    spot: Spot


class Places:
    """Places of written addresses, read without third parties' lines, each distinct one once during the act."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._spots: dict[WrittenAddress, Spot] = {}

    def spot(self, written: WrittenAddress) -> Spot:
        """Where an address lies. Writings that differ only in case or accents are read once."""
        bare = without_third_parties(written)
        spot = self._spots.get(bare)
        if spot is None:
            spot = self._spots[bare] = _spot(place_of(bare, self._gazetteer))
        return spot

    def of(self, written: WrittenAddress) -> str:
        """The comparable form of an address, '' when it is none."""
        return self.spot(written).key


def _spot(place: Place | None) -> Spot:
    if place is None:
        return NOWHERE
    runs = _DIGITS.findall(f"{place.number} {place.box}")
    return Spot(place.key, place.zip5, max(runs, key=len, default="").lstrip("0"))


def read_asked(desk: Desk, places: Places, single_name_marker: str) -> list[Asked]:
    """The sufficient records in row order, as keys."""
    return [
        _asked(row, values, places, single_name_marker)
        for row, *values in desk.execute(statement("locate/asked")).fetchall()
    ]


def _asked(row: int, values: list[str], places: Places, marker: str) -> Asked:
    given, middle, family, suffix, born, tin, periods, *address = values
    spot = _set_forth(dict(zip(_ADDRESS, address, strict=True)), places)
    ends = {period_end(part.strip()) for part in re.split(r"[;,|]", periods) if part.strip()}
    identity = AskedIdentity(
        name_key(WrittenName(given, middle, family, suffix), marker),
        spot.key,
        tin_of(tin),
        birth_date_of(born),
        frozenset(end for end in ends if end is not None),
    )
    return Asked(row, identity, spot)


def _set_forth(record: dict[str, str], places: Places) -> Spot:
    """Where a record says the taxpayer lives; nowhere when its parts and its one field say different places."""
    spot = places.spot(written_address(record))
    if record["address"] and record["address_line1"]:
        again = places.spot(written_address({**record, "address_line1": "", "address_line2": ""}))
        return spot if spot == again else NOWHERE
    return spot


def put_asked(desk: Desk, asked: list[Asked]) -> None:
    """Put ``asked``, ``asked_marks``, ``asked_births`` and ``no_name`` on the desk, as the SQL files expect them."""
    spots = {one.spot for one in asked} - {NOWHERE}
    marks = sorted({(spot.zone, run) for spot in spots for run in (spot.run, _ANY)})
    put(desk, "asked", _asked_table(asked))
    put(
        desk,
        "asked_marks",
        pa.table(
            {
                "zone": pa.array([zone for zone, _ in marks], pa.string()),
                "run": pa.array([run for _, run in marks], pa.string()),
            }
        ),
    )
    put(desk, "asked_births", _births_table(asked))
    put(desk, "no_name", pa.table({"word": pa.array(sorted(NO_NAME), pa.string())}))


def _asked_table(asked: list[Asked]) -> pa.Table:
    return pa.table(
        {
            "row": pa.array([one.row for one in asked], pa.int64()),
            "mark": pa.array([place_mark(one.spot.key) for one in asked], pa.string()),
            "tin": pa.array([one.identity.tin.strip(UNREADABLE) for one in asked], pa.string()),
        }
    )


def _births_table(asked: list[Asked]) -> pa.Table:
    births = [(one, day) for one in asked if (day := _day(one.identity.date_of_birth))]
    initials = [sorted({word[0] for word in one.identity.name.words}) for one, _ in births]
    return pa.table(
        {
            "row": pa.array([one.row for one, _ in births], pa.int64()),
            "date_of_birth": pa.array([day for _, day in births], pa.date32()),
            "initials": pa.array(initials, pa.list_(pa.string())),
        }
    )


def put(desk: Desk, name: str, table: pa.Table) -> None:
    """Put a table of the act's own on the desk."""
    given = f"{name}_given"
    desk.register(given, table)
    desk.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {given}")  # noqa: S608 - own names
    desk.unregister(given)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text and text != UNREADABLE else None
