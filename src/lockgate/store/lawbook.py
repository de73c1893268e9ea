"""The identity of the law itself: one hash over its source, so that any change of it is a different law."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def law_hash() -> str:
    """sha256, in hex, over every source file of ``lockgate.law`` in order of its path."""
    folder = Path(str(files("lockgate.law")))
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
