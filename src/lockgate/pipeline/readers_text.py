"""Bytes of a CSV file in any declared encoding, as UTF-8 in chunks; and the encodings that may be declared."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from lockgate.errors import UsageError

CHUNK = 8 << 20
"""How many bytes are read at a time."""

_KNOWN = {
    "utf8": "utf-8",
    "utf8sig": "utf-8",
    "ascii": "utf-8",
    "usascii": "utf-8",
    "utf16": "utf-16",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "cp1252": "cp1252",
    "windows1252": "cp1252",
    "latin1": "iso-8859-1",
    "iso88591": "iso-8859-1",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(path: Path, declared: str) -> str:
    """The declared encoding; else what the byte order mark says; else UTF-8.

    Raises:
        UsageError: the declared encoding is not one of those lockgate reads.
    """
    with path.open("rb") as file:
        head = file.read(4)
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), "")
    if not declared:
        return marked or "utf-8"
    plain = declared.lower().replace("-", "").replace("_", "").replace(" ", "")
    known = _KNOWN.get(plain)
    if known is None:
        raise UsageError(f"The encoding {declared!r} is not one lockgate reads; use utf-8, utf-16, cp1252 or latin-1.")
    if known == "utf-16":
        return marked if marked.startswith("utf-16") else "utf-16-le"
    return known


def utf8_chunks(path: Path, encoding: str) -> Iterator[bytes]:
    """The file as UTF-8, without its byte order mark.

    What ``encoding`` cannot decode is passed on as bytes that are not UTF-8, so that the row holding it is
    found where all undecodable rows are found.
    """
    raw = _chunks(path)
    first = True
    for chunk in raw if encoding == "utf-8" else _transcoded(raw, encoding):
        yield chunk.removeprefix(codecs.BOM_UTF8) if first else chunk
        first = False


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _transcoded(raw: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    lenient = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
    carry = b""
    for chunk in raw:
        data = carry + chunk
        whole = _whole(data, encoding)
        carry = data[whole:]
        yield data[:whole].decode(encoding, lenient).encode("utf-8", lenient)
    if carry:
        yield b"\xff"  # half a UTF-16 unit at the very end


def _whole(data: bytes, encoding: str) -> int:
    """How many bytes end on a whole character: UTF-16 units are pairs, and surrogates pairs of pairs."""
    if not encoding.startswith("utf-16"):
        return len(data)
    whole = len(data) & ~1
    lead = whole - 1 if encoding == "utf-16-le" else whole - 2
    return whole - 2 if whole and data[lead] & 0xFC == 0xD8 else whole
