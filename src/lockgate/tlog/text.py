"""The few ways a number or bytes may be written in a line of text; each has exactly one spelling.

A decoder that forgives lets two different files mean the same thing, and then a changed byte goes
unseen. So everything here is decoded, encoded again, and refused unless the two are equal.
"""

import base64
import binascii
import re
from datetime import datetime

HASH_SIZE = 32
"""Bytes of a SHA-256 hash."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z")
_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def encode_base64(data: bytes) -> str:
    """Standard Base 64 with padding (RFC 4648 section 4), on one line."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str) -> bytes:
    """The bytes of a standard Base 64 text.

    Raises:
        ValueError: for another alphabet, wrong padding, or bits left over that are not zero.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError(f"{text[:60]!r} is not Base 64") from error
    if encode_base64(data) != text:
        raise ValueError(f"{text[:60]!r} is not the one Base 64 spelling of its bytes")
    return data


def decode_hash(text: str) -> bytes:
    """The 32 bytes of a SHA-256 hash in Base 64; raises ValueError for any other length."""
    data = decode_base64(text)
    if len(data) != HASH_SIZE:
        raise ValueError(f"{text[:60]!r} is {len(data)} bytes long, not the {HASH_SIZE} of a SHA-256 hash")
    return data


def decode_decimal(text: str) -> int:
    """A number below 2**63 in ASCII digits without leading zeroes; raises ValueError otherwise."""
    if not _DECIMAL.fullmatch(text) or int(text) >= 2**63:
        raise ValueError(f"{text[:60]!r} is not a decimal number below 2**63 without leading zeroes")
    return int(text)


def decode_hex(text: str, size: int) -> bytes:
    """Exactly `size` bytes in lower-case hexadecimal; raises ValueError otherwise."""
    if len(text) != 2 * size or not _HEX.fullmatch(text):
        raise ValueError(f"{text[:80]!r} is not {2 * size} lower-case hexadecimal digits")
    return bytes.fromhex(text)


def check_minute(text: str) -> None:
    """Nothing for a UTC time to the minute like 2025-08-07T12:00Z; raises ValueError for anything else."""
    if not _MINUTE.fullmatch(text) or not _in_calendar(text):
        raise ValueError(f"{text[:40]!r} is not a time to the minute like 2025-08-07T12:00Z")


def check_second(text: str) -> None:
    """Nothing for a UTC time to the second like 2025-08-07T12:00:00Z; raises ValueError for anything else."""
    if not _SECOND.fullmatch(text) or not _in_calendar(text):
        raise ValueError(f"{text[:40]!r} is not a time to the second like 2025-08-07T12:00:00Z")


def _in_calendar(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def decode_lines(data: bytes, what: str) -> str:
    """UTF-8 text without any ASCII control character but newline, ending in a newline.

    Args:
        data: the bytes of the file.
        what: what the file is called in the sentence of the error.

    Raises:
        ValueError: where it is not such a text.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{what} is not UTF-8 text (byte {error.start})") from error
    if any(character < " " and character != "\n" for character in text):
        raise ValueError(f"{what} holds a control character other than newline")
    if not text.endswith("\n"):
        raise ValueError(f"{what} does not end in a newline")
    return text
