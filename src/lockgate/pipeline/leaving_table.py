"""What one recipient's package lets out, as sealed evidence: enough to ask the law again at each fetching."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from lockgate.law.act_facts import Identified
from lockgate.pipeline.assemble import NOBODY, Asked, Located
from lockgate.pipeline.dispositions import Disposed, Word

_TEXTS = ("record_id", "word", "matter", "recipients", "taxpayer", "identified")
_FACTS = ("deliverable", "from_periods")

LEAVING = pa.schema(
    [("row", pa.int64())] + [(name, pa.string()) for name in _TEXTS] + [(name, pa.bool_()) for name in _FACTS]
)
"""Columns; the address itself is not among them, since it is only in the package."""


def leaving_table(lines: Iterable[Disposed], located: Mapping[int, Located]) -> pa.Table:
    """The lines of one recipient, granted and denied, with what location found of each granted one."""
    rows = []
    for line in lines:
        found = located[line.asked.row] if line.word is Word.GRANTED else None
        rows.append(
            {
                "row": line.asked.row,
                "record_id": line.asked.record_id,
                "word": line.word.value,
                "matter": line.asked.matter,
                "recipients": ";".join(line.recipients),
                "taxpayer": line.taxpayer,
                "identified": found.identified.value if found else "",
                "deliverable": found.deliverable if found else None,
                "from_periods": found.from_periods if found else None,
            }
        )
    return pa.Table.from_pylist(rows, schema=LEAVING)


def read_leaving(table: pa.Table) -> tuple[tuple[Disposed, ...], dict[int, Located]]:
    """The lines of a recipient, and what location found of each, without the address."""
    lines: list[Disposed] = []
    located: dict[int, Located] = {}
    columns = (table[name].to_pylist() for name in LEAVING.names)
    for row, record_id, word, matter, recipients, taxpayer, identified, *facts in zip(*columns, strict=True):
        officers = tuple(recipients.split(";"))
        lines.append(Disposed(Asked(row, record_id, matter, officers), Word(word), "", officers, taxpayer))
        if identified:
            deliverable, from_periods = facts
            located[row] = Located(row, Identified(identified), taxpayer, deliverable, from_periods, NOBODY)
    return tuple(lines), located
