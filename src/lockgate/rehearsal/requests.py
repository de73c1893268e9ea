"""The request, a stretch of rows at a time: people, homes and matters written out, then altered kind by kind."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lockgate.pipeline.columns import TERMS
from lockgate.rehearsal.arrays import Bools, Ints, Texts, blanks, chance, draw, glued, iso, padded, pool
from lockgate.rehearsal.catalogue import KINDS
from lockgate.rehearsal.draft import SUBMITTED, Draft
from lockgate.rehearsal.kinds import Given, Home
from lockgate.rehearsal.people import SUFFIXES, YEARS, People, family_names, given_names, tins
from lockgate.rehearsal.places import Form, Homes, Lines, draw_homes, one_field, various, written
from lockgate.rehearsal.plan import Part, Plan
from lockgate.rehearsal.planting import Planting
from lockgate.rehearsal.reasons import reasons
from lockgate.rehearsal.slips import make_slips
from lockgate.rehearsal.spelling import plain

STRETCH = 32_768
"""Rows written at a time."""

_TIN_GIVEN = {Given.TIN: 1.0, Given.BOTH: 1.0, Given.OFTEN: 0.65, Given.SELDOM: 0.08}
_BIRTH_GIVEN = {Given.BIRTH: 1.0, Given.BOTH: 1.0, Given.OFTEN: 0.5, Given.SELDOM: 0.7}
_STATUTES = ("8 USC 1253(a)(1)(A)", "8 USC 1253(a)(1)(A)", "8 U.S.C. 1253(a)(1)(A)", "8 U.S.C. § 1253(a)(1)(A)")
_AUTHORITIES = (
    "19 U.S.C. 1589a",
    "8 U.S.C. 1357(a)(5)",
    "28 CFR 0.55 referral",
    "HSI case authority under 19 USC 1589a",
)
_GROUNDS = ("1227(a)(1)(B)", "1227(a)(1)(A)", "8 USC 1227(a)(1)(C)(i)", "1227(a)(2)(A)(ii)")
_OFFICES = ("HOU", "NYC", "LAX", "MIA", "CHI", "ATL", "PHX", "DEN", "BOS", "SEA")


@dataclass(frozen=True)
class Stretch:
    """Rows ready to be written.

    Attributes:
        first: the first row's place in the request, from 0.
        columns: the values, by term.
        surplus: rows with too many or too few fields.
        slips: what each row writes otherwise than it is; '' nearly everywhere.
    """

    first: int
    columns: dict[str, Texts]
    surplus: dict[int, int]
    slips: Texts


def matter_ids(numbers: Ints) -> Texts:
    """Ids of matters; no part of one reads as a year."""
    return glued("HSI-", pool(_OFFICES)[numbers % len(_OFFICES)], "-", padded(numbers + 1, 7))


def officer_ids(numbers: Ints) -> Texts:
    """Ids of the agency's officers."""
    return glued("ICE-", padded(numbers + 1, 4))


def stretches(plan: Plan, planting: Planting) -> Iterator[Stretch]:
    """The whole request in order, ``STRETCH`` rows at a time."""
    for number, first in enumerate(range(0, plan.records, STRETCH)):
        rows = np.arange(first, min(first + STRETCH, plan.records))
        draft = _draft(plan, planting, rows, plan.generator(Part.REQUEST, number))
        kinds = planting.kind[rows]
        for place in np.unique(kinds):
            at = np.flatnonzero(kinds == place)
            for alter in KINDS[place].alters:
                alter(draft, at)
            _special_alter(plan, planting, draft, at, rows)
        slips = make_slips(plan.generator(Part.SLIPS, number), draft, kinds, plan.slips)
        yield Stretch(first, draft.columns, draft.surplus, slips)


def _draft(plan: Plan, planting: Planting, rows: Ints, rng: np.random.Generator) -> Draft:
    """The rows as they are before any kind alters them."""
    count = len(rows)
    kinds = planting.kind[rows]
    people = planting.asked.people.take(planting.person[rows])
    homes, periods = _homes(planting, rows, rng)
    matters = planting.matters
    opened = SUBMITTED - 5 - matters.opened[planting.matter[rows]]
    ordered = opened - 91 - draw(rng, 1100, count)
    manner, one = various(rng, count), chance(rng, 0.35, count)
    # One address on many rows is written in one way, so that what is planted is the repetition and nothing else.
    shared = np.array([kind.home is Home.SHARED for kind in KINDS])[kinds]
    lines, one = written(homes, replace(manner, long=manner.long & ~shared)), one & ~shared
    columns = {term: blanks(count) for term in TERMS}
    columns |= _person(plan, people, planting.born[rows], rng, kinds) | _address(lines, one, rng)
    columns |= {
        "record_id": "R" + padded(planting.id_row[rows] + 1, 8),
        "tax_periods": periods,
        "statute": _one_of(rng, _STATUTES, count),
        "authority": _one_of(rng, _AUTHORITIES, count),
        "final_order_date": iso(ordered),
        "order_case_number": _case_numbers(rng, rows),
        "removal_ground": _one_of(rng, _GROUNDS, count),
        "judicial_review": np.full(count, "none", dtype=object),
        "relief_declared": np.full(count, "none", dtype=object),
        "matter_kind": np.full(count, "investigation", dtype=object),
        "matter_id": matter_ids(planting.matter[rows]),
        "investigation_opened": iso(opened),
        "reason": reasons(rng, periods),
        "officers": _officers(planting, rows),
        "agency_person_no": "FIN" + padded(rows * 7 + draw(rng, 7, count) + 1_000_000_000, 10),
    }
    return Draft(rng, people, homes, one, opened, ordered, columns)


def _one_of(rng: np.random.Generator, words: tuple[str, ...], count: int) -> Texts:
    picked: Texts = pool(words)[draw(rng, len(words), count)]
    return picked


def _case_numbers(rng: np.random.Generator, rows: Ints) -> Texts:
    """One A-number for each row, none twice, none ever issued: all begin with 9."""
    digits = (900_000_000 + rows).astype(str).astype(object)
    hyphened = pool([text[:3] + "-" + text[3:6] + "-" + text[6:] for text in digits])
    return np.choose(draw(rng, 3, len(rows)), [digits, "A" + digits, "A" + hyphened]).astype(object)


def _officers(planting: Planting, rows: Ints) -> Texts:
    first = planting.matters.first[planting.matter[rows]]
    second = planting.matters.second[planting.matter[rows]]
    return np.where(second < 0, officer_ids(first), officer_ids(first) + ";" + officer_ids(second))


def _person(plan: Plan, people: People, born: Ints, rng: np.random.Generator, kinds: Ints) -> dict[str, Texts]:
    """Name, birth date and TIN, in various manners."""
    count = len(people)
    manner = draw(rng, 4, count)
    given, family = given_names(), family_names()
    middle = np.where(people.middle < 0, "", given[people.middle])
    initials = pool([name[:1] for name in middle])
    middle = np.choose(draw(rng, 5, count), [middle, middle, initials, "", ""]).astype(object)
    second = np.where(people.family2 < 0, "", " " + family[people.family2])
    names = {
        "given_name": given[people.given],
        "middle_name": middle,
        "family_name": family[people.family] + second,
        "suffix": pool(SUFFIXES)[people.suffix],
    }
    columns = {term: _spelled(values, manner) for term, values in names.items()}
    birth_given = rng.random(count) < np.array([_BIRTH_GIVEN.get(kind.given, 0.0) for kind in KINDS])[kinds]
    tin_given = rng.random(count) < np.array([_TIN_GIVEN.get(kind.given, 0.0) for kind in KINDS])[kinds]
    columns["date_of_birth"] = np.where(birth_given, iso(born), "")
    columns["tin"] = np.where(tin_given, _hyphened(rng, tins(people.number, plan.seed)), "")
    return columns


def _spelled(names: Texts, manner: Ints) -> Texts:
    """As people write it, without accents, or in capitals with or without them."""
    spelled = names.copy()
    for number, change in ((1, plain), (2, str.upper), (3, lambda name: plain(name).upper())):
        at = np.flatnonzero(manner == number)
        spelled[at] = pool([change(name) for name in names[at]])
    return spelled


def _hyphened(rng: np.random.Generator, numbers: Texts) -> Texts:
    """A TIN as nine digits, with hyphens, or with blanks."""
    hyphens = pool([f"{text[:3]}-{text[3:5]}-{text[5:]}" for text in numbers])
    blanks = pool([f"{text[:3]} {text[3:5]} {text[5:]}" for text in numbers])
    which = draw(rng, 10, len(numbers))
    return np.where(which < 5, numbers, np.where(which < 9, hyphens, blanks))


def _address(lines: Lines, one: Bools, rng: np.random.Generator) -> dict[str, Texts]:
    """The address in one column or in parts; some with ZIP+4, some with the country."""
    count = len(lines)
    plus4 = np.where(chance(rng, 0.1, count), "-" + padded(1 + draw(rng, 9998, count), 4), "")
    lines = replace(lines, zip5=lines.zip5 + plus4)
    parts = {
        "address_line1": lines.line1,
        "address_line2": lines.line2,
        "city": lines.city,
        "state": lines.state,
        "zip": lines.zip5,
    }
    columns = {term: np.where(one, "", values) for term, values in parts.items()}
    columns["address"] = np.where(one, one_field(lines, chance(rng, 0.6, count)), "")
    columns["country"] = np.where(chance(rng, 0.3, count), "USA", "")
    columns["address_basis"] = np.full(count, "home", dtype=object)
    return columns


def _homes(planting: Planting, rows: Ints, rng: np.random.Generator) -> tuple[Homes, Texts]:
    """The home each row sets forth, and the tax periods it states."""
    person = planting.person[rows]
    people = planting.asked.people.take(person)
    which = np.array([list(Home).index(kind.home) for kind in KINDS])[planting.kind[rows]]
    count = len(rows)
    year = np.argmax(rng.random((count, len(YEARS))) * people.held, axis=1)
    low = (year - chance(rng, 0.4, count)).clip(min=0)
    high = (year + chance(rng, 0.3, count)).clip(max=len(YEARS) - 1)
    old = (people.moved > 0) & (year < people.moved)
    for home, from_, to, former in (
        (Home.MOVED_WITHIN, people.moved - 1, people.moved, True),
        (Home.MOVED_BEFORE, people.moved, (people.moved + 1).clip(max=len(YEARS) - 1), True),
        (Home.LAST, np.full(count, len(YEARS) - 1), np.full(count, len(YEARS) - 1), False),
    ):
        at = which == list(Home).index(home)
        low, high, old = np.where(at, from_, low), np.where(at, to, high), np.where(at, former, old)
    homes = _where(old, planting.asked.former.take(person), planting.asked.home.take(person))
    homes = replace(homes, unit=homes.unit + 100 * (which == list(Home).index(Home.OTHER_UNIT)))
    elsewhere = which == list(Home).index(Home.ELSEWHERE)
    homes = _where(elsewhere, draw_homes(rng, np.full(count, int(Form.STREET))), homes)
    shared = which == list(Home).index(Home.SHARED)
    if shared.any():
        at = np.where(shared, planting.group[rows] - planting.first_shared, 0)
        homes = _where(shared, planting.shared.take(at), homes)
    span = [";".join(str(YEARS[year]) for year in range(a, b + 1)) for a, b in zip(low, high, strict=True)]
    return homes, pool(span)


def _where(condition: Bools, one: Homes, other: Homes) -> Homes:
    """Row by row one home or the other."""
    return Homes(**{name: np.where(condition, getattr(one, name), getattr(other, name)) for name in one.__dict__})


def _special_alter(plan: Plan, planting: Planting, draft: Draft, at: Ints, rows: Ints) -> None:
    """What a kind changes with knowledge of the whole request."""
    name = KINDS[planting.kind[rows[at[0]]]].name
    if name == "tin_of_a_stranger":
        unused = plan.taxpayers + 2 * plan.records + rows[at]
        draft.put("tin", at, tins(unused, plan.seed))
    elif name == "tin_of_the_partner":
        draft.put("tin", at, tins(draft.people.partner[at], plan.seed))
    elif name == "row_too_few_fields":
        draft.surplus.update({int(row): -4 for row in at})
    elif name == "row_too_many_fields":
        draft.surplus.update({int(row): 2 for row in at})
