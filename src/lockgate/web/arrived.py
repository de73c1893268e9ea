"""Requests that agencies signed and sent, and that wait to be received: for whoever does the act submit."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from lockgate.actions.draft_send import arrival, arrivals, receive
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.rooms import Visit, room
from lockgate.web.sentences import spoken


@room(TABLE[Act.SUBMIT].roles)
def arrived(visit: Visit) -> HttpResponseBase:
    """The list, the oldest first."""
    found = arrivals(visit.office, visit.by)
    if isinstance(found, Refusal):
        raise Http404
    return visit.page("arrived.html", {"arrivals": found})


@room(TABLE[Act.SUBMIT].roles, ("GET", "POST"))
def arrived_one(visit: Visit, draft: str) -> HttpResponseBase:
    """One request: what it declares, and the act that receives it.

    The act opens a case and examines it, two decisions whose second one names what the first one made; so the page
    receives only for a rehearsal's cast, whose key the server holds, and names the command to everybody else.
    """
    one, refusal, problem = arrival(visit.office, draft), None, ""
    if visit.request.method == "POST":
        if visit.played is None:
            raise Http404
        try:
            done = receive(visit.office, draft, visit.played.signer(visit.by.id))
        except UsageError as said:
            problem = spoken(str(said))
        else:
            if not isinstance(done, Refusal):
                return redirect(f"/cases/{done.case}")
            refusal = done
    about = {"one": one, "refusal": refusal, "problem": problem, "by_cast": visit.played is not None}
    return visit.page("arrived_one.html", about, 409 if refusal is not None or problem else 200)
