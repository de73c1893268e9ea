"""Checkpoints (C2SP tlog-checkpoint): the note text that states a log's size and root.

Three lines: origin, tree size, root hash. Extension lines, which the specification permits and
advises against, are refused: nobody could audit them.
"""

from dataclasses import dataclass

from lockgate.tlog.notes import check_key_name
from lockgate.tlog.text import HASH_SIZE, decode_decimal, decode_hash, decode_lines, encode_base64


@dataclass(frozen=True)
class Checkpoint:
    """A log's tree at one size: who the log is, how many entries, which root."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        # An origin is the log's key name here, so it must be able to be one.
        check_key_name(self.origin)
        if not 0 <= self.size < 2**63 or len(self.root) != HASH_SIZE:
            raise ValueError(f"a checkpoint has a size below 2**63 and a root of {HASH_SIZE} bytes")

    def body(self) -> str:
        """The note text, its three lines each ending in a newline."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note text.

    Raises:
        ValueError: for anything but three lines in their one spelling.
    """
    lines = decode_lines(text.encode("utf-8"), "the checkpoint").split("\n")
    if len(lines) != 4:
        raise ValueError(f"a checkpoint has three lines (origin, size, root), this one {len(lines) - 1}")
    return Checkpoint(lines[0], decode_decimal(lines[1]), decode_hash(lines[2]))
