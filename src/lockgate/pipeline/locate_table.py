"""The located evidence: one line per sufficient record, whatever came of it (R46).

The columns are the facts ``law.act_facts.AnswerFacts`` asks for (``identified``, ``from_periods``,
``deliverable``), the taxpayer and the agreement by element where one is identified or weakly so, and the lines
that may be released. Nothing tells of the others that were compared.
"""

from dataclasses import dataclass

import pyarrow as pa

from lockgate.law.address import WrittenAddress
from lockgate.law.location import Agrees, HeldAddress, Located
from lockgate.law.minimum import released_address

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
        answer: the one address that may answer (R58), None when there is none or nobody is identified.
    """
    evidence = located.evidence
    if evidence is None:
        return LocatedRow(row, str(located.identified))
    released = released_address(answer) if answer else None
    lines = released or WrittenAddress()
    return LocatedRow(
        row,
        str(located.identified),
        located.taxpayer_id,
        LETTERS[evidence.name],
        LETTERS[evidence.address],
        LETTERS[Agrees.AGREES if evidence.address_in_periods else Agrees.DISAGREES],
        LETTERS[evidence.tin],
        LETTERS[evidence.dob],
        answer is not None,
        released is not None if answer else None,
        lines.line1,
        lines.line2,
        lines.city,
        lines.state,
        lines.zip,
        lines.country,
    )


def located_table(rows: list[LocatedRow]) -> pa.Table:
    """The whole evidence as a table, in row order."""
    columns = [pa.array([getattr(row, field.name) for row in rows], type=field.type) for field in LOCATED]
    return pa.Table.from_arrays(columns, schema=LOCATED)
