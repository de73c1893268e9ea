"""Cosignatures, version 1 (C2SP tlog-cosignature): a witness says it saw this tree, and when.

A witness that cosigns states that the tree with this size and root is the largest consistent one it
has seen of the log. Whoever asks for a quorum of witnesses cannot be shown a tree of their own.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from lockgate.errors import IntegrityError
from lockgate.tlog.notes import (
    WITNESS_KEY,
    NoteKey,
    NoteSignature,
    Sign,
    cosigned_message,
    signature_line,
)


@dataclass(frozen=True)
class Cosignature:
    """A verified cosignature: the witness's key name, and when it says it saw the tree (UTC)."""

    name: str
    at: datetime


def cosign(text: str, key: NoteKey, sign: Sign, at: datetime) -> str:
    """The cosignature line, newline included, of a witness over a checkpoint's note text.

    Args:
        text: the checkpoint's body.
        key: the witness's key, of type WITNESS_KEY.
        sign: signs bytes with the private key.
        at: the present instant, aware; written in whole seconds.

    Raises:
        ValueError: for a key of another type or an instant that cannot be written.
    """
    if key.kind != WITNESS_KEY:
        raise ValueError(f"{key.name} is not a witness's key (type 0x04)")
    if at.tzinfo is None or at.timestamp() < 0:
        raise ValueError("a cosignature's time is an aware instant after 1969")
    seconds = int(at.timestamp())
    return signature_line(key, struct.pack(">Q", seconds) + sign(cosigned_message(text, seconds)))


def verify_cosignature(text: str, line: str, key: NoteKey) -> Cosignature:
    """The verified cosignature of one line over a checkpoint's note text.

    Raises:
        ValueError: where the line is malformed.
        IntegrityError: where it is not this witness's, or does not verify.
    """
    found = NoteSignature.parse(line.removesuffix("\n"))
    if (found.name, found.key_id) != (key.name, key.id) or key.kind != WITNESS_KEY:
        raise IntegrityError(f"the cosignature is not one of {key.name}")
    if not key.verifies(text, found.signature):
        raise IntegrityError(f"the cosignature of {key.name} does not verify")
    return Cosignature(key.name, cosigned_at(key.name, found.signature))


def cosigned_at(name: str, signature: bytes) -> datetime:
    """The time (UTC) that a verified cosignature states.

    Args:
        name: the witness's, for the sentence.
        signature: the signature's bytes behind the key id.

    Raises:
        ValueError: where it is no time of our calendar.
    """
    (seconds,) = struct.unpack(">Q", signature[:8])
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise ValueError(f"the cosignature of {name} states no time of our calendar") from error
