"""One person, one question, across submissions (R48): what was asked of the custodian's file before.

A question is asked when a record is located; a deficient record that came back was never asked. What is kept of a
question are keyed hashes of its pairs of {name key, birth date, TIN, order number}, cut to 64 bits: enough to
see the same person again, and telling nothing without the key. Everything here is the requester's own data.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from lockgate.law.findings import Finding, examine_outcome, grounds
from lockgate.law.provisions.s6103_p_1 import R48
from lockgate.law.terms import State
from lockgate.pipeline.examine import Examined, Judged
from lockgate.store.records import desk, see, statement

QUESTIONS = pa.schema([("row", pa.int64()), ("pair", pa.int64())])
"""Columns of the questions evidence."""

Hashes = Callable[[Iterator[str]], Iterator[str]]
"""Keyed hashes of texts, in hexadecimal and in their order."""

_DIGITS = 16
_BATCH = 65_536
_THIRD = 2
"""So many earlier cases make this the third try."""


def questions_of(
    records: Path, hashes: Hashes, rows: Iterable[int] | None = None, spill: Path | None = None
) -> pa.Table:
    """The keyed pairs of records, in row order.

    Args:
        records: ``records.parquet``.
        hashes: keyed hashes under the custodian's secret.
        rows: only of these rows; of all when None.
        spill: where counting may spill.
    """
    with desk(spill=spill) as at:
        see(at, "records", records)
        at.execute(statement("examine/records"))
        pairs = at.sql(statement("questions/pairs")).to_arrow_table()
    if rows is not None:
        pairs = pairs.filter(pa.array(np.isin(pairs["row"].to_numpy(), np.fromiter(rows, dtype=np.int64))))
    numbers = np.fromiter((_number(one) for one in hashes(_texts(pairs))), dtype=np.int64, count=pairs.num_rows)
    return pa.Table.from_arrays([pairs["row"], pa.chunked_array([pa.array(numbers)])], schema=QUESTIONS)


def _texts(pairs: pa.Table) -> Iterator[str]:
    for batch in pairs.to_batches(max_chunksize=_BATCH):
        yield from (str(text) for text in batch.column("pair").to_pylist())


def _number(digits: str) -> int:
    return int.from_bytes(bytes.fromhex(digits[:_DIGITS]), "big", signed=True)


def asked_before(questions: pa.Table, earlier: Iterable[pa.Table]) -> dict[int, int]:
    """Row -> in how many earlier cases the same person was asked about; rows without any are left out.

    Args:
        questions: of the case at hand.
        earlier: of each earlier case in the agreement's window.
    """
    rows, pairs = questions["row"].to_numpy(), questions["pair"].to_numpy()
    found: dict[int, int] = {}
    for one in earlier:
        for row in np.unique(rows[np.isin(pairs, one["pair"].to_numpy())]).tolist():
            found[row] = found.get(row, 0) + 1
    return found


def with_earlier(examined: Examined, times: Mapping[int, int]) -> Examined:
    """The examination with R48 asked across submissions: held for a person, a third try for counsel."""
    if not times:
        return examined
    rows = examined.rows.to_numpy()
    of_row = np.array(examined.of_row)
    judged = list(examined.judged)
    numbers: dict[tuple[int, str], int] = {}
    for row, cases in times.items():
        place = int(np.searchsorted(rows, row))
        code = "R48.third_try" if cases >= _THIRD else "R48.group"
        key = (int(of_row[place]), code)
        if key not in numbers:
            numbers[key] = len(judged)
            judged.append(_again(judged[key[0]], code, examined.about_submission))
        of_row[place] = numbers[key]
    return replace(examined, of_row=of_row, judged=tuple(judged))


def _again(judged: Judged, code: str, about: tuple[Finding, ...]) -> Judged:
    asked = Finding(R48.id, State.NOT_CHECKED, code, R48.subject, R48.citation, R48.effect)
    findings = tuple(asked if finding.rule == R48.id else finding for finding in judged.findings)
    whole = findings + about
    return Judged(examine_outcome(whole), ";".join(grounds(whole)), findings)
