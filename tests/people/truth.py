"""What is true of a request: whom it is about, what stands otherwise in the file, and what ought to come of it.

The truth is the package's, and nothing here asks lockgate how two texts compare:

- *who*: a taxpayer is the person whose ``simulant_id`` their latest return has;
- *home*: a person filed from the address asked with where a return's address and the request's are one before noise;
- *as held*: a part of the request is the text that the file has, letter for letter but for case;
- *whose error*: a text that is not the one the same data set has for this person when it is made without noise.

A number that noise has brought out of the package's form, ``000-00-0000``, is none.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from tests.people.custodian import Taxpayer, filers
from tests.people.sample import Home, Written, rows, written

from lockgate.rehearsal.kinds import Meant

BORN = "%m/%d/%Y"
"""How a request writes a birth date."""

TWO = "two parts or more"
"""What is said of a request that is not as held in more than one part."""

_NUMBER = re.compile(r"\d{3}-\d{2}-\d{4}")
_NAME = {"given name": "given", "middle initial": "middle", "family name": "family"}
_ADDRESS = {
    "house number": "number", "street": "street", "unit": "unit", "box": "box", "city": "city", "state": "state",
    "ZIP": "zip",
}  # fmt: skip
_OTHER = {"birth date": "date_of_birth", "number": "tin"}
PARTS = (*_NAME, *_ADDRESS, *_OTHER)
"""The parts of a request that say who the person is, as they are called."""

_RISING = (Meant.NOBODY, Meant.WEAK, Meant.ONE)


class Side(StrEnum):
    """Where the error stands by which a part of a request is not as held."""

    REQUEST = "request"
    FILE = "file"
    BOTH = "both"
    NEITHER = "neither"
    """The data sets write it differently without noise."""


@dataclass(frozen=True)
class Told:
    """A request beside the taxpayer of the file it is about.

    Attributes:
        taxpayer: that taxpayer; of several made of one person the one that means most, then the one least unlike.
        meant: what location ought to come to.
        gives: whether a number or birth date is given.
        otherwise: the parts that are not as held, and where the error stands.
        not_held: birth date or number, where it is given and the file has none.
    """

    taxpayer: Taxpayer
    meant: Meant
    gives: bool
    otherwise: Mapping[str, Side]
    not_held: tuple[str, ...]

    @property
    def as_held(self) -> bool:
        """Whether everything given is as the file has it."""
        return not self.otherwise and not self.not_held

    @property
    def label(self) -> str:
        """The part that is not as held, in a word; '' where every part is, or the file has none."""
        return TWO if len(self.otherwise) > 1 else "".join(self.otherwise)


def owned(held: Mapping[str, Taxpayer]) -> Mapping[str, list[Taxpayer]]:
    """The taxpayers of the file by the person they are; there may be several of one person, and of some none."""
    own: dict[str, list[Taxpayer]] = defaultdict(list)
    for one in held.values():
        own[one.latest.simulant].append(one)
    return own


def told(data_set: str, asked: Written, record: Mapping[str, str], own: Iterable[Taxpayer]) -> Told | None:
    """The truth of one request; None where the person is not in the file, or never filed from the address asked with.

    Args:
        data_set: whose people are asked about.
        asked: the person, as that data set writes them.
        record: the request.
        own: the taxpayers of the file that are this person.
    """
    each = [_beside(data_set, asked, record, one) for one in own if asked.home in one.homes]
    return max(each, key=lambda one: (_RISING.index(one.meant), -len(one.otherwise)), default=None)


def _beside(data_set: str, asked: Written, record: Mapping[str, str], one: Taxpayer) -> Told:
    given = {part: (record[term], _held(part, one)) for part, term in _OTHER.items() if record[term]}
    not_held = tuple(part for part, (_, held) in given.items() if not held)
    other = [part for part, (said, held) in given.items() if held and said != held]
    meant = Meant.NOBODY if other else Meant.WEAK if not_held or not given else Meant.ONE
    filed = _nearest(asked, one)
    unlike = [*_unlike(asked, one.latest, _NAME), *_unlike(asked, filed, _ADDRESS), *other]
    sides = {part: _side(part, data_set, asked, (one, filed)) for part in unlike}
    return Told(one, meant, bool(given), sides, not_held)


def _held(part: str, one: Taxpayer) -> str:
    """The birth date or number the file has, written as requests write it; '' for none."""
    if part == "birth date":
        return f"{one.born:{BORN}}" if one.born else ""
    return one.latest.tin if _NUMBER.fullmatch(one.latest.tin) else ""


def _nearest(asked: Written, one: Taxpayer) -> Written:
    """The return, of those filed from the home asked with, whose address is least unlike."""
    there = [filed for filed in one.returns.values() if filed.home == asked.home]
    return min(there, key=lambda filed: len(_unlike(asked, filed, _ADDRESS)))


def _unlike(one: Written, other: Written, parts: Mapping[str, str]) -> list[str]:
    return [part for part, name in parts.items() if getattr(one, name).casefold() != getattr(other, name).casefold()]


def _side(part: str, data_set: str, asked: Written, held: tuple[Taxpayer, Written]) -> Side:
    """Whether the request's text, or the file's, is another than before noise."""
    one, filed = held
    who = asked.simulant
    if part in _ADDRESS:
        before = {_part_of(asked.home, part)}
        mine, theirs = (getattr(each, _ADDRESS[part]) not in before for each in (asked, filed))
    elif part == "birth date":
        mine, theirs = asked.born not in _plain(data_set)[who, "born"], one.born not in _births()[who]
    else:
        name = _NAME.get(part, "tin")
        mine = getattr(asked, name) not in _plain(data_set)[who, name]
        theirs = getattr(one.latest, name) not in _filed(max(one.returns))[who, name]
    return _SIDES[mine, theirs]


_SIDES = {
    (True, True): Side.BOTH, (True, False): Side.REQUEST, (False, True): Side.FILE, (False, False): Side.NEITHER,
}  # fmt: skip


def _part_of(home: Home, part: str) -> str:
    """A part of an address before noise."""
    line = dict(zip(("number", "street", "unit", "box"), home.text.split("|"), strict=True))
    name = _ADDRESS[part]
    return line[name] if name in line else str(getattr(home, name))


@cache
def _plain(data_set: str) -> Mapping[tuple[str, str], set[str]]:
    """What a data set of requests writes without noise, by simulant and field; a person may have several rows."""
    return _texts(written("plain", data_set, 2020))


@cache
def _filed(year: int) -> Mapping[tuple[str, str], set[str]]:
    """What the returns of a year write without noise."""
    return _texts(filers("plain", year))


def _texts(people: Iterable[Written]) -> Mapping[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in people:
        for name in (*_NAME.values(), "born", "tin"):
            found[one.simulant, name].add(getattr(one, name))
    return found


@cache
def _births() -> Mapping[str, set[date]]:
    """The birth dates that the social security data set has without noise, by simulant."""
    found: dict[str, set[date]] = defaultdict(set)
    for row in rows("plain", "social_security", 2021):
        found[row["simulant_id"]].add(date.fromisoformat(row["date_of_birth"]))
    return found
