"""An amendment: what an agency declares to put one of its officers in another's place (R56), and what it signs.

``amendment.toml`` is parsed strictly, as a submission is; whether the law lets it count is not judged here.
"""

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from lockgate.pipeline.declarations import DeclaredOfficial, Official, Strict, read_declaration

FILE = "amendment.toml"
"""The name an amendment has in its folder."""

SIGNATURE = "amendment.toml.p7s"
"""The detached CMS signature over the exact bytes of ``amendment.toml``."""

SIZE_MAX = 1 << 20
"""No amendment is larger than this many bytes."""

_Said = Annotated[str, Field(min_length=1, max_length=2000)]


class _Officer(Strict):
    id: _Said
    name: _Said
    agency: _Said


class _Declaration(Strict):
    agreement: _Said
    agency: _Said
    number: _Said
    date: dt.date
    instead: _Said
    reason: _Said
    requesting_official: DeclaredOfficial
    substitute: _Officer


@dataclass(frozen=True, slots=True)
class Amendment:
    """One amendment as declared.

    Attributes:
        number: the agency's number of the submission that is amended.
        made: the day it was made.
        instead: the id of the officer whose place is taken.
        substitute: the id of the officer who takes it; of ``substitute_agency``.
        reason: the agency's own words.
        sha256: of the bytes of ``amendment.toml``.
    """

    agreement: str
    agency: str
    number: str
    made: dt.date
    requesting: Official
    instead: str
    substitute: str
    substitute_agency: str
    reason: str
    sha256: str


def parse_amendment(content: bytes) -> Amendment:
    """The amendment declared by these bytes.

    Raises:
        UsageError: with file, line and cure.
    """
    found = read_declaration(_Declaration, content, FILE, "an amendment")
    return Amendment(
        agreement=found.agreement,
        agency=found.agency,
        number=found.number,
        made=found.date,
        requesting=found.requesting_official.official,
        instead=found.instead,
        substitute=found.substitute.id,
        substitute_agency=found.substitute.agency,
        reason=found.reason,
        sha256=sha256(content).hexdigest(),
    )
