"""A withdrawal: what an agency declares to end one of its submissions (R48), and what it signs.

``withdrawal.toml`` is parsed strictly, as a submission is; whether the law lets it count is not judged here.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from lockgate.pipeline.columns import toml_text
from lockgate.pipeline.declarations import DeclaredOfficial, Official, Strict, read_declaration

FILE = "withdrawal.toml"
"""The name a withdrawal has in its folder."""

SIGNATURE = "withdrawal.toml.p7s"
"""The signature over the exact bytes of ``withdrawal.toml``."""

_Said = Annotated[str, Field(min_length=1, max_length=2000)]


class _Declaration(Strict):
    agreement: _Said
    agency: _Said
    number: _Said
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    date: dt.date
    reason: _Said
    requesting_official: DeclaredOfficial


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One withdrawal as declared.

    Attributes:
        number: the agency's number of the submission that is withdrawn.
        submission: the sha256 of its submission.toml.
        made: the day it was made.
        reason: the agency's own words.
    """

    agreement: str
    agency: str
    number: str
    submission: str
    made: dt.date
    requesting: Official
    reason: str


def parse_withdrawal(content: bytes) -> Withdrawal:
    """The withdrawal declared by these bytes.

    Raises:
        UsageError: with file, line and cure.
    """
    found = read_declaration(_Declaration, content, FILE, "a withdrawal")
    return Withdrawal(
        agreement=found.agreement,
        agency=found.agency,
        number=found.number,
        submission=found.sha256,
        made=found.date,
        requesting=found.requesting_official.official,
        reason=found.reason,
    )


def written_withdrawal(said: Withdrawal) -> bytes:
    """The bytes that are signed."""
    return ("\n".join(_lines(said)) + "\n").encode("utf-8")


def _lines(said: Withdrawal) -> Iterator[str]:
    for name, value in (("agreement", said.agreement), ("agency", said.agency), ("number", said.number)):
        yield f"{name} = {toml_text(value)}"
    yield f"sha256 = {toml_text(said.submission)}"
    yield f"date = {said.made.isoformat()}"
    yield f"reason = {toml_text(said.reason)}"
    yield ""
    yield "[requesting_official]"
    one = said.requesting
    about = {"person": one.person, "office": one.office, "capacity": one.capacity, "legal_basis": one.legal_basis}
    yield from (f"{name} = {toml_text(value)}" for name, value in about.items() if value)
