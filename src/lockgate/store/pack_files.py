"""The files of an agreement pack: from a folder, from a ZIP file, and as the one document that is signed and kept.

The document is canonical JSON: ``{"files":{path:text},"format":"lockgate/pack/v1","name":…,"since":…}``
(docs/formats/pack.md). A document without files ends the agreement.
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from lockgate.canonical import canonical, parse_document
from lockgate.errors import IntegrityError, UsageError

FORMAT = "lockgate/pack/v1"
TERMS = "agreement.toml"
"""The file of a pack that holds its terms; every other one is a clause's text."""

LARGEST = 4 << 20
"""Bytes of all files of a pack together, at most."""

MOST_FILES = 500
"""Files of a pack, at most."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_PATH = re.compile(r"(agreement\.toml|([A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}/){0,3}[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}\.md)")
_SECOND = "%Y-%m-%dT%H:%M:%SZ"

Files = Mapping[str, bytes]
"""A pack's files: path below its folder -> bytes."""


@dataclass(frozen=True, slots=True)
class PackDocument:
    """What two persons put in force.

    Attributes:
        name: the agreement's.
        since: from when, to the second; None from the moment the second person signs.
        files: empty where the agreement ends.
    """

    name: str
    since: datetime | None
    files: Files = field(repr=False)


def folder_files(folder: Path) -> Files:
    """The files of a pack in a folder: every TOML and Markdown file below it.

    Raises:
        UsageError: one cannot be read.
    """
    try:
        found = sorted(path for path in folder.rglob("*") if path.suffix in {".toml", ".md"})
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    except OSError as problem:
        raise UsageError(f"{folder}: cannot be read: {problem}. Give a folder that holds {TERMS}.") from problem


def zip_files(content: bytes) -> Files:
    """The files of a pack in a ZIP file, which may hold them below one folder.

    Raises:
        UsageError: it is none, or holds anything but a pack's own files.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MOST_FILES or sum(one.file_size for one in members) > LARGEST:
                raise UsageError(f"The ZIP file holds more than {MOST_FILES} files or {LARGEST:,} bytes; no pack does.")
            read = [(one.filename, archive.open(one).read(LARGEST + 1)) for one in members]
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
        zlib.error,
    ) as problem:
        raise UsageError("The file is no ZIP file that can be read; put the pack's folder into one.") from problem
    if len({name for name, _ in read}) != len(read):
        raise UsageError("The ZIP file holds a file twice; put the pack's folder into a new one.")
    top = {name.partition("/")[0] for name, _ in read}
    inside = len(top) == 1 and TERMS not in dict(read) and not top & {"", "..", "."}
    return checked_files({name.partition("/")[2] if inside else name: data for name, data in read})


def brought_files(content: bytes) -> Files:
    """The files of a pack as somebody brought it: a ZIP file, or ``agreement.toml`` alone.

    Raises:
        UsageError: it is neither.
    """
    return zip_files(content) if content.startswith(b"PK") else checked_files({TERMS: content})


def checked_files(files: Files) -> Files:
    """The same files, if they can be a pack's.

    Raises:
        UsageError: naming the first that cannot.
    """
    if TERMS not in files:
        raise UsageError(f"There is no {TERMS} in it; put the pack's folder into a ZIP file, with its clauses.")
    for path in files:
        if not _PATH.fullmatch(path) or ".." in PurePosixPath(path).parts:
            raise UsageError(
                f"{path[:100]!r} is no file of a pack: {TERMS}, and clauses as Markdown (.md). Take it out."
            )
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST:
        raise UsageError(f"A pack has at most {MOST_FILES} files and {LARGEST:,} bytes.")
    return files


def pack_hash(files: Files) -> str:
    """The hash by which cases, entries and packages name a pack: sha256 over paths, lengths and bytes, in hex."""
    digest = hashlib.sha256()
    for path in sorted(files, key=PurePosixPath):
        digest.update(f"{path}\0{len(files[path])}\0".encode())
        digest.update(files[path])
    return digest.hexdigest()


def pack_document(document: PackDocument) -> bytes:
    """The canonical bytes of what is put in force.

    Raises:
        UsageError: its name is none, or a file is not UTF-8.
    """
    if not _NAME.fullmatch(document.name):
        raise UsageError(f"{document.name[:60]!r} is no name of an agreement; use small letters, digits and hyphens.")
    try:
        texts = {path: content.decode("utf-8") for path, content in document.files.items()}
    except UnicodeDecodeError as problem:
        raise UsageError("A file of the pack is not UTF-8 text; save it as UTF-8.") from problem
    since = f"{document.since:{_SECOND}}" if document.since is not None else ""
    return canonical({"files": texts, "format": FORMAT, "name": document.name, "since": since})


def parse_pack_document(content: bytes) -> PackDocument:
    """What a document says.

    Raises:
        IntegrityError: it is not one canonical document of this version.
    """
    match parse_document(content, "pack"):
        case {"files": dict(texts), "format": "lockgate/pack/v1", "name": str(name), "since": str(since), **more}:
            files = {path: text.encode("utf-8") for path, text in texts.items() if isinstance(text, str)}
            if not more and len(files) == len(texts):
                return PackDocument(name, _instant(since), files)
    raise IntegrityError("A pack that is kept is not in its form.")


def _instant(since: str) -> datetime | None:
    try:
        return datetime.strptime(since, _SECOND).replace(tzinfo=UTC) if since else None
    except ValueError as problem:
        raise IntegrityError("A pack that is kept states no instant from which it governs.") from problem
