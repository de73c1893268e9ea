"""Seeded items of a round: drawn from a secret, made from the shape of real items, each visibly lacking something.

A seed is no record: it has no row, stands in no table of a case, and exists only while a page is made from the secret
again. It is there so that a deciding officer who affirms without reading is found out (R47, docs/threats.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import shake_256
from itertools import count
from string import ascii_lowercase, ascii_uppercase, digits

from lockgate.law.common_family import COMMON_FAMILY
from lockgate.law.common_given import COMMON_GIVEN
from lockgate.law.common_streets import COMMON_STREETS
from lockgate.tlog.seeding import SeedsDocument

ROUND = 50
"""How many items one round shows, at most; seeds among them."""

COLUMNS = (
    "matter_id", "matter_kind", "investigation_opened", "officers", "given_name", "family_name", "address_line1",
    "city", "state", "zip", "tax_periods", "statute", "authority", "order_case_number", "final_order_date", "reason",
)  # fmt: skip
"""What a round shows of an item, in this order; never a taxpayer number or a day of birth."""


class Defect(StrEnum):
    """What a seed visibly lacks, with the requirement that it breaks."""

    STREET = "street"
    PERIOD = "period"
    OFFICER = "officer"
    CRIME = "crime"
    PURPOSE = "purpose"


WRITTEN_IN: Mapping[Defect, str] = {
    Defect.STREET: "R08, 26 U.S.C. 6103(i)(2)(B)(i)",
    Defect.PERIOD: "R10, 26 U.S.C. 6103(i)(2)(B)(ii)",
    Defect.OFFICER: "R20, 26 U.S.C. 6103(i)(2)(A)",
    Defect.CRIME: "R11, 26 U.S.C. 6103(i)(2)(A)",
    Defect.PURPOSE: "R54, 26 U.S.C. 6103(i)(2)(A)",
}
"""Defect -> the requirement and the paragraph that the seed breaks."""

_EMPTY = {Defect.STREET: "address_line1", Defect.PERIOD: "tax_periods", Defect.OFFICER: "officers"}
_NO_CRIME = ("8 USC 1229a", "8 USC 1227(a)(1)(B)", "8 USC 1231(a)(5)")
_NO_CRIMINAL_PURPOSE = (
    "To find the person at home and carry out the removal, which is a civil proceeding; nobody is charged.",
    "To bring the address in our files up to date before the next civil check-in of the person.",
    "To serve the notice to appear in the civil removal proceeding; no offence is investigated.",
    "To learn whether the person still lives with family members whose status is to be looked at.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One column of an item: its distinct values in order, the first few of them, and how many there are in all."""

    column: str
    values: tuple[str, ...]
    kinds: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a round: a declared group, which shares one matter and its officers; ``records``: how many."""

    records: int
    lines: tuple[Line, ...]

    def says(self, column: str) -> tuple[str, ...]:
        """The values of a column."""
        return next((line.values for line in self.lines if line.column == column), ())


Places = tuple[int | Defect, ...]
"""What stands at each place of a round: the number of a real item, from 0, or a seed with this defect."""


def drawn(secret: bytes, begin: int, of: int, most: int) -> Places:
    """What a round holds: the next items, one to ``most`` seeds, and their order, all of it from the secret.

    Args:
        secret: 32 random bytes.
        begin: how many of the items were put before.
        of: how many items there are; more than ``begin``.
        most: how many seeds there may be, from 1.
    """
    below = _drawing(secret, b"places")
    seeds: list[int | Defect] = [list(Defect)[below(len(Defect))] for _ in range(1 + below(most))]
    items: list[int | Defect] = list(range(begin, min(of, begin + ROUND - len(seeds))))
    places = [*items, *seeds]
    for last in range(len(places) - 1, 0, -1):
        other = below(last + 1)
        places[last], places[other] = places[other], places[last]
    return tuple(places)


def document(about: SeedsDocument) -> SeedsDocument:
    """The document with what follows from its secret: where the round ends, and its seeds."""
    places = drawn(about.secret, about.begin, about.of, about.most)
    seeds = tuple((place, one.value) for place, one in enumerate(places, start=1) if isinstance(one, Defect))
    return replace(about, end=about.begin + len(places) - len(seeds), seeds=seeds)


def shown(about: SeedsDocument, items: Mapping[int, Item]) -> tuple[Item, ...]:
    """The round as it is shown: its items with the seeds among them.

    Args:
        about: its document.
        items: the real items of the round by their numbers, and perhaps others; a seed has the shape of one of them.
    """
    below, models = _drawing(about.secret, b"items"), [items[number] for number in sorted(items)]
    taken = {value for one in models for value in one.says("matter_id")}
    return tuple(
        _seed(models[below(len(models))], one, taken, below) if isinstance(one, Defect) else items[one]
        for one in drawn(about.secret, about.begin, about.of, about.most)
    )


_Below = Callable[[int], int]


def _drawing(secret: bytes, purpose: bytes) -> _Below:
    """Draws a number from 0 below another one, each time from the secret and a counter of calls (SHAKE-256)."""
    calls = count()

    def below(bound: int) -> int:
        data = b"lockgate/seeds/v1\n" + purpose + secret + next(calls).to_bytes(8, "big")
        return int.from_bytes(shake_256(data).digest(16), "big") % bound

    return below


_GIVEN, _FAMILY, _STREETS = (tuple(sorted(names)) for names in (COMMON_GIVEN, COMMON_FAMILY, COMMON_STREETS))
_TRIES = 32


def _seed(model: Item, defect: Defect, taken: set[str], below: _Below) -> Item:
    """An item of the model's shape about nobody: other ids, names and streets, and what the defect takes away."""
    former = (model.says("matter_id") or ("",))[0]
    matter = next((one for _ in range(_TRIES) if (one := _like(former, below)) not in taken), _like(former, below))
    lines = tuple(_altered(line, defect, (former, matter), below) for line in model.lines)
    return Item(model.records, lines)


def _altered(line: Line, defect: Defect, matters: tuple[str, str], below: _Below) -> Line:
    former, matter = matters
    if _EMPTY.get(defect) == line.column:
        return Line(line.column, ("",))
    match line.column:
        case "statute" if defect is Defect.CRIME:
            return Line(line.column, (_NO_CRIME[below(len(_NO_CRIME))],))
        case "reason" if defect is Defect.PURPOSE:
            return Line(line.column, (_NO_CRIMINAL_PURPOSE[below(len(_NO_CRIMINAL_PURPOSE))],))
        case "matter_id":
            return Line(line.column, (matter,))
        case "reason" if former:
            return replace(line, values=tuple(value.replace(former, matter) for value in line.values))
        case _:
            return replace(line, values=tuple(sorted(_other(line.column, value, below) for value in line.values)))


def _other(column: str, value: str, below: _Below) -> str:
    match column:
        case _ if not value:
            return value
        case "given_name":
            return _cased(_GIVEN[below(len(_GIVEN))], value)
        case "family_name":
            return _cased(_FAMILY[below(len(_FAMILY))], value)
        case "address_line1":
            return _street(value, below)
        case "order_case_number":
            return _like(value, below)
        case _:
            return value


def _street(value: str, below: _Below) -> str:
    """Another house number, and another name where the street's own stands: its longest word."""
    words = value.split(" ")
    name = max(range(len(words)), key=lambda place: (words[place].isalpha(), len(words[place])))
    changed = [_like(word, below) if any(map(str.isdigit, word)) else word for word in words]
    changed[name] = _cased(_STREETS[below(len(_STREETS))], words[name])
    return " ".join(changed)


def _cased(word: str, model: str) -> str:
    return word if model.isupper() else word.capitalize()


def _like(value: str, below: _Below) -> str:
    """A text of the same pattern: other digits; other letters too, where it has no digits."""
    kinds = (digits,) if any(one in digits for one in value) else (ascii_uppercase, ascii_lowercase)
    return "".join(next((kind[below(len(kind))] for kind in kinds if one in kind), one) for one in value)
