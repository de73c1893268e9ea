"""Record leaves by the million are the same as one by one, and nothing malformed slips in with the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.tlog.batches import commitments, record_hashes, records_tree
from lockgate.tlog.entries import Subtree, commitment, record_leaf
from lockgate.tlog.merkle import leaf_hash

texts = st.text(st.characters(exclude_categories=["Cs"]))
records = st.lists(
    st.tuples(st.integers(1, 10**9), st.binary(min_size=16, max_size=16), texts, st.binary(min_size=16, max_size=16))
)


@given(records)
def test_batch_equals_one_by_one(drawn):
    answers = commitments([salt.hex() for _, salt, _, _ in drawn], [text for _, _, text, _ in drawn])
    grounds = commitments([salt.hex() for _, _, _, salt in drawn], [text[::-1] for _, _, text, _ in drawn])
    assert answers == [commitment(salt, text) for _, salt, text, _ in drawn]
    leaves = [
        record_leaf(row, answer, ground) for (row, *_), answer, ground in zip(drawn, answers, grounds, strict=True)
    ]
    hashes = record_hashes([row for row, *_ in drawn], answers, grounds)
    assert hashes == [leaf_hash(leaf) for leaf in leaves]
    assert records_tree(hashes) == Subtree.of(leaves)


GOOD = "0a" * 16


@pytest.mark.parametrize(
    "salts", [[GOOD, "0A" * 16], [GOOD[:31], GOOD + "0"], ["zz" * 16], [""], [GOOD, " " + GOOD[1:]]]
)
def test_one_bad_salt_among_good_ones_is_refused(salts):
    with pytest.raises(ValueError, match="each salt"):
        commitments(salts, ["text"] * len(salts))


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="zip"):
        commitments([GOOD], ["one", "two"])
    with pytest.raises(ValueError, match="zip"):
        record_hashes([1, 2], [bytes(32)], [bytes(32)])


@pytest.mark.parametrize(
    ("rows", "answers", "grounds"),
    [([0], [bytes(32)], [bytes(32)]), ([1], [bytes(31)], [bytes(32)]), ([1], [bytes(32)], [bytes(33)])],
)
def test_one_bad_record_is_refused(rows, answers, grounds):
    with pytest.raises(ValueError, match="a record leaf"):
        record_hashes([1, *rows], [bytes(32), *answers], [bytes(32), *grounds])
