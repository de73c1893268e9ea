"""What a seed says: written from other items of the same case, so that nothing but what it lacks tells it from them.

Numbers look like those of the case, digit by digit; streets, reasons and dates are those of items that stand in other
rounds, where there are any; names are drawn anew. Nobody stands behind it: no record has its matter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase, ascii_uppercase, digits

from lockgate.law.common_family import COMMON_FAMILY
from lockgate.law.common_given import COMMON_GIVEN
from lockgate.law.common_streets import COMMON_STREETS
from lockgate.law.reasons import OWN_VALUES, SHORTEST_OWN
from lockgate.procedure.seeds import SHOWN_VALUES, Below, Defect, Item, Line, drawing, drawn
from lockgate.tlog.seeding import SeedsDocument

MODELS = 32
"""Items of other rounds that seeds are written from, at most."""

_HOME = frozenset({"address_line1", "city", "state", "zip"})
_PERSON = frozenset({"order_case_number", "final_order_date"})
_WORDS = frozenset({"tax_periods", "statute", "authority", "reason"})
_EMPTY = {Defect.STREET: "address_line1", Defect.PERIOD: "tax_periods", Defect.OFFICER: "officers"}
_NO_CRIME = ("8 USC 1229a", "8 USC 1227(a)(1)(B)", "8 USC 1231(a)(5)")
_NO_CRIMINAL_PURPOSE = (
    "To find the person at home and carry out the removal, which is a civil proceeding; nobody is charged.",
    "To bring the address in our files up to date before the next civil check-in of the person.",
    "To serve the notice to appear in the civil removal proceeding; no offence is investigated.",
    "To learn whether the person still lives with family members whose status is to be looked at.",
)
_GIVEN, _FAMILY, _STREETS = (tuple(sorted(names)) for names in (COMMON_GIVEN, COMMON_FAMILY, COMMON_STREETS))
_NO_NAMES = frozenset({"AVE", "AVENUE", "BOX", "COUNTY", "HIGHWAY", "HWY", "ROUTE", "STATE", "RURAL"})
_PLAIN_STREET, _SHORTEST_NAME = 3, 3
_TRIES, _LAST_DIGITS, _MOST_DRAWN = 32, 3, 200

Taken = Callable[[str], bool]
"""Whether a record that is put to the vote has this matter."""


def models_of(about: SeedsDocument) -> tuple[int, ...]:
    """The numbers of the items of other rounds that the seeds of this one are written from; none where it is all."""
    below, own = drawing(about.secret, b"models"), about.end - about.begin
    others = about.of - own
    if others < 1:
        return ()
    found = {below(others) for _ in range(MODELS)}
    return tuple(sorted(number if number < about.begin else number + own for number in found))


def shown(about: SeedsDocument, items: Mapping[int, Item], taken: Taken) -> tuple[Item, ...]:
    """The round as it is shown: its items with the seeds among them.

    Args:
        about: its document.
        items: the real items of the round and those of ``models_of``, by their numbers.
        taken: whether a matter is one of the case.
    """
    below, models = drawing(about.secret, b"items"), models_of(about)
    if 2 * len(models) < min(MODELS, about.of):
        models = (*models, *range(about.begin, about.end))
    # Two seeds written from one item would show each other; where there are too few items, they may be.
    each = [models[place :: len(about.seeds)] or models for place in range(len(about.seeds))]
    sources = iter([_Source(tuple(items[number] for number in one), taken, below) for one in each])
    return tuple(
        next(sources).seed(one) if isinstance(one, Defect) else items[one]
        for one in drawn(about.secret, about.begin, about.of, about.most)
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """What seeds are written from."""

    models: Sequence[Item]
    taken: Taken
    below: Below

    def seed(self, defect: Defect) -> Item:
        """An item about nobody that lacks this; each part of it has another model with as many records or more."""
        base = self.models[self.below(len(self.models))]
        as_many = [one for one in self.models if one.records >= base.records]
        home, person, words = (as_many[self.below(len(as_many))] for _ in range(3))
        matter = self._matter((base.says("matter_id") or ("",))[0])
        lines: dict[str, Line] = {}
        for line in base.lines:
            name = line.column
            model = home if name in _HOME else person if name in _PERSON else words if name in _WORDS else base
            part = _fitting(next((one for one in model.lines if one.column == name), line), base.records)
            lines[name] = Line(name, (matter,)) if name == "matter_id" else self._about_nobody(part)
        if "reason" in lines:
            lines["reason"] = _reworded(lines, words)
        return Item(base.records, tuple(self._spoiled(line, defect) for line in lines.values()))

    def _matter(self, former: str) -> str:
        """A matter that no record has, of the pattern of those there are."""
        pool = self._says("matter_id")
        for trial in range(_TRIES):
            # Where matters stand close together their last digits become others, more and more of them.
            last = max(_LAST_DIGITS, trial - _TRIES * 3 // 4)
            crossed = trial < _TRIES // 2
            found = _crossed(former, pool, self.below) if crossed else _like(former, self.below, last=last)
            if found != former and not self.taken(found):
                return found
        return _like(former, self.below, last=len(former))

    def _about_nobody(self, line: Line) -> Line:
        """The line with other names and numbers; as many of them, and those shown that sort first, as in an item."""
        match line.column:
            case "given_name":
                return self._anew(line, lambda value: self._name(value, line.column, _GIVEN))
            case "family_name":
                return self._anew(line, lambda value: self._name(value, line.column, _FAMILY))
            case "address_line1":
                return self._anew(line, lambda value: _street(value, self.below))
            case "order_case_number":
                pool = self._says(line.column)
                return self._anew(line, lambda value: _like(value, self.below, kept=pool))
            case _:
                return line

    def _anew(self, line: Line, other: Callable[[str], str]) -> Line:
        count, given = min(line.kinds, _MOST_DRAWN), line.values
        values = sorted({other(value) if (value := given[place % len(given)]) else value for place in range(count)})
        kinds = line.kinds if line.kinds > count else len(values)
        return Line(line.column, tuple(values[:SHOWN_VALUES]), kinds)

    def _name(self, value: str, column: str, common: Sequence[str]) -> str:
        """A common name, or one of the case."""
        pool = self._says(column)
        if pool and self.below(2):
            return pool[self.below(len(pool))]
        name = common[self.below(len(common))]
        return name if value.isupper() else name.capitalize()

    def _says(self, column: str) -> tuple[str, ...]:
        return tuple(value for one in self.models for value in one.says(column) if value)

    def _spoiled(self, line: Line, defect: Defect) -> Line:
        """The line with what the defect takes away, in one of its values."""
        if _EMPTY.get(defect) == line.column:
            return _with(line, "")
        match line.column:
            case "statute" if defect is Defect.CRIME:
                return _with(line, _NO_CRIME[self.below(len(_NO_CRIME))])
            case "reason" if defect is Defect.PURPOSE:
                return _with(line, _NO_CRIMINAL_PURPOSE[self.below(len(_NO_CRIMINAL_PURPOSE))])
            case _:
                return line


def _reworded(lines: Mapping[str, Line], former: Item) -> Line:
    """The reason with the names and numbers of the seed in the place of those it was written with."""
    values = lines["reason"].values
    for column in OWN_VALUES:
        ours = lines[column].values if column in lines else ()
        for place, old in enumerate(former.says(column) if any(ours) else ()):
            if len(old) >= SHORTEST_OWN:
                values = tuple(value.replace(old, ours[place % len(ours)]) for value in values)
    return replace(lines["reason"], values=values)


def _with(line: Line, value: str) -> Line:
    """The line with this among its values, in the place of one of them."""
    return replace(line, values=tuple(sorted({value, *line.values[:-1]})))


def _fitting(line: Line, records: int) -> Line:
    kinds = min(line.kinds, records)
    return Line(line.column, line.values[:kinds], kinds)


def _crossed(value: str, pool: Iterable[str], below: Below) -> str:
    """A text of the same pattern whose digits are, place by place, those of texts like it."""
    alike = [one for one in pool if len(one) == len(value)] or [value]
    found = (
        model[place] if sign in digits and (model := alike[below(len(alike))])[place] in digits else sign
        for place, sign in enumerate(value)
    )
    return "".join(found)


def _like(value: str, below: Below, *, last: int = _LAST_DIGITS, kept: Sequence[str] = ()) -> str:
    """A text of the same pattern with others in the place of its last digits, or letters where it has no digits.

    Args:
        value: the text.
        below: draws.
        last: how many signs become others.
        kept: texts that it is not to become.
    """
    kinds = (digits,) if any(sign in digits for sign in value) else (ascii_uppercase, ascii_lowercase)
    places = [place for place, sign in enumerate(value) if any(sign in kind for kind in kinds)][-last:]
    signs = list(value)
    for _ in range(_TRIES):
        for place in places:
            kind = next(kind for kind in kinds if signs[place] in kind)
            signs[place] = kind[below(len(kind))]
        if "".join(signs) not in kept:
            break
    return "".join(signs)


def _street(value: str, below: Below) -> str:
    """Another house number; and another name where the street's own can be told from the other words."""
    words = value.split(" ")
    number = next((place for place, word in enumerate(words) if any(sign in digits for sign in word)), None)
    if number is not None:
        words[number] = _house(words[number], below)
    if number == 0 and len(words) == _PLAIN_STREET and words[1].isalpha() and words[1].upper() not in _NO_NAMES:
        name = _STREETS[below(len(_STREETS))]
        words[1] = words[1] if len(words[1]) < _SHORTEST_NAME else name if words[1].isupper() else name.capitalize()
    return " ".join(words)


def _house(word: str, below: Below) -> str:
    """Other digits; the first one is no zero where it was none."""
    first = next(place for place, sign in enumerate(word) if sign in digits)
    signs = [digits[below(len(digits))] if sign in digits else sign for sign in word]
    signs[first] = word[first] if word[first] == "0" else digits[1 + below(len(digits) - 1)]
    return "".join(signs)
