"""What a notice quotes: for each requirement the first rows that do not meet it, in the requester's own words (R45).

Only columns of the request are read here; nothing of the custodian's is at hand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lockgate.law.findings import Finding
from lockgate.law.terms import Effect, Outcome, State
from lockgate.pipeline.examine import Examined, Judged
from lockgate.store.records import Desk, statement

_ADDRESS = ("address_line1", "address_line2", "address", "city", "state", "zip", "country")
QUOTED: dict[str, tuple[str, ...]] = {
    "R00": ("intake_note",),
    "R04": ("given_name", "family_name"),
    "R05": _ADDRESS,
    "R06": _ADDRESS,
    "R07": _ADDRESS,
    "R08": _ADDRESS,
    "R09": _ADDRESS,
    "R10": ("tax_periods",),
    "R11": ("statute", "authority"),
    "R12": ("matter_id",),
    "R13": ("reason",),
    "R14": ("final_order_date",),
    "R15": ("final_order_date",),
    "R16": ("removal_ground",),
    "R17": ("relief_declared",),
    "R18": ("statute",),
    "R20": ("officers",),
    "R48": ("record_id",),
    "R54": ("reason",),
}
"""For each requirement about a record: the columns whose words are quoted."""

_QUOTED_BY_CODE = {
    "R00.id_repeated": ("record_id",),
    "R14.case_number": ("order_case_number",),
    "R15.opened_early": ("investigation_opened",),
}
"""Where the reason lies in another column than the requirement's first."""


def columns_of(rule: str, code: str) -> tuple[str, ...]:
    """The columns whose words a finding on a record is about; none for one on the submission."""
    return _QUOTED_BY_CODE.get(code, QUOTED.get(rule, ()))


@dataclass(frozen=True, slots=True)
class QuotedRow:
    """One row that does not meet a requirement, and what it says there."""

    row: int
    record_id: str
    code: str
    written: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """One requirement and the records that do not meet it.

    Attributes:
        rule: its id.
        rows: how many.
        codes: each code that occurs, with the number of rows, in order of the codes.
        first: the first rows.
    """

    rule: str
    rows: int
    codes: tuple[tuple[str, int], ...]
    first: tuple[QuotedRow, ...]


def makes_returned(judged: Judged, finding: Finding) -> bool:  # noqa: ARG001 - the shape of both questions
    """Whether a finding sends its record back."""
    return finding.state is State.NOT_MET and finding.effect is Effect.RETURN


def waits_for_a_person(judged: Judged, finding: Finding) -> bool:
    """Whether a finding holds a record that is not sent back anyway."""
    return judged.outcome is Outcome.REVIEW and finding.state is not State.MET


def unmet(desk: Desk, examined: Examined, counts: Callable[[Judged, Finding], bool], first: int) -> tuple[Unmet, ...]:
    """The requirements that some records do not meet, in the order of their ids.

    Args:
        desk: the desk of the examination, where the view ``records`` stands.
        examined: what examine found.
        counts: which findings are meant.
        first: how many rows of each requirement are quoted.
    """
    codes = _codes_of(examined, counts)
    found = {rule: _rows_of(examined, by_judged) for rule, by_judged in sorted(codes.items())}
    wanted = {rule: rows[:first] for rule, (rows, _) in found.items()}
    quotes = _quotes(desk, examined, wanted, codes)
    return tuple(
        Unmet(rule, len(rows), tuple(sorted(tally.items())), quotes[rule]) for rule, (rows, tally) in found.items()
    )


def _codes_of(examined: Examined, counts: Callable[[Judged, Finding], bool]) -> dict[str, dict[int, str]]:
    """For each rule: which judged combinations do not meet it, and with what code."""
    codes: dict[str, dict[int, str]] = {}
    for number, judged in enumerate(examined.judged):
        for finding in judged.findings:
            if counts(judged, finding):
                codes.setdefault(finding.rule, {})[number] = finding.code
    return codes


def _rows_of(examined: Examined, by_judged: dict[int, str]) -> tuple[npt.NDArray[np.intp], dict[str, int]]:
    chosen = np.zeros(len(examined.judged), dtype=np.bool_)
    chosen[list(by_judged)] = True
    rows = np.flatnonzero(chosen[examined.of_row])
    tally: dict[str, int] = {}
    for number, times in zip(*np.unique(examined.of_row[rows], return_counts=True), strict=True):
        code = by_judged[int(number)]
        tally[code] = tally.get(code, 0) + int(times)
    return rows, tally


def _quotes(
    desk: Desk,
    examined: Examined,
    wanted: dict[str, npt.NDArray[np.intp]],
    codes: dict[str, dict[int, str]],
) -> dict[str, tuple[QuotedRow, ...]]:
    numbers = examined.rows.to_numpy()
    rows = sorted({int(numbers[place]) for places in wanted.values() for place in places})
    said, shared = _words(desk, rows), _shared(desk, rows)
    quotes: dict[str, tuple[QuotedRow, ...]] = {}
    for rule, places in wanted.items():
        listed = []
        for place in places:
            row, code = int(numbers[place]), codes[rule][int(examined.of_row[place])]
            words = said[row]
            columns = _QUOTED_BY_CODE.get(code, QUOTED[rule])
            written = ", ".join(words[column] for column in columns if words[column])
            listed.append(QuotedRow(row, words["record_id"], code, written + _counted(code, shared.get(row))))
        quotes[rule] = tuple(listed)
    return quotes


def _words(desk: Desk, rows: Sequence[int]) -> dict[int, dict[str, str]]:
    columns = sorted({"record_id", *(c for cs in (*QUOTED.values(), *_QUOTED_BY_CODE.values()) for c in cs)})
    names = ", ".join(columns)
    # Column names are this module's own; rows come in as a parameter.
    found = desk.execute(f"SELECT row, {names} FROM records WHERE row IN (SELECT unnest($rows))", {"rows": list(rows)})  # noqa: S608
    return {line[0]: dict(zip(columns, line[1:], strict=True)) for line in found.fetchall()}


def _shared(desk: Desk, rows: Sequence[int]) -> dict[int, tuple[int, int]]:
    """For each row: how many records give its address, and how many its reason; 0 where within the limit."""
    found = desk.execute(statement("examine/shared"), {"rows": list(rows)}).fetchall()
    return {row: (address, reason) for row, address, reason in found}


def _counted(code: str, shared: tuple[int, int] | None) -> str:
    """The size of the group a person is asked to look at."""
    address, reason = shared or (0, 0)
    if code == "R08.repeated" and address:
        return f" (given on {address:,} records)"
    return f" (on {reason:,} records)" if code.endswith(".cluster") and reason else ""
