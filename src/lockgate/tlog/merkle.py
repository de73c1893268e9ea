"""Merkle tree hashing and proofs of RFC 6962 section 2.1, with SHA-256.

Verification follows RFC 9162 sections 2.1.3.2 and 2.1.4.2, which say step by step what RFC 6962
defines. Everything takes and gives leaf *hashes*; `leaf_hash` makes one from an entry's bytes.
"""

from collections.abc import Sequence
from hashlib import sha256

from lockgate.tlog.text import HASH_SIZE

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves (RFC 6962 section 2.1)."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry: SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def _parents(level: Sequence[bytes]) -> list[bytes]:
    """The level above; a last node without a sibling rises unchanged.

    That is the same tree as RFC 6962's split at the largest power of two, without the recursion.
    """
    nodes = iter(level)
    hash_of = sha256
    above = [hash_of(b"\x01" + left + right).digest() for left, right in zip(nodes, nodes, strict=False)]
    if len(level) % 2:
        above.append(level[-1])
    return above


def levels_of(leaf_hashes: Sequence[bytes]) -> list[Sequence[bytes]]:
    """All levels of the tree, the leaves first and the root alone in the last; [] for no leaves.

    Kept once, it gives any number of proofs by `path_in` in logarithmic time each.
    """
    levels: list[Sequence[bytes]] = [leaf_hashes] if leaf_hashes else []
    while levels and len(levels[-1]) > 1:
        levels.append(_parents(levels[-1]))
    return levels


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root hash of the tree over these leaf hashes, in order."""
    level = leaf_hashes
    while len(level) > 1:
        level = _parents(level)
    return level[0] if level else EMPTY_ROOT


def path_in(levels: Sequence[Sequence[bytes]], index: int) -> tuple[bytes, ...]:
    """The inclusion proof of leaf `index` from the levels of its tree.

    Raises:
        ValueError: where the tree has no such leaf.
    """
    if not levels or not 0 <= index < len(levels[0]):
        raise ValueError(f"the tree of {len(levels[0]) if levels else 0} leaves has no leaf {index}")
    path = []
    for level in levels[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        index >>= 1
    return tuple(path)


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """PATH(index, leaves) of RFC 6962 section 2.1.1: from the leaf's sibling up to the root's child.

    Raises:
        ValueError: where the tree has no such leaf.
    """
    return path_in(levels_of(leaf_hashes), index)


def consistency_proof(leaf_hashes: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """PROOF(old_size, leaves) of RFC 6962 section 2.1.2; empty for old sizes 0 and the present one.

    Raises:
        ValueError: where the old tree is larger than this one.
    """
    if not 0 <= old_size <= len(leaf_hashes):
        raise ValueError(f"a tree of {len(leaf_hashes)} leaves never had {old_size}")
    if old_size in {0, len(leaf_hashes)}:
        return ()
    proof: list[bytes] = []
    begin, end, old_end, whole = 0, len(leaf_hashes), old_size, True
    while old_end != end:
        split = begin + (1 << ((end - begin - 1).bit_length() - 1))
        if old_end <= split:
            proof.append(root_of(leaf_hashes[split:end]))
            end = split
        else:
            proof.append(root_of(leaf_hashes[begin:split]))
            begin, whole = split, False
    # The verifier holds the old root, so the old tree's own hash is left out where it is whole.
    if not whole:
        proof.append(root_of(leaf_hashes[begin:end]))
    return tuple(reversed(proof))


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows this leaf hash at `index` of the tree of that size and root.

    Args:
        leaf: the leaf hash, not the entry.
        index: its place, from 0.
        size: leaves in the tree.
        proof: hashes from the leaf's sibling up to the root's child.
        root: the tree's root hash.
    """
    if not (0 <= index < size and _are_hashes(leaf, root, *proof)):
        return False
    node, last, digest = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node % 2 or node == last:
            digest = node_hash(sibling, digest)
            while not (node % 2 or node == 0):
                node, last = node >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and digest == root


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the old tree is the beginning of the new one.

    Two trees of one size are consistent when their roots are equal; the empty tree begins every
    tree. In both cases the proof must be empty.
    """
    if not (0 <= old_size <= size and _are_hashes(old_root, root, *proof)):
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    return _roots_follow(old_size, size, (old_root, root), proof)


def _roots_follow(old_size: int, size: int, roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> bool:
    """RFC 9162 section 2.1.4.2, for 0 < old_size < size."""
    if old_size & (old_size - 1) == 0:
        proof = (roots[0], *proof)
    if not proof:
        return False
    node, last = old_size - 1, size - 1
    while node % 2:
        node, last = node >> 1, last >> 1
    old = new = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if node % 2 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not (node % 2 or node == 0):
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and (old, new) == roots
