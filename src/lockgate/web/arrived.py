"""What agencies signed and sent, at the console or by the API, and nobody received yet."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from lockgate.actions.arrivals import AT_ONCE, arrival, arrivals, receive_now
from lockgate.actions.withdrawing import all_waiting, ends_first
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.jobs import asked_for
from lockgate.web.rooms import Visit, room
from lockgate.web.sentences import spoken


@room(TABLE[Act.SUBMIT].roles)
def arrived(visit: Visit) -> HttpResponseBase:
    """The list, the oldest first."""
    found = arrivals(visit.office, visit.by)
    if isinstance(found, Refusal):
        raise Http404
    return visit.page(
        "arrived.html",
        {"arrivals": found, "withdrawals": all_waiting(visit.office), "gone": "gone" in visit.request.GET},
    )


@room(TABLE[Act.SUBMIT].roles, ("GET", "POST"))
def arrived_one(visit: Visit, draft: str) -> HttpResponseBase:
    """One submission: what it declares, and the act that receives it.

    A worker makes the act ready and its officer signs it. In a rehearsal, where the server holds the cast's keys, a
    small one is received and examined at once.
    """
    try:
        one, refusal, problem = arrival(visit.office, draft), None, ""
    except UsageError:
        # A second tab, a second click, the back button.
        return redirect("/arrived?gone=1")
    at_once = visit.played is not None and one.size <= AT_ONCE
    if visit.request.method == "POST":
        found = _at_once(visit, draft) if at_once else _asked(visit, draft)
        if isinstance(found, HttpResponseBase):
            return found
        refusal, problem = (found, "") if isinstance(found, Refusal) else (None, found)
    ends = "" if at_once else ends_first(one.submission)
    about = {"one": one, "refusal": refusal, "problem": problem, "at_once": at_once, "ends": ends}
    return visit.page("arrived_one.html", about, 409 if refusal is not None or problem else 200)


def _asked(visit: Visit, draft: str) -> HttpResponseBase | Refusal | str:
    try:
        return asked_for(visit, Act.SUBMIT, draft)
    except UsageError as said:
        return spoken(str(said))


def _at_once(visit: Visit, draft: str) -> HttpResponseBase | Refusal | str:
    if visit.played is None:
        raise Http404
    try:
        done = receive_now(visit.office, draft, visit.played.signer(visit.by.id))
    except UsageError as said:
        return spoken(said.elsewhere)
    return done if isinstance(done, Refusal) else redirect(f"/cases/{done.case}")
