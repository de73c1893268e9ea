"""The file around a package: an uncompressed zip that has one encoding only.

Members are stored, in the order given, dated 1980-01-01, without extra fields or comments. Any zip
reader opens it. A reader here takes the local headers from the front, writes every header and the
directory again, and accepts the file only if every byte is the same: duplicate names, paths, bytes
before, between or after members, a differing directory, or a compressed member cannot pass. Contents
go through in pieces, in both directions; no member is ever held whole.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from zlib import crc32

from lockgate.errors import IntegrityError

SIZE_MAX = (1 << 31) - 1
"""Below the 4 GiB at which zip changes its form."""
MEMBERS_MAX = 10_002
PIECE = 1 << 20
"""Bytes read or written at a time."""

_DIRECTORY_BYTES_MAX = 1 << 22
_NAME = re.compile(rb"[a-z0-9][a-z0-9.-]{0,63}")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_VERSION = 20
_DATE = (1 << 5) | 1  # 1980-01-01, the first day zip can write
_MODE = 0o100600 << 16
_UNIX = 3 << 8


@dataclass(frozen=True)
class Member:
    """One member as its header says: its name, where its content begins, how many bytes, and their CRC-32."""

    name: str
    start: int
    size: int
    crc: int


def write_member(out: BinaryIO, name: str, pieces: Iterable[bytes]) -> Member:
    """Write one member at the end of `out`, which can be sought in: its header is filled in afterwards.

    Raises:
        ValueError: the name is not of lower-case letters, digits, dots and hyphens, or the whole would
            be larger than 2 GiB.
    """
    if _NAME.fullmatch(name.encode()) is None:
        raise ValueError("The members of a package have distinct plain names.")
    before, crc, size = out.tell(), 0, 0
    start = before + _LOCAL.size + len(name)
    out.write(_local(Member(name, start, 0, 0)))
    for piece in pieces:
        size, crc = size + len(piece), crc32(piece, crc)
        if start + size > SIZE_MAX - _DIRECTORY_BYTES_MAX:
            raise ValueError("The package would be larger than 2 GiB; release it in several.")
        out.write(piece)
    member = Member(name, start, size, crc)
    out.seek(before)
    out.write(_local(member))
    out.seek(start + size)
    return member


def write_directory(out: BinaryIO, members: tuple[Member, ...]) -> None:
    """Close the file behind its last member.

    Raises:
        ValueError: a name stands twice, or there are too many members.
    """
    out.write(_directory(members))


def read_members(file: BinaryIO) -> tuple[Member, ...]:
    """The members of a file written as above, in order; every byte but the contents was compared.

    Raises:
        IntegrityError: one byte outside the contents is not as it is written here.
    """
    try:
        members = tuple(_locals(file))
        directory = _directory(members)
        file.seek(_end_of(members))
        same = bool(members) and file.read(len(directory) + 1) == directory
    except ValueError:
        same = False
    if not same:
        raise IntegrityError(_NOT_A_PACKAGE)
    return members


def content(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """The content of a member in pieces.

    Raises:
        IntegrityError: after the last piece, if the content is shorter than its header says or has another CRC.
    """
    file.seek(member.start)
    left, crc = member.size, 0
    while left and (piece := file.read(min(left, PIECE))):
        left, crc = left - len(piece), crc32(piece, crc)
        yield piece
    if left or crc != member.crc:
        raise IntegrityError(_NOT_A_PACKAGE)


_NOT_A_PACKAGE = "The file is not a package as lockgate writes them; fetch it again, unchanged."


def _locals(file: BinaryIO) -> Iterator[Member]:
    """Every member whose local header stands where it must; the first thing that is none ends it."""
    offset = 0
    while offset < SIZE_MAX:
        file.seek(offset)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            return
        *_, crc, _packed, size, name_size, _extra = _LOCAL.unpack(header)
        name = file.read(name_size)
        member = Member(name.decode("ascii"), offset + _LOCAL.size + len(name), size, crc)
        if _NAME.fullmatch(name) is None or _local(member) != header + name:
            raise ValueError("A local header is not as it is written here.")
        yield member
        offset = member.start + size


def _end_of(members: tuple[Member, ...]) -> int:
    return members[-1].start + members[-1].size if members else 0


def _common(member: Member) -> tuple[int, ...]:
    """The fields that a local header and the directory both have."""
    return (0, 0, 0, _DATE, member.crc, member.size, member.size, len(member.name), 0)


def _local(member: Member) -> bytes:
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, *_common(member)) + member.name.encode()


def _directory(members: tuple[Member, ...]) -> bytes:
    """The central directory and the end record."""
    if len({member.name for member in members}) != len(members) or len(members) > MEMBERS_MAX:
        raise ValueError("The members of a package have distinct plain names.")
    listed = b"".join(_central(member) for member in members)
    count = len(members)
    return listed + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), _end_of(members), 0)


def _central(member: Member) -> bytes:
    offset = member.start - len(member.name) - _LOCAL.size
    fixed = (*_common(member), 0, 0, 0, _MODE, offset)
    return _CENTRAL.pack(b"PK\x01\x02", _UNIX | _VERSION, _VERSION, *fixed) + member.name.encode()
