"""Words of roles, stages and acts as officers read them."""

from collections.abc import Mapping
from datetime import date, datetime

from lockgate.law.terms import Outcome, State
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.roles import Role

ROLES: Mapping[Role, str] = {
    Role.INTAKE: "intake",
    Role.ANALYST: "disclosure analyst",
    Role.DECIDING: "deciding officer",
    Role.RELEASER: "releaser",
    Role.DISCLOSURE_MANAGER: "disclosure manager",
    Role.COUNSEL: "counsel",
    Role.SAFEGUARDS: "safeguards officer",
    Role.OVERSIGHT: "oversight",
    Role.RECIPIENT: "officer of the requesting agency",
    Role.REQUESTING: "requesting official",
}
"""Role -> what it is called."""

STAGES: Mapping[CaseStage, str] = {
    CaseStage.SUBMITTED: "received",
    CaseStage.EXAMINED: "examined",
    CaseStage.READING: "custodian’s file being read",
    CaseStage.LOCATED: "custodian’s file read",
    CaseStage.PROPOSED: "proposed",
    CaseStage.AUTHORIZED: "authorized",
    CaseStage.SEALED: "sealed",
    CaseStage.HANDED_OVER: "handed over",
    CaseStage.RETURNED: "returned whole",
    CaseStage.LOOK_BACK: "look back",
    CaseStage.LOOKED_BACK: "looked back",
}
"""Stage -> what it is called."""

ACTS: Mapping[Act, str] = {
    Act.ASSIGN: "Take this case",
    Act.INSPECT: "Show what records say",
    Act.EXAMINE: "Examine again",
    Act.FIND: "Record a finding",
    Act.LOCATE: "Read the custodian’s file",
    Act.LOOK: "Look at weak records",
    Act.DISPOSE: "Draft a proposal",
    Act.REVIEW: "Vote",
    Act.AUTHORIZE: "Authorize",
    Act.SEAL: "Seal the packages",
    Act.HANDOVER: "Hand over",
    Act.REISSUE: "Issue a package anew",
    Act.SUBSTITUTE: "Put one officer in another’s place",
    Act.ACCOUNT: "Show a line of the accounting",
    Act.RECALL: "Recall a package",
    Act.AUDIT_AUTHORIZE: "Authorize the look back",
    Act.AUDIT_READ: "Look back",
    Act.AUDIT_CLOSE: "Close the look back",
}
"""Act of the custodian's -> its name on a button."""


OUTCOMES: Mapping[Outcome, str] = {
    Outcome.SUFFICIENT: "sufficient",
    Outcome.REVIEW: "waits for a person",
    Outcome.RETURNED: "returned",
}
"""Outcome of examine -> what it is called."""

STATES: Mapping[State, str] = {State.MET: "met", State.NOT_MET: "not met", State.NOT_CHECKED: "not checked"}
"""State of a finding -> what it is called."""


def day(of: date | datetime) -> str:
    """A date as people write it: August 7, 2025."""
    return f"{of:%B} {of.day}, {of.year}"


def instant(of: datetime) -> str:
    """An instant as people write it: August 7, 2025, 12:00 UTC."""
    return f"{day(of)}, {of:%H:%M} UTC"


def roles_in_words(roles: frozenset[Role]) -> str:
    """Roles joined with "or"."""
    return " or ".join(sorted(ROLES[role] for role in roles))
