"""Whether two names are one person's, however written (R24).

*Same* are names that differ in nothing but the manner of writing: case, accents, hyphens, blanks, apostrophes; two
surnames in the other order; given and family name exchanged as a whole; a middle name, or a suffix, absent on one
side; an initial for a middle name. *Near* are names whose words are known to be one name (a nickname, another
spelling), or that depart in one thing only: one slip of the pen in one word; one of two surnames left out; a middle
name used as the first; an initial for the first name beside a middle name that agrees; the same words cut otherwise
into given, middle and family name. Everything else is different: another suffix, another middle name, two
departures, a married name that keeps nothing of the former. The rows of ``tests/spec/location`` say each.
"""

from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from lockgate.law.likeness import Likeness
from lockgate.law.name_reading import NO_NAME, NameKey, WrittenName, name_from_text, name_key
from lockgate.law.name_words import Step, family_step, given_step, together

__all__ = ["NO_NAME", "NameKey", "Surname", "WrittenName", "compare_names", "name_from_text", "name_key", "surnames"]

_LEFT_OUT = frozenset("DE DEL LA LAS LOS DA DO DOS DAS DI VAN VON DER DEN TEN TER AL EL Y E BIN BEN IBN".split())
"""Particles that people leave out, or write together with the surname."""
_JOINED = frozenset("O D MC MAC SAN SANTA ST SAINT LE ABU".split())
"""Particles that belong to the surname: written apart or together, never left out."""
_MOST_SURNAMES = 4


class Surname(NamedTuple):
    """One surname of a family name.

    Attributes:
        whole: with all its particles, written together.
        bare: without the particles that people leave out.
        word: its last word.
    """

    whole: str
    bare: str
    word: str


Surnames = tuple[Surname, ...]


def compare_names(asked: NameKey, held: NameKey) -> Likeness:
    """How two names compare, each of at least one word; the order of the two is nothing."""
    if asked.suffix and held.suffix and asked.suffix != held.suffix:
        return Likeness.DIFFERENT
    if not (asked.given and asked.family and held.given and held.family):
        step = _single(asked, held)
    else:
        step = _in_place(asked, held)
        if step is not Step.SAME:
            step = max(step, _exchanged(asked, held), _cut_otherwise(asked, held))
    match step:
        case Step.SAME:
            return Likeness.SAME
        case Step.DIFFERENT:
            return Likeness.DIFFERENT
        case _:
            return Likeness.NEAR


@lru_cache(1 << 16)
def surnames(family: tuple[str, ...]) -> Surnames:
    """The surnames of a family name: particles go with the word that follows them."""
    found: list[Surname] = []
    before: list[str] = []
    for place, word in enumerate(family):
        if word in _LEFT_OUT | _JOINED and place < len(family) - 1:
            before.append(word)
            continue
        kept = [part for part in before if part in _JOINED]
        found.append(Surname("".join((*before, word)), "".join((*kept, word)), word))
        before = []
    return tuple(found)


def _single(asked: NameKey, held: NameKey) -> Step:
    """One name only, on both sides and in whichever column; a whole name agrees when it is that name twice."""
    one, other = "".join(asked.words), "".join(held.words)
    for whole, single in ((asked, other), (held, one)):
        if whole.given and whole.family:
            return Step.KNOWN if (*whole.given, *whole.middle) == whole.family == (single,) else Step.DIFFERENT
    step = family_step(one, other)
    return step if step >= Step.KNOWN else Step.DIFFERENT


def _in_place(asked: NameKey, held: NameKey) -> Step:
    """Given name against given name, family name against family name."""
    families = _families(asked.family, held.family)
    return together([families, _forenames(asked, held)]) if families else Step.DIFFERENT


@lru_cache(1 << 16)
def _families(asked: tuple[str, ...], held: tuple[str, ...]) -> Step:
    """Surnames written together or apart, in either order, one of them left out, or one of them slipped."""
    if asked == held:
        return Step.SAME
    if len(asked) == len(held) == 1:
        return family_step(asked[0], held[0])
    one, other = surnames(asked), surnames(held)
    if len(one) == len(other) == 1:
        return _surname(one[0], other[0])
    if _in_turn(one, "".join(held)) or _in_turn(other, "".join(asked)):
        return Step.SAME
    return _of_many(one, other)


def _of_many(one: Surnames, other: Surnames) -> Step:
    """Several surnames on a side at least, not the same ones."""
    few, many = sorted((one, other), key=len)
    if len(many) > _MOST_SURNAMES:
        return Step.DIFFERENT
    if len(few) < len(many):
        return Step.DEPARTS if _among(few, many) else Step.DIFFERENT
    return max(_one_by_one(one[turn:] + one[:turn], other) for turn in range(len(one)))


def _one_by_one(one: Surnames, other: Surnames) -> Step:
    """As many surnames on both sides, each beside its own; the first that differs decides."""
    steps: list[Step] = []
    for a, b in zip(one, other, strict=True):
        step = _of_several(a, b)
        if step is Step.DIFFERENT:
            return step
        steps.append(step)
    return together(steps)


def _in_turn(names: Surnames, family: str) -> bool:
    """Whether the surnames, begun at any of them, read as that word."""
    if sum(len(name.whole) for name in names) != len(family):
        return False
    turns = (names[turn:] + names[:turn] for turn in range(len(names)))
    return any("".join(name.whole for name in turned) == family for turned in turns)


def _among(few: Surnames, many: Surnames) -> bool:
    """Whether each of a few surnames is known to be another one of many."""
    return any(
        all(_surname(one, other) >= Step.KNOWN for one, other in zip(few, chosen, strict=True))
        for chosen in permutations(many, len(few))
    )


def _surname(one: Surname, other: Surname) -> Step:
    """Two surnames, with their particles or without."""
    step = family_step(one.whole, other.whole)
    if step >= Step.KNOWN or (one.whole == one.bare and other.whole == other.bare):
        return step
    return max(step, min(Step.KNOWN, family_step(one.bare, other.bare)))


def _of_several(one: Surname, other: Surname) -> Step:
    """Two surnames beside others: an initial stands for one of them."""
    step = _surname(one, other)
    if step is Step.DIFFERENT and 1 in {len(one.whole), len(other.whole)} and one.whole[0] == other.whole[0]:
        return Step.DEPARTS
    return step


def _forenames(asked: NameKey, held: NameKey) -> Step:
    """The given names and what follows them."""
    if asked.given == held.given and not (asked.middle and held.middle):
        return Step.SAME
    one, other = asked.given + asked.middle, held.given + held.middle
    if one == other or "".join(one) == "".join(other):
        return Step.SAME
    first = given_step(one[0], other[0])
    step = together([first, _further(one[1:], other[1:])]) if first else Step.DIFFERENT
    if step is not Step.SAME and len(asked.given) + len(held.given) > 2:
        whole = given_step("".join(asked.given), "".join(held.given))
        step = max(step, together([whole, _further(asked.middle, held.middle)]))
    return step if step >= Step.DEPARTS else _rearranged(one, other)


def _further(one: tuple[str, ...], other: tuple[str, ...]) -> Step:
    """Two runs of further names: an absent one never contradicts, an initial stands for its name."""
    if one == other or "".join(one) == "".join(other):
        return Step.SAME
    return together([_further_name(a, b) for a, b in zip(one, other, strict=False)])


def _further_name(one: str, other: str) -> Step:
    if 1 in {len(one), len(other)}:
        return Step.SAME if one[0] == other[0] else Step.DIFFERENT
    return given_step(one, other)


def _rearranged(one: tuple[str, ...], other: tuple[str, ...]) -> Step:
    """A middle name used as the first, the names in another order, or an initial for the first name only."""
    if len(one) == len(other) == 1:
        return Step.DIFFERENT
    few, many = sorted((one, other), key=len)
    if all(len(word) > 1 and few.count(word) <= many.count(word) for word in few):
        return Step.DEPARTS
    if len(few) < 2 or len(one[1]) < 2 or one[1] != other[1]:
        return Step.DIFFERENT
    stands = 1 in {len(one[0]), len(other[0])} and one[0][0] == other[0][0]
    return together([Step.DEPARTS, _further(one[2:], other[2:])]) if stands else Step.DIFFERENT


def _exchanged(asked: NameKey, held: NameKey) -> Step:
    """Given and family name exchanged as a whole, in known spellings; a slip on top of that is too much."""
    there = family_step("".join(asked.given), "".join(held.family))
    if there < Step.KNOWN:
        return Step.DIFFERENT
    back = family_step("".join(asked.family), "".join(held.given))
    return min(there, back, _further(asked.middle, held.middle)) if back >= Step.KNOWN else Step.DIFFERENT


def _cut_otherwise(asked: NameKey, held: NameKey) -> Step:
    """The same words, cut otherwise into given, middle and family name; three words in whatever order."""
    count = len(asked.given) + len(asked.middle) + len(asked.family)
    if count < 3 or count != len(held.given) + len(held.middle) + len(held.family):
        return Step.DIFFERENT
    one, other = asked.words, held.words
    alike = one == other or (count == 3 and sorted(one) == sorted(other))
    return Step.DEPARTS if alike else Step.DIFFERENT
