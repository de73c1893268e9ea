"""Seek each sufficient record's taxpayer in the custodian's file: the act's heaviest step, first form.

SQL brings together who could be meant (one place, one number, or one name and birth date); ``law/location``
decides on each meeting. Keys are made in memory for this act and are gone with it: nothing is indexed on disk,
no candidate is written, logged or shown, and the result goes to the caller alone, who seals it (R46, R49).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from lockgate.errors import IntegrityError
from lockgate.law.address import WrittenAddress
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.location import HeldAddress, HeldTaxpayer, Located, answer_address, compare, decide, tin_of
from lockgate.law.meetings import place_mark
from lockgate.law.names import WrittenName, name_key
from lockgate.law.readings import period_end
from lockgate.pipeline.custodian import CustodianFile, open_custodian, view_parquet
from lockgate.pipeline.locate_asked import Asked, Places, put, put_asked, read_asked
from lockgate.pipeline.locate_table import LocatedRow, located_row, located_table
from lockgate.store.records import Desk, desk, statement

CHUNK = 20_000
"""How many records are decided at a time, so that memory does not grow with the submission."""

Decided = Sequence[tuple[Asked, Located]]
"""Records of one span, each with the law's decision."""

_NOT_READ = WrittenAddress()


class _Ends(dict[str, "date | None"]):
    """The last day of each period as the custodian writes it, each writing read once."""

    def __missing__(self, written: str) -> date | None:
        end = self[written] = period_end(written)
        return end


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
        _put_near_places(at, places, {place_mark(one.spot.key) for one in asked} - {""})
        at.execute(statement("locate/pairs"))
        spans = [asked[start : start + CHUNK] for start in range(0, len(asked), CHUNK)]
        decided = [list(zip(span, _decided(at, span), strict=True)) for span in spans]
        _put_homes(at, decided)
        rows = [row for span in decided for row in _answered(at, places, span)]
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
    """Read the held addresses that could be meant, and keep those that share a mark with a place asked about."""
    ids: list[int] = []
    keys: list[str] = []
    marks: list[str] = []
    for line_id, *lines in at.execute("SELECT * FROM near_lines ORDER BY line_id").fetchall():
        key = places.of(WrittenAddress(*lines))
        mark = place_mark(key)
        if mark in wanted:
            ids.append(line_id)
            keys.append(key)
            marks.append(mark)
    texts = {"place": pa.array(keys, pa.string()), "mark": pa.array(marks, pa.string())}
    put(at, "near_places", pa.table({"line_id": pa.array(ids, pa.int64()), **texts}))


def _decided(at: Desk, span: Sequence[Asked]) -> Iterator[Located]:
    """The law's decision on each record of a span."""
    within = [span[0].row, span[-1].row]
    people = _people(at, within)
    meetings: dict[int, list[str]] = defaultdict(list)
    for row, taxpayer_id in at.execute(statement("locate/met"), within).fetchall():
        meetings[row].append(taxpayer_id)
    for one in span:
        yield decide([(met, compare(one.identity, people[met])) for met in meetings[one.row]])


def _people(at: Desk, within: list[int]) -> dict[str, HeldTaxpayer]:
    """Everybody met by the rows of a span, with those of their addresses that are a place asked about.

    Any other address they have agrees with nobody's, so it need not be read.
    """
    homes: dict[str, list[HeldAddress]] = defaultdict(list)
    ends = _Ends()
    for taxpayer_id, period, place in at.execute(statement("locate/near_homes"), within).fetchall():
        homes[taxpayer_id].append(HeldAddress(ends[period], place, _NOT_READ, None))
    return {
        taxpayer_id: HeldTaxpayer(
            name_key(WrittenName(given, middle, family, suffix)), tin_of(tin), born, tuple(homes.get(taxpayer_id, ()))
        )
        for taxpayer_id, given, middle, family, suffix, tin, born in at.execute(
            statement("locate/people"), within
        ).fetchall()
    }


def _put_homes(at: Desk, decided: Iterable[Decided]) -> None:
    """Fetch the addresses of the taxpayers identified, and of nobody else."""
    found = [(asked.row, located.taxpayer_id) for span in decided for asked, located in span if located.taxpayer_id]
    rows, taxpayers = [row for row, _ in found], [taxpayer_id for _, taxpayer_id in found]
    identified = pa.table({"row": pa.array(rows, pa.int64()), "taxpayer_id": pa.array(taxpayers, pa.string())})
    put(at, "identified", identified)
    at.execute(statement("locate/homes"))


def _answered(at: Desk, places: Places, decided: Decided) -> Iterator[LocatedRow]:
    """The evidence on each record of a span: the decision, and the address that may answer (R58)."""
    within = [decided[0][0].row, decided[-1][0].row]
    stated = {asked.row: asked.identity.periods for asked, _ in decided}
    homes: dict[int, list[HeldAddress]] = defaultdict(list)
    ends = _Ends()
    for row, period, effective, *lines in at.execute(statement("locate/homes_of"), within).fetchall():
        if ends[period] in stated[row]:
            written = WrittenAddress(*lines)
            homes[row].append(HeldAddress(ends[period], places.of(written), written, effective))
    for asked, located in decided:
        yield located_row(asked.row, located, answer_address(homes[asked.row], asked.identity.periods))
