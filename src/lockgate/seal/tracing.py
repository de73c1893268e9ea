"""Which copy a file is, or holds lines of: the way back from something that leaked.

Text is searched for marks (`lockgate.seal.marks`) in UTF-8 and UTF-16, in upper and lower case, also
inside zip files, which today's spreadsheets and text documents are; one whole line of a copy is enough.
A package, direct or gated, names itself. A scan, a picture or a retyped list holds no mark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO
from zipfile import BadZipFile, ZipFile
from zlib import error as BadDeflate  # noqa: N812 - the library's one exception, under a name that says so

from lockgate.errors import IntegrityError
from lockgate.seal.gated import read_gate
from lockgate.seal.marks import mark_hash
from lockgate.seal.packages import claimed_manifest

SEARCHED_BYTES_MAX = 1 << 30
"""What is unpacked of a zip at most, so that a small file cannot unfold without end."""

_MARK = re.compile(rb"mark-[0-9a-f]{20}(?![0-9a-f])", re.IGNORECASE)
_PIECE = 1 << 20
_OVERLAP = 64
_ENCRYPTED = 1
_UNREADABLE = (BadZipFile, BadDeflate, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)


@dataclass(frozen=True)
class Trace:
    """What was found, neither of it proved by a signature.

    Attributes:
        package: the package id the file names itself by; empty if it is no package.
        named: the hash of the mark that its manifest names; empty if it is no package that can be read.
        marks: the hashes of the marks found, as manifests name them, ascending; several where copies were joined.
    """

    package: str
    named: str
    marks: tuple[str, ...]


def trace(file: BinaryIO) -> Trace | None:
    """What a file says of the copy it is or comes from, or None when it says nothing."""
    package, named = _package(file)
    marks = {mark_hash(mark) for mark in _marks_in(file)}
    return Trace(package, named, tuple(sorted(marks))) if package or marks else None


def _package(file: BinaryIO) -> tuple[str, str]:
    """The id of the package that the file is, and the mark its manifest names."""
    try:
        manifest, _ = claimed_manifest(file)
    except IntegrityError:
        file.seek(0)
    else:
        return manifest.terms.package, manifest.mark
    try:
        return read_gate(file).package, ""
    except IntegrityError:
        return "", ""


def _marks_in(file: BinaryIO) -> Iterator[str]:
    file.seek(0)
    yield from _marks(file)
    try:
        with ZipFile(file) as archive:
            left = SEARCHED_BYTES_MAX
            for info in archive.infolist():
                left -= info.file_size
                if left >= 0 and not info.flag_bits & _ENCRYPTED:
                    with archive.open(info) as member:
                        yield from _marks(member)
    except _UNREADABLE:
        return


def _marks(file: IO[bytes]) -> Iterator[str]:
    """Every mark in the bytes of a file; NUL bytes are passed over, which makes UTF-16 readable."""
    rest = b""
    while piece := file.read(_PIECE):
        rest += piece.replace(b"\0", b"")
        for match in _MARK.finditer(rest):
            yield match[0].decode().lower()
        rest = rest[-_OVERLAP:]
