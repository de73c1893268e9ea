"""Proofs of logging (C2SP tlog-proof): an entry's index, its inclusion proof and a checkpoint.

Whoever holds the entry, such a proof and the policy can verify offline that the entry stands in the
log that the witnesses saw.
"""

from dataclasses import dataclass

from lockgate.errors import IntegrityError
from lockgate.tlog.merkle import leaf_hash, verify_inclusion
from lockgate.tlog.policies import Accepted, Policy, accept
from lockgate.tlog.text import (
    HASH_SIZE,
    decode_base64,
    decode_decimal,
    decode_hash,
    decode_lines,
    encode_base64,
)

HEADER = "c2sp.org/tlog-proof@v1"
"""The first line of every proof."""

MOST_HASHES = 63
"""Hashes in the longest inclusion proof of a tree below 2**63 leaves."""


@dataclass(frozen=True)
class LogProof:
    """A proof as it is written; nothing of it is verified yet."""

    index: int
    path: tuple[bytes, ...]
    """The inclusion proof, from the leaf's sibling up to the root's child."""
    checkpoint: bytes
    """The signed checkpoint, verbatim."""
    extra: bytes = b""
    """Further data, authenticated by nothing."""

    def __post_init__(self) -> None:
        if not 0 <= self.index < 2**63 or len(self.path) > MOST_HASHES:
            raise ValueError(f"a proof has an index below 2**63 and at most {MOST_HASHES} hashes")
        if any(len(digest) != HASH_SIZE for digest in self.path):
            raise ValueError(f"each hash of a proof is {HASH_SIZE} bytes long")


def proof_bytes(proof: LogProof) -> bytes:
    """The proof's text, in UTF-8."""
    lines = [HEADER]
    if proof.extra:
        lines.append(f"extra {encode_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines += [encode_base64(digest) for digest in proof.path]
    return ("\n".join(lines) + "\n\n").encode("utf-8") + proof.checkpoint


def parse_proof(data: bytes) -> LogProof:
    """The proof of these bytes.

    Raises:
        ValueError: for anything but a proof in its one spelling.
    """
    decode_lines(data, "the proof")
    head, _, checkpoint = data.partition(b"\n\n")
    lines = head.decode("utf-8").split("\n")
    if lines.pop(0) != HEADER:
        raise ValueError(f"a proof begins with the line {HEADER}")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise ValueError("the proof has no index line")
    index = decode_decimal(lines.pop(0).removeprefix("index "))
    proof = LogProof(index, tuple(decode_hash(line) for line in lines), checkpoint, extra)
    if proof_bytes(proof) != data:
        raise ValueError("the proof is not in its one spelling")
    return proof


def verify_proof(proof: LogProof, entry: bytes, policy: Policy) -> Accepted:
    """The accepted checkpoint of the proof, once the entry is shown to stand under it.

    Raises:
        ValueError: where the checkpoint is malformed.
        IntegrityError: where the policy does not hold or the entry is not included.
    """
    accepted = accept(policy, proof.checkpoint)
    tree = accepted.checkpoint
    if not verify_inclusion(leaf_hash(entry), proof.index, tree.size, proof.path, tree.root):
        raise IntegrityError(f"the entry does not stand at index {proof.index} of {tree.origin}")
    return accepted
