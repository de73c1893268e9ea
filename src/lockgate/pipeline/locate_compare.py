"""What agreed in every pair: equal texts by columns, unequal ones by the law, once for each two texts.

What two sides have in common, element by element, is a small number, the *relation*. The law's evidence is asked
once for each distinct relation, of a pair that has it. Nothing here judges.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from lockgate.law.address import WrittenAddress
from lockgate.law.address_agreement import compare_places
from lockgate.law.likeness import Likeness
from lockgate.law.location import Agrees, HeldAddress, HeldTaxpayer, compare
from lockgate.law.names import name_from_text
from lockgate.pipeline.lists import Numbers
from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.locate_meet import Pairs, spread
from lockgate.pipeline.locate_names import Related, Relation
from lockgate.pipeline.shared_work import Share
from lockgate.store.registry_index import Index
from lockgate.store.registry_parts import Parts

_pc: Any = pyarrow.compute

PAIRS = 1 << 20
"""Pairs of one piece, at most."""

_NAMELESS = "|||"
_NONE_COMPARED, _OPEN = 3, 4
"""Beside the three likenesses: one side has no name; two names that are unequal as texts, and not compared here."""
_WIDTH = 32
_RELATIONS = (_OPEN + 1) * _WIDTH**3
"""A relation's number is below."""


@dataclass(frozen=True, slots=True)
class _Relating:
    """What every piece needs.

    Attributes:
        asked: the records.
        parts: the index.
        known: the relations a process has asked the law about, by number.
    """

    asked: Asked
    parts: Parts
    known: dict[int, Relation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was found of a piece: the number of each pair's relation, the relations, the names held of open pairs."""

    numbers: npt.NDArray[np.int32]
    relations: dict[int, Relation]
    names: Any


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of taxpayers, and pairs with them: what a worker is given of the pairs, and no more.

    Attributes:
        suffix: how the part's files end.
        first: the number of its first taxpayer.
        pairs: records and taxpayers.
    """

    suffix: str
    first: int
    pairs: Pairs


def relate_pairs(asked: Asked, index: Index, pairs: Pairs, share: Share) -> Related:
    """What the two of every pair have in common, all but how unequal names compare."""
    answers: list[_Answer] = list(share(_related, _Relating(asked.met(), index.parts), pieces_of(index, pairs)))
    codes: dict[Relation, int] = {}
    code_of = np.zeros(_RELATIONS, dtype=np.int64)
    for one in answers:
        for number, relation in one.relations.items():
            code_of[number] = codes.setdefault(relation, len(codes))
    numbers = np.concatenate([np.zeros(0, dtype=np.int32), *(one.numbers for one in answers)])
    names = pa.chunked_array([one.names for one in answers], pa.string()).combine_chunks()
    return Related(code_of[numbers], tuple(codes), names)


def pieces_of(index: Index, pairs: Pairs) -> list[Piece]:
    """The parts in which some of these taxpayers, ascending, stand; a part with very many pairs more than once."""
    found = []
    for part in index.manifest.of_kind("people"):
        start, end = np.searchsorted(pairs.numbers, [part.first, part.first + part.rows]).tolist()
        for at in range(start, end, PAIRS):
            to = min(at + PAIRS, end)
            suffix = part.name.removeprefix("people")
            found.append(Piece(suffix, part.first, Pairs(pairs.owners[at:to], pairs.numbers[at:to])))
    return found


@dataclass(frozen=True, slots=True)
class _Held:
    """The two sides of the pairs of one part.

    Attributes:
        asked: the records.
        owners: each pair's record.
        people: each pair's taxpayer: name, tin, date_of_birth.
        homes: the homes of the part: place, ends, mark.
        begins: the first home of each pair's taxpayer.
        counts: how many homes.
    """

    asked: Asked
    owners: Numbers
    people: pa.Table
    homes: pa.Table
    begins: Numbers
    counts: Numbers


def _related(relating: _Relating, piece: Piece) -> _Answer:
    held = _held(relating, piece)
    names = _names(held)
    values = [_values(held.asked.tins, held, "tin"), _values(held.asked.births, held, "date_of_birth")]
    numbers = ((names * _WIDTH + _addresses(held)) * _WIDTH + values[0]) * _WIDTH + values[1]
    distinct_, first = np.unique(numbers, return_index=True)
    found = {}
    for number, pair in zip(distinct_.tolist(), first.tolist(), strict=True):
        if number not in relating.known:
            relating.known[number] = _relation(held, pair, open=names[pair] == _OPEN)
        found[number] = relating.known[number]
    return _Answer(numbers.astype(np.int32), found, _texts(held.people["name"], np.flatnonzero(names == _OPEN)))


def _held(relating: _Relating, piece: Piece) -> _Held:
    owners, numbers = piece.pairs.owners, piece.pairs.numbers
    relating.parts.ahead(f"people{piece.suffix}", f"homes{piece.suffix}")
    with relating.parts.open(f"people{piece.suffix}") as part:
        people = part.read(("name", "tin", "date_of_birth"))
    with relating.parts.open(f"homes{piece.suffix}", repeated=("ends",)) as part:
        homes = part.read(("number", "mark", "place", "ends")).unify_dictionaries()
    found = homes["number"].to_numpy()
    begins = np.searchsorted(found, numbers, side="left")
    counts = np.searchsorted(found, numbers, side="right") - begins
    where: Any = numbers - piece.first
    return _Held(relating.asked, owners, people.take(where).combine_chunks(), homes, begins, counts)


def _texts(column: Any, positions: Numbers) -> Any:  # noqa: ANN401 - Arrow arrays
    found = column.take(pa.array(positions))
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _likenesses(one: Any, other: Any, judge: Callable[[str, str], Likeness]) -> Numbers:  # noqa: ANN401 - Arrow arrays
    """How each two texts compare: equal ones are the same; the law is asked for each other two once."""
    unequal = np.flatnonzero(~_pc.equal(one, other).to_numpy(zero_copy_only=False))
    found: Numbers = np.full(len(one), int(Likeness.SAME), dtype=np.int64)
    known: dict[tuple[str, str], int] = {}
    pairs = zip(_texts(one, unequal).to_pylist(), _texts(other, unequal).to_pylist(), strict=True)
    for position, pair in zip(unequal.tolist(), pairs, strict=True):
        likeness = known.get(pair)
        if likeness is None:
            likeness = known[pair] = int(judge(*pair))
        found[position] = likeness
    return found


def _names(held: _Held) -> Numbers:
    """Whether two names are equal texts, one side has none, or comparing them is left open."""
    one, other = _texts(held.asked.names, held.owners), held.people["name"].combine_chunks()
    nameless = _pc.or_(_pc.starts_with(one, _NAMELESS), _pc.starts_with(other, _NAMELESS))
    equal = _pc.equal(one, other)
    found = np.where(equal.to_numpy(zero_copy_only=False), int(Likeness.SAME), _OPEN)
    return np.where(nameless.to_numpy(zero_copy_only=False), _NONE_COMPARED, found)


def _values(asked: Any, held: _Held, column: str) -> Numbers:  # noqa: ANN401 - an Arrow array
    """Whether a number or day was given, unreadable or read on each side (``law.location.Said``), and was equal."""
    one, other = _texts(asked, held.owners), held.people[column].combine_chunks()
    equal = _pc.equal(one, other).to_numpy(zero_copy_only=False).astype(np.int64)
    found: Numbers = (_said(one) * 3 + _said(other)) * 2 + equal
    return found


def _said(texts: Any) -> Numbers:  # noqa: ANN401 - an Arrow array
    lengths = _pc.binary_length(texts).to_numpy(zero_copy_only=False)
    found: Numbers = np.minimum(lengths, 2).astype(np.int64)
    return found


def _addresses(held: _Held) -> Numbers:
    """Whether a place was asked and any is held, how like the best one is, and whether one alike is in the periods."""
    homes = spread(held.begins, held.counts)
    pairs = np.repeat(np.arange(len(held.owners), dtype=np.int64), held.counts)
    here = _pc.not_equal(held.homes["place"], "").to_numpy()
    some_held = np.bincount(pairs[here[homes]], minlength=len(held.owners)) > 0
    asked = _pc.not_equal(held.asked.places, "").to_numpy(zero_copy_only=False)[held.owners]
    marks = held.homes["mark"].to_numpy()
    near = here[homes] & asked[pairs] & (held.asked.marks[held.owners[pairs]] == marks[homes])
    homes, pairs = homes[near], pairs[near]
    one, other = _texts(held.asked.places, held.owners[pairs]), _texts(held.homes["place"], homes)
    likeness = _likenesses(one, other, compare_places)
    alike = likeness > int(Likeness.DIFFERENT)
    best = np.zeros(len(held.owners), dtype=np.int64)
    np.maximum.at(best, pairs, likeness)
    in_periods = np.zeros(len(held.owners), dtype=np.int64)
    in_periods[pairs[alike][_within(held, pairs[alike], homes[alike])]] = 1
    found: Numbers = ((asked * 2 + some_held) * 3 + best) * 2 + in_periods
    return found


def _within(held: _Held, pairs: Numbers, homes: Numbers) -> npt.NDArray[np.bool_]:
    """Whether a home is held for one of the periods its pair's record states."""
    ends: Any = held.homes["ends"].combine_chunks()
    texts, codes = ends.dictionary.to_pylist(), ends.indices.to_numpy()
    stated = held.asked.periods[held.owners[pairs]]
    both, of_pair = np.unique(stated * len(texts) + codes[homes], return_inverse=True)
    sets = [frozenset(_days(text)) for text in texts]
    width = max(1, len(texts))
    found = [not held.asked.stated[one // width].isdisjoint(sets[one % width]) for one in both.tolist()]
    return np.array(found, dtype=np.bool_)[of_pair]


def _days(ends: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in ends.split())


def _relation(held: _Held, pair: int, *, open: bool) -> Relation:  # noqa: A002 - the attribute's own name
    """The law's evidence on one pair, read as the whole record and the whole taxpayer."""
    person = {name: held.people[name][pair].as_py() for name in held.people.column_names}
    begin, count = int(held.begins[pair]), int(held.counts[pair])
    homes = held.homes.slice(begin, count).select(("place", "ends")).to_pylist()
    addresses = [
        HeldAddress(end, home["place"], WrittenAddress(), None)
        for home in homes
        for end in _days(home["ends"]) or [None]
    ]
    taxpayer = HeldTaxpayer(name_from_text(person["name"]), person["tin"], person["date_of_birth"], tuple(addresses))
    evidence = compare(held.asked.identity(int(held.owners[pair])), taxpayer)
    return Relation(replace(evidence, name=Agrees.ABSENT) if open else evidence, open)
