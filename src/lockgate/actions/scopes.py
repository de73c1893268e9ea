"""What a person's finding covers, as it is signed and kept: rows, a declared group, or everything."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

from lockgate.canonical import Canonical, Parsed, canonical, parse_canonical
from lockgate.pipeline.resolve import Reach, Scope


def scope_value(scope: Scope) -> Canonical:
    """A scope as it stands in a signed decision."""
    match scope.reach:
        case Reach.ALL:
            return {"all": 1}
        case Reach.ROWS:
            return {"rows": sorted(scope.rows)}
        case Reach.GROUP:
            return {"matter": scope.matter, "officer": scope.officer}


def scope_bytes(scope: Scope) -> bytes:
    """A scope as canonical JSON, as it is signed and kept."""
    return canonical(scope_value(scope))


@lru_cache(maxsize=1 << 18)
def parse_scope(data: bytes) -> Scope:
    """A scope as it was kept.

    Raises:
        ValueError: the bytes are not what ``scope_bytes`` writes.
    """
    match parse_canonical(data):
        case {"all": 1}:
            return Scope(Reach.ALL)
        case {"rows": list(rows)}:
            return Scope(Reach.ROWS, rows=frozenset(_numbers(rows)))
        case {"matter": str(matter), "officer": str(officer)}:
            return Scope(Reach.GROUP, matter=matter, officer=officer)
        case _:
            raise ValueError("a finding covers rows, a group or everything")


def spans(rows: Iterable[int]) -> str:
    """Ascending numbers with runs drawn together, such as ``3;7-9``."""
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), lambda one: one[1] - one[0])]
    return ";".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def rows_in(text: str, most: int) -> frozenset[int]:
    """The numbers that ``spans`` writes, in any order; blanks do not count.

    Args:
        text: such as ``3;7-9``.
        most: the greatest number there can be.

    Raises:
        ValueError: it is nothing of the kind, or a number is not from 1 to ``most``.
    """
    rows: set[int] = set()
    for one in filter(None, ("".join(text.split())).split(";")):
        first, dash, last = one.partition("-")
        if not (first.isdecimal() and (last if dash else first).isdecimal()):
            raise ValueError("Rows are numbers and runs with ; between them, such as 3;7-9.")
        begin, end = int(first), int(last if dash else first)
        if not 1 <= begin <= end <= most:
            raise ValueError(f"Rows are from 1 to {most:,}, each run from its least to its greatest.")
        rows.update(range(begin, end + 1))
    return frozenset(rows)


def _numbers(values: Sequence[Parsed]) -> list[int]:
    return [value for value in values if isinstance(value, int)]
