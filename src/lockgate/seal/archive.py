"""The file around a package: an uncompressed zip that has one encoding only.

Members are stored, in the order given, dated 1980-01-01, without extra fields or comments. Any zip
reader opens it. `unpack` reads the local headers from the front, packs what it found again, and
accepts the file only if every byte is the same: duplicate names, paths, bytes before, between or
after members, a differing central directory, or a compressed member cannot pass.
"""

import re
import struct
from zlib import crc32

from lockgate.errors import IntegrityError

SIZE_MAX = (1 << 31) - 1
"""Below the 4 GiB at which zip changes its form."""
MEMBERS_MAX = 10_001

_NAME = re.compile(rb"[a-z0-9][a-z0-9.-]{0,63}")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_VERSION = 20
_DATE = (1 << 5) | 1  # 1980-01-01, the first day zip can write
_MODE = 0o100600 << 16
_UNIX = 3 << 8


def pack(members: tuple[tuple[str, bytes], ...]) -> bytes:
    """The file that holds `members` (name, content), in that order.

    Raises:
        ValueError: a name is repeated or not of lower-case letters, digits, dots and hyphens, or
            the whole is larger than 2 GiB.
    """
    names = [name.encode() for name, _ in members]
    if len(set(names)) != len(names) or not all(_NAME.fullmatch(name) for name in names):
        raise ValueError("The members of a package have distinct plain names.")
    if len(members) > MEMBERS_MAX or sum(len(content) for _, content in members) > SIZE_MAX - (1 << 22):
        raise ValueError("The package would be larger than 2 GiB; release it in several.")
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, (_, content) in zip(names, members, strict=True):
        common = (0, 0, 0, _DATE, crc32(content), len(content), len(content), len(name), 0)
        pieces += [_LOCAL.pack(b"PK\x03\x04", _VERSION, *common), name, content]
        directory += [
            _CENTRAL.pack(b"PK\x01\x02", _UNIX | _VERSION, _VERSION, *common, 0, 0, 0, _MODE, offset),
            name,
        ]
        offset += _LOCAL.size + len(name) + len(content)
    listed = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(listed), offset, 0)
    return b"".join([*pieces, listed, end])


def unpack(data: bytes) -> tuple[tuple[str, bytes], ...]:
    """The members (name, content) of a file that `pack` made, in order.

    Raises:
        IntegrityError: one byte is not as `pack` writes it.
    """
    members: list[tuple[str, bytes]] = []
    offset = 0
    try:
        while data[offset : offset + 4] == b"PK\x03\x04":
            *_, size, name_size, _extra = _LOCAL.unpack_from(data, offset)
            start = offset + _LOCAL.size
            name = data[start : start + name_size].decode("ascii")
            offset = start + name_size + size
            members.append((name, data[start + name_size : offset]))
        same = pack(tuple(members)) == data
    except (ValueError, struct.error):
        same = False
    if not same:
        raise IntegrityError("The file is not a package as lockgate writes them; fetch it again, unchanged.")
    return tuple(members)
