"""A custodian's file and a case's records, written small, and the law asked without any engine."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lockgate.law.address import WrittenAddress, place_of
from lockgate.law.gazetteer import Gazetteer, ZipArea
from lockgate.law.location import (
    AskedIdentity,
    HeldAddress,
    HeldTaxpayer,
    answer_address,
    birth_date_of,
    compare,
    decide,
    tin_of,
)
from lockgate.law.minimum import without_third_parties
from lockgate.law.names import NameKey, WrittenName, name_key
from lockgate.law.readings import period_end
from lockgate.pipeline import identities as engines
from lockgate.pipeline.custodian import CustodianFile, custodian_at
from lockgate.pipeline.identities import Sought, stated_periods
from lockgate.pipeline.locate import locate
from lockgate.pipeline.locate_table import located_row, located_table
from lockgate.rehearsal.prepared import prepared
from lockgate.store.registry_index import Index

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
_LINES = ("address_line1", "address_line2")
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
    return custodian_at(folder)


def index_of(folder: Path, custodian: CustodianFile) -> Index:
    """The index of a custodian's file, under this cast's gazetteer."""
    return prepared(custodian, folder / "index", gazetteer=GAZETTEER)


def located(
    folder: Path, records: Iterable[Mapping[str, str]], people: Iterable[Row], homes: Iterable[Row]
) -> list[Row]:
    """The located evidence of all records, as rows: of both engines, which must say the same."""
    return asked_of(folder, records, index_of(folder, write_custodian(folder, people, homes)))


def asked_of(folder: Path, records: Iterable[Mapping[str, str]], index: Index) -> list[Row]:
    """As ``located``, of an index that is built."""
    rows = list(records)
    sought = Sought(write_records(folder, rows), range(1, len(rows) + 1))
    one_by_one, at_once = (sought_by(engine, sought, index) for engine in ("single", "batch"))
    assert one_by_one.equals(at_once)
    return at_once.to_pylist()


def sought_by(engine: str, sought: Sought, index: Index, gazetteer: Gazetteer = GAZETTEER) -> pa.Table:
    """The located evidence as one engine finds it: ``single`` or ``batch``."""
    saved: list[pa.Table] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engines, "SINGLY", 10**9 if engine == "single" else -1)
        locate(sought, index, gazetteer, saved.append)
    assert len(saved) == 1
    return saved[0]


def by_hand(
    records: Iterable[Mapping[str, str]], people: Iterable[Row], homes: Iterable[Row], gazetteer: Gazetteer = GAZETTEER
) -> list[Row]:
    """The located evidence by asking the law about everybody in the file, one by one, and no engine."""
    of_person: dict[str, list[Row]] = defaultdict(list)
    for home in homes:
        of_person[str(home["taxpayer_id"])].append(home)
    held = {str(one["taxpayer_id"]): _held(one, of_person[str(one["taxpayer_id"])], gazetteer) for one in people}
    rows = []
    for number, row in enumerate(records, 1):
        asked = _asked(row, gazetteer)
        decided = decide([(taxpayer_id, compare(asked, one)) for taxpayer_id, one in held.items()])
        found = held.get(decided.taxpayer_id)
        rows.append(located_row(number, decided, answer_address(found.addresses, asked.periods) if found else None))
    return located_table(rows).to_pylist()


def _held(person: Row, homes: list[Row], gazetteer: Gazetteer) -> HeldTaxpayer:
    text = {name: str(value) for name, value in person.items() if value is not None}
    addresses = []
    for one in homes:
        written = _written({name: str(value) for name, value in one.items() if value is not None}, "line1", "line2")
        addresses.append(HeldAddress(period_end(str(one["tax_period"])), _key(written, gazetteer), written, _day(one)))
    return HeldTaxpayer(_name(text), tin_of(text.get("tin", "")), text.get("date_of_birth", ""), tuple(addresses))


def _day(home: Row) -> date | None:
    day = home["effective_date"]
    assert day is None or isinstance(day, date)
    return day


def _asked(row: Mapping[str, str], gazetteer: Gazetteer) -> AskedIdentity:
    place = _key(
        _written({**row, "address_line1": row.get("address_line1") or row.get("address", "")}, *_LINES), gazetteer
    )
    if row.get("address") and row.get("address_line1"):
        other = _key(_written({**row, "address_line1": row["address"], "address_line2": ""}, *_LINES), gazetteer)
        place = place if place == other else ""
    return AskedIdentity(
        _name(row),
        place,
        tin_of(row.get("tin", "")),
        birth_date_of(row.get("date_of_birth", "")),
        stated_periods(row["tax_periods"]),
    )


def _name(text: Mapping[str, str]) -> NameKey:
    parts = (text.get(part, "") for part in ("given_name", "middle_name", "family_name", "suffix"))
    return name_key(WrittenName(*parts))


def _written(text: Mapping[str, str], *lines: str) -> WrittenAddress:
    """An address as it is compared and kept: without third parties' lines."""
    parts = (text.get(part, "") for part in (*lines, "city", "state", "zip", "country"))
    return without_third_parties(WrittenAddress(*parts))


def _key(written: WrittenAddress, gazetteer: Gazetteer) -> str:
    place = place_of(written, gazetteer)
    return place.key if place else ""
