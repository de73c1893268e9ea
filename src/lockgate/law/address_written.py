"""The lines of a written address cut up: the segment that delivers, and all that stands around it."""

from dataclasses import dataclass, replace

from lockgate.law.address_lines import Delivery, LineKind, is_unit_only, read_segment, strip_care_of
from lockgate.law.address_locality import Locality
from lockgate.law.address_text import segments, words
from lockgate.law.lexicon import is_absent


@dataclass(frozen=True)
class Lines:
    """The lines cut up: where they deliver, the words outside it, names after "care of", and all words."""

    delivery: Delivery | None
    outside: tuple[tuple[str, ...], ...]
    care: tuple[tuple[str, ...], ...]
    every: tuple[str, ...]


def read_lines(where: Locality) -> Lines:
    """Cut the lines into segments and find the one that delivers."""
    parts = [words(segment) for line in where.lines for segment in segments(line)]
    own, care = [], []
    for part in parts:
        before, after = strip_care_of(part)
        own.append(before)
        care.append(after)
    every = tuple(word for part in parts for word in part)
    for place, (before, after) in enumerate(zip(own, care, strict=True)):
        for read, rest in ((before, after), (after, [])):
            found = read_segment(read, where.state) if read else None
            if found is not None:
                others = [part for number, part in enumerate(own) if number != place]
                if read is after:
                    others.append(before)
                named = [part for number, part in enumerate(care) if number != place] + [rest]
                return _assembled(found, others, named, every, place)
    joined = [word for part in own for word in part]
    found = read_segment(joined, where.state)
    if found is not None:
        return _assembled(found, [], care, every, 0)
    return Lines(None, tuple(tuple(part) for part in own if part), tuple(tuple(part) for part in care if part), every)


def _assembled(
    found: Delivery, others: list[list[str]], named: list[list[str]], every: tuple[str, ...], place: int
) -> Lines:
    """The lines around a delivery: units joined to it, and no segment that only says there is no second line."""
    outside, absent = [], set()
    around = [*enumerate(others), *((place, list(side)) for side in found.outside)]
    for number, part in around:
        if number >= place and is_absent(part):
            absent.update(part)
        elif found.kind is LineKind.STREET and part and is_unit_only(part):
            found = replace(found, unit=(*found.unit, *part))
        elif part:
            outside.append(tuple(part))
    spoken = tuple(word for word in every if word not in absent)
    return Lines(found, tuple(outside), tuple(tuple(part) for part in named if part), spoken)
