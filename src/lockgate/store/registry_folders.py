"""The folders of prepared indexes: held while they are read, and whole or absent when they are built.

A folder has its final name only when everything in it is durable. What a killed build left is wiped by the next
one: nobody holds its lock.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from lockgate.errors import IntegrityError
from lockgate.store.files import PRIVATE, sync_file, sync_folder
from lockgate.store.registry_index import MANIFEST, Index, Manifest, Part, manifest_bytes, read_manifest
from lockgate.store.sealing import EvidenceKey

_BUILDING = ".building-"


def folder_of(indexes: Path, name: str) -> Path:
    """The folder of the index of that name."""
    return indexes / name[:16]


def built(indexes: Path) -> Iterator[Path]:
    """The folders of all indexes that were finished."""
    if indexes.is_dir():
        yield from sorted(one for one in indexes.iterdir() if (one / MANIFEST).is_file() and one.name[0] != ".")


@contextmanager
def reading(indexes: Path) -> Iterator[None]:
    """Hold the indexes against being replaced while they are read."""
    indexes.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lock(indexes, fcntl.LOCK_SH):
        yield


@contextmanager
def building(indexes: Path, build: str) -> Iterator[Path]:
    """A folder to build in. What is not put in place with ``settle_index`` is gone afterwards.

    Folders that a killed build left are wiped first: nobody holds their lock.
    """
    indexes.mkdir(mode=0o700, parents=True, exist_ok=True)
    wipe_unfinished(indexes)
    folder = indexes / f"{_BUILDING}{build}"
    folder.mkdir(mode=0o700)
    try:
        with _lock(folder, fcntl.LOCK_EX):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wipe_unfinished(indexes: Path) -> None:
    """Remove what killed builds left: unfinished indexes and what they had set aside."""
    for folder in indexes.glob(f"{_BUILDING}*"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
        except BlockingIOError:
            continue
        finally:
            os.close(handle)


def settle_index(folder: Path, manifest: Manifest, key: EvidenceKey) -> Index:
    """Write the manifest, make everything durable, and give the folder its final name.

    Indexes of the same files as they were before are removed: nothing may be asked of them again.
    """
    indexes = folder.parent
    for part in manifest.parts:
        sync_file(folder / part.name)
    target = folder / MANIFEST
    target.touch(PRIVATE)
    target.write_bytes(manifest_bytes(manifest, key))
    sync_file(target)
    sync_folder(folder)
    final = folder_of(indexes, manifest.name)
    with _lock(indexes, fcntl.LOCK_EX):
        for old in _superseded(indexes, manifest, key):
            shutil.rmtree(old)
        folder.rename(final)
        sync_folder(indexes)
    return read_manifest(final, key)


def _superseded(indexes: Path, manifest: Manifest, key: EvidenceKey) -> list[Path]:
    paths = _paths(manifest)
    found = [folder_of(indexes, manifest.name)] if folder_of(indexes, manifest.name).exists() else []
    for folder in built(indexes):
        try:
            same = _paths(read_manifest(folder, key).manifest) == paths
        except IntegrityError:
            continue
        if same and folder not in found:
            found.append(folder)
    return found


def _paths(manifest: Manifest) -> list[tuple[str, ...]]:
    """Where each table was read from; a query's own words where it is one."""
    return [tuple(file.path for file in one.files) or (one.reading,) for one in manifest.sources]


def part_of(folder: Path, name: str, kind: str, first: int, rows: int) -> Part:
    """A finished file of the folder, with its size and hash."""
    file = folder / name
    with file.open("rb") as source:
        digest = file_digest(source, "sha256").hexdigest()
    return Part(name, kind, first, rows, file.stat().st_size, digest)


@contextmanager
def _lock(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)
