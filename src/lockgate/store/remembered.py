"""What was computed of some bytes, by their hash: the same bytes come to the same, so once a process is enough.

Only for what follows from the bytes alone. Whoever asks has just hashed them; what is remembered is small.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

_MOST = 64


class Remembered(Generic[T]):
    """Values by the SHA-256 (hexadecimal) of the bytes they follow from; the oldest go first."""

    def __init__(self) -> None:
        self._found: dict[str, T] = {}

    def of(self, digest: str, compute: Callable[[], T]) -> T:
        """What the bytes of this hash come to.

        Args:
            digest: of bytes that were hashed just now.
            compute: what it is, where it is not known yet.
        """
        if digest not in self._found:
            found = compute()
            while len(self._found) >= _MOST:
                del self._found[next(iter(self._found))]
            self._found[digest] = found
        return self._found[digest]
