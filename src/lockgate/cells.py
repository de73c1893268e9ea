"""Tables that people open: a cell that a spreadsheet would run is written so that it stays text.

Every CSV file of the project that somebody may open is written here or, out of DuckDB, by
``lockgate.store.records.write_csv``. What a rehearsal plants for others to read is written as they would write it.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

SIGNS = r"=+\-@\t\r\n＝＋－＠"  # noqa: RUF001 - full-width forms run too
"""The characters that make a cell a formula where it begins with one; as they stand in a class of a pattern."""

FORMULA = f"^ *[{SIGNS}]"
"""A cell that could be run; Python and DuckDB read the pattern alike. Blanks do not help: some programs trim them."""

_FORMULA = re.compile(FORMULA)


def escape_formula(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet could take it for a formula."""
    return "'" + text if _FORMULA.match(text) else text


def table_text(header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """A table as CSV: one line a row, texts escaped against formulas, nothing for None."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([escape_formula(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()
