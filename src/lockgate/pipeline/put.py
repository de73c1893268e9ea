"""What is put to the vote, as declared groups: records that share one matter and its officers (R47)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lockgate.procedure.seeds import COLUMNS, SHOWN_VALUES, Item, Line
from lockgate.store.records import Desk, desk, see, statement


@dataclass(frozen=True, slots=True)
class Room:
    """What the work may use: cores, memory such as ``1GB``, and where it spills."""

    threads: int
    memory: str
    spill: Path


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups on an open desk; ``count``: how many, numbered from 0; ``records``: in all of them."""

    desk: Desk
    count: int
    records: int

    def items(self, numbers: Iterable[int]) -> dict[int, Item]:
        """Some groups, by their numbers, as items of a round."""
        order = {name: place for place, name in enumerate(COLUMNS)}
        asked = {"numbers": sorted(numbers), "most": SHOWN_VALUES}
        found: dict[int, tuple[int, list[Line]]] = {}
        for number, records, name, values, kinds in self.desk.execute(statement("rounds/items"), asked).fetchall():
            found.setdefault(number, (records, []))[1].append(Line(name, tuple(values), kinds))
        return {
            number: Item(records, tuple(sorted(lines, key=lambda line: order[line.column])))
            for number, (records, lines) in found.items()
        }

    def has_matter(self, matter: str) -> bool:
        """Whether a group has this matter."""
        return bool(self.desk.execute(statement("rounds/matter"), {"matter": matter}).fetchall())

    def rows(self, numbers: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """The rows of some groups, by the group's number."""
        asked = {"numbers": sorted(numbers)}
        return {number: tuple(rows) for number, rows in self.desk.execute(statement("rounds/rows"), asked).fetchall()}


@contextmanager
def groups_put(records: Path, sufficient: Path, room: Room) -> Iterator[Groups]:
    """The groups of what is put to the vote.

    They are numbered in an order that says nothing: in the order of their matters the next ones would be known, and a
    seed among neighbours would stand out by its number.

    Args:
        records: ``records.parquet``.
        sufficient: the rows that are put to the vote.
        room: what the work may use.
    """
    with desk(threads=room.threads, memory=room.memory, spill=room.spill) as one:
        see(one, "records", records)
        see(one, "sufficient", sufficient)
        one.execute(statement("rounds/groups"))
        (counted,) = one.execute(statement("rounds/counted")).fetchall()
        yield Groups(one, int(counted[0]), int(counted[1]))
