"""Proofs for every place of every small tree, against RFC 6962's own recursive definitions."""

from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.canonical import LARGEST, canonical, parse_canonical
from lockgate.tlog.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    levels_of,
    node_hash,
    path_in,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from lockgate.tlog.tiles import bundle_of, parse_bundle

LEAVES = tuple(leaf_hash(bytes([index])) for index in range(131))


def split_of(size):
    """RFC 6962: the largest power of two smaller than size."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


@cache
def mth(begin, end):
    if end - begin == 1:
        return LEAVES[begin]
    split = begin + split_of(end - begin)
    return node_hash(mth(begin, split), mth(split, end))


def path(index, begin, end):
    if end - begin == 1:
        return ()
    split = begin + split_of(end - begin)
    if index < split:
        return (*path(index, begin, split), mth(split, end))
    return (*path(index, split, end), mth(begin, split))


def subproof(old, begin, end, *, whole):
    if old == end:
        return () if whole else (mth(begin, end),)
    split = begin + split_of(end - begin)
    if old <= split:
        return (*subproof(old, begin, split, whole=whole), mth(split, end))
    return (*subproof(old, split, end, whole=False), mth(begin, split))


@pytest.mark.parametrize("size", range(1, 131))
def test_every_leaf_is_proved_and_nothing_else(size):
    levels = levels_of(LEAVES[:size])
    root = root_of(LEAVES[:size])
    assert root == mth(0, size)
    for index in range(size):
        proof = path_in(levels, index)
        assert proof == path(index, 0, size)
        assert verify_inclusion(LEAVES[index], index, size, proof, root)
        assert not verify_inclusion(LEAVES[(index + 1) % 131], index, size, proof, root)
        assert not verify_inclusion(LEAVES[index], index, size, proof, LEAVES[index - 1]) or size == 1
        for place in range(len(proof)):
            changed = (*proof[:place], bytes(32), *proof[place + 1 :])
            assert not verify_inclusion(LEAVES[index], index, size, changed, root)
        other = (index + 1) % size
        assert other == index or not verify_inclusion(LEAVES[index], other, size, proof, root)


@pytest.mark.parametrize("size", range(41))
def test_every_older_tree_is_proved_and_no_other(size):
    root = root_of(LEAVES[:size])
    for old in range(size + 1):
        old_root = root_of(LEAVES[:old])
        proof = consistency_proof(LEAVES[:size], old)
        if 0 < old < size:
            assert proof == subproof(old, 0, size, whole=True)
        assert verify_consistency(old, old_root, size, root, proof)
        forged = root_of([*LEAVES[: old - 1], LEAVES[130]]) if old else LEAVES[0]
        assert not verify_consistency(old, forged, size, root, proof)
        for place in range(len(proof)):
            changed = (*proof[:place], bytes(32), *proof[place + 1 :])
            assert not verify_consistency(old, old_root, size, root, changed)
        if 0 < old < size:
            assert not verify_consistency(old, old_root, size, LEAVES[130], proof)
            assert not verify_consistency(old, old_root, size, root, proof[1:])
            assert not verify_consistency(old, old_root, size, root, (*proof, root))


@pytest.mark.parametrize("size", range(1, 40))
def test_a_proof_holds_at_its_own_place_only(size):
    # The size is not bound by the root but by the checkpoint's signature; the place in it is.
    root = root_of(LEAVES[:size])
    for index in range(size):
        proof = inclusion_proof(LEAVES[:size], index)
        assert [at for at in range(size) if verify_inclusion(LEAVES[index], at, size, proof, root)] == [index]


@pytest.mark.parametrize("size", range(2, 40))
def test_a_consistency_proof_holds_for_its_own_old_size_only(size):
    root = root_of(LEAVES[:size])
    for old in range(1, size):
        proof, old_root = consistency_proof(LEAVES[:size], old), root_of(LEAVES[:old])
        assert [at for at in range(1, size) if verify_consistency(at, old_root, size, root, proof)] == [old]


@given(st.integers(1, 130), st.data())
def test_a_proof_longer_than_the_tree_is_refused_though_its_hashes_fit(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(LEAVES[:size], index), root_of(LEAVES[:size])
    for above in (node_hash(LEAVES[0], root), node_hash(root, LEAVES[0])):
        assert not verify_inclusion(LEAVES[index], index, size, (*proof, LEAVES[0]), above)


@given(st.integers(3, 130), st.data())
def test_a_consistency_proof_longer_than_the_tree_is_refused_though_its_hashes_fit(size, data):
    old = data.draw(st.integers(1, size - 1))
    proof = (*consistency_proof(LEAVES[:size], old), LEAVES[0])
    old_root, root = root_of(LEAVES[:old]), root_of(LEAVES[:size])
    above_old, above = node_hash(LEAVES[0], old_root), node_hash(LEAVES[0], root)
    assert not verify_consistency(old, above_old, size, above, proof)
    assert not verify_consistency(old, old_root, size, node_hash(root, LEAVES[0]), proof)


values = st.recursive(
    st.text() | st.integers(-LARGEST, LARGEST),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
def test_canonical_reads_back_and_has_one_spelling(value):
    assert parse_canonical(canonical(value)) == value
    assert canonical(parse_canonical(canonical(value))) == canonical(value)


@given(st.binary())
def test_parse_canonical_only_raises_valueerror(data):
    with suppress(ValueError):
        assert canonical(parse_canonical(data)) == data


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=256))
def test_bundles_read_back(entries):
    assert parse_bundle(bundle_of(entries), len(entries)) == tuple(entries)


@given(st.binary(max_size=40), st.integers(1, 5))
def test_a_bundle_has_one_spelling(data, width):
    with suppress(ValueError):
        assert bundle_of(parse_bundle(data, width)) == data
