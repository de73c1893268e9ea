"""Holds: what waits, on which ground, whose it is to end, and by when (R50). A hold never releases anything.

"Shall disclose" binds: whatever is not answered and not returned waits for a named role, for a stated reason, from
a stated day, and not for ever in silence. Past its day it is listed to the disclosure manager; nothing else follows
from the day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES
from lockgate.law.terms import Hook
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, Role

DAYS = 30
"""A hold's days until it is listed as past due; a house value (docs/adr/0017)."""


class Held(StrEnum):
    """What is held: records that wait for a person's finding, or answers that an act would let leave."""

    RECORDS = "records"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold on a case.

    Attributes:
        held: what waits.
        code: the open question or the refusal's code, such as ``R16.other_ground`` or ``R22.held``.
        hook: the lawful ground.
        reason: one sentence, without a word about a taxpayer.
        owner: the role that can end it.
        since: when it began.
        due: the day after which it is listed as past due.
        records: how many records it was on when it began; 0 where it is on the case.
    """

    held: Held
    code: str
    hook: Hook
    reason: str
    owner: Role
    since: datetime
    due: date
    records: int = 0


_GROUNDS = {rule.id: (rule.title, rule.hook) for rule in RECORD_RULES} | {
    rule.id: (rule.title, rule.hook) for rule in SUBMISSION_RULES
}
_OWNERS = {
    "R02": Role.COUNSEL,
    "R11": Role.COUNSEL,
    "R16": Role.COUNSEL,
    "R23": Role.COUNSEL,
    "R46": Role.DISCLOSURE_MANAGER,
    "R20": Role.ANALYST,
    "R21": Role.DISCLOSURE_MANAGER,
    "R22": Role.SAFEGUARDS,
    "R31": Role.DISCLOSURE_MANAGER,
    "R53": Role.DISCLOSURE_MANAGER,
    "R55": Role.DISCLOSURE_MANAGER,
    "R56": Role.DISCLOSURE_MANAGER,
}
_NO_HOLDS = frozenset({"R28", "R29"})
"""Grounds about who acts, and about publication: the same answer leaves once another acts, or the log is published."""
_PASSING = frozenset({"R46.window", "R47.pace"})
"""Grounds that end by themselves at a stated instant."""


def owner_of(code: str) -> Role:
    """The role that can end a hold of this code; the analyst where nobody else is named."""
    return _OWNERS.get(code.partition(".")[0], Role.ANALYST)


def holds_on_records(open_codes: Mapping[str, int], at: datetime) -> tuple[Hold, ...]:
    """The holds of an examined case: one for each question that is open, with how many records wait for it."""
    return tuple(_on_records(code, records, at) for code, records in sorted(open_codes.items()) if records)


def _on_records(code: str, records: int, at: datetime) -> Hold:
    rule = code.partition(".")[0]
    title, hook = _GROUNDS[rule]
    # A title is a sentence with its own full stop.
    reason = f"{rule}: a person has yet to decide. {title}"
    return Hold(Held.RECORDS, code, hook, reason, owner_of(code), at, _due(at), records)


def hold_of(refusal: Refusal, at: datetime) -> Hold | None:
    """The hold that a refusal to let answers leave is, or None: of who acts, of timing, and of the order of steps."""
    rule = refusal.code.partition(".")[0]
    if not rule.startswith("R") or rule in _NO_HOLDS or refusal.code in _PASSING:
        return None
    return Hold(Held.ANSWERS, refusal.code, refusal.hook, refusal.sentence, owner_of(refusal.code), at, _due(at))


def holds_on_left_out(left_out: Iterable[tuple[str, str]], at: datetime) -> tuple[Hold, ...]:
    """The holds of an act that went on without some officers: one for each ground (R21, R31, R53, R55)."""
    grounds: dict[str, int] = Counter(code for _, code in left_out)
    return tuple(
        Hold(
            held=Held.ANSWERS,
            code=code,
            hook=Hook.RECIPIENT_LIMIT,
            reason=f"{officers} named officers were left out on {code.partition('.')[0]}; their answers wait.",
            owner=owner_of(code),
            since=at,
            due=_due(at),
        )
        for code, officers in sorted(grounds.items())
    )


def _due(at: datetime) -> date:
    return at.date() + timedelta(days=DAYS)


def past_due(hold: Hold, day: date) -> bool:
    """Whether the hold is to be listed as past due."""
    return day > hold.due


def listed_to(holds: Iterable[Hold], by: Officer) -> tuple[Hold, ...]:
    """The holds listed to an officer: all of them to the disclosure manager, to others those of their roles."""
    everything = Role.DISCLOSURE_MANAGER in by.roles
    return tuple(hold for hold in holds if everything or hold.owner in by.roles)
