"""Who is to be compared with whom: a request and a taxpayer meet where they share one of these texts.

Engines bring pairs, ``law/location`` decides. So that every engine brings the same pairs, what a pair must have in
common is said here, as text: the marks of one place with the marks of a name, a TIN, or a birth date with the marks
of a name. Whatever ``law`` calls an agreeing name and address shares a meeting at the place; a property test holds it.
"""

from collections.abc import Iterable
from functools import lru_cache

from lockgate.law.address_agreement import fixed_part
from lockgate.law.name_words import family_forms, given_forms, given_sound, initial
from lockgate.law.names import NameKey, Surname, surnames

PLACE, TIN, BIRTH = MEETINGS = ("place", "tin", "birth")
"""The three ways to meet; the first part of a meeting's text."""

_BETWEEN = "\x1f"
_BEGINNING = 3


def meeting(way: str, *parts: str) -> str:
    """The text of one meeting.

    It is ``meeting(PLACE, place_mark, name_mark)``, ``meeting(TIN, tin)`` with nine digits, or
    ``meeting(BIRTH, iso_date, birth_name_mark)``; where a mark is absent, or a value unreadable, there is none.
    """
    return _BETWEEN.join((way, *parts))


def place_mark(place_key: str) -> str:
    """What any two keys have in common that ``compare_places`` does not call different; '' for no place."""
    return fixed_part(place_key)


def name_marks(name: NameKey) -> tuple[str, ...]:
    """Pairs of initials, without order; two names that ``compare_names`` does not call different share one.

    The first forename goes with every surname, and every forename with the first surname. A word has the initial of
    each name it is known for, so that ``BILL`` meets ``WILLIAM``.
    """
    if not (name.given and name.family):
        word = "".join(name.words)
        return tuple(sorted({letter * 2 for letter in _initials(family_forms(word))})) if word else ()
    leading, every = _surname_initials(name.family)
    return _pairs(_given_initials(name.given), _further_initials(name.given[1:] + name.middle), leading, every)


@lru_cache(1 << 16)
def _pairs(
    first: frozenset[str], further: frozenset[str], leading: frozenset[str], every: frozenset[str]
) -> tuple[str, ...]:
    pairs = {(one, other) for one in first for other in every} | {(one, other) for one in further for other in leading}
    return tuple(sorted({"".join(sorted(pair)) for pair in pairs}))


@lru_cache(1 << 16)
def _further_initials(words: tuple[str, ...]) -> frozenset[str]:
    """The initials of every forename after the first."""
    return frozenset(letter for word in words for letter in _given_initials((word,)))


@lru_cache(1 << 16)
def _given_initials(given: tuple[str, ...]) -> frozenset[str]:
    """The initials of a given name's first word, and of all of it written together."""
    whole = "".join(given)
    return _initials(given_forms(given[0]) | given_forms(whole) | family_forms(whole))


@lru_cache(1 << 16)
def _surname_initials(family: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The initials of the first surname, and of all of them."""
    each = [_initials(_surname_forms(surname)) for surname in surnames(family)]
    leading = each[0] | _initials(family_forms("".join(family)))
    return leading, leading.union(*each)


def _surname_forms(surname: Surname) -> frozenset[str]:
    return family_forms(surname.whole) | family_forms(surname.bare) | {surname.word}


def _initials(words: Iterable[str]) -> frozenset[str]:
    return frozenset(initial(word) for word in words)


def birth_name_marks(name: NameKey) -> tuple[str, ...]:
    """What two names that are the same, or known to be one, share where a birth date is all else that agrees.

    The beginning of the given name, as it sounds, goes with the initial of every surname, and the two exchanged.
    """
    if not (name.given and name.family):
        word = "".join(name.words)
        return tuple(sorted(_beginnings((word,)))) if word else ()
    _, every = _surname_initials(name.family)
    heads, letter = _given_beginnings(name.given)
    marks = {f"{head} {other}" for head in heads for other in every}
    marks.update(f"{head} {letter}" for head in _beginnings(name.family))
    return tuple(sorted(marks))


@lru_cache(1 << 16)
def _given_beginnings(given: tuple[str, ...]) -> tuple[frozenset[str], str]:
    """The beginnings of the names a given name may be, and its initial."""
    whole = "".join(given)
    forms = given_forms(given[0]) | given_forms(whole) | family_forms(whole)
    return frozenset(map(_beginning, forms)), initial(whole)


@lru_cache(1 << 16)
def _beginnings(words: tuple[str, ...]) -> frozenset[str]:
    """The beginnings of the surname these words are together."""
    return frozenset(map(_beginning, family_forms("".join(words))))


def _beginning(word: str) -> str:
    return given_sound(word)[:_BEGINNING]
