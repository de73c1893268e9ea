"""The reasons of a batch: every distinct sentence is read once by the law, and what sentences say is put together.

Reasons hardly ever repeat, their sentences do. What a text says is put together from its sentences, first to last, each
distinct pair once; the letters of a text are numbered likewise, so that reasons of the same letters have one number
however they are cut (R13, R54). The few short or monotonous texts, of which the very words count, are read whole.
"""

from collections.abc import Hashable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from lockgate.law.readings import is_varied
from lockgate.law.reasons import SENTENCE_END, Said, fact_of, letters_of, reason, said_in, together
from lockgate.pipeline.encoding import Coded, joined_up
from lockgate.pipeline.numbered import NONE, Numbered, Numbers
from lockgate.pipeline.readers_arrow import Texts, compute
from lockgate.store.records import Desk, statement

_BATCH = 122_880
_KEPT = 1 << 17
"""How many sentences are kept in mind; then all are forgotten."""
_MANY = 1 << 20
"""More than there are different things to say."""
_PRIMES = (2_147_483_647, 2_147_483_629)
"""The number of letters is what their bytes, as one figure, leave over by each of these."""


def read_reasons(desk: Desk) -> Numbered:
    """The reason facts of the view ``records``, and the letters of its reasons."""
    reader = _Reader()
    read = [reader.read(masked) for masked in _batches(desk)]
    numbers = np.concatenate([one.numbers for one in read]) if read else np.zeros(0, dtype=np.int64)
    return Numbered(joined_up([one.facts for one in read]), numbers)


def _batches(desk: Desk) -> Iterator[Texts]:
    for batch in desk.sql(statement("examine/masked")).to_arrow_reader(_BATCH):
        yield compute.fill_null(batch.column(0), "")


class _Reader:
    """Reads texts in columns; sentences and what they say together are kept in mind."""

    def __init__(self) -> None:
        self._sentences: dict[str, int] = {}
        self._read: list[tuple[int, ...]] = []
        self._table: Numbers = np.zeros((0, 6), dtype=np.int64)
        self._said: list[Said] = []
        self._number: dict[Said, int] = {}
        self._pairs: dict[int, int] = {}

    def read(self, texts: Texts) -> Numbered:
        """The facts and numbers of a column of masked reasons."""
        cut = compute.split_pattern(texts, SENTENCE_END)
        first = cut.offsets.to_numpy()[:-1]
        count = np.diff(cut.offsets.to_numpy())
        sentences = self._read_sentences(cut.values)
        said, letters = sentences[first, 0], sentences[first, 2::2]
        for place in range(1, int(count.max(initial=0))):
            rows = np.flatnonzero(count > place)
            there = sentences[first[rows] + place]
            said[rows] = self._together(said[rows], there[:, 0])
            letters[rows] = (letters[rows] * there[:, 3::2] + there[:, 2::2]) % np.array(_PRIMES)
        numbers = (letters[:, 0] << 31) + letters[:, 1] + 1
        numbers[compute.equal(texts, "").to_numpy(zero_copy_only=False)] = NONE
        return Numbered(self._facts(texts, said, plain=sentences[first, 1] == 1), numbers)

    def _read_sentences(self, sentences: Texts) -> Numbers:
        """For each sentence: what it says, whether it is varied, and what its letters leave over by each prime."""
        if len(self._sentences) > _KEPT:
            self._sentences.clear()
            self._read.clear()
            self._table = self._table[:0]
        distinct: Any = sentences.dictionary_encode()
        where: Numbers = distinct.indices.to_numpy(zero_copy_only=False)
        of_each = np.array([self._place(text) for text in distinct.dictionary.to_pylist()], dtype=np.int64)
        fresh = self._read[len(self._table) :]
        if fresh:
            self._table = np.concatenate([self._table, np.array(fresh, dtype=np.int64)])
        found: Numbers = self._table[of_each[where]]
        return found

    def _place(self, text: str) -> int:
        """Where in the table a sentence stands; it is read when it is new."""
        place = self._sentences.get(text)
        if place is None:
            place = self._sentences[text] = len(self._read)
            self._read.append(self._sentence(text))
        return place

    def _sentence(self, text: str) -> tuple[int, ...]:
        letters = letters_of(text).encode()
        figure = int.from_bytes(letters, "big")
        over = [over for prime in _PRIMES for over in (figure % prime, pow(256, len(letters), prime))]
        return (self._numbered(said_in(text)), int(is_varied(text)), *over)

    def _numbered(self, said: Said) -> int:
        number = self._number.setdefault(said, len(self._said))
        if number == len(self._said):
            self._said.append(said)
        return number

    def _together(self, said: Numbers, then: Numbers) -> Numbers:
        pairs, where = np.unique(said * _MANY + then, return_inverse=True)
        return np.array([self._pair(pair) for pair in pairs.tolist()], dtype=np.int64)[where]

    def _pair(self, pair: int) -> int:
        number = self._pairs.get(pair)
        if number is None:
            one, other = divmod(pair, _MANY)
            number = self._pairs[pair] = self._numbered(together(self._said[one], self._said[other]))
        return number

    def _facts(self, texts: Texts, said: Numbers, plain: npt.NDArray[np.bool_]) -> Coded[Hashable]:
        facts = [fact_of(one) for one in self._said]
        numbers: dict[Hashable, int] = {}
        lookup = np.array([-1 if fact is None else numbers.setdefault(fact, len(numbers)) for fact in facts], np.int32)
        codes = np.where(plain, lookup[said], np.int32(-1))
        rows = np.flatnonzero(codes < 0)
        for row, text in zip(rows.tolist(), texts.take(rows).to_pylist(), strict=True):
            codes[row] = numbers.setdefault(reason(text), len(numbers))
        return Coded(codes, tuple(numbers))
