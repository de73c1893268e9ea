"""Which row is of which kind, about whom, in which matter, and by which officers."""

from dataclasses import dataclass, replace

import numpy as np

from lockgate.errors import UsageError
from lockgate.rehearsal.arrays import Columns, Ints, draw
from lockgate.rehearsal.catalogue import KINDS
from lockgate.rehearsal.kinds import Home, Kind, Who
from lockgate.rehearsal.people import PAIRS, Block, People, Special, make_block
from lockgate.rehearsal.places import Form, Homes, draw_homes
from lockgate.rehearsal.plan import OfficersMode, Part, Plan

_SPARE = 1.08
"""People drawn beyond need: some fall out because somebody else bears the same name and birth date (R48)."""
_LOAD, _SECOND_LOAD, _SECOND_SHARE = 135, 13, 0.095
"""Records an officer is named on as first and as second officer, before the last matter: below the ceiling of 200."""


@dataclass(frozen=True)
class Asked(Columns):
    """People who may be asked about, each with both homes."""

    people: People
    home: Homes
    former: Homes


@dataclass(frozen=True)
class Matters:
    """Criminal matters: the day each was opened, and the officers engaged (0 = the first; -1 = no second)."""

    opened: Ints
    first: Ints
    second: Ints
    officers: int


@dataclass(frozen=True)
class Planting:
    """The request before it is written, row by row: indexes into ``KINDS``, the asked, the matters, and the groups.

    ``id_row`` is the row whose id each row bears, ``born`` the birth date each row would give.
    """

    kind: Ints
    person: Ints
    matter: Ints
    group: Ints
    id_row: Ints
    born: Ints
    asked: Asked
    matters: Matters
    shared: Homes
    first_shared: int


@dataclass(frozen=True)
class Need:
    """How many people the kinds ask about: in the file by special sort, and strangers."""

    in_file: dict[Special, int]
    strangers: int


def _people_of(kind: Kind, count: int) -> tuple[int, int]:
    """How many different people in the file, and how many strangers, a kind asks about."""
    people = count // kind.group if kind.one_person else count
    match kind.who:
        case Who.IN_FILE:
            return people, 0
        case Who.STRANGER:
            return 0, people
        case Who.EITHER:
            return people // 3, people - people // 3


def need_of(planted: list[int]) -> Need:
    """How many people the planted rows ask about."""
    in_file: dict[Special, int] = {}
    strangers = 0
    for kind, count in zip(KINDS, planted, strict=True):
        held, new = _people_of(kind, count)
        in_file[kind.special] = in_file.get(kind.special, 0) + held
        strangers += new
    return Need(in_file, strangers)


def spare(count: int) -> int:
    """How many to draw so that ``count`` are left."""
    return int(count * _SPARE) + 1 if count else 0


def strangers(plan: Plan, need: Need) -> Asked:
    """People who are in no file."""
    count = max(1, spare(need.strangers))
    asked = _asked(make_block(plan.generator(Part.STRANGERS), count, plan.taxpayers + 1, {}), np.arange(count))
    nobody = np.zeros(count, dtype=np.int64)
    return replace(asked, people=replace(asked.people, taxpayer=nobody, special=nobody))


def picked(rng: np.random.Generator, block: Block, wanted: dict[Special, int]) -> Asked:
    """People of a block who may be asked about, so many of each special sort."""
    people = block.people
    first = np.r_[True, people.household[1:] != people.household[:-1]]
    rows: list[Ints] = []
    for sort, count in sorted(wanted.items()):
        fit = people.special == sort
        if sort is not Special.ORDINARY:
            fit = fit & first
        if sort in PAIRS:
            fit = fit & (people.partner >= 0)
        rows.append(rng.permutation(np.flatnonzero(fit))[:count])
    return _asked(block, np.sort(np.concatenate(rows)))


def _asked(block: Block, rows: Ints) -> Asked:
    people = block.people.take(rows)
    return Asked(people, block.home.take(people.household), block.former.take(people.household))


def distinct(asked: Asked) -> Asked:
    """The first of any who share name and birth date, in the order given: two rows about them would be one question."""
    _, rows = np.unique(_name_and_birth(asked.people, asked.people.born), return_index=True)
    return asked.take(np.sort(rows))


def _name_and_birth(people: People, born: Ints) -> Ints:
    """One number for each pair of a name, two surnames in either order, and a birth date."""
    low, high = np.minimum(people.family, people.family2), np.maximum(people.family, people.family2)
    return ((people.given * 1000 + low + 1) * 1000 + high + 1) * 100_000 + born + 40_000


def _birth_days(rng: np.random.Generator, kind: Ints, people: People) -> Ints:
    """Each row's birth date: the true one, or where another is planted, one that makes no namesake's question of it."""
    others = np.flatnonzero(kind == _place("birth_date_disagrees"))
    taken = np.unique(_name_and_birth(people, people.born))
    born = people.born.copy()
    clash = np.ones(len(others), dtype=bool)
    while clash.any():
        born[others[clash]] = people.born[others[clash]] + 1 + draw(rng, 400, int(clash.sum()))
        questions = _name_and_birth(people.take(others), born[others])
        _, first, count = np.unique(questions, return_inverse=True, return_counts=True)
        clash = np.isin(questions, taken) | (count[first] > 1)
    return born


def _place(name: str) -> int:
    """The place of a kind in the catalogue."""
    return [kind.name for kind in KINDS].index(name)


def plant(plan: Plan, planted: list[int], in_file: Asked, new: Asked) -> Planting:
    """Lay out the request.

    Raises:
        UsageError: the file has too few people of a sort that some kind needs.
    """
    rng = plan.generator(Part.PLANTING)
    asked = distinct(Asked.joined([in_file, new]))
    kind = np.repeat(np.arange(len(KINDS)), planted)
    group, first_shared, groups = _groups(planted)
    person = _assign(rng, planted, asked, plan)
    order = rng.permutation(plan.records)
    kind, group, person = kind[order], group[order], person[order]
    matter, matters = _matters(rng, plan, kind, group)
    return Planting(
        kind=kind,
        person=person,
        matter=matter,
        group=group,
        id_row=_id_rows(kind, group),
        born=_birth_days(rng, kind, asked.people.take(person)),
        asked=asked,
        matters=matters,
        shared=draw_homes(rng, np.full(groups, int(Form.STREET))),
        first_shared=first_shared,
    )


def _groups(planted: list[int]) -> tuple[Ints, int, int]:
    """Group of each row before shuffling, -1 for none; the first group that shares a home; how many do."""
    parts: list[Ints] = []
    next_group, first_shared, sharing = 0, 0, 0
    for kind, count in zip(KINDS, planted, strict=True):
        if kind.group == 1:
            parts.append(np.full(count, -1, dtype=np.int64))
            continue
        if kind.home is Home.SHARED:
            first_shared, sharing = next_group, count // kind.group
        parts.append(next_group + np.arange(count) // kind.group)
        next_group += count // kind.group
    return np.concatenate(parts), first_shared, sharing


def _assign(rng: np.random.Generator, planted: list[int], asked: Asked, plan: Plan) -> Ints:
    """Whom each row asks about, before shuffling."""
    stock = _stock(rng, asked.people)
    parts: list[Ints] = []
    for kind, count in zip(KINDS, planted, strict=True):
        held, new = _people_of(kind, count)
        queues = ((stock[kind.special], held), (stock[None], new))
        if any(len(queue) < wanted for queue, wanted in queues):
            raise UsageError(
                f"{plan.taxpayers:,} taxpayers are too few for {plan.records:,} records: kind {kind.name} finds"
                " nobody to ask about. Ask for more --taxpayers or fewer --records."
            )
        if kind.home is Home.SHARED:
            people = _different_families(asked.people, stock[None], new, kind.group)
        else:
            people = [queue.pop() for queue, wanted in queues for _ in range(wanted)]
        repeat = kind.group if kind.one_person else 1
        parts.append(np.repeat(np.array(people, dtype=np.int64), repeat))
    return np.concatenate(parts)


def _stock(rng: np.random.Generator, people: People) -> dict[Special | None, list[int]]:
    """People to draw from, in a random order: by special sort, and strangers under None."""
    rows = rng.permutation(len(people))
    in_file = people.taxpayer[rows] > 0
    stock: dict[Special | None, list[int]] = {
        sort: [int(row) for row in rows[in_file & (people.special[rows] == sort)]] for sort in Special
    }
    stock[None] = [int(row) for row in rows[~in_file]]
    return stock


def _different_families(people: People, queue: list[int], count: int, group: int) -> list[int]:
    """Strangers for groups in which no two bear one family name, where the queue has them."""
    chosen: list[int] = []
    while len(chosen) < count:
        names: set[int] = set()
        passed: list[int] = []
        members = 0
        while members < group:
            one = queue.pop() if queue else passed.pop()
            if queue and int(people.family[one]) in names:
                passed.append(one)
                continue
            names.add(int(people.family[one]))
            chosen.append(one)
            members += 1
        queue[:0] = passed
    return chosen


def _id_rows(kind: Ints, group: Ints) -> Ints:
    """The row whose id each row bears: its own, or for a repeated id the first of its group."""
    rows = np.arange(len(kind))
    repeated = np.flatnonzero(kind == _place("record_id_repeated"))
    for number in np.unique(group[repeated]):
        members = repeated[group[repeated] == number]
        rows[members] = members[0]
    return rows


def _matters(rng: np.random.Generator, plan: Plan, kind: Ints, group: Ints) -> tuple[Ints, Matters]:
    """The matter of each row; matters hold 5 to 20 rows, the shared ones their whole group."""
    shared = kind == _place("matter_shared")
    plain = np.flatnonzero(~shared)
    sizes = rng.integers(5, 21, plan.records // 5 + 1)
    number = int(np.searchsorted(np.cumsum(sizes), len(plain))) + 1
    matter = np.zeros(plan.records, dtype=np.int64)
    matter[plain] = np.repeat(np.arange(number), sizes[:number])[: len(plain)]
    _, of_group = np.unique(group[shared], return_inverse=True)
    matter[shared] = number + of_group
    count = number + (int(of_group.max()) + 1 if len(of_group) else 0)
    load = np.bincount(matter, minlength=count)
    opened = draw(rng, 300, count)
    first, second, officers = _officers(rng, plan, load)
    return matter, Matters(opened, first, second, officers)


def _officers(rng: np.random.Generator, plan: Plan, load: Ints) -> tuple[Ints, Ints, int]:
    """First and second officer of each matter, and how many officers there are."""
    none = np.full(len(load), -1, dtype=np.int64)
    if plan.officers is OfficersMode.ONE:
        return np.zeros(len(load), dtype=np.int64), none, 1
    first = (np.cumsum(load) - load) // _LOAD
    officers = max(2, int(first.max()) + 1)
    has_second = (rng.random(len(load)) < _SECOND_SHARE) & (load <= 20)
    running = np.cumsum(load * has_second) - load * has_second
    # Half-way round the roster from the first officer's stretch, so that the two are never one person.
    second = (running // _SECOND_LOAD + officers // 2) % officers
    second = np.where(second == first, (second + 1) % officers, second)
    return first, np.where(has_second, second, none), officers
