"""What agreed in every pair: equal texts by columns, unequal ones by the law, once for each two texts.

What two sides have in common, element by element, is a small number, the *relation*. The law's evidence is asked
once for each distinct relation, of a pair that has it. Nothing here judges. Whoever could be meant is answered in the
same pass over the index.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
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
from lockgate.pipeline.locate_answers import Answers, answered, every_answer
from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.locate_held import Held, Piece, day_of, held_of, pieces_of, taken
from lockgate.pipeline.locate_meet import Pairs
from lockgate.pipeline.locate_names import Relation
from lockgate.pipeline.shared_work import Share
from lockgate.store.registry_index import Index
from lockgate.store.registry_parts import Parts

_pc: Any = pyarrow.compute

_NAMELESS = "|||"
_NONE_COMPARED, _OPEN = 3, 4
"""Beside the three likenesses: one side has no name; two names that are unequal as texts, and not compared here."""
_WIDTH = 32
_RELATIONS = (_OPEN + 1) * _WIDTH**3
"""A relation's number is below."""


@dataclass(frozen=True, slots=True)
class Related:
    """The relation of every pair.

    Attributes:
        codes: for each pair, which relation.
        relations: the distinct ones.
        names: the name held (``NameKey.text``) of each pair that is open, in the order of the pairs; an Arrow array.
        answers: what would answer each pair that could be meant, in the order of the pairs.
    """

    codes: Numbers
    relations: tuple[Relation, ...]
    names: Any
    answers: Answers

    @property
    def open(self) -> npt.NDArray[np.bool_]:
        """Of which pairs the names were not compared."""
        return np.array([one.open for one in self.relations], dtype=np.bool_)[self.codes]

    def answers_of(self, pairs: Numbers) -> Answers:
        """What answers these pairs, each of a taxpayer who is meant.

        Raises:
            ValueError: a defect: one of them could not be meant.
        """
        meant = np.array([one.could_be_meant for one in self.relations], dtype=np.bool_)[self.codes]
        if not meant[pairs].all():
            raise ValueError("Among others a taxpayer was identified who would not be identified alone.")
        return self.answers.at(np.cumsum(meant)[pairs] - 1)


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
class _Found:
    """What was found of a piece.

    Attributes:
        numbers: the number of each pair's relation.
        relations: those relations, by number.
        names: the names held of open pairs.
        answers: what would answer the pairs that could be meant.
    """

    numbers: npt.NDArray[np.int32]
    relations: dict[int, Relation]
    names: Any
    answers: Answers


def relate_pairs(asked: Asked, index: Index, pairs: Pairs, share: Share) -> Related:
    """What the two of every pair have in common, all but how unequal names compare."""
    found: list[_Found] = list(share(_related, _Relating(asked.met(), index.parts), pieces_of(index, pairs)))
    codes: dict[Relation, int] = {}
    code_of = np.zeros(_RELATIONS, dtype=np.int64)
    for one in found:
        for number, relation in one.relations.items():
            code_of[number] = codes.setdefault(relation, len(codes))
    numbers = np.concatenate([np.zeros(0, dtype=np.int32), *(one.numbers for one in found)])
    names = pa.chunked_array([one.names for one in found], pa.string()).combine_chunks()
    return Related(code_of[numbers], tuple(codes), names, every_answer([one.answers for one in found]))


def _related(relating: _Relating, piece: Piece) -> _Found:
    held = held_of(relating.asked, relating.parts, piece)
    names = _names(held)
    values = [_values(held.asked.tins, held, "tin"), _values(held.asked.births, held, "date_of_birth")]
    numbers = ((names * _WIDTH + _addresses(held)) * _WIDTH + values[0]) * _WIDTH + values[1]
    distinct_, first, of_pair = np.unique(numbers, return_index=True, return_inverse=True)
    found = {}
    for number, pair in zip(distinct_.tolist(), first.tolist(), strict=True):
        if number not in relating.known:
            relating.known[number] = _relation(held, pair, open=bool(names[pair] == _OPEN))
        found[number] = relating.known[number]
    meant = np.array([one.could_be_meant for one in found.values()], dtype=np.bool_)[of_pair]
    return _Found(
        numbers.astype(np.int32),
        found,
        taken(held.people["name"], np.flatnonzero(names == _OPEN)),
        answered(held, np.flatnonzero(meant)),
    )


def _likenesses(one: Any, other: Any, judge: Callable[[str, str], Likeness]) -> Numbers:  # noqa: ANN401 - Arrow arrays
    """How each two texts compare: equal ones are the same; the law is asked for each other two once."""
    unequal = np.flatnonzero(~_pc.equal(one, other).to_numpy(zero_copy_only=False))
    found: Numbers = np.full(len(one), int(Likeness.SAME), dtype=np.int64)
    known: dict[tuple[str, str], int] = {}
    pairs = zip(taken(one, unequal).to_pylist(), taken(other, unequal).to_pylist(), strict=True)
    for position, pair in zip(unequal.tolist(), pairs, strict=True):
        likeness = known.get(pair)
        if likeness is None:
            likeness = known[pair] = int(judge(*pair))
        found[position] = likeness
    return found


def _names(held: Held) -> Numbers:
    """Whether two names are equal texts, one side has none, or comparing them is left open."""
    one, other = held.asked_of(held.asked.names), held.people["name"].combine_chunks()
    nameless = _pc.or_(_pc.starts_with(one, _NAMELESS), _pc.starts_with(other, _NAMELESS))
    equal = _pc.equal(one, other)
    found = np.where(equal.to_numpy(zero_copy_only=False), int(Likeness.SAME), _OPEN)
    return np.where(nameless.to_numpy(zero_copy_only=False), _NONE_COMPARED, found)


def _values(asked: Any, held: Held, column: str) -> Numbers:  # noqa: ANN401 - an Arrow array
    """Whether a number or day was given, unreadable or read on each side (``law.location.Said``), and was equal."""
    one, other = held.asked_of(asked), held.people[column].combine_chunks()
    equal = _pc.equal(one, other).to_numpy(zero_copy_only=False).astype(np.int64)
    found: Numbers = (_said(one) * 3 + _said(other)) * 2 + equal
    return found


def _said(texts: Any) -> Numbers:  # noqa: ANN401 - an Arrow array
    lengths = _pc.binary_length(texts).to_numpy(zero_copy_only=False)
    found: Numbers = np.minimum(lengths, 2).astype(np.int64)
    return found


def _addresses(held: Held) -> Numbers:
    """Whether a place was asked and any is held, how like the best one is, and whether one alike is in the periods."""
    homes, count = held.homes, len(held.owners)
    here = _pc.not_equal(homes.places, "").to_numpy(zero_copy_only=False)
    some_held = np.bincount(homes.pairs[here], minlength=count) > 0
    asked = _pc.not_equal(held.asked.places, "").to_numpy(zero_copy_only=False)[held.owners]
    mark = held.asked.marks[held.owners]
    near = np.flatnonzero(here & asked[homes.pairs] & (mark[homes.pairs] == homes.marks))
    pairs = homes.pairs[near]
    likeness = _likenesses(taken(held.asked.places, held.owners[pairs]), taken(homes.places, near), compare_places)
    alike = likeness > int(Likeness.DIFFERENT)
    best = np.zeros(count, dtype=np.int64)
    np.maximum.at(best, pairs, likeness)
    in_periods = np.zeros(count, dtype=np.int64)
    periods = held.periods
    within = np.bincount(periods.homes[periods.stated], minlength=len(homes.pairs)) > 0
    in_periods[pairs[alike & within[near]]] = 1
    found: Numbers = ((asked * 2 + some_held) * 3 + best) * 2 + in_periods
    return found


def _relation(held: Held, pair: int, *, open: bool) -> Relation:  # noqa: A002 - the attribute's own name
    """The law's evidence on one pair, read as the whole record and the whole taxpayer."""
    name, tin, born = (held.people[column][pair].as_py() for column in ("name", "tin", "date_of_birth"))
    homes = np.flatnonzero(held.homes.pairs == pair).tolist()
    addresses = [
        HeldAddress(end, held.homes.places[home].as_py(), WrittenAddress(), None)
        for home in homes
        for end in map(day_of, held.periods.ends[held.periods.homes == home].tolist())
    ]
    # A home that is held for no readable period is held all the same.
    addresses += [HeldAddress(None, held.homes.places[home].as_py(), WrittenAddress(), None) for home in homes]
    taxpayer = HeldTaxpayer(name_from_text(name), tin, born, tuple(addresses))
    evidence = compare(held.asked.identity(int(held.owners[pair])), taxpayer)
    return Relation(replace(evidence, name=Agrees.ABSENT) if open else evidence, open)
