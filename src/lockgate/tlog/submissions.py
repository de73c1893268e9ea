"""All outcomes of one submission: its closing entry, and every record leaf under it. See docs/formats/outcome.md.

The first line is canonical JSON: the entry and where it stands in the log. Each further line is one record's leaf,
in row order, as it was hashed; or, where its answer is opened, with salt and text in the commitment's place. So a
million leaves are hashed as they are read, and nothing but the hashes is held.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from lockgate.canonical import canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.tlog.cosigned_times import verify_entry
from lockgate.tlog.entries import SALT_SIZE, Entry, commitment, record_leaf
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.policies import Accepted, Policy
from lockgate.tlog.proofs import LogProof, parse_proof, proof_bytes
from lockgate.tlog.text import HASH_SIZE, decode_hex

FORMAT = "lockgate/submission/v1"
"""Names the format in the first line."""

CLOSED = "closed"
"""What an answer that is not opened counts as."""

LONGEST_LINE = 1 << 20
"""Bytes that a line may have."""

_LEAF = re.compile(rb'\[([1-9][0-9]{0,15}),"[0-9a-f]{64}","[0-9a-f]{64}"\]')


@dataclass(frozen=True)
class Closing:
    """What the first line states; nothing of it is verified yet."""

    entry: bytes
    proof: LogProof


@dataclass(frozen=True)
class VerifiedSubmission:
    """What was verified: the closing entry, the checkpoint over it, and how many records have which answer."""

    entry: Entry
    index: int
    accepted: Accepted
    answers: Mapping[str, int]
    """By the answer's word, and `closed` for those not opened."""


def submission_lines(closing: Closing, leaves: Iterable[bytes]) -> Iterator[bytes]:
    """The document line by line, each with its line break; the leaves closed, as they were hashed."""
    head = {
        "format": FORMAT,
        "entry": closing.entry.decode("utf-8"),
        "log": proof_bytes(closing.proof).decode("utf-8"),
    }
    yield canonical(head) + b"\n"
    for leaf in leaves:
        yield leaf + b"\n"


def read_closing(file: BinaryIO) -> Closing:
    """The first line of a document; raises ValueError where it is not one of this format."""
    match parse_canonical(_line(file)):
        case {"format": str(name), "entry": str(entry), "log": str(log), **rest} if name == FORMAT and not rest:
            return Closing(entry.encode("utf-8"), parse_proof(log.encode("utf-8")))
        case _:
            raise ValueError(f"this is not a document of the format {FORMAT}")


def verify_submission(file: BinaryIO, closing: Closing, policy: Policy) -> VerifiedSubmission:
    """What the rest of the document shows, once every leaf of it is under the closing entry.

    Raises:
        ValueError: where a line is malformed, or a row is missing, doubled or out of place.
        IntegrityError: where the policy does not hold, the entry is not in the log or commits to no
            outcomes, or these are not all of its outcomes, in their order.
    """
    entry, accepted = verify_entry(closing.proof, closing.entry, policy)
    if entry.records is None:
        raise IntegrityError("the entry commits to no records")
    hashes: list[bytes] = []
    counts: Counter[str] = Counter()
    while line := _line(file):
        leaf, word = _leaf(line, len(hashes) + 1)
        hashes.append(leaf_hash(leaf))
        counts[word] += 1
        if len(hashes) > entry.records.size:
            break
    if (len(hashes), root_of(hashes)) != (entry.records.size, entry.records.root):
        raise IntegrityError(
            f"these are not the {entry.records.size:,} outcomes that the closing entry commits to: one is missing, "
            "changed, added or out of place"
        )
    return VerifiedSubmission(entry, closing.proof.index, accepted, dict(sorted(counts.items())))


def _line(file: BinaryIO) -> bytes:
    """The next line without its line break; empty at the end."""
    line = file.readline(LONGEST_LINE)
    if line and not (line.endswith(b"\n") and len(line) > 1):
        raise ValueError("a line is empty, cut short, or too long")
    return line[:-1]


def _leaf(line: bytes, row: int) -> tuple[bytes, str]:
    """A record's leaf and the word its answer counts as."""
    closed = _LEAF.fullmatch(line)
    if closed is not None:
        if int(closed[1]) != row:
            raise ValueError(f"the outcome of row {row} is not where it must stand")
        return line, CLOSED
    match parse_canonical(line):
        case [int(stated), [str(salt), str(text)], str(ground)] if stated == row:
            answer = commitment(decode_hex(salt, SALT_SIZE), text)
            return record_leaf(row, answer, decode_hex(ground, HASH_SIZE)), _word(text)
        case _:
            raise ValueError(f"the outcome of row {row} is missing or not of its form")


def _word(text: str) -> str:
    """The answer's word: the second member of its array (docs/formats/outcome.md)."""
    match parse_canonical(text.encode("utf-8")):
        case [str(_), str(word), *_]:
            return word
        case _:
            raise ValueError("an opened answer is an array of the record's id and a word")
