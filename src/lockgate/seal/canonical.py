"""Canonical JSON for what is signed here: RFC 8785 for objects, arrays, strings and integers.

Manifests and receipts hold nothing else, so one call of ``json.dumps`` is the whole encoder. Keys
are ASCII, where RFC 8785's order of UTF-16 units is the order of characters.
"""

import json
from typing import TypeAlias, cast

from lockgate.errors import IntegrityError

Value: TypeAlias = "str | int | list[Value] | dict[str, Value]"
"""What canonical JSON may hold here: no floats, booleans or nulls."""

LARGEST_INTEGER = 2**53 - 1
"""Beyond this, readers that keep numbers as binary64 no longer agree (RFC 8785 section 3.2.2.3)."""


def canonical(value: Value) -> bytes:
    """The one encoding of `value`, in UTF-8.

    Raises:
        ValueError: `value` holds anything but strings, integers within ±(2**53 - 1), lists, and
            dictionaries with ASCII keys.
    """
    _check(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def parse_canonical(data: bytes, what: str) -> Value:
    """The value `data` encodes; `what` names the document in the error.

    Raises:
        IntegrityError: `data` is not JSON, or not the one canonical encoding of its value.
    """
    try:
        value = cast("Value", json.loads(data.decode()))
        same = canonical(value) == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise IntegrityError(f"The {what} is not canonical JSON; ask its sender for the original file.")
    return value


def _check(value: object) -> None:
    """Refuse what `Value` does not hold; bool is an int to Python, so types are compared exactly."""
    if type(value) is str:
        value.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
    elif type(value) is int:
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"{value} cannot stand in canonical JSON: it is beyond ±(2**53 - 1).")
    elif type(value) is list:
        for item in value:
            _check(item)
    elif type(value) is dict:
        _check_object(value)
    else:
        raise ValueError(f"A {type(value).__name__} cannot stand in canonical JSON; write a string.")


def _check_object(value: dict[object, object]) -> None:
    for key, item in value.items():
        if type(key) is not str or not key.isascii():
            raise ValueError("A key of canonical JSON is an ASCII string.")
        _check(item)
