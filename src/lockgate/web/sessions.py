"""Where somebody is signed in: their own sessions, and the end of one of the others, or of all of them."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from lockgate.actions.doors import CARD, OIDC
from lockgate.actions.signin import CAST, end_others, own_sessions
from lockgate.procedure.roles import Role
from lockgate.web.rooms import Visit, now, room, token_of

WAYS = {CAST: _("the door of the rehearsal’s cast"), OIDC: _("an account"), CARD: _("a card")}
"""Way in -> what is said of it."""


@room(frozenset(Role), ("GET", "POST"))
def sessions(visit: Visit) -> HttpResponseBase:
    """The list; one named, or every other, ended."""
    token = token_of(visit.request)
    if visit.request.method == "POST":
        end_others(visit.who, token, visit.request.POST.get("name", ""))
        return redirect("/sessions?ended=1")
    own = own_sessions(visit.who, token, now())
    listed = [
        {"name": one.name, "session": one.session, "way": WAYS.get(one.session.way, ""), "here": one.here}
        for one in own
    ]
    return visit.page("sessions.html", {"sessions": listed, "ended": "ended" in visit.request.GET})
