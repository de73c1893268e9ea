"""The custodian's people: households with their homes by tax year, made in blocks of a bounded size.

A block depends only on the seed and its number, so a file of any size is written without being held. Some
households are *special*: they are there so that a kind of request has somebody to be about.
"""

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from lockgate.rehearsal.arrays import Bools, Columns, Ints, Texts, chance, days, draw, padded, pool
from lockgate.rehearsal.names import ORIGINS
from lockgate.rehearsal.places import Form, Homes, draw_homes

YEARS = (2021, 2022, 2023, 2024)
"""The tax periods the custodian holds."""

SUFFIXES = ("", "JR", "SR")


class Special(IntEnum):
    """Why a household is special. The order is that of the planting, rarest first."""

    ORDINARY = 0
    JUNIOR = 1
    TWIN_SAME_GIVEN = 2
    TWINS = 3
    TWO_FAMILIES = 4
    SAME_DAY = 5
    PO_BOX = 6
    RURAL = 7
    PUERTO_RICO = 8
    MILITARY = 9
    HYPHENATED = 10
    UNIT = 11
    SHORT_NAME = 12
    TWO_SURNAMES = 13
    MOVED = 14
    COUPLE = 15


BACKGROUND = {
    Special.JUNIOR: 0.004, Special.TWIN_SAME_GIVEN: 0.0005, Special.TWINS: 0.003, Special.TWO_FAMILIES: 0.0005,
    Special.SAME_DAY: 0.002, Special.PO_BOX: 0.005, Special.RURAL: 0.005, Special.PUERTO_RICO: 0.002,
    Special.MILITARY: 0.003, Special.HYPHENATED: 0.002, Special.UNIT: 0.005, Special.SHORT_NAME: 0.002,
    Special.TWO_SURNAMES: 0.005, Special.MOVED: 0.005, Special.COUPLE: 0.005,
}  # fmt: skip
"""How many of all households are of each special sort even when no request needs them."""

PAIRS = (Special.JUNIOR, Special.TWIN_SAME_GIVEN, Special.TWINS, Special.TWO_FAMILIES, Special.COUPLE)
_FORMS = {
    Special.PO_BOX: Form.PO_BOX, Special.RURAL: Form.RURAL, Special.PUERTO_RICO: Form.PUERTO_RICO,
    Special.MILITARY: Form.MILITARY, Special.HYPHENATED: Form.HYPHENATED, Special.UNIT: Form.UNIT,
}  # fmt: skip
_SPANISH = (Special.TWO_SURNAMES, Special.TWIN_SAME_GIVEN, Special.TWO_FAMILIES)


@dataclass(frozen=True)
class People(Columns):
    """People as numbers: indexes into the pools of names, days since 1970, and when they moved.

    Attributes:
        taxpayer: the taxpayer's number in the file, from 1; 0 for somebody who is not in it.
        household: which of the block's households is theirs.
        members: how many people of the block live in that household.
        middle, family2: -1 where there is none.
        number: which of the synthetic taxpayer numbers is theirs (``tins``).
        partner: the number of another member of the household, -1 where there is none.
        moved: the year (0 = 2021) from which on ``home`` holds instead of ``former``; 0 = never moved.
        held: whether an address is held, year by year.
    """

    taxpayer: Ints
    household: Ints
    members: Ints
    special: Ints
    origin: Ints
    given: Ints
    middle: Ints
    family: Ints
    family2: Ints
    suffix: Ints
    born: Ints
    number: Ints
    partner: Ints
    moved: Ints
    held: Bools


@dataclass(frozen=True)
class Block:
    """Some people, and the present and former home of each of their households."""

    people: People
    home: Homes
    former: Homes


@dataclass(frozen=True)
class _Pools:
    """Where the names of each origin stand in the pools; given names by origin and sex."""

    given_start: Ints
    given_size: Ints
    family_start: Ints
    family_size: Ints
    two_surnames: Bools
    shares: Ints


@dataclass(frozen=True)
class _Households(Columns):
    special: Ints
    size: Ints
    origin: Ints
    given: Ints
    family: Ints
    family2: Ints
    lodgers: Ints
    born: Ints
    moved: Ints


def given_names() -> Texts:
    """All given names, women's then men's, origin by origin."""
    return pool([name for origin in ORIGINS for name in origin.female + origin.male])


def family_names() -> Texts:
    """All family names, origin by origin."""
    return pool([name for origin in ORIGINS for name in origin.family])


def tins(numbers: Ints, seed: int) -> Texts:
    """Synthetic taxpayer numbers, one for each whole number, none twice.

    All begin with 9: every third looks like an ITIN (the groups the IRS issues them in), the others stand in
    groups that nobody issues, so none is anybody's social security number.
    """
    groups_itin = np.array([*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)], dtype=np.int64)
    groups_other = np.arange(1, 50, dtype=np.int64)
    itin = is_itin(numbers)
    order = np.where(itin, numbers // 3, numbers - numbers // 3)
    size = np.where(itin, len(groups_itin), len(groups_other)) * 1_000_000
    scattered = (order * 20_000_003 + seed % 1_000_003 * 17) % size
    group_number = scattered // 1_000_000
    group = np.where(itin, groups_itin[group_number % len(groups_itin)], groups_other[group_number % len(groups_other)])
    area, serial = scattered // 10_000 % 100, scattered % 10_000
    return padded((900 + area) * 1_000_000 + group * 10_000 + serial, 9)


def is_itin(numbers: Ints) -> Bools:
    """Which of the synthetic numbers look like an ITIN."""
    return np.asarray(numbers % 3 == 0)


def _pools() -> _Pools:
    sizes = [size for origin in ORIGINS for size in (len(origin.female), len(origin.male))]
    families = [len(origin.family) for origin in ORIGINS]
    return _Pools(
        given_start=np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64),
        given_size=np.array(sizes, dtype=np.int64),
        family_start=np.concatenate([[0], np.cumsum(families)[:-1]]).astype(np.int64),
        family_size=np.array(families, dtype=np.int64),
        two_surnames=np.array([origin.two_surnames for origin in ORIGINS]),
        shares=np.cumsum([origin.share for origin in ORIGINS]).astype(np.int64),
    )


def make_block(rng: np.random.Generator, count: int, first: int, quota: dict[Special, int]) -> Block:
    """``count`` people in households; ``quota`` says how many households of each special sort there must be.

    Args:
        rng: the block's own generator.
        count: how many people.
        first: the number of the first, in the file and for synthetic TINs.
        quota: households wanted, by sort; the rest is ordinary.
    """
    households = _make_households(rng, count, quota)
    member_of = np.repeat(np.arange(len(households)), households.size)[:count]
    position = np.arange(count) - (np.cumsum(households.size) - households.size)[member_of]
    people = _members(rng, households.take(member_of), member_of, position, first)
    forms = _forms(rng, len(households))
    for sort, form in _FORMS.items():
        forms[households.special == sort] = form
    return Block(
        people=people,
        home=_buildings(draw_homes(rng, forms)),
        former=draw_homes(rng, np.zeros(len(households), dtype=np.int64)),
    )


def _make_households(rng: np.random.Generator, count: int, quota: dict[Special, int]) -> _Households:
    special, size = _sorts(rng, count, quota)
    number = len(special)
    pools = _pools()
    origin = np.searchsorted(pools.shares, draw(rng, int(pools.shares[-1]), number), side="right").astype(np.int64)
    origin[special == Special.SHORT_NAME] = [one.name for one in ORIGINS].index("east asian")
    origin[np.isin(special, _SPANISH)] = [one.name for one in ORIGINS].index("spanish")
    family, family2, lodgers = (draw(rng, 1 << 20, number) % pools.family_size[origin] for _ in range(3))
    two = pools.two_surnames[origin] & (chance(rng, 0.6, number) | (special == Special.TWO_SURNAMES))
    family2 = np.where(family2 == family, (family + 1) % pools.family_size[origin], family2)
    moved = np.where(chance(rng, 0.2, number) | (special == Special.MOVED), 1 + draw(rng, 3, number), 0)
    stays = np.isin(special, (*_FORMS, Special.SAME_DAY))
    return _Households(
        special=special,
        size=size,
        origin=origin,
        given=draw(rng, 1 << 20, number),
        family=pools.family_start[origin] + family,
        family2=np.where(two, pools.family_start[origin] + family2, -1),
        lodgers=np.where(chance(rng, 0.06, number), pools.family_start[origin] + lodgers, -1),
        born=days("1945-01-01") + draw(rng, 40 * 365, number),
        moved=np.where(stays, 0, moved),
    )


def _sorts(rng: np.random.Generator, count: int, quota: dict[Special, int]) -> tuple[Ints, Ints]:
    """Sort and size of each household, in a random order."""
    wanted = [int(sort) for sort, number in quota.items() for _ in range(number)][:count]
    special = np.zeros(count, dtype=np.int64)
    special[: len(wanted)] = wanted
    size = 1 + np.searchsorted([0.30, 0.60, 0.78, 0.92], rng.random(count)).astype(np.int64)
    size = np.where(np.isin(special, PAIRS), size.clip(min=2), size)
    # Alone, so that a name of two letters given by force meets no other member who bears it.
    size = np.where(special == Special.SHORT_NAME, 1, size)
    number = int(np.searchsorted(np.cumsum(size), count)) + 1
    order = rng.permutation(number)
    return special[order], size[order]


def _forms(rng: np.random.Generator, count: int) -> Ints:
    """The form of each ordinary home."""
    shares = np.cumsum([0.735, 0.20, 0.01, 0.02, 0.015, 0.005, 0.01])
    return np.searchsorted(shares, rng.random(count)).astype(np.int64)


def _buildings(homes: Homes) -> Homes:
    """Homes with a unit, three by three in one building: the same number, street and place."""
    units = np.flatnonzero(homes.form == Form.UNIT)
    one_of_three = np.arange(len(units)) % 3
    host = homes.take(units[np.arange(len(units)) - one_of_three])
    number, direction, street = homes.number.copy(), homes.direction.copy(), homes.street.copy()
    suffix, place, unit = homes.suffix.copy(), homes.place.copy(), homes.unit.copy()
    number[units], direction[units], street[units] = host.number, host.direction, host.street
    suffix[units], place[units] = host.suffix, host.place
    unit[units] = 1 + (host.unit + 17 * one_of_three) % 51
    return replace(homes, number=number, direction=direction, street=street, suffix=suffix, place=place, unit=unit)


def _members(rng: np.random.Generator, at: _Households, member_of: Ints, position: Ints, first: int) -> People:
    """The people of households: ``at`` is each one's household, ``position`` their place in it."""
    count = len(at)
    taxpayer = first + np.arange(count)
    partner = np.where(position > 0, taxpayer - position, np.where(at.size > 1, taxpayer + 1, -1))
    held = chance(rng, 0.88, count * len(YEARS)).reshape(count, len(YEARS)) | (at.special > 0)[:, None]
    held[np.arange(count), draw(rng, len(YEARS), count)] = True
    given, middle = _forenames(rng, at, position)
    lodges = (position > 1) & (at.lodgers >= 0)
    return People(
        taxpayer=taxpayer,
        household=member_of,
        members=np.bincount(member_of)[member_of],
        special=np.where((position > 1) & np.isin(at.special, PAIRS), Special.ORDINARY, at.special),
        origin=at.origin,
        given=given,
        middle=middle,
        family=np.where(lodges, at.lodgers, at.family),
        family2=np.where(lodges, -1, at.family2),
        suffix=np.where((at.special == Special.JUNIOR) & (position < 2), 2 - position, 0),
        born=_birth_days(rng, at, position),
        number=taxpayer,
        partner=np.where(partner >= first + count, -1, partner),
        moved=at.moved,
        held=held,
    )


def _forenames(rng: np.random.Generator, at: _Households, position: Ints) -> tuple[Ints, Ints]:
    """Given and middle names; nobody shares a given name within a household but the namesakes."""
    pools = _pools()
    namesakes = np.isin(at.special, (Special.JUNIOR, Special.TWIN_SAME_GIVEN, Special.TWO_FAMILIES))
    slot = at.origin * 2 + np.where(namesakes, at.given, at.given + position) % 2
    start, size = pools.given_start[slot], pools.given_size[slot]
    # Three times four is below every pool's size, so five members of one sex never come round to one name.
    step = np.where(namesakes & (position < 2), 0, position)
    given = start + (at.given // 2 + 3 * step) % size
    short = (at.special == Special.SHORT_NAME) & (position == 0)
    given = np.where(short, pools.given_start[at.origin * 2] + at.given % 2, given)
    middle = start + (at.given // 3 + 7 + 5 * position) % size
    two = np.isin(at.special, (Special.TWIN_SAME_GIVEN, Special.TWO_FAMILIES)) & (position < 2)
    has_middle = (chance(rng, 0.45, len(at)) | two) & (middle != given) & ~short
    return given, np.where(has_middle, middle, -1)


def _birth_days(rng: np.random.Generator, at: _Households, position: Ints) -> Ints:
    """Partners of about one age, children a generation younger, twins on one day."""
    count = len(at)
    years = np.where(position == 1, draw(rng, 3650, count) - 1825, 20 * 365 + draw(rng, 12 * 365, count))
    years = np.where((position == 1) & (at.special == Special.JUNIOR), 21 * 365 + draw(rng, 3650, count), years)
    twins = (position == 1) & np.isin(at.special, (Special.TWINS, Special.TWIN_SAME_GIVEN))
    born = np.where((position == 0) | twins, at.born, at.born + years)
    youngest = days("2006-12-31")
    return np.where(born > youngest, youngest - draw(rng, 3650, count), born)
