"""An opened outcome: what became of one record, proved against the public log.

It shows that this answer, given to this row, is one leaf of the outcomes that an entry commits to,
and that this entry stands in the log. The ground stays closed, unless the custodian opens it too (to
a court): it has a salt of its own. See docs/formats/outcome.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lockgate.canonical import Canonical, Parsed, canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.tlog.cosigned_times import verify_entry
from lockgate.tlog.entries import SALT_SIZE, Entry, check_salt, commitment, record_leaf
from lockgate.tlog.merkle import leaf_hash, verify_inclusion
from lockgate.tlog.policies import Accepted, Policy
from lockgate.tlog.proofs import LogProof, parse_proof, proof_bytes
from lockgate.tlog.text import HASH_SIZE, decode_hex

FORMAT = "lockgate/outcome/v1"
"""Names the format in the document."""


@dataclass(frozen=True)
class Opened:
    """A committed text with its salt."""

    salt: bytes
    text: str

    @property
    def commitment(self) -> bytes:
        """What was committed (32 bytes)."""
        return commitment(self.salt, self.text)


@dataclass(frozen=True)
class OpenedOutcome:
    """One record's outcome with all that is needed to verify it offline, given the policy."""

    row: int
    """The record's row in the submission, from 1."""
    answer: Opened
    ground: bytes | Opened
    """The ground's commitment (32 bytes), or the ground itself where it is opened."""
    entry: bytes
    """The entry that commits to the outcomes, as it stands in the log."""
    index: int
    """The leaf's place in the outcomes of that entry, from 0."""
    path: tuple[bytes, ...]
    """Its inclusion proof in those outcomes."""
    proof: LogProof
    """Where the entry stands in the log, and under which checkpoint."""

    @property
    def leaf(self) -> bytes:
        """The record's leaf, computed from the answer and the ground."""
        ground = self.ground.commitment if isinstance(self.ground, Opened) else self.ground
        return record_leaf(self.row, self.answer.commitment, ground)


def outcome_bytes(outcome: OpenedOutcome) -> bytes:
    """The document: canonical JSON."""
    return canonical(
        {
            "format": FORMAT,
            "row": outcome.row,
            "answer": _opened_object(outcome.answer),
            "ground": _opened_object(outcome.ground) if isinstance(outcome.ground, Opened) else outcome.ground.hex(),
            "entry": outcome.entry.decode("utf-8"),
            "records": {"index": outcome.index, "path": [digest.hex() for digest in outcome.path]},
            "log": proof_bytes(outcome.proof).decode("utf-8"),
        }
    )


def _opened_object(opened: Opened) -> dict[str, Canonical]:
    return {"salt": check_salt(opened.salt), "text": opened.text}


def parse_outcome(data: bytes) -> OpenedOutcome:
    """The outcome of a document.

    Raises:
        ValueError: for anything but a document of this format in its one spelling.
    """
    match parse_canonical(data):
        case {
            "format": str(name),
            "row": int(row),
            "answer": answer,
            "ground": ground,
            "entry": str(entry),
            "records": {"index": int(index), "path": list(path), **more},
            "log": str(log),
            **rest,
        } if name == FORMAT and not more and not rest:
            return OpenedOutcome(
                row=row,
                answer=_opened(answer),
                ground=decode_hex(ground, HASH_SIZE) if isinstance(ground, str) else _opened(ground),
                entry=entry.encode("utf-8"),
                index=index,
                path=_hashes(path),
                proof=parse_proof(log.encode("utf-8")),
            )
        case _:
            raise ValueError(f"this is not a document of the format {FORMAT}")


def _opened(value: Parsed) -> Opened:
    match value:
        case {"salt": str(salt), "text": str(text), **rest} if not rest:
            return Opened(decode_hex(salt, SALT_SIZE), text)
        case _:
            raise ValueError("an opened commitment is an object of a salt and a text")


def _hashes(path: Sequence[Parsed]) -> tuple[bytes, ...]:
    texts = [value for value in path if isinstance(value, str)]
    if len(texts) != len(path):
        raise ValueError("a proof's path is a list of hashes in hexadecimal")
    return tuple(decode_hex(text, HASH_SIZE) for text in texts)


@dataclass(frozen=True)
class VerifiedOutcome:
    """What was verified: the entry that commits to the outcome, and the checkpoint over that entry."""

    entry: Entry
    accepted: Accepted


def verify_outcome(outcome: OpenedOutcome, policy: Policy) -> VerifiedOutcome:
    """The entry and the checkpoint of an outcome, once everything between them is verified.

    Raises:
        ValueError: where the entry or the checkpoint is malformed.
        IntegrityError: where the policy does not hold, the entry is not in the log, it commits to no
            outcomes, or this outcome is not among them.
    """
    entry, accepted = verify_entry(outcome.proof, outcome.entry, policy)
    records = entry.records
    if records is None:
        raise IntegrityError("the entry commits to no records")
    leaf = leaf_hash(outcome.leaf)
    if not verify_inclusion(leaf, outcome.index, records.size, outcome.path, records.root):
        raise IntegrityError("the outcome is not the one that the entry commits to for this record")
    return VerifiedOutcome(entry, accepted)
