"""In a rehearsal, let time pass: votes have a pace floor and answers a window, and nobody waits a day to see one."""

from datetime import timedelta

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from lockgate.procedure.roles import Role
from lockgate.web.rooms import AGENCY, CUSTODIAN, Visit, first_page, room

SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
"""What may pass at once."""


@room(CUSTODIAN | AGENCY | {Role.REVIEWER}, ("POST",))
def let_time_pass(visit: Visit) -> HttpResponseBase:
    """Move the rehearsal's clock forward; no office in use has one."""
    span = SPANS.get(visit.request.POST.get("span", ""))
    if visit.played is None or span is None:
        raise Http404
    visit.played.forward(span)
    return redirect(first_page(visit.by))
