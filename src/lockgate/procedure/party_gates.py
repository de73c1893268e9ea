"""An outside party's review window: whoever the agreement names may stop a release, and silence releases nothing.

The window begins with the authorization. While it is open nothing is sealed; once it is over, or where there is none,
this gate opens and every other one still holds. A stop ends that proposal for good: another one is drafted.
"""

from datetime import datetime, timedelta

from lockgate.law.citations import Citation, house
from lockgate.law.terms import Hook
from lockgate.procedure.guards import Guards, guards_of
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Role

_PARTY = house("the agreement's outside party")
_DUAL = Citation("NIST SP 800-53 AC-5", "separation of duties")


def closes_at(authorized_at: datetime, guards: Guards) -> datetime:
    """When the outside party's window ends; the instant of the authorization where there is no party."""
    return authorized_at + timedelta(hours=guards.party_hours)


def party_named(q: Question) -> Refusal | None:
    """The agreement names an outside party, and this officer among those who act for it."""
    guards = guards_of(q.frame.agreement)
    if not guards.party:
        return Refusal(
            "office.no_party",
            f"The agreement {q.frame.agreement.name} names no outside party; nobody has a review window.",
            _PARTY,
            Hook.AGREEMENT,
        )
    if q.asked.by.id in guards.party_officers:
        return None
    return Refusal(
        "office.other_party",
        f"The agreement does not name {q.asked.by.id} among the officers of {guards.party}.",
        _PARTY,
        Hook.AGREEMENT,
    )


def outside(q: Question) -> Refusal | None:
    """Whoever stops from outside has no duty inside: no other role, here or at the agency."""
    if q.asked.by.roles == {Role.REVIEWER}:
        return None
    return Refusal(
        "office.not_outside",
        "An officer of the outside party has no other role; this one acts for the custodian as well.",
        _DUAL,
        Hook.HOUSE,
    )


def window_stands(q: Question) -> Refusal | None:
    """The named proposal is authorized, and its window is not over."""
    given = q.facts.authorization
    if given is None:
        return Refusal(
            "office.not_authorized",
            "The proposal is not authorized; there is nothing to stop.",
            _PARTY,
            Hook.HOUSE,
        )
    closes = closes_at(given.at, guards_of(q.frame.agreement))
    if q.asked.at < closes:
        return None
    return Refusal(
        "office.window_over",
        f"The review window ended on {closes:%Y-%m-%dT%H:%M:%SZ}; a court's order can still stop the release.",
        _PARTY,
        Hook.AGREEMENT,
    )


def not_stopped(q: Question) -> Refusal | None:
    """The outside party has not stopped this very proposal."""
    if q.facts.authorization is None or not q.facts.authorization.stopped:
        return None
    return Refusal(
        "office.stopped",
        "The outside party stopped this proposal within its window; draft another one and put that to the vote.",
        _PARTY,
        Hook.AGREEMENT,
    )


def window_over(q: Question) -> Refusal | None:
    """Where the agreement names an outside party, its window is over; silence opens this gate and no other one."""
    guards, given = guards_of(q.frame.agreement), q.facts.authorization
    if not guards.party or given is None:
        return None
    closes = closes_at(given.at, guards)
    if q.asked.at >= closes:
        return None
    return Refusal(
        "office.party_window",
        f"{guards.party} may stop this release until {closes:%Y-%m-%dT%H:%M:%SZ}; nothing leaves before.",
        _PARTY,
        Hook.AGREEMENT,
    )
