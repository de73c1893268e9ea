"""The keyed hash by which an index is searched, pinned as a format (docs/formats/registry-index.md).

A block key is the first 8 bytes, read as a big-endian number, of SHA-256 over a 32-byte key and the UTF-8 text of
a meeting. Without the key it tells nothing of the text; equal texts have equal block keys, and whatever else may
come to the same key is told apart by the law's comparison.
"""

from collections.abc import Iterable
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from lockgate.store.sealing import EvidenceKey

BlockKeys = npt.NDArray[np.uint64]
"""Block keys, one a meeting."""


def hashing_key(key: EvidenceKey) -> bytes:
    """The key of block keys: the same for every index of one office."""
    return key.derived("registry index block keys")


def block_keys(hashing: bytes, texts: Iterable[str]) -> BlockKeys:
    """The block keys of texts, in their order."""
    start = sha256(hashing).copy
    found = bytearray()
    for text in texts:
        one = start()
        one.update(text.encode())
        found += one.digest()
    # A digest is four numbers; the first is the key.
    return np.frombuffer(found, dtype=">u8")[::4].astype(np.uint64)
