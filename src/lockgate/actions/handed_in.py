"""A table in CSV that an officer hands in: its header, its fields, and how its lines are named in errors."""

import csv
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from lockgate.errors import UsageError

Said = TypeVar("Said")


def table_lines(
    lines: Iterable[str], name: str, columns: tuple[str, ...], read: Callable[[str, Mapping[str, str]], Said]
) -> list[Said]:
    """What the lines of a table say.

    Args:
        lines: the table's lines with their ends.
        name: what the table is called in errors.
        columns: its header.
        read: takes where a line stands and its fields by column, and raises ``UsageError`` on what it cannot take.

    Raises:
        UsageError: the header is another, a line has more or fewer fields, or ``read`` refused one; the text names
            the line and what is wrong with it.
    """
    found: list[Said] = []
    try:
        reader = csv.DictReader(lines, strict=True)
        if tuple(reader.fieldnames or ()) != columns:
            raise UsageError(f"{name}: the header must be {','.join(columns)}.")
        for row in reader:
            where = f"{name}:{reader.line_num}"
            if None in row or None in row.values():
                raise UsageError(f"{where}: write {len(columns)} fields: {', '.join(columns)}.")
            found.append(read(where, row))
    except csv.Error as error:
        raise UsageError(f"{name} cannot be read as CSV: {error}.") from error
    return found
