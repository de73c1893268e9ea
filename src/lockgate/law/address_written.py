"""The lines of a written address cut up: the segment that delivers, and all that stands around it."""

from dataclasses import dataclass, replace

from lockgate.law.address_lines import (
    Delivery,
    LineKind,
    is_part_of_house,
    is_unit_only,
    read_segment,
    strip_care_of,
)
from lockgate.law.address_locality import Locality
from lockgate.law.address_text import segments, words
from lockgate.law.lexicon import is_absent, says_nothing, states_absence


@dataclass(frozen=True)
class Lines:
    """The lines cut up: where they deliver, the words outside it, names after "care of", and all words."""

    delivery: Delivery | None
    outside: tuple[tuple[str, ...], ...]
    care: tuple[tuple[str, ...], ...]
    every: tuple[str, ...]


def read_lines(where: Locality) -> Lines:
    """Cut the lines into segments and find the one that delivers, a street with a suffix or a box before others."""
    parts = [words(segment) for line in where.lines for segment in segments(line)]
    split = [strip_care_of(part) for part in parts]
    every = tuple(word for part in parts for word in part)
    best: _Candidate | None = None
    for place, (own, named) in enumerate(split):
        for read, in_care in ((own, False), (named, True)):
            found = read_segment(read, where.state) if read else None
            if found is None or _names_nothing(found):
                continue
            if best is None or (_is_vouched(found) and not _is_vouched(best.found)):
                best = _Candidate(found, place, in_care=in_care)
    if best is None and len(parts) > 1:
        found = read_segment([word for own, _ in split for word in own], where.state)
        if found is not None and not _names_nothing(found):
            return _joined(found, [list(side) for side in found.outside], [named for _, named in split], every)
    if best is None:
        outside = tuple(tuple(own) for own, _ in split if own)
        return Lines(None, outside, tuple(tuple(named) for _, named in split if named), every)
    return _around(best, split, every)


@dataclass(frozen=True)
class _Candidate:
    """A delivery found in a segment, or in the words after its "care of"."""

    found: Delivery
    place: int
    in_care: bool


def _is_vouched(found: Delivery) -> bool:
    """Whether a suffix or a form vouches for the delivery."""
    return found.sheltered or found.kind is not LineKind.STREET


def _names_nothing(found: Delivery) -> bool:
    """Whether what follows the number is no street at all but a placeholder ("123 Unknown")."""
    name = list(found.street)
    plain = found.kind is LineKind.STREET and not found.sheltered
    return plain and (says_nothing(name) or states_absence(" ".join(name)))


def _around(best: _Candidate, split: list[tuple[list[str], list[str]]], every: tuple[str, ...]) -> Lines:
    """The lines around the segment that delivers; second lines that only say there is none are left out."""
    others: list[list[str]] = []
    named = [after for place, (_, after) in enumerate(split) if place != best.place or not best.in_care]
    before, after = (list(side) for side in best.found.outside)
    sides = [before, [] if is_absent(after) else after]
    for place, (own, _) in enumerate(split):
        if place == best.place and not best.in_care:
            others += sides
        elif not (place > best.place and is_absent(own)):
            others.append(own)
    if best.in_care:
        named += sides
    gone = {word for own, _ in split[best.place + 1 :] if is_absent(own) for word in own}
    gone |= set(after) if is_absent(after) else set()
    return _joined(best.found, others, named, tuple(word for word in every if word not in gone))


def _joined(found: Delivery, others: list[list[str]], named: list[list[str]], every: tuple[str, ...]) -> Lines:
    """The lines, with units that stand in a segment of their own joined to a street."""
    outside = [tuple(part) for part in others if part]
    if found.kind is LineKind.STREET:
        units = [part for part in outside if is_unit_only(list(part)) and not says_nothing(list(part))]
        outside = [part for part in outside if part not in units]
        joined = [*units, *(part for part in outside if _tells_apart(part, found) and not says_nothing(list(part)))]
        found = replace(found, unit=(*found.unit, *(word for part in joined for word in part)))
    return Lines(found, tuple(outside), tuple(tuple(part) for part in named if part), every)


def _tells_apart(part: tuple[str, ...], found: Delivery) -> bool:
    """Whether words that no form reads may tell one flat from another; then they must not be lost (R24).

    What stands behind the street in its own segment always may; elsewhere figures and the words for parts of a
    house do ("APRT 6", "FLAT 1", "NO R", "UPSTAIRS"). To keep too much only separates two writings of one place.
    """
    if part == found.outside[1]:
        return True
    return is_part_of_house(part)
