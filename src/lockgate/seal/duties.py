"""What the recipient of a package owes, and by when: a closed list of words, in the manifest.

The dates are the custodian's to give; the words and what they mean are fixed here, so that both sides
keep the same calendar and a machine can hold either of them to it.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lockgate.canonical import Parsed

_CITATION = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,200}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HOURS = re.compile(r"PT[1-9][0-9]{0,3}H", re.ASCII)


class Owed(StrEnum):
    """What may be owed."""

    RECEIPT = "receipt"
    LOG = "log"
    INCIDENT = "incident"
    DISPOSAL = "disposal"


MEANING = {
    Owed.RECEIPT: "Send the signed receipt.",
    Owed.LOG: "Enter what was received in the permanent log of 26 USC 6103(p)(4)(A), every column filled in.",
    Owed.INCIDENT: "Report an unauthorized inspection or disclosure, counted from the moment it was found.",
    Owed.DISPOSAL: "Declare the end of use and return or destroy every copy, or say why safeguards go on.",
}
"""What each word asks for, in one sentence."""


@dataclass(frozen=True)
class Duty:
    """One thing owed: what, under what paragraph, and by when (``2025-09-07``, or ``PT24H`` after the event)."""

    owed: Owed
    citation: str
    due: str


def duties_document(duties: tuple[Duty, ...]) -> list[Parsed]:
    """The duties as the manifest has them."""
    return [{"duty": one.owed.value, "citation": one.citation, "due": one.due} for one in duties]


def read_duties(value: Parsed) -> tuple[Duty, ...]:
    """The duties in a parsed manifest; ValueError says what is wrong."""
    duties = tuple(_duty(item) for item in value) if isinstance(value, list) else ()
    if duties_document(duties) != value:
        raise ValueError("its duties are no list of them.")
    if [one.owed for one in duties] != [word for word in Owed if word in {one.owed for one in duties}]:
        raise ValueError("its duties stand twice or in another order.")
    return duties


def read_day(value: Parsed, name: str) -> str:
    """A day that exists, ``2025-09-07``; ValueError otherwise."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise ValueError(f"its {name} is no day.")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise ValueError(f"its {name} is no day.") from error


def _duty(value: Parsed) -> Duty:
    if not isinstance(value, dict) or set(value) != {"duty", "citation", "due"}:
        raise ValueError("a duty has not exactly a duty, a citation and a due.")
    word, citation, due = value["duty"], value["citation"], value["due"]
    if word not in list(Owed) or not isinstance(citation, str) or _CITATION.fullmatch(citation) is None:
        raise ValueError("a duty is not of the list, or has no citation.")
    if not isinstance(due, str) or _HOURS.fullmatch(due) is None:
        due = read_day(due, f"duty {word}")
    return Duty(Owed(word), citation, due)
