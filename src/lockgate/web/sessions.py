"""Where somebody is signed in: their own sessions, and the end of one of the others, or of all of them.

Whoever ends one shows again who they are first: a browser that was left open, or a token that was taken, is no reason
to shut its person out.
"""

from datetime import datetime
from urllib.parse import urlsplit

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from lockgate.actions.doors import again_by_card
from lockgate.actions.events import AGAIN_REFUSED, tell
from lockgate.actions.oidc import begin
from lockgate.actions.own_events import AGAIN, lately, note_refused, seen
from lockgate.actions.signin import CAST, asks_again, end_others, own_sessions, sign_in_again
from lockgate.procedure.roles import Role
from lockgate.web.doors import refused, sent_away
from lockgate.web.entering import entered
from lockgate.web.own_events import WAYS, in_words
from lockgate.web.rooms import Visit, first_page, now, room, token_of
from lockgate.web.served import ways_of
from lockgate.web.signin import cast_door, key_of


@room(frozenset(Role), ("GET", "POST"))
def sessions(visit: Visit) -> HttpResponseBase:
    """The list; one named, or every other, ended where its person just showed again who they are."""
    token = token_of(visit.request)
    if visit.request.method == "POST":
        ended = end_others(visit.who, token, now(), visit.request.POST.get("name", ""))
        return redirect("/sessions?ended=1" if ended else "/sessions?first=1")
    own = own_sessions(visit.who, token, now())
    listed = [
        {"name": one.name, "session": one.session, "way": WAYS.get(one.session.way, ""), "here": one.here}
        for one in own
    ]
    asked = visit.request.GET
    about = {"sessions": listed, "ended": "ended" in asked, "first": "first" in asked}
    about["lately"] = in_words(lately(visit.office, visit.who, now()))
    return visit.page("sessions.html", about | {"fresh": visit.who.fresh_until(now()), **_ways(visit)})


@room(frozenset(Role), ("POST",))
def seen_it(visit: Visit) -> HttpResponseBase:
    """Say that one saw what the front page tells of one's own sign-ins and credentials, up to what it showed."""
    if visit.request.method == "POST":
        try:
            until = datetime.fromisoformat(visit.request.POST.get("until", ""))
        except ValueError as problem:
            raise Http404 from problem
        if until.tzinfo is None:
            raise Http404
        seen(visit.office, visit.who, until)
    return redirect(first_page(visit.by))


@room(frozenset(Role), ("GET", "POST"))
def again(visit: Visit) -> HttpResponseBase:
    """Show again who one is: at the provider by a link, with the card or at the cast's door by a form."""
    if visit.request.method == "POST":
        token = _by_cast(visit) if visit.who.session.way == CAST else _by_card(visit)
        if token is None:
            tell(AGAIN_REFUSED, visit.by.id)
            note_refused(visit.by.id, AGAIN, visit.who.session.way, now())
            return refused(visit.request)
        return entered(visit.request, token, redirect("/sessions"))
    ways = ways_of(visit.request)
    if ways is None or ways.provider is None:
        raise Http404
    where, begun = begin(ways.provider, visit.office.random, again=True)
    asks_again(token_of(visit.request), begun.state, now())
    return sent_away(visit.request, where, begun)


def _ways(visit: Visit) -> dict[str, object]:
    """The ways there are to show again who one is."""
    if visit.who.session.way == CAST:
        return {"cast": True}
    ways = ways_of(visit.request)
    if ways is None:
        return {}
    host = urlsplit(ways.provider.authorization).hostname if ways.provider is not None else ""
    return {"card": ways.card is not None, "host": host}


def _by_card(visit: Visit) -> str | None:
    ways = ways_of(visit.request)
    if ways is None or ways.card is None:
        raise Http404
    seen = {name: value for name, value in visit.request.META.items() if isinstance(value, str)}
    return again_by_card(visit.office, ways, seen, visit.who, now())


def _by_cast(visit: Visit) -> str | None:
    key = key_of(cast_door(visit.request), visit.by.id)
    return sign_in_again(visit.office, visit.who.session, CAST, now()) if key == visit.who.session.key else None
