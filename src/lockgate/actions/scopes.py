"""What a person's finding covers, as it is signed and kept: rows, a declared group, or everything."""

from collections.abc import Sequence
from functools import lru_cache

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


def _numbers(values: Sequence[Parsed]) -> list[int]:
    return [value for value in values if isinstance(value, int)]
