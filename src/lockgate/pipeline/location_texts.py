"""The texts engines compare, made by the law from written values, and the block keys under which two sides meet.

Both sides go through here: what a request sets forth, and what the custodian holds. A name becomes
``NameKey.text``, an address its place's key, each once for a distinct writing; ``law/meetings`` says what they have
in common with whoever they may be compared with.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from lockgate.law.address import WrittenAddress
from lockgate.law.folding import fold
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.location import Said, said
from lockgate.law.meetings import BIRTH, PLACE, TIN, birth_name_marks, meeting, name_marks, place_mark
from lockgate.law.minimum import without_third_parties
from lockgate.law.names import WrittenName, name_key
from lockgate.pipeline.address_columns import FIELDS
from lockgate.pipeline.addresses import place_keys
from lockgate.pipeline.encoding import SEPARATOR, Column, distinct, together
from lockgate.store.registry_keys import BlockKeys, block_keys

_pc: Any = pyarrow.compute

Numbers = npt.NDArray[np.int64]
Marks = tuple[str, ...]
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Names:
    """Names as they are compared, one of each writing.

    Attributes:
        codes: for each row, which name it has.
        texts: ``NameKey.text`` of each.
        marks: its ``name_marks``.
        births: its ``birth_name_marks``.
    """

    codes: npt.NDArray[np.int32]
    texts: list[str]
    marks: list[Marks]
    births: list[Marks]


@dataclass(frozen=True, slots=True)
class Spots:
    """Addresses as they are compared, one of each writing.

    Attributes:
        codes: for each row, which address it has.
        places: ``Place.key`` of each; '' where no letter could reach it.
        marks: its ``place_mark``.
        lines: its six fields without third parties' lines, joined by ``SEPARATOR``.
    """

    codes: npt.NDArray[np.int32]
    places: list[str]
    marks: list[str]
    lines: list[str]


def names_of(columns: Sequence[Column], marker: str = "") -> Names:
    """The names of the columns given name, middle name, family name and suffix.

    Args:
        columns: of text, none of them null.
        marker: what a submission writes for people of one name.
    """
    values, codes = distinct(together(columns))
    keys = [name_key(WrittenName(*value.split(SEPARATOR)), marker) for value in values]
    return Names(
        codes,
        [key.text for key in keys],
        [name_marks(key) for key in keys],
        [birth_name_marks(key) for key in keys],
    )


class Places:
    """Reads places of addresses, batch after batch; what was read of their parts is kept in mind."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._given: list[Any] = []
        # One batch is asked for, and read in this process, whenever one is taken.
        self._said = place_keys(iter(self._given.pop, None), gazetteer, 1)

    def keys(self, columns: Sequence[Any]) -> Any:  # noqa: ANN401 - Arrow arrays
        """``Place.key`` of each address in the columns line1, line2, city, state, zip and country."""
        self._given.append(pa.RecordBatch.from_arrays(list(columns), names=list(FIELDS)))
        return next(self._said)["key"]


def spots_of(columns: Sequence[Column], places: Places) -> Spots:
    """The places of the columns line1, line2, city, state, zip and country."""
    encoded: Any = together(columns).combine_chunks().dictionary_encode()
    fields = fields_of(encoded.dictionary, len(FIELDS))
    keys = places.keys(fields)
    mark = lru_cache(1 << 16)(place_mark)
    found: list[str] = keys.to_pylist()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    return Spots(codes, found, [mark(key) for key in found], bare_lines(fields))


def fields_of(joined: Any, count: int) -> list[Any]:  # noqa: ANN401 - Arrow arrays
    """The columns whose texts were joined by ``SEPARATOR``."""
    flat = _pc.split_pattern(joined, SEPARATOR).flatten()
    return [flat.take(np.arange(place, len(flat), count)) for place in range(count)]


def bare_lines(fields: Sequence[Any]) -> list[str]:
    """The fields of addresses without third parties' lines, joined by ``SEPARATOR``.

    Whether a line names somebody does not hang on which figures stand in it. So the law reads each distinct pair of
    lines with every figure a zero; only where it leaves that otherwise than it was, it reads the lines themselves.
    """
    both = _pc.binary_join_element_wise(fields[0], fields[1], SEPARATOR)
    masked = _pc.replace_substring_regex(both, "[0-9]", "0").dictionary_encode()
    kept = np.array([_bare(text) == text for text in masked.dictionary.to_pylist()], dtype=np.bool_)
    changed = ~kept[masked.indices.to_numpy(zero_copy_only=False)] if len(kept) else kept
    read = pa.array([_bare(text) for text in both.filter(pa.array(changed)).to_pylist()], pa.string())
    lines = _pc.replace_with_mask(both, pa.array(changed), read)
    folded = [_each_folded(column) for column in fields[2:]]
    texts: list[str] = _pc.binary_join_element_wise(lines, *folded, SEPARATOR).to_pylist()
    return texts


def _bare(lines: str) -> str:
    bare = without_third_parties(WrittenAddress(*lines.split(SEPARATOR)))
    return f"{bare.line1}{SEPARATOR}{bare.line2}"


def _each_folded(column: Any) -> Any:  # noqa: ANN401 - Arrow arrays
    encoded = column.dictionary_encode()
    return pa.array(map(fold, encoded.dictionary.to_pylist()), pa.string()).take(encoded.indices)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some people, by which others may meet them.

    Attributes:
        names: their names, one code a person.
        tins: nine digits, '' or ``?``, one a person.
        births: a day, '' or ``?``, one a person.
        homes: the person, by position, of each mark of a place; each pair once.
        marks: the mark beside it, never ''.
    """

    names: Names
    tins: list[str]
    births: list[str]
    homes: Sequence[int]
    marks: Sequence[str]


def meetings_of(known: Known, hashing: bytes) -> tuple[Numbers, BlockKeys]:
    """Every block key of every person, with the person's position beside it."""
    owners: list[int] = []
    texts = chain(_texts(owners, _at_places(known)), _texts(owners, _by_tin(known)), _texts(owners, _by_birth(known)))
    keys = block_keys(hashing, texts)
    return np.array(owners, dtype=np.int64), keys


def _texts(owners: list[int], found: Iterable[tuple[int, str]]) -> Iterator[str]:
    for owner, text in found:
        owners.append(owner)
        yield text


def _at_places(known: Known) -> Iterator[tuple[int, str]]:
    codes, marks = known.names.codes.tolist(), known.names.marks
    for person, place in zip(known.homes, known.marks, strict=True):
        for mark in marks[codes[person]]:
            yield person, meeting(PLACE, place, mark)


def _by_tin(known: Known) -> Iterator[tuple[int, str]]:
    for person, tin in enumerate(known.tins):
        if said(tin) is Said.READ:
            yield person, meeting(TIN, tin)


def _by_birth(known: Known) -> Iterator[tuple[int, str]]:
    codes, marks = known.names.codes.tolist(), known.names.births
    for person, day in enumerate(known.births):
        if said(day) is Said.READ:
            for mark in marks[codes[person]]:
                yield person, meeting(BIRTH, day, mark)


def once_each(values: Column, reading: Callable[[str], _Value]) -> list[_Value]:
    """A reading of every value, made once for each distinct one."""
    texts, codes = distinct(values)
    found = [reading(text) for text in texts]
    return [found[code] for code in codes.tolist()]
