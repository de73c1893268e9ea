"""Slips of the pen: requests in which one element is written otherwise than it is.

They are asked for with ``--slips`` and are planted in sufficient rows alone, one in a row, by generators of their own;
without the option nothing else of a rehearsal changes. Which of them the law still reads as agreeing is the law's
affair: what is planted is that the person meant stays the person meant, unless a number or date given is another.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lockgate.rehearsal.arrays import Ints, Texts, blanks, chance, draw
from lockgate.rehearsal.catalogue import KINDS
from lockgate.rehearsal.draft import Draft
from lockgate.rehearsal.kinds import Examine
from lockgate.rehearsal.spelling import plain
from lockgate.rehearsal.words import STREETS

Slip = Callable[[np.random.Generator, dict[str, str]], dict[str, str]]
"""What a row says instead, by term; empty where this slip cannot be made in it."""

_NICKNAMES = {
    "jose": "Pepe", "francisco": "Paco", "guadalupe": "Lupe", "roberto": "Beto", "alberto": "Beto",
    "antonio": "Toño", "isabel": "Chabela", "eduardo": "Lalo", "james": "Jim", "robert": "Bob", "william": "Bill",
    "richard": "Rick", "thomas": "Tom", "charles": "Chuck", "daniel": "Dan", "michael": "Mike", "joseph": "Joe",
    "elizabeth": "Liz", "patricia": "Pat", "margaret": "Peggy", "jennifer": "Jen", "katherine": "Kate",
    "mohammed": "Muhammad", "ahmed": "Ahmad", "hussein": "Husain", "yusuf": "Yousef", "fatima": "Fatimah",
    "mamadou": "Mamadu", "ousmane": "Usman", "ibrahima": "Ibrahim",
}  # fmt: skip
"""Short forms and other spellings in Latin letters."""

_STREETS = frozenset(word.upper() for name in STREETS for word in name.split() if word.isalpha() and len(word) > 4)
_SHORTEST = 4


def _typo(rng: np.random.Generator, word: str) -> str:
    """One letter left out, doubled, or exchanged with the next, never the first of the word."""
    at = 1 + int(rng.integers(0, len(word) - 2))
    match int(rng.integers(0, 3)):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[: at + 1] + word[at:]
        case _:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _typo_in(term: str) -> Slip:
    def slip(rng: np.random.Generator, row: dict[str, str]) -> dict[str, str]:
        first, _, rest = row[term].partition(" ")
        written = _typo(rng, first) if len(first) >= _SHORTEST else first
        return {} if written == first else {term: f"{written} {rest}".strip()}

    return slip


def _nickname(_rng: np.random.Generator, row: dict[str, str]) -> dict[str, str]:
    given = row["given_name"]
    other = _NICKNAMES.get(plain(given).lower())
    return {} if other is None else {"given_name": other.upper() if given.isupper() else other}


def _one_surname(_rng: np.random.Generator, row: dict[str, str]) -> dict[str, str]:
    first, _, second = row["family_name"].partition(" ")
    return {"family_name": first} if second else {}


def _exchanged(_rng: np.random.Generator, row: dict[str, str]) -> dict[str, str]:
    given, family = row["given_name"], row["family_name"]
    return {"given_name": family, "family_name": given} if " " not in given + family and given != family else {}


def _middle_first(_rng: np.random.Generator, row: dict[str, str]) -> dict[str, str]:
    given, middle = row["given_name"], row["middle_name"]
    return {"given_name": middle, "middle_name": given} if len(middle) > 1 else {}


def _street(rng: np.random.Generator, row: dict[str, str]) -> dict[str, str]:
    term = "address" if row["address"] else "address_line1"
    words = row[term].split(" ")
    known = [place for place, word in enumerate(words) if word.strip(",").upper() in _STREETS]
    if not known or not words[0][:1].isdigit():
        return {}
    # The street stands right behind the number; a later word of the kind may be the city's.
    place = known[0]
    written = _typo(rng, words[place])
    return {} if written == words[place] else {term: " ".join([*words[:place], written, *words[place + 1 :]])}


def _two_digits(rng: np.random.Generator, row: dict[str, str]) -> dict[str, str]:
    digits = "".join(filter(str.isdigit, row["tin"]))
    places = [at for at in range(3, len(digits) - 1) if digits[at] != digits[at + 1]]
    if not places:
        return {}
    at = places[int(rng.integers(0, len(places)))]
    return {"tin": digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]}


def _day_and_month(_rng: np.random.Generator, row: dict[str, str]) -> dict[str, str]:
    year, _, rest = row["date_of_birth"].partition("-")
    month, _, day = rest.partition("-")
    return {"date_of_birth": f"{year}-{day}-{month}"} if day and int(day) <= 12 and day != month else {}


@dataclass(frozen=True, slots=True)
class _Sort:
    """One sort of slip: its name, how it is made, and whether what is given then is another's or nobody's."""

    name: str
    slip: Slip
    disagrees: bool = False


SORTS = (
    _Sort("a letter of the given name", _typo_in("given_name")),
    _Sort("a letter of the family name", _typo_in("family_name")),
    _Sort("a nickname or another spelling", _nickname),
    _Sort("the second surname left out", _one_surname),
    _Sort("given and family name exchanged", _exchanged),
    _Sort("the middle name first", _middle_first),
    _Sort("a letter of the street", _street),
    _Sort("two digits of the TIN exchanged", _two_digits, disagrees=True),
    _Sort("day and month of birth exchanged", _day_and_month, disagrees=True),
)
"""Every sort of slip; each is as likely, and where it cannot be made none is."""

DISAGREEING = frozenset(sort.name for sort in SORTS if sort.disagrees)
"""Slips after which the number or the date given is not the person's: nobody may be identified (R24)."""

_TERMS = ("given_name", "middle_name", "family_name", "address", "address_line1", "tin", "date_of_birth")


def make_slips(rng: np.random.Generator, draft: Draft, kinds: Ints, percent: float) -> Texts:
    """Write slips into a draft; the name of each row's slip, '' where there is none."""
    names = blanks(len(kinds))
    sufficient = np.array([kind.examine is Examine.SUFFICIENT for kind in KINDS])[kinds]
    sort = draw(rng, len(SORTS), len(kinds))
    for at in np.flatnonzero(chance(rng, percent / 100, len(kinds)) & sufficient):
        made = SORTS[sort[at]].slip(rng, {term: draft.columns[term][at] for term in _TERMS})
        for term, value in made.items():
            draft.columns[term][at] = value
        names[at] = SORTS[sort[at]].name if made else ""
    return names
