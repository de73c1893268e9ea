"""The custodian's file: taxpayers and their addresses by tax period, written block by block."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.rehearsal.arrays import Ints, Texts, days, draw, padded, pool
from lockgate.rehearsal.people import (
    BACKGROUND,
    SUFFIXES,
    YEARS,
    Block,
    Special,
    family_names,
    given_names,
    is_itin,
    make_block,
    tins,
)
from lockgate.rehearsal.places import Lines, official, written
from lockgate.rehearsal.plan import Part, Plan
from lockgate.rehearsal.planting import Asked, Need, picked, spare
from lockgate.rehearsal.spelling import plain

BLOCK = 200_000
"""People made at a time."""

_schema: Any = pa.schema
TAXPAYERS: pa.Schema = _schema(
    [
        ("taxpayer_id", pa.string()),
        ("tin", pa.string()),
        ("tin_type", pa.string()),
        ("given_name", pa.string()),
        ("middle_name", pa.string()),
        ("family_name", pa.string()),
        ("suffix", pa.string()),
        ("date_of_birth", pa.date32()),
    ]
)
ADDRESSES: pa.Schema = _schema(
    [
        ("taxpayer_id", pa.string()),
        ("tax_period", pa.string()),
        ("line1", pa.string()),
        ("line2", pa.string()),
        ("city", pa.string()),
        ("state", pa.string()),
        ("zip", pa.string()),
        ("country", pa.string()),
        ("source", pa.string()),
        ("effective_date", pa.date32()),
    ]
)
_SOURCES = ("1040", "1040", "1040", "W-2", "1099")
_HOUSEHOLD = 2.4
"""People to a household, about."""


def taxpayer_ids(numbers: Ints) -> Texts:
    """Ids of taxpayers; '' for somebody who is in no file."""
    return np.where(numbers > 0, "T" + padded(numbers, 9), "")


def write_registry(plan: Plan, need: Need, folder: Path) -> Asked:
    """Write ``taxpayers.parquet`` and ``addresses.parquet``; the people who may be asked about."""
    chosen: list[Asked] = []
    with (
        pq.ParquetWriter(folder / "taxpayers.parquet", TAXPAYERS, compression="zstd") as taxpayers,
        pq.ParquetWriter(folder / "addresses.parquet", ADDRESSES, compression="zstd") as addresses,
    ):
        for rng, block, wanted in _blocks(plan, need):
            taxpayers.write_table(_taxpayers(plan, block))
            addresses.write_table(_addresses(rng, block))
            chosen.append(picked(rng, block, wanted))
    return Asked.joined(chosen)


def _blocks(plan: Plan, need: Need) -> Iterator[tuple[np.random.Generator, Block, dict[Special, int]]]:
    """Each block of the file, its generator, and how many people of each sort are picked from it."""
    blocks = -(-plan.taxpayers // BLOCK)
    for number in range(blocks):
        first = number * BLOCK
        count = min(BLOCK, plan.taxpayers - first)
        wanted = {sort: -(-spare(people) * count // plan.taxpayers) for sort, people in need.in_file.items()}
        quota = {
            sort: max(wanted.get(sort, -1) + 1, round(share * count / _HOUSEHOLD)) for sort, share in BACKGROUND.items()
        }
        rng = plan.generator(Part.FILE, number)
        yield rng, make_block(rng, count, first + 1, quota), wanted


def _taxpayers(plan: Plan, block: Block) -> pa.Table:
    """The people of a block as the custodian holds them: capital letters, no accents."""
    people = block.people
    given = pool([plain(name).upper() for name in given_names()])
    family = pool([plain(name).upper() for name in family_names()])
    second = np.where(people.family2 < 0, "", " " + family[people.family2])
    columns = [
        taxpayer_ids(people.taxpayer),
        tins(people.number, plan.seed),
        np.where(is_itin(people.number), "ITIN", "SSN"),
        given[people.given],
        np.where(people.middle < 0, "", given[people.middle]),
        family[people.family] + second,
        pool(SUFFIXES)[people.suffix],
        people.born.astype("datetime64[D]"),
    ]
    return pa.table([pa.array(values) for values in columns], schema=TAXPAYERS)


def _addresses(rng: np.random.Generator, block: Block) -> pa.Table:
    """One address for each year in which one is held; two of one day for those who are there to have them."""
    people = block.people
    person, year = np.nonzero(people.held)
    former = (people.moved[person] > 0) & (year < people.moved[person])
    filed = days("2022-01-20") + 365 * year + draw(rng, 80, len(person))
    twice = np.flatnonzero((people.special[person] == Special.SAME_DAY) & (year == len(YEARS) - 1))
    person, year = np.r_[person, person[twice]], np.r_[year, year[twice]]
    former, filed = np.r_[former, np.ones(len(twice), dtype=bool)], np.r_[filed, filed[twice]]
    order = np.lexsort((filed, person))
    person, year, former, filed = person[order], year[order], former[order], filed[order]
    homes = len(block.home)
    lines = _both_homes(block).take(people.household[person] + homes * former)
    columns = [
        taxpayer_ids(people.taxpayer[person]),
        pool([str(year) for year in YEARS])[year],
        lines.line1,
        lines.line2,
        lines.city,
        lines.state,
        lines.zip5,
        np.full(len(person), "", dtype=object),
        pool(_SOURCES)[draw(rng, len(_SOURCES), len(person))],
        filed.astype("datetime64[D]"),
    ]
    return pa.table([pa.array(values) for values in columns], schema=ADDRESSES)


def _both_homes(block: Block) -> Lines:
    """All present homes, then all former ones, in the custodian's manner."""
    return Lines.joined([written(homes, official(len(homes))) for homes in (block.home, block.former)])
