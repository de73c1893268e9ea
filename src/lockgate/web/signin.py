"""The way in, and out. Only a server on loopback, started for it, has the door of a rehearsal's cast."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lockgate.actions.own_events import NO_STANDING, note_refused
from lockgate.actions.signin import CAST, sign_in, sign_out, signed_in
from lockgate.procedure.roles import Role, key_hash
from lockgate.rehearsal.cast import AgencyPerson
from lockgate.rehearsal.played import Member, Played
from lockgate.web.entering import entered
from lockgate.web.help import help_of
from lockgate.web.rooms import first_page, forget, now, seconds_left, token_of, who_is
from lockgate.web.served import cast_of, office_of, ways_of
from lockgate.web.words import listed

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names by which this machine calls itself; by any other the door of the cast is not there."""


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The first page: the work, or the way in."""
    who = who_is(request)
    if who is not None:
        return redirect(first_page(who.officer))
    _ = ways_of(request) or cast_door(request)
    return redirect("/sign-in")


@require_http_methods(("GET", "HEAD", "POST"))
def signin(request: HttpRequest) -> HttpResponseBase:
    """The way in: those of an office in use, or the cast by role, one button each."""
    ways = ways_of(request)
    shown: dict[str, object] = {
        "over": "over" in request.GET,
        "gone": "gone" in request.GET,
        "page_help": help_of(request),
        # What a browser too old for it does not say (Fetch Metadata); its own policy and cookies are as old.
        "old_browser": "Sec-Fetch-Mode" not in request.headers,
    }
    if ways is not None and request.method == "GET":
        shown |= {"account": ways.provider is not None, "card": ways.card is not None}
        return HttpResponse(render_to_string("doors.html", shown, request))
    played = cast_door(request)
    if request.method == "POST":
        return _enter(request, played)
    of_agency = [_card(one) for one in played.cast if isinstance(one, AgencyPerson)]
    others = [_card(one) for one in played.cast if not isinstance(one, AgencyPerson)]
    sides = [(_("The agency, which asks"), of_agency), (_("The custodian, which answers"), others)]
    return HttpResponse(render_to_string("signin.html", shown | {"sides": sides, "cast": played.cast}, request))


def _card(one: Member) -> dict[str, str]:
    return {"id": one.id, "name": one.name, "roles": listed(frozenset(map(Role, one.roles.split(";"))))}


@require_POST
def stay(request: HttpRequest) -> HttpResponseBase:
    """Let a session stand on: any request does, and this one says for how long."""
    who = who_is(request)
    if who is None:
        raise Http404
    return JsonResponse({"seconds": seconds_left(who)})


@require_POST
def signout(request: HttpRequest) -> HttpResponseBase:
    """Leave."""
    if token_of(request):
        sign_out(token_of(request))
    return forget(redirect("/sign-in?gone=1" if cast_of(request) or ways_of(request) else "/"))


def _enter(request: HttpRequest, played: Played) -> HttpResponseBase:
    """Begin a session as somebody of the cast; whatever session this browser had is over."""
    officer = request.POST.get("officer", "")
    if officer not in {one.id for one in played.cast}:
        raise Http404
    token = sign_in(office_of(request), officer, key_of(played, officer), CAST, now())
    if token is None:
        note_refused(officer, NO_STANDING, CAST, now())
        raise Http404
    who = signed_in(office_of(request), token, now())
    if who is None:
        raise Http404
    return entered(request, token, redirect(first_page(who.officer)))


def key_of(played: Played, officer: str) -> str:
    """The sha256 of the public key of one of the cast."""
    return key_hash(played.signer(officer).key.public_key_der)


def cast_door(request: HttpRequest) -> Played:
    """The rehearsal whose cast may sign in; its door answers only to this machine's own names."""
    played = cast_of(request)
    host = request.get_host().rpartition(":")[0] or request.get_host()
    if played is None or host not in LOOPBACK:
        raise Http404
    return played
