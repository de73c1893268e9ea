"""The custodian's file from the tax returns (form 1040) of three years, without the truth.

Who files, and who is on a joint return, is a taxpayer. Returns of several years are one taxpayer's when the number
as written, the first letter of the given name and the first four of the family name are the same; nothing else
links them, so a number written wrongly makes a second taxpayer. A form 1040 has no birth date: it comes from the
social security data set by the number as written, where that data set knows one birth date for the number.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tests.people.sample import Home, Written, rows, spouses, written

from lockgate.pipeline.custodian import ADDRESSES, TAXPAYERS, CustodianFile, custodian_at

YEARS = (2019, 2020, 2021)


@dataclass
class Taxpayer:
    """One taxpayer of the file, and the truth about whom it is made of."""

    taxpayer_id: str
    returns: dict[int, Written] = field(default_factory=dict)
    simulants: set[str] = field(default_factory=set)
    born: date | None = None

    @property
    def latest(self) -> Written:
        return self.returns[max(self.returns)]

    @property
    def homes(self) -> set[Home]:
        return {filed.home for filed in self.returns.values()}


def filers(variant: str, year: int) -> list[Written]:
    """Everybody on a return of the year: first filers, then spouses at the same mailing address."""
    people = []
    for row, first in zip(rows(variant, "taxes_1040", year), written(variant, "taxes_1040", year), strict=True):
        people.append(first)
        names = (row["spouse_first_name"], row["spouse_middle_initial"], row["spouse_last_name"])
        # A spouse's part that noise has emptied altogether names nobody.
        if any(names) or row["spouse_ssn"]:
            simulant = spouses()[str(year), first.simulant]
            given, middle, family = names
            people.append(
                replace(first, simulant=simulant, given=given, middle=middle, family=family, tin=row["spouse_ssn"])
            )
    return people


def taxpayers(variant: str) -> list[Taxpayer]:
    """The taxpayers of the file, each with the latest return of each year."""
    kept: dict[tuple[str, ...], Taxpayer] = {}
    for year in YEARS:
        for place, filed in enumerate(filers(variant, year)):
            own = (filed.tin, filed.given[:1].upper(), filed.family[:4].upper())
            key = own if filed.tin else ("none", str(year), str(place))
            found = kept.setdefault(key, Taxpayer(f"T{len(kept) + 1:06}"))
            found.returns[year] = filed
            found.simulants.add(filed.simulant)
    return list(kept.values())


def birth_dates(variant: str) -> dict[str, date]:
    """The birth date of each number that has exactly one readable one in the social security data set."""
    found: dict[str, set[date]] = defaultdict(set)
    for row in rows(variant, "social_security", 2021):
        try:
            found[row["ssn"]].add(date.fromisoformat(row["date_of_birth"]))
        except ValueError:
            continue
    return {ssn: days.pop() for ssn, days in found.items() if ssn and len(days) == 1}


def write_custodian(variant: str, into: Path) -> tuple[CustodianFile, dict[str, Taxpayer]]:
    """Write the two tables; the taxpayers by id, with the truth."""
    held = taxpayers(variant)
    born = birth_dates(variant)
    for one in held:
        one.born = born.get(one.latest.tin)
    people = [_person(one) for one in held]
    homes = [_home(one, year, filed) for one in held for year, filed in one.returns.items()]
    into.mkdir(parents=True, exist_ok=True)
    pq.write_table(_table(TAXPAYERS, people), into / "taxpayers.parquet")
    pq.write_table(_table(ADDRESSES, homes), into / "addresses.parquet")
    return custodian_at(into), {one.taxpayer_id: one for one in held}


def _person(one: Taxpayer) -> dict[str, object]:
    filed = one.latest
    return {
        "taxpayer_id": one.taxpayer_id, "tin": filed.tin, "given_name": filed.given, "middle_name": filed.middle,
        "family_name": filed.family, "suffix": "", "date_of_birth": one.born,
    }  # fmt: skip


def _home(one: Taxpayer, year: int, filed: Written) -> dict[str, object]:
    return {
        "taxpayer_id": one.taxpayer_id, "tax_period": str(year), "line1": filed.line1, "line2": filed.unit,
        "city": filed.city, "state": filed.state, "zip": filed.zip, "country": "",
        "effective_date": date(year + 1, 4, 15),
    }  # fmt: skip


def _table(columns: tuple[str, ...], values: list[dict[str, object]]) -> pa.Table:
    types = {"date_of_birth": pa.date32(), "effective_date": pa.date32()}
    return pa.table({name: pa.array([row[name] for row in values], types.get(name, pa.string())) for name in columns})
