"""The prepared index of one version of the custodian's file: its manifest, and when it is refused.

``HOME/index/<first 16 digits of its name>/`` holds the parts and ``index.json``. The name is the hash of what the
index was made from; the manifest says which law made the texts and under which key, and is authenticated with that
key. How a folder comes to be: ``store/registry_folders.py``.
"""

import hmac
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import file_digest, sha256
from pathlib import Path

from lockgate.canonical import Canonical, canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.store.registry_parts import FORMAT, Parts, Seal
from lockgate.store.sealing import EvidenceKey

MANIFEST = "index.json"
SINGLE = "single.sqlite"
_MENDED = "build the index again with lockgate registry build"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file an index was made from: where it lay, what marks a change of it without reading it, its hash."""

    path: str
    size: int
    marks: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """One table an index was made from.

    Attributes:
        role: ``taxpayers`` or ``addresses``.
        reading: how it is read: the form and the names of its columns, as one text.
        files: its files in the order of their names; none where it is a query.
        version: what the query's version statement answered; '' where it is files.
    """

    role: str
    reading: str
    files: tuple[SourceFile, ...]
    version: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What decides whether texts made then are the texts made now: the law, the gazetteer, the key."""

    law: str
    gazetteer: str
    key: str


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the index. ``first`` is the number of its first taxpayer; 0 in the parts of keys."""

    name: str
    kind: str
    first: int
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in ``index.json``.

    Attributes:
        name: hash over the sources, 64 hexadecimal digits.
        build: drawn for this build; the parts' keys hang on it.
        made: law, gazetteer and key.
        sources: what it was made from.
        counts: taxpayers, homes, keys, and address rows of nobody in the table of taxpayers.
        parts: every other file of the folder.
        buckets: how many leading bits of a block key choose its row in ``single.sqlite``.
    """

    name: str
    build: str
    made: Made
    sources: tuple[Source, ...]
    counts: Mapping[str, int]
    parts: tuple[Part, ...]
    buckets: int

    def of_kind(self, kind: str) -> tuple[Part, ...]:
        """The parts of one kind, in the order of their taxpayers or keys."""
        return tuple(part for part in self.parts if part.kind == kind)


@dataclass(frozen=True, slots=True)
class Index:
    """A prepared index, verified and ready to be asked.

    Attributes:
        folder: where its parts lie.
        manifest: what they are.
        key: the custodian's evidence key.
        hash: sha256 of ``index.json``: names every byte of the index.
    """

    folder: Path
    manifest: Manifest
    key: EvidenceKey
    hash: str

    @property
    def seal(self) -> Seal:
        """What its parts are encrypted with."""
        return Seal(self.key, self.manifest.build)

    @property
    def parts(self) -> Parts:
        """Its Parquet parts, each with its own key."""
        names = [part.name for part in self.manifest.parts if part.name != SINGLE]
        return Parts.of(self.folder, names, self.seal)


def name_of(sources: Sequence[Source]) -> str:
    """The name of an index made from these sources: a hash over what is read and how, wherever it lies."""
    told: list[Canonical] = [
        {
            "role": one.role,
            "reading": one.reading,
            "files": [file.sha256 for file in one.files],
            "version": one.version,
        }
        for one in sources
    ]
    return sha256(canonical({"format": FORMAT, "sources": told})).hexdigest()


def key_id(key: EvidenceKey) -> str:
    """Which key it is, telling nothing of it."""
    return key.derived("registry index key id").hex()[:16]


def source_file(path: Path) -> SourceFile:
    """A file as it is now.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        with path.open("rb") as source:
            marks = _marks(os.fstat(source.fileno()))
            digest = file_digest(source, "sha256").hexdigest()
            found = os.fstat(source.fileno())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    if marks != _marks(found):
        raise UsageError(f"{path} changed while it was read; wait until it is written.")
    return SourceFile(str(path.resolve()), found.st_size, marks, digest)


def unchanged(file: SourceFile) -> bool:
    """Whether a file still lies there with the marks it had; its bytes are not read."""
    try:
        found = Path(file.path).stat()
    except OSError:
        return False
    return found.st_size == file.size and _marks(found) == file.marks


def _marks(found: os.stat_result) -> str:
    return f"{found.st_dev} {found.st_ino} {found.st_mtime_ns} {found.st_ctime_ns}"


def manifest_bytes(manifest: Manifest, key: EvidenceKey) -> bytes:
    """The bytes of ``index.json``."""
    body: Canonical = json.loads(json.dumps({"format": FORMAT, **asdict(manifest)}))
    return canonical({"body": body, "hmac": _authenticated(body, key)}) + b"\n"


def _authenticated(body: Canonical, key: EvidenceKey) -> str:
    return hmac.new(key.derived("registry index manifest"), canonical(body), sha256).hexdigest()


def read_manifest(folder: Path, key: EvidenceKey) -> Index:
    """The index in a folder, by its manifest alone.

    Raises:
        IntegrityError: the manifest is missing, damaged, or was made under another key.
    """
    file = folder / MANIFEST
    try:
        data = file.read_bytes()
        told = json.loads(data)
        body = told["body"]
        if set(told) != {"body", "hmac"} or body["format"] != FORMAT:
            raise IntegrityError(f"The prepared index {folder.name} is of another format; {_MENDED}.")
        _check_key(folder, body, key)
        if not hmac.compare_digest(told["hmac"], _authenticated(body, key)):
            raise IntegrityError(f"{MANIFEST} of the prepared index {folder.name} was changed; {_MENDED}.")
        return Index(folder, _manifest(body), key, sha256(data).hexdigest())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IntegrityError(f"The prepared index {folder.name} is damaged; {_MENDED}.") from error


def _check_key(folder: Path, body: Mapping[str, Mapping[str, str]], key: EvidenceKey) -> None:
    if body["made"]["key"] != key_id(key):
        raise IntegrityError(f"The prepared index {folder.name} was made under another key; {_MENDED}.")


def _manifest(body: Mapping[str, object]) -> Manifest:
    match body:
        case {
            "name": str(name), "build": str(build), "made": dict(made), "sources": list(sources),
            "counts": dict(counts), "parts": list(parts), "buckets": int(buckets),
        }:  # fmt: skip
            told = [Source(**{**one, "files": tuple(SourceFile(**file) for file in one["files"])}) for one in sources]
            found = tuple(Part(**part) for part in parts)
            return Manifest(name, build, Made(**made), tuple(told), counts, found, buckets)
        case _:
            raise ValueError("index.json does not hold what a manifest holds")


def open_index(folder: Path, key: EvidenceKey, made: Made) -> Index:
    """An index that may be asked: its manifest verifies, its parts are there, and its texts are of today's law.

    Raises:
        IntegrityError: it is damaged, of another key, or of another law.
    """
    index = read_manifest(folder, key)
    manifest = index.manifest
    for field in fields(made):
        if getattr(manifest.made, field.name) != getattr(made, field.name):
            raise IntegrityError(f"The prepared index was made by another {field.name} than today's; {_MENDED}.")
    for part in manifest.parts:
        try:
            size = (folder / part.name).stat().st_size
        except OSError as error:
            raise IntegrityError(f"Part {part.name} of the prepared index is missing; {_MENDED}.") from error
        if size != part.size:
            raise IntegrityError(f"Part {part.name} of the prepared index has another size; {_MENDED}.")
    return index
