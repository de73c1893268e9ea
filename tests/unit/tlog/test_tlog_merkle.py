"""RFC 6962 trees against the reference data of Certificate Transparency."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from lockgate.tlog.merkle import (
    EMPTY_ROOT,
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

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/tlog/rfc6962.json").read_text("utf-8"))
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots"]]


def path_of(vector):
    return tuple(bytes.fromhex(digest) for digest in vector["path"])


def test_leaf_and_node_are_hashed_apart():
    assert leaf_hash(b"ab") == sha256(b"\x00ab").digest()
    assert node_hash(b"a", b"b") == sha256(b"\x01ab").digest()


@pytest.mark.parametrize("size", range(9))
def test_root_is_the_reference_root(size):
    assert root_of(LEAVES[:size]) == ROOTS[size]


@pytest.mark.parametrize("vector", VECTORS["inclusion"])
def test_inclusion_proof_is_the_reference_proof(vector):
    leaves = LEAVES[: vector["size"]]
    assert inclusion_proof(leaves, vector["index"]) == path_of(vector)
    assert verify_inclusion(
        leaves[vector["index"]], vector["index"], vector["size"], path_of(vector), ROOTS[vector["size"]]
    )


@pytest.mark.parametrize("vector", VECTORS["consistency"])
def test_consistency_proof_is_the_reference_proof(vector):
    old, size = vector["old"], vector["size"]
    assert consistency_proof(LEAVES[:size], old) == path_of(vector)
    assert verify_consistency(old, ROOTS[old], size, ROOTS[size], path_of(vector))


def test_proofs_are_refused_for_what_is_not_in_the_tree():
    for index in (-1, 8):
        with pytest.raises(ValueError, match="no leaf"):
            inclusion_proof(LEAVES, index)
        with pytest.raises(ValueError, match="never had"):
            consistency_proof(LEAVES, index + (index > 0))
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof([], 0)


def test_levels_give_the_same_proofs_as_the_leaves():
    levels = levels_of(LEAVES[:7])
    assert [path_in(levels, index) for index in range(7)] == [inclusion_proof(LEAVES[:7], index) for index in range(7)]
    assert levels_of([]) == []


@pytest.mark.parametrize(
    ("index", "size"),
    [(-1, 8), (8, 8), (0, 0), (5, 5), (5, 9), (5, 16), (4, 8), (13, 16)],
)
def test_inclusion_is_refused_at_another_place_or_size(index, size):
    proof = inclusion_proof(LEAVES, 5)
    assert not verify_inclusion(LEAVES[5], index, size, proof, ROOTS[8])


def test_inclusion_is_refused_for_hashes_of_another_length():
    proof = inclusion_proof(LEAVES, 5)
    assert not verify_inclusion(LEAVES[5], 5, 8, (*proof[:2], proof[2] + b"x"), ROOTS[8])
    assert not verify_inclusion(LEAVES[5][:31], 5, 8, proof, ROOTS[8])
    assert not verify_inclusion(LEAVES[5], 5, 8, proof, b"")
    assert not verify_inclusion(LEAVES[5], 5, 8, proof[:2], ROOTS[8])
    assert not verify_inclusion(LEAVES[5], 5, 8, (*proof, proof[0]), ROOTS[8])


def test_consistency_of_equal_and_empty_trees_needs_no_proof():
    assert verify_consistency(8, ROOTS[8], 8, ROOTS[8], ())
    assert verify_consistency(0, EMPTY_ROOT, 8, ROOTS[8], ())
    assert verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())
    assert not verify_consistency(8, ROOTS[8], 8, ROOTS[7], ())
    assert not verify_consistency(8, ROOTS[8], 8, ROOTS[8], (ROOTS[1],))
    assert not verify_consistency(0, ROOTS[1], 8, ROOTS[8], ())
    assert not verify_consistency(0, EMPTY_ROOT, 8, ROOTS[8], (ROOTS[1],))


@pytest.mark.parametrize(("old", "size"), [(-1, 8), (9, 8), (5, 8), (7, 8), (6, 16), (6, 5), (4, 8)])
def test_consistency_is_refused_for_other_sizes(old, size):
    assert not verify_consistency(old, ROOTS[6], size, ROOTS[8], consistency_proof(LEAVES, 6))


def test_consistency_is_refused_for_a_changed_proof():
    proof = consistency_proof(LEAVES, 6)
    assert not verify_consistency(6, ROOTS[6], 8, ROOTS[8], ())
    assert not verify_consistency(6, ROOTS[6], 8, ROOTS[8], proof[:-1])
    assert not verify_consistency(6, ROOTS[6], 8, ROOTS[8], (*proof, ROOTS[1]))
    assert not verify_consistency(6, ROOTS[6], 8, ROOTS[8], (proof[0], proof[1], proof[2][:31]))
    assert not verify_consistency(6, ROOTS[5], 8, ROOTS[8], proof)
    assert not verify_consistency(6, ROOTS[6], 8, ROOTS[7], proof)
