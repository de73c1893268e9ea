"""What a command says: a table for people, or one JSON object for programs."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

Jsonable = str | int | float | bool | Sequence["Jsonable"] | Mapping[str, "Jsonable"] | None
"""What ``--json`` may print."""


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of plain texts; nothing in them is read as markup."""
    made = Table(title=Text(title), title_justify="left", header_style="bold")
    for column in columns:
        made.add_column(Text(column), overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def answer(found: Mapping[str, object], shown: RenderableType, *, as_json: bool) -> None:
    """Print the table on standard output; with ``--json`` one object there, and the table on standard error."""
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, sort_keys=True) + "\n")
    Console(stderr=as_json).print(shown)
