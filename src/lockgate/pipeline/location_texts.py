"""The texts engines compare, made by the law from written values, and the block keys under which two sides meet.

Both sides go through here: what a request sets forth, and what the custodian holds. A name becomes
``NameKey.text``, an address its place's key, each once for a distinct writing; ``law/meetings`` says what they have
in common with whoever they may be compared with.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
from lockgate.law.names import NameKey, WrittenName, name_key
from lockgate.pipeline.address_columns import FIELDS
from lockgate.pipeline.addresses import place_keys
from lockgate.pipeline.encoding import SEPARATOR, Column, distinct, together
from lockgate.pipeline.readers_arrow import Texts
from lockgate.store.registry_keys import BlockKeys, block_keys

_pc: Any = pyarrow.compute

Numbers = npt.NDArray[np.int64]
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Names:
    """Names as they are compared, one a row.

    Attributes:
        texts: ``NameKey.text`` of each, an Arrow array.
        keys: the names themselves.
    """

    texts: Any
    keys: list[NameKey]


@dataclass(frozen=True, slots=True)
class Spots:
    """Addresses as they are compared, one of each writing.

    Attributes:
        codes: for each row, which address it has.
        places: ``Place.key`` of each; '' where no letter could reach it.
        marks: its ``place_mark``.
        fields: the six fields of each, as written.
    """

    codes: npt.NDArray[np.int32]
    places: list[str]
    marks: list[str]
    fields: list[Any]

    def of_rows(self) -> Texts:
        """The place of each row."""
        return pa.array(self.places, pa.string()).take(self.codes)


def names_of(columns: Sequence[Any], marker: str = "") -> Names:
    """The names of the columns given name, middle name, family name and suffix.

    Each column says the same whatever stands beside it, so each distinct value of it is read once; only where two of
    them bring a suffix, the law reads the whole name.

    Args:
        columns: of text, none of them null.
        marker: what a submission writes for people of one name.
    """
    parts = [_Part.of(column, field, marker) for field, column in zip(_NAME, columns, strict=True)]
    given, middle, family = (part.each(part.words) for part in parts[:3])
    suffixes, several = _suffixes(parts)
    keys = list(map(NameKey, given, middle, family, suffixes))
    texts = [part.texts(part.spoken) for part in parts[:3]]
    named = Names(_pc.binary_join_element_wise(*texts, pa.array(suffixes, pa.string()), "|"), keys)
    return _read_whole(named, columns, several, marker) if several else named


def _suffixes(parts: Sequence["_Part"]) -> tuple[list[str], list[int]]:
    """The suffix of each row, and the rows in which more than one column brings one."""
    if not any(any(part.suffixes) for part in parts):
        return [""] * len(parts[0].codes), []
    found = list(zip(*(part.each(part.suffixes) for part in parts), strict=True))
    joined = list(map("".join, found))
    return joined, [row for row, said in enumerate(found) if joined[row] and joined[row] not in said]


def _read_whole(named: Names, columns: Sequence[Any], rows: list[int], marker: str) -> Names:
    texts = named.texts.to_pylist()
    for row in rows:
        written = [column[row].as_py() for column in columns]
        named.keys[row] = name_key(WrittenName(*written), marker)
        texts[row] = named.keys[row].text
    return Names(pa.array(texts, pa.string()), named.keys)


_NAME = ("given", "middle", "family", "suffix")


@dataclass(frozen=True, slots=True)
class _Part:
    """One column of names: for each row which value it has, and what the law reads in each value alone."""

    codes: Any
    words: list[tuple[str, ...]]
    suffixes: list[str]

    @classmethod
    def of(cls, column: Any, field: str, marker: str) -> "_Part":  # noqa: ANN401 - an Arrow array
        encoded = column.dictionary_encode()
        read = [_read_alone(field, text, marker) for text in encoded.dictionary.to_pylist()]
        return cls(encoded.indices, [words for words, _ in read], [suffix for _, suffix in read])

    @property
    def spoken(self) -> list[str]:
        """The words of each value as one text."""
        return [" ".join(words) for words in self.words]

    def each(self, found: list[_Value]) -> list[_Value]:
        """For each row what was found in its value."""
        return list(map(found.__getitem__, self.codes.to_pylist()))

    def texts(self, found: list[str]) -> Any:  # noqa: ANN401 - an Arrow array
        """For each row the text found in its value."""
        return pa.array(found, pa.string()).take(self.codes)


@lru_cache(1 << 18)
def _read_alone(field: str, text: str, marker: str) -> tuple[tuple[str, ...], str]:
    """The words and the suffix that one part of a name says by itself."""
    key = name_key(WrittenName(**{field: text}), marker)
    return key.words, key.suffix


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
    return Spots(codes, found, [mark(key) for key in found], fields)


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
        names: their names, one a person.
        tins: nine digits, '' or ``?``, one a person.
        births: a day, '' or ``?``, one a person.
        homes: the person, by position, of each mark of a place; ascending, each pair once.
        marks: the mark beside it, never ''.
    """

    names: list[NameKey]
    tins: list[str]
    births: list[str]
    homes: Sequence[int]
    marks: Sequence[str]


def meetings_of(known: Known, hashing: bytes) -> tuple[Numbers, BlockKeys]:
    """Every block key of every person, with the person's position beside it."""
    found = [*_at_places(known), *_by_tin(known), *_by_birth(known)]
    owners = np.fromiter((owner for owner, _ in found), dtype=np.int64, count=len(found))
    return owners, block_keys(hashing, [text for _, text in found])


def _at_places(known: Known) -> Iterator[tuple[int, str]]:
    last, marks = -1, tuple[str, ...]()
    for person, place in zip(known.homes, known.marks, strict=True):
        if person != last:
            last, marks = person, name_marks(known.names[person])
        for mark in marks:
            yield person, meeting(PLACE, place, mark)


def _by_tin(known: Known) -> list[tuple[int, str]]:
    return [(person, meeting(TIN, tin)) for person, tin in enumerate(known.tins) if said(tin) is Said.READ]


def _by_birth(known: Known) -> list[tuple[int, str]]:
    return [
        (person, meeting(BIRTH, day, mark))
        for person, day in enumerate(known.births)
        if said(day) is Said.READ
        for mark in birth_name_marks(known.names[person])
    ]


def once_each(values: Column, reading: Callable[[str], _Value]) -> list[_Value]:
    """A reading of every value, made once for each distinct one."""
    texts, codes = distinct(values)
    found = [reading(text) for text in texts]
    return [found[code] for code in codes.tolist()]
