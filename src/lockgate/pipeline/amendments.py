"""An amendment: what an agency declares to put one of its officers in another's place (R56), and what it signs.

``amendment.toml`` is parsed strictly, as a submission is; whether the law lets it count is not judged here.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lockgate.errors import UsageError
from lockgate.pipeline.submissions import Official

FILE = "amendment.toml"
"""The name an amendment has in its folder."""

SIGNATURE = "amendment.toml.p7s"
"""The detached CMS signature over the exact bytes of ``amendment.toml``."""

SIZE_MAX = 1 << 20
"""No amendment is larger than this many bytes."""

_Given = Annotated[str, Field(min_length=1, max_length=2000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Official(_Strict):
    person: _Given
    office: _Given
    capacity: str = ""
    legal_basis: str = ""


class _Officer(_Strict):
    id: _Given
    name: _Given
    agency: _Given


class _Declaration(_Strict):
    agreement: _Given
    agency: _Given
    number: _Given
    date: dt.date
    instead: _Given
    reason: _Given
    requesting_official: _Official
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
        UsageError: saying which value, and what is wrong with it.
    """
    try:
        found = _Declaration.model_validate(tomllib.loads(content.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{FILE} is not TOML in UTF-8: {error}; mend it.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{FILE}: {place}: {first['msg']}; see docs/formats/amendment.md.") from None
    official = found.requesting_official
    return Amendment(
        agreement=found.agreement,
        agency=found.agency,
        number=found.number,
        made=found.date,
        requesting=Official(official.person, official.office, official.capacity, official.legal_basis),
        instead=found.instead,
        substitute=found.substitute.id,
        substitute_agency=found.substitute.agency,
        reason=found.reason,
        sha256=sha256(content).hexdigest(),
    )
