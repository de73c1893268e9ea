"""Dates as a request writes them: a declared format in, ISO ``YYYY-MM-DD`` out. Nothing is guessed.

A format is made of the tokens ``YYYY``, ``MM``, ``DD``, ``MON`` (three English letters) and ``M``, ``D`` (one
or two digits), each part of the date exactly once, with any of ``- / . ,`` and the blank between them. Years
of two digits are not a format: which century a person was born in is not for us to choose.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

DateReader = Callable[[str], date | None]
"""Reads one text; ``None`` when it is not a real day written in the format."""

ISO = "YYYY-MM-DD"
"""The format that holds when none is declared, and is always understood."""

_TOKENS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "MM": r"(?P<month>[0-9]{2})",
    "DD": r"(?P<day>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "MON": r"(?P<name>[A-Za-z]{3})",
}
_TOKEN = re.compile(r"YYYY|MON|MM|DD|M|D|[-/., ]")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_COMPLETE = ({"year", "month", "day"}, {"year", "name", "day"})


@lru_cache(maxsize=64)
def date_reader(declared: str) -> DateReader:
    """The reader of one declared format; ISO dates are read whatever is declared.

    Args:
        declared: such as ``MM/DD/YYYY`` or ``DD-MON-YYYY``; tokens are upper case.

    Raises:
        ValueError: the text is not a format of this module; the sentence says what is.
    """
    pattern = re.compile(_expression(declared))
    iso = re.compile(_expression(ISO))

    def read(text: str) -> date | None:
        found = iso.fullmatch(text) or pattern.fullmatch(text)
        return None if found is None else _day(found)

    return read


def _expression(declared: str) -> str:
    parts = _TOKEN.findall(declared)
    if "".join(parts) != declared:
        raise ValueError(_refusal(declared))
    expression = "".join(_TOKENS.get(part) or re.escape(part) for part in parts)
    named = re.findall(r"\?P<(\w+)>", expression)
    if set(named) not in _COMPLETE or len(named) != 3:
        raise ValueError(_refusal(declared))
    return expression


def _refusal(declared: str) -> str:
    return (
        f"{declared!r} is not a date format: write YYYY, MM or MON, and DD once each "
        "(M and D for days and months of one digit), for example MM/DD/YYYY or DD-MON-YYYY."
    )


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    name = parts.get("name")
    if name is not None and name.upper() not in _MONTHS:
        return None
    month = int(parts["month"]) if name is None else _MONTHS.index(name.upper()) + 1
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
