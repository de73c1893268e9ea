"""Numbers over very few persons are not told, and cannot be had from the total (R46, R51)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.law.few import FEW, FEWEST, told_of


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, {}),
        ({"one": 40, "none": 25}, {"one": 40, "none": 25}),
        ({"one": 40, "none": 25, "weak": 3}, {"one": 40, "none": None, "weak": FEW}),
        ({"one": 40, "none": 10, "weak": 0}, {"one": 40, "none": None, "weak": FEW}),
        ({"one": 40, "weak": 9}, {"one": None, "weak": FEW}),
        ({"one": 2, "weak": 1, "none": 0}, {"one": None, "weak": None, "none": None}),
    ],
)
def test_small_numbers_are_not_told_when(counts, told):
    assert told_of(counts) == told


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 30)))
def test_no_small_number_follows_from_the_total_and_what_is_told(counts):
    told = told_of(counts)
    assert told.keys() == counts.keys()
    assert all(number >= FEWEST for number in told.values() if isinstance(number, int))
    small = [word for word, number in counts.items() if number < FEWEST]
    assert not small or None in told.values()
    assert all(told[word] == counts[word] for word in counts if isinstance(told[word], int))
