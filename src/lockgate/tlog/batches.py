"""A submission's record leaves by the million: the same bytes as one by one, checked once for all.

`entries.commitment` and `entries.record_leaf` say what a commitment and a leaf are. Here a whole column of
them is made with no object for a leaf or a node but its hash; `tests/properties` holds the two to each other.
"""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256

from lockgate.tlog.entries import SALT_SIZE, Subtree
from lockgate.tlog.merkle import root_of
from lockgate.tlog.text import HASH_SIZE

_STRINGS = json.JSONEncoder(ensure_ascii=False)


def commitments(salts: Sequence[str], texts: Iterable[str]) -> list[bytes]:
    """The commitment to each text under its salt, in order.

    Args:
        salts: 32 lower-case hexadecimal digits each, as many as there are texts.
        texts: what is committed to.

    Raises:
        ValueError: where a salt is not one, or there are more salts than texts or fewer.
    """
    _check_salts(salts)
    spell, digest = _STRINGS.encode, sha256
    pairs = zip(salts, texts, strict=True)
    return [digest(f'["{salt}",{spell(text)}]'.encode()).digest() for salt, text in pairs]


def _check_salts(salts: Sequence[str]) -> None:
    together = "".join(salts)
    lengths = set(map(len, salts)) <= {2 * SALT_SIZE}
    try:
        if lengths and bytes.fromhex(together).hex() == together:
            return
    except ValueError:
        pass
    raise ValueError(f"each salt is {SALT_SIZE} bytes in lower-case hexadecimal")


def record_hashes(rows: Sequence[int], answers: Sequence[bytes], grounds: Sequence[bytes]) -> list[bytes]:
    """The leaf hash of each record, from the commitments to its answer and its ground.

    Args:
        rows: each record's row in the submission, from 1, in order.
        answers: the commitments to the answers, 32 bytes each.
        grounds: the commitments to the internal grounds, 32 bytes each.

    Raises:
        ValueError: where a row is below 1, a commitment is not 32 bytes, or the columns differ in length.
    """
    if min(rows, default=1) < 1 or not {*map(len, answers), *map(len, grounds)} <= {HASH_SIZE}:
        raise ValueError(f"a record leaf has a row from 1 and two commitments of {HASH_SIZE} bytes")
    digest = sha256
    columns = zip(rows, answers, grounds, strict=True)
    return [digest(f'\0[{row},"{one.hex()}","{other.hex()}"]'.encode()).digest() for row, one, other in columns]


def records_tree(leaf_hashes: Sequence[bytes]) -> Subtree:
    """The subtree over these record leaves, as the entry that decides on them states it."""
    return Subtree(len(leaf_hashes), root_of(leaf_hashes))
