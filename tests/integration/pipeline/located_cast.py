"""A custodian's file and a case's records, written small, and the law asked without any engine."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.law.address import WrittenAddress
from lockgate.law.gazetteer import Gazetteer, ZipArea
from lockgate.law.location import (
    AskedIdentity,
    HeldAddress,
    HeldTaxpayer,
    birth_date_of,
    compare,
    decide,
    tin_of,
)
from lockgate.law.names import NameKey, WrittenName, name_key
from lockgate.law.readings import period_end
from lockgate.pipeline.custodian import CustodianFile
from lockgate.pipeline.locate import Sought, locate
from lockgate.pipeline.locate_asked import Places

GAZETTEER = Gazetteer(
    zips={
        "77002": ZipArea("TX", frozenset({"HOUSTON"})),
        "77003": ZipArea("TX", frozenset({"HOUSTON"})),
        "07030": ZipArea("NJ", frozenset({"HOBOKEN"})),
    },
    named={"HOUSTON": ("77002", "77003"), "HOBOKEN": ("07030",)},
)
HOUSTON = {"city": "Houston", "state": "TX", "zip": "77002"}

_RECORD = (
    "record_id given_name middle_name family_name suffix date_of_birth tin tax_periods address address_line1 "
    "address_line2 city state zip country"
).split()
_TAXPAYER = ("taxpayer_id", "tin", "tin_type", "given_name", "middle_name", "family_name", "suffix")
_ADDRESS = ("taxpayer_id", "tax_period", "line1", "line2", "city", "state", "zip", "country", "source")

Row = Mapping[str, object]


def record(**values: str) -> dict[str, str]:
    """A record asked about: Ana Ruiz, 12 Oak Street, Houston, for 2022, unless said otherwise."""
    return {
        "given_name": "Ana", "family_name": "Ruiz", "tax_periods": "2022", "address_line1": "12 Oak St",
        **HOUSTON, **values,
    }  # fmt: skip


def taxpayer(taxpayer_id: str, given: str = "Ana", family: str = "Ruiz", **values: object) -> dict[str, object]:
    return {"taxpayer_id": taxpayer_id, "given_name": given, "family_name": family, "tin_type": "ITIN", **values}


def address(
    taxpayer_id: str, line1: str = "12 OAK ST", since: str | None = "2022-02-01", **values: str
) -> dict[str, object]:
    effective = date.fromisoformat(since) if since else None
    place = {**HOUSTON, "city": "HOUSTON", "tax_period": "2022"}
    return {"taxpayer_id": taxpayer_id, "line1": line1, "effective_date": effective, **place, **values}


def write_records(folder: Path, records: Iterable[Mapping[str, str]]) -> Path:
    rows = list(records)
    columns = {name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in _RECORD}
    path = folder / "records.parquet"
    pq.write_table(pa.table({"row": pa.array(range(1, len(rows) + 1), pa.int64()), **columns}), path)
    return path


def write_custodian(folder: Path, people: Iterable[Row], homes: Iterable[Row]) -> CustodianFile:
    people, homes = list(people), list(homes)
    taxpayers = {name: pa.array([row.get(name) for row in people], pa.string()) for name in _TAXPAYER}
    taxpayers["date_of_birth"] = pa.array([row.get("date_of_birth") for row in people], pa.date32())
    addresses = {name: pa.array([row.get(name) for row in homes], pa.string()) for name in _ADDRESS}
    addresses["effective_date"] = pa.array([row.get("effective_date") for row in homes], pa.date32())
    pq.write_table(pa.table(taxpayers), folder / "taxpayers.parquet")
    pq.write_table(pa.table(addresses), folder / "addresses.parquet")
    return CustodianFile(folder / "taxpayers.parquet", folder / "addresses.parquet")


def located(
    folder: Path, records: Iterable[Mapping[str, str]], people: Iterable[Row], homes: Iterable[Row]
) -> list[Row]:
    """The located evidence of all records, as rows."""
    rows = list(records)
    saved: list[pa.Table] = []
    locate(
        Sought(write_records(folder, rows), range(1, len(rows) + 1)),
        write_custodian(folder, people, homes),
        GAZETTEER,
        saved.append,
    )
    assert len(saved) == 1
    return saved[0].to_pylist()


def by_hand(records: Iterable[Mapping[str, str]], people: Iterable[Row], homes: Iterable[Row]) -> list[tuple[str, str]]:
    """Class and taxpayer of each record by asking the law about everybody in the file, one by one."""
    places, people, homes = Places(GAZETTEER), list(people), list(homes)
    held = {str(person["taxpayer_id"]): _held(person, homes, places) for person in people}
    found = []
    for row in records:
        asked = _asked(row, places)
        decided = decide([(taxpayer_id, compare(asked, one)) for taxpayer_id, one in held.items()])
        found.append((str(decided.identified), decided.taxpayer_id))
    return found


def _held(person: Row, homes: list[Row], places: Places) -> HeldTaxpayer:
    text = {name: str(value) for name, value in person.items() if value is not None}
    addresses = []
    for one in homes:
        if one["taxpayer_id"] == person["taxpayer_id"]:
            written = _written({name: str(value) for name, value in one.items()}, "line1", "line2")
            addresses.append(
                HeldAddress(period_end(str(one["tax_period"])), places.of(written), written, one["effective_date"])
            )
    return HeldTaxpayer(_name(text), tin_of(text.get("tin", "")), text.get("date_of_birth", ""), tuple(addresses))


def _asked(row: Mapping[str, str], places: Places) -> AskedIdentity:
    ends = frozenset(filter(None, map(period_end, row["tax_periods"].split(";"))))
    place = places.of(_written(row, "address_line1", "address_line2"))
    return AskedIdentity(
        _name(row), place, tin_of(row.get("tin", "")), birth_date_of(row.get("date_of_birth", "")), ends
    )


def _name(text: Mapping[str, str]) -> NameKey:
    parts = (text.get(part, "") for part in ("given_name", "middle_name", "family_name", "suffix"))
    return name_key(WrittenName(*parts))


def _written(text: Mapping[str, str], *lines: str) -> WrittenAddress:
    return WrittenAddress(*(text.get(part, "") for part in (*lines, "city", "state", "zip", "country")))
