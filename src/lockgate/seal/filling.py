"""From the answers to what is sealed, and back: the mark of the copy in every line, and the filling behind.

Two things keep the size from telling what the lines say. Every record has its line, whatever the
answer; and the text is filled up with empty lines to a multiple of 64 KiB, counted as if each line
took 256 bytes. A line of record number and address is about 100 bytes, so the size of a package
follows from the number of its records alone.

All of it goes through in pieces; the answers are read twice, once to check and count, once to seal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from lockgate.errors import IntegrityError
from lockgate.seal.answers import HEADER, MARK, MARK_COLUMN, AnswersReader

BLOCK_BYTES = 65536
LINE_ALLOWANCE_BYTES = 256
CHANGED = "The answers changed while they were sealed; seal them again."

_PIECE = 1 << 20
_HEADER = ",".join(HEADER).encode() + b"\n"
_NOT_FILLED = "The answers are not filled up as lockgate does; fetch the package again."


@dataclass(frozen=True)
class Counted:
    """What the first reading found: how many bytes `filled` will give, and the hash of what was read."""

    size: int
    digest: bytes


def counted(answers: BinaryIO, mark: str) -> Counted:
    """Read the answers from their beginning, checking every line of them.

    Raises:
        IntegrityError: `answers` is not exactly as `render_answers` writes it without a mark.
        ValueError: the mark is not of its form.
    """
    if MARK.fullmatch(mark) is None:
        raise ValueError("The mark of a copy is not of its form.")
    reader, digest = AnswersReader(), sha256()
    for block in _blocks(answers):
        reader.take(block)
        digest.update(block)
    reader.close()
    if reader.marked:
        raise IntegrityError("The answers have a mark already; a copy is sealed from answers without one.")
    more = len(MARK_COLUMN) + 1 + (reader.lines - 1) * (len(mark) + 1)
    return Counted(_filled(reader.size + more, reader.lines), digest.digest())


def filled(answers: BinaryIO, mark: str, first: Counted) -> Iterator[bytes]:
    """The marked answers and their filling, `first.size` bytes in all; reads the answers a second time.

    Raises:
        ValueError: they are not what was read the first time.
    """
    behind, left, digest = f",{mark}\n".encode(), first.size, sha256()
    for number, block in enumerate(_blocks(answers)):
        digest.update(block)
        lines = block if number else block[len(_HEADER) :]
        head = b"" if number else _HEADER[:-1] + f",{MARK_COLUMN}\n".encode()
        piece = head + lines.replace(b"\n", behind)
        left -= len(piece)
        yield piece
    if digest.digest() != first.digest:
        raise ValueError(CHANGED)
    while left > 0:
        yield b"\n" * min(left, _PIECE)
        left -= _PIECE


def unfilled(pieces: Iterable[bytes], reader: AnswersReader) -> Iterator[bytes]:
    """The answers without their filling, each line of them checked by `reader`.

    Raises:
        IntegrityError: the whole is not exactly what `filled` gives, or gave in version 1.
    """
    total, rest, ended = 0, b"", False
    for piece in pieces:
        total += len(piece)
        rest += piece
        if not ended:
            end = _end_of_lines(rest)
            text, rest, ended = rest[:end], rest[end:], rest[end : end + 1] == b"\n"
            if text:
                reader.take(text)
                yield text
        if ended:
            rest = rest.lstrip(b"\n")
            if rest:
                raise IntegrityError(_NOT_FILLED)
    reader.close()
    if rest or total != _filled(reader.size, reader.lines):
        raise IntegrityError(_NOT_FILLED)


def _end_of_lines(data: bytes) -> int:
    """Where the whole lines at the beginning of `data` end, or the first empty one stands."""
    if data.startswith(b"\n"):
        return 0
    empty = data.find(b"\n\n")
    return empty + 1 if empty >= 0 else data.rfind(b"\n") + 1


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """The file from its beginning, in blocks of whole lines; what follows the last line break comes last."""
    file.seek(0)
    rest = b""
    while piece := file.read(_PIECE):
        rest += piece
        end = rest.rfind(b"\n") + 1
        if end:
            yield rest[:end]
        rest = rest[end:]
    if rest:
        yield rest


def _filled(size: int, lines: int) -> int:
    wanted = max(size, LINE_ALLOWANCE_BYTES * lines)
    return -(-wanted // BLOCK_BYTES) * BLOCK_BYTES
