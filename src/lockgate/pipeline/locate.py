"""Seek each sufficient record's taxpayer in the custodian's file: the act's heaviest step, first form.

SQL brings together who could be meant (one place, one number, or one name and birth date); ``law/location``
decides on each meeting. Keys are made in memory for this act and are gone with it: nothing is indexed on disk,
no candidate is written, logged or shown, and the result goes to the caller alone, who seals it (R46, R49).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from lockgate.errors import IntegrityError
from lockgate.law.address import WrittenAddress
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.location import HeldAddress, HeldTaxpayer, compare, decide
from lockgate.law.names import WrittenName, name_key
from lockgate.law.readings import period_end
from lockgate.pipeline.custodian import CustodianFile, open_custodian, view_parquet
from lockgate.pipeline.locate_asked import Asked, Places, put_asked, read_asked
from lockgate.pipeline.locate_table import LocatedRow, located_row, located_table
from lockgate.store.records import Desk, desk, statement

CHUNK = 20_000
"""How many records are decided at a time, so that memory does not grow with the submission."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought: the rows of ``records.parquet`` that are sufficient, and no other.

    Attributes:
        records: the case's ``records.parquet``.
        rows: the sufficient rows, as numbers or as a Parquet file with a column ``row``.
        single_name_marker: the marker the submission declares for people of one name; '' when none.
    """

    records: Path
    rows: Path | Sequence[int]
    single_name_marker: str = ""


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """How much of the machine the act may use, and where it may spill."""

    threads: int = 2
    memory: str = "2GB"
    spill: Path | None = None


def locate(
    sought: Sought,
    custodian: CustodianFile,
    gazetteer: Gazetteer,
    save: Callable[[pa.Table], None],
    options: DeskOptions = DeskOptions(),
) -> None:
    """Decide for every sufficient record which one taxpayer is meant, if any, and what address may answer.

    Args:
        sought: which records.
        custodian: the file to ask.
        gazetteer: the tables addresses are read by.
        save: is given the located evidence (``locate_table.LOCATED``) once, complete, in row order.
        options: memory, threads, spill.

    Raises:
        UsageError: a file cannot be read or is not as described; nothing was saved.
        IntegrityError: a sufficient row is not in the records.
    """
    with desk(threads=options.threads, memory=options.memory, spill=options.spill) as at:
        _put_rows(at, sought)
        open_custodian(at, custodian)
        places = Places(gazetteer)
        asked = read_asked(at, places, sought.single_name_marker)
        put_asked(at, asked)
        at.execute(statement("locate/near"))
        _put_near_places(at, places, {one.identity.place for one in asked})
        at.execute(statement("locate/pairs"))
        rows = [
            row for start in range(0, len(asked), CHUNK) for row in _decided(at, places, asked[start : start + CHUNK])
        ]
    save(located_table(rows))


def _put_rows(at: Desk, sought: Sought) -> None:
    """Put ``records_file`` and ``sought_rows`` on the desk."""
    view_parquet(at, "records_file", sought.records)
    if isinstance(sought.rows, Path):
        view_parquet(at, "rows_file", sought.rows)
        at.execute("CREATE TEMP TABLE sought_rows AS SELECT DISTINCT CAST(row AS BIGINT) AS row FROM rows_file")
    else:
        given = pa.table({"row": pa.array(sorted(set(sought.rows)), type=pa.int64())})
        at.register("given_rows", given)
        at.execute("CREATE TEMP TABLE sought_rows AS SELECT row FROM given_rows")
    lost = at.execute("SELECT count(*) FROM sought_rows ANTI JOIN records_file USING (row)").fetchall()[0][0]
    if lost:
        raise IntegrityError(f"{sought.records} does not hold {lost} of the rows that are said to be sufficient.")


def _put_near_places(at: Desk, places: Places, wanted: set[str]) -> None:
    """Read the held addresses that could be meant, and keep those that are a place asked about."""
    ids: list[int] = []
    keys: list[str] = []
    for line_id, *lines in at.execute("SELECT * FROM near_lines ORDER BY line_id").fetchall():
        key = places.of(WrittenAddress(*lines))
        if key and key in wanted:
            ids.append(line_id)
            keys.append(key)
    at.register("near_found", pa.table({"line_id": pa.array(ids, pa.int64()), "place": pa.array(keys, pa.string())}))
    at.execute("CREATE OR REPLACE TEMP TABLE near_places AS SELECT * FROM near_found")


def _decided(at: Desk, places: Places, asked: Sequence[Asked]) -> Iterator[LocatedRow]:
    """The decisions on some records, in row order."""
    first, last = asked[0].row, asked[-1].row
    meetings: dict[int, list[str]] = defaultdict(list)
    within = [first, last]
    for row, taxpayer_id in at.execute("SELECT * FROM pairs WHERE row BETWEEN $1 AND $2", within).fetchall():
        meetings[row].append(taxpayer_id)
    people = _people(at, places, within)
    for one in asked:
        met = sorted(meetings[one.row])
        located = decide([(taxpayer_id, compare(one.identity, people[taxpayer_id])) for taxpayer_id in met])
        yield located_row(one.row, located, one.identity, people.get(located.taxpayer_id), places.gazetteer)


def _people(at: Desk, places: Places, within: list[int]) -> dict[str, HeldTaxpayer]:
    """What the custodian holds of everybody met by the rows of a span."""
    periods: dict[str, date | None] = {}
    homes: dict[str, list[HeldAddress]] = defaultdict(list)
    for taxpayer_id, period, *lines, effective in at.execute(statement("locate/homes"), within).fetchall():
        if period not in periods:
            periods[period] = period_end(period)
        written = WrittenAddress(*lines)
        homes[taxpayer_id].append(HeldAddress(periods[period], places.of(written), written, effective))
    return {
        taxpayer_id: HeldTaxpayer(
            name_key(WrittenName(given, middle, family, suffix)),
            tin,
            born.isoformat() if born else "",
            tuple(homes[taxpayer_id]),
        )
        for taxpayer_id, given, middle, family, suffix, tin, born in at.execute(
            statement("locate/people"), within
        ).fetchall()
    }
