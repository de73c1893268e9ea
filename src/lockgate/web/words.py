"""Words of roles, stages and acts as officers read them, in the language they chose."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lockgate.law.terms import Outcome, State
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.roles import Role

Text = str | Promise
"""A text of a page, in whichever language it is asked for."""

ROLES: Mapping[Role, Text] = {
    Role.INTAKE: _("intake"),
    Role.ANALYST: _("disclosure analyst"),
    Role.DECIDING: _("deciding officer"),
    Role.RELEASER: _("releaser"),
    Role.DISCLOSURE_MANAGER: _("disclosure manager"),
    Role.COUNSEL: _("counsel"),
    Role.SAFEGUARDS: _("safeguards officer"),
    Role.OVERSIGHT: _("oversight"),
    Role.REVIEWER: _("officer of an outside party"),
    Role.RECIPIENT: _("officer of the requesting agency"),
    Role.REQUESTING: _("requesting official"),
}
"""Role -> what it is called."""

STAGES: Mapping[CaseStage, Text] = {
    CaseStage.SUBMITTED: _("received"),
    CaseStage.EXAMINED: _("examined"),
    CaseStage.READING: _("custodian’s file being read"),
    CaseStage.LOCATED: _("custodian’s file read"),
    CaseStage.PROPOSED: _("proposed"),
    CaseStage.AUTHORIZED: _("authorized"),
    CaseStage.SEALED: _("sealed"),
    CaseStage.HANDED_OVER: _("handed over"),
    CaseStage.RETURNED: _("returned whole"),
    CaseStage.WITHDRAWN: _("withdrawn"),
    CaseStage.LOOK_BACK: _("look back"),
    CaseStage.LOOKED_BACK: _("looked back"),
}
"""Stage -> what it is called."""

ACTS: Mapping[Act, Text] = {
    Act.ASSIGN: _("Take this case"),
    Act.INSPECT: _("Show what records say"),
    Act.EXAMINE: _("Examine again"),
    Act.FIND: _("Record a finding"),
    Act.LOCATE: _("Read the custodian’s file"),
    Act.LOOK: _("Look at weak records"),
    Act.DISPOSE: _("Draft a proposal"),
    Act.ROUND: _("Look at the next items"),
    Act.ROUND_CLOSE: _("Answer a round"),
    Act.REVIEW: _("Vote"),
    Act.AUTHORIZE: _("Authorize"),
    Act.STOP: _("Stop the release"),
    Act.SEAL: _("Seal the packages"),
    Act.HANDOVER: _("Hand over"),
    Act.REISSUE: _("Issue a package anew"),
    Act.SUBSTITUTE: _("Put one officer in another’s place"),
    Act.WITHDRAW: _("End it, as its agency asks"),
    Act.ACCOUNT: _("Show a line of the accounting"),
    Act.RECALL: _("Recall a package"),
    Act.AUDIT_AUTHORIZE: _("Authorize the look back"),
    Act.AUDIT_READ: _("Look back"),
    Act.AUDIT_CLOSE: _("Close the look back"),
}
"""Act of the custodian's -> its name on a button."""


OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.SUFFICIENT: _("sufficient"),
    Outcome.REVIEW: _("waits for a person"),
    Outcome.RETURNED: _("returned"),
}
"""Outcome of examine -> what it is called."""

STATES: Mapping[State, Text] = {State.MET: _("met"), State.NOT_MET: _("not met"), State.NOT_CHECKED: _("not checked")}
"""State of a finding -> what it is called."""


def day(of: date | datetime) -> str:
    """A date as people write it: August 7, 2025."""
    # Translators: how a date is written, in the letters of Django's date filter.
    return date_format(of, gettext("F j, Y"))


def instant(of: datetime) -> str:
    """An instant as people write it: August 7, 2025, 12:00 UTC."""
    return gettext("%(day)s, %(time)s UTC") % {"day": day(of), "time": f"{of:%H:%M}"}


def exact(of: datetime) -> str:
    """The same to the second, where something can be done from then on and not before."""
    time = f"{of:%H:%M:%S}" if of.second else f"{of:%H:%M}"
    return gettext("%(day)s, %(time)s UTC") % {"day": day(of), "time": time}


def roles_in_words(roles: frozenset[Role]) -> str:
    """Roles joined with "or"."""
    return get_text_list(sorted(str(ROLES[role]) for role in roles), gettext("or"))


def listed(roles: frozenset[Role]) -> str:
    """Roles one after the other."""
    return ", ".join(sorted(str(ROLES[role]) for role in roles))
