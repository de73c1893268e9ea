"""Canonical JSON (RFC 8785) for mappings, arrays, strings and integers, and nothing else.

Hashes and signatures cover bytes, so a value must have exactly one spelling. Fractions, booleans
and null are refused rather than spelled: no format of this project needs them, and they are where
implementations differ.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from lockgate.errors import IntegrityError

Canonical: TypeAlias = "Mapping[str, Canonical] | Sequence[Canonical] | str | int"
"""What can be spelled: dict with string keys, list or tuple, str, and int within ±(2**53 - 1)."""

Parsed: TypeAlias = "dict[str, Parsed] | list[Parsed] | str | int"
"""What comes back: the same values, as dict, list, str and int."""

LARGEST = 2**53 - 1
"""The largest integer every JSON reader keeps exactly (RFC 8785 section 3.2.2.3)."""

_STRINGS = json.JSONEncoder(ensure_ascii=False)


def canonical(value: Canonical) -> bytes:
    """The one spelling of a value, in UTF-8.

    Raises:
        ValueError: for a float, boolean, None or any other type, an integer beyond ±(2**53 - 1),
            a key that is not a string, a lone surrogate, or nesting too deep to follow.
    """
    try:
        return _spell(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("canonical JSON cannot hold half of a surrogate pair") from error
    except RecursionError as error:
        raise ValueError("canonical JSON is nested too deep") from error


def _spell(value: object) -> str:
    # By exact type: a boolean is an int to isinstance, and must not slip through as a number.
    kind = type(value)
    if isinstance(value, str) and kind is str:
        return _STRINGS.encode(value)
    if isinstance(value, int) and kind is int:
        return _spell_integer(value)
    if isinstance(value, dict):
        return "{" + ",".join(_spell_members(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_spell(item) for item in value]) + "]"
    raise ValueError(f"canonical JSON holds only objects, arrays, strings and integers, not {kind.__name__}")


def _spell_integer(value: int) -> str:
    if not -LARGEST <= value <= LARGEST:
        raise ValueError("canonical JSON holds only integers within ±(2**53 - 1); write larger ones as text")
    return str(value)


def _spell_members(value: dict[object, object]) -> list[str]:
    names = [name for name in value if isinstance(name, str)]
    if len(names) != len(value):
        raise ValueError("canonical JSON holds only strings as the names of members")
    # RFC 8785 section 3.2.3 orders names by UTF-16 code units, which differs from code points
    # above U+FFFF.
    names.sort(key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return [f"{_STRINGS.encode(name)}:{_spell(value[name])}" for name in names]


def _refuse(text: str) -> int:
    raise ValueError(f"canonical JSON holds no number like {text[:40]}")


_READER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def parse_canonical(data: bytes) -> Parsed:
    """The value of bytes that are canonical JSON.

    Raises:
        ValueError: where the bytes are not JSON, or not the one spelling that `canonical` gives:
            other spacing or order, a repeated name, another escape, a fraction, true, false, null.
    """
    try:
        value: Parsed = _READER.decode(data.decode("utf-8"))
        again = canonical(value)
    except RecursionError as error:
        raise ValueError("canonical JSON is nested too deep") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"canonical JSON is UTF-8, and byte {error.start} is not") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"this is not JSON: {error.msg} at character {error.pos}") from error
    if again != data:
        raise ValueError("this JSON is not in its canonical form (RFC 8785)")
    return value


def parse_document(data: bytes, what: str) -> Parsed:
    """The value of canonical JSON in a file that somebody sent; `what` names the file in the error.

    Raises:
        IntegrityError: `data` is not JSON, or not the one canonical spelling of its value.
    """
    try:
        return parse_canonical(data)
    except ValueError as error:
        raise IntegrityError(f"The {what} is not canonical JSON; ask its sender for the original file.") from error
