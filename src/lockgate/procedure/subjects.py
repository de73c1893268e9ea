"""An officer's account at a provider of sign-ins (OpenID Connect), as the delegations hold it.

A row of the delegations whose ``certificate`` is such a document says which account is the officer's: two persons
loaded it and each confirmed it (docs/formats/registers.md). It says who somebody is and signs nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from lockgate.canonical import canonical, parse_canonical
from lockgate.law.registers import Delegation, Registers

FORMAT = "lockgate/subject/v1"
"""Names the format in the document."""

_BEGINS = b'{"format":"lockgate/subject/'
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Subject:
    """One account: the provider's issuer, and its ``sub`` there (OpenID Connect Core 1.0, section 2).

    Raises:
        ValueError: on construction, where one of them is empty or too long.
    """

    issuer: str
    subject: str

    def __post_init__(self) -> None:
        if not (0 < len(self.issuer) <= _LONGEST and 0 < len(self.subject) <= _LONGEST):
            raise ValueError(f"an account has an issuer and a subject of 1 to {_LONGEST} characters")


def subject_bytes(subject: Subject) -> bytes:
    """The document: canonical JSON."""
    return canonical({"format": FORMAT, "issuer": subject.issuer, "subject": subject.subject})


def is_subject(held: bytes) -> bool:
    """Whether what a row holds is meant to be an account, and no key."""
    return held.startswith(_BEGINS)


def parse_subject(data: bytes) -> Subject:
    """The account of a document; raises ValueError for anything but a document in its one spelling."""
    match parse_canonical(data):
        case {"format": str(name), "issuer": str(issuer), "subject": str(subject), **rest} if (
            name == FORMAT and not rest
        ):
            return Subject(issuer, subject)
        case _:
            raise ValueError(f"this is not an account in the format {FORMAT}")


def officer_with(registers: Registers, subject: Subject, at: datetime) -> str | None:
    """The id of the one officer whose account this is at ``at``; None where it is nobody's, or two officers'."""
    document = subject_bytes(subject)
    found = {one.officer for one in registers.delegations if _is(one, document, at)}
    return found.pop() if len(found) == 1 else None


def _is(row: Delegation, document: bytes, at: datetime) -> bool:
    return row.certificate == document and row.term.covers(at.date())
