"""One request of the agency's, as it is told of it: how far it is, what came back, its own packages."""

from django.http import HttpResponseBase

from lockgate.actions.agency import own_request
from lockgate.actions.agency_case import matters_to_confirm, waits_to_confirm
from lockgate.actions.chain import chain_of
from lockgate.actions.letters import letters_for
from lockgate.actions.withdrawing import sent_already
from lockgate.procedure.roles import Role
from lockgate.procedure.told import Told
from lockgate.web.agency import CUSTODY, TOLD, duties_of
from lockgate.web.rooms import AGENCY, Visit, room


@room(AGENCY)
def agency_request(visit: Visit, case: str) -> HttpResponseBase:
    """The page of one request."""
    one = own_request(case, visit.by)
    sent = Role.REQUESTING in visit.by.roles and sent_already(visit.office, one.facts.case)
    confirmed = visit.request.GET.get("done") == "confirm"
    left = len(matters_to_confirm(visit.office, one, visit.by)) if confirmed and one.confirms else 0
    return visit.page(
        "agency_request.html",
        {
            "case": one.facts,
            "told": TOLD[one.told],
            "duties": duties_of(visit, one),
            "letters": letters_for(visit.office, one.facts, visit.by),
            "confirms": waits_to_confirm(visit.office, one, visit.by),
            "confirmed": confirmed,
            "left": left,
            "withdrawal_sent": sent,
            "chain": chain_of(one.facts.case),
            "told_open": one.told is not Told.WITHDRAWN,
            "may_amend": one.told in {Told.RECEIVED, Told.IN_HAND, Told.RETURNED},
            "may_withdraw": Role.REQUESTING in visit.by.roles and one.told is not Told.WITHDRAWN and not sent,
            "packages": [{"package": package, "custody": CUSTODY[package.custody]} for package in one.packages],
        },
    )
