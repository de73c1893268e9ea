"""Marks: a word of its own in every line of each copy, by which a copy that leaked is told from the others.

A mark is 80 random bits, written ``mark-`` and 20 hex digits. It stands in the last column of every
line of the answers, where everybody sees it, and nowhere outside the sealed parts: the manifest holds
only its hash, so nobody can put another officer's mark on a file without having had that officer's
copy. No person or address is ever invented. Retyping the file, or leaving the column out, removes it.
"""

from collections.abc import Callable
from hashlib import sha256

MARK_BYTES = 10


def new_mark(random: Callable[[int], bytes]) -> str:
    """A fresh mark from the caller's source of randomness.

    Raises:
        ValueError: the source gave too few bytes.
    """
    drawn = random(MARK_BYTES)
    if len(drawn) != MARK_BYTES:
        raise ValueError(f"The source of randomness gave {len(drawn)} bytes for {MARK_BYTES}.")
    return f"mark-{drawn.hex()}"


def mark_hash(mark: str) -> str:
    """How the manifest names a mark: sha256 of ``lockgate/mark/v1``, a line feed and the mark, 64 hex digits."""
    return sha256(f"lockgate/mark/v1\n{mark}".encode()).hexdigest()
