"""The located evidence: one line per sufficient record, whatever came of it (R46).

The columns are the facts ``law.act_facts.AnswerFacts`` asks for (``identified``, ``from_periods``,
``deliverable``), the taxpayer and the agreement by element where one is identified or weakly so, and the lines
that may be released. Nothing tells of the others that were compared.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from lockgate.law.address import WrittenAddress
from lockgate.law.location import Agrees, HeldAddress, Located
from lockgate.pipeline.lists import Numbers
from lockgate.pipeline.locate_answers import Answers
from lockgate.pipeline.locate_decide import Decided

_pc: Any = pyarrow.compute

_TEXT_BEFORE = ("identified", "taxpayer_id", "name", "address", "in_periods", "tin", "date_of_birth")
_FACTS = ("from_periods", "deliverable")
_LINES = ("line1", "line2", "city", "state", "zip", "country")

_TYPES: dict[str, pa.DataType] = {
    "row": pa.int64(),
    **dict.fromkeys(_TEXT_BEFORE, pa.string()),
    **dict.fromkeys(_FACTS, pa.bool_()),
    **dict.fromkeys(_LINES, pa.string()),
}

LOCATED = pa.schema(_TYPES)
"""Columns of the located evidence; the letters of ``name`` … ``date_of_birth`` are those of ``LETTERS``."""

LETTERS = {
    Agrees.AGREES: "A", Agrees.NEARLY: "N", Agrees.DISAGREES: "D", Agrees.ABSENT: "-", Agrees.UNCONFIRMED: "U",
}  # fmt: skip
"""How an element is written: agrees, nearly, disagrees, not given, given but none held."""


@dataclass(frozen=True, slots=True)
class LocatedRow:
    """One line of the located evidence, in the order of ``LOCATED``."""

    row: int
    identified: str
    taxpayer_id: str = ""
    name: str = ""
    address: str = ""
    in_periods: str = ""
    tin: str = ""
    date_of_birth: str = ""
    from_periods: bool | None = None
    deliverable: bool | None = None
    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""


def located_row(row: int, located: Located, answer: HeldAddress | None) -> LocatedRow:
    """The line of one record.

    Args:
        row: the record's row.
        located: the law's decision.
        answer: the one address that may answer (R58), None when there is none or nobody is identified; its lines
            are those of the index, in which third parties' lines are not (R27).
    """
    if located.evidence is None:
        return LocatedRow(row, str(located.identified))
    lines = answer.written if answer and answer.place else WrittenAddress()
    return LocatedRow(
        row,
        str(located.identified),
        located.taxpayer_id,
        *_letters(located),
        answer is not None,
        bool(answer.place) if answer else None,
        lines.line1,
        lines.line2,
        lines.city,
        lines.state,
        lines.zip,
        lines.country,
    )


def _letters(located: Located) -> tuple[str, str, str, str, str]:
    """Name, address, in_periods, tin and date_of_birth; blank where nobody is identified."""
    evidence = located.evidence
    if evidence is None:
        return ("", "", "", "", "")
    within = Agrees.AGREES if evidence.address_in_periods else Agrees.DISAGREES
    elements = (evidence.name, evidence.address, within, evidence.tin, evidence.dob)
    name, address, in_periods, tin, born = (LETTERS[element] for element in elements)
    return name, address, in_periods, tin, born


def table_of(rows: Numbers, decided: Decided, answers: Answers) -> pa.Table:
    """The whole evidence as a table, from columns.

    Args:
        rows: the records' rows, ascending.
        decided: the decision on each record.
        answers: what may answer each record whose taxpayer is identified, in their order.
    """
    identified = np.flatnonzero(decided.winners >= 0)
    of_row = np.full(len(rows), len(identified), dtype=np.int64)
    of_row[identified] = np.arange(len(identified))
    classes = [str(one.identified) for one in decided.decisions]
    letters = [_letters(one) for one in decided.decisions]
    texts = [classes, *(list(column) for column in zip(*letters, strict=True))] if letters else [[]] * 6
    told = [pa.array(column, pa.string()).take(pa.array(decided.which)) for column in texts]  # type: ignore[arg-type]
    answered = _pc.and_(pa.array(answers.from_periods), pa.scalar(value=True))
    deliverable = _pc.if_else(answered, pa.array(answers.deliverable), pa.scalar(None, pa.bool_()))
    facts = [_with(column, None, of_row) for column in (answered, deliverable)]
    fields = [_with(column, "", of_row) for column in answers.lines]
    columns = [pa.array(rows), told[0], _with(answers.taxpayers, "", of_row), *told[1:], *facts, *fields]
    return pa.Table.from_arrays(columns, schema=LOCATED)


def _with(column: Any, blank: str | None, of_row: Numbers) -> Any:  # noqa: ANN401 - Arrow arrays
    """A column of the records identified as one of all records, ``blank`` for the others."""
    return pa.concat_arrays([column, pa.array([blank], column.type)]).take(pa.array(of_row))


def located_table(rows: list[LocatedRow]) -> pa.Table:
    """The whole evidence as a table, in row order."""
    columns = [pa.array([getattr(row, field.name) for row in rows], type=field.type) for field in LOCATED]
    return pa.Table.from_arrays(columns, schema=LOCATED)
