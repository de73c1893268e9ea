"""The ways in of an office in use: an account at a provider of sign-ins, and a card before a proxy that ends TLS."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from lockgate.actions.doors import AWAY, Ways, by_account, by_card
from lockgate.actions.events import ANSWER_UNASKED, CARD_REFUSED, SIGN_IN_REFUSED, tell
from lockgate.actions.oidc import Begun, begin
from lockgate.actions.signin import begun as session_begun
from lockgate.web.entering import entered
from lockgate.web.help import help_of
from lockgate.web.rooms import now
from lockgate.web.served import office_of, ways_of

KEPT = "lockgate-door"
"""The cookie that a browser keeps while its person is at the provider."""

_PARTS = 3


@require_GET
def leave(request: HttpRequest) -> HttpResponseBase:
    """Where the provider's page is, before anybody is sent there; they go on, or back."""
    provider = _ways(request).provider
    if provider is None:
        raise Http404
    about = {"host": urlsplit(provider.authorization).hostname, "page_help": help_of(request)}
    return HttpResponse(render_to_string("leaving.html", about, request))


@require_GET
def to_account(request: HttpRequest) -> HttpResponseBase:
    """To the provider. A link and no form: a form would be let go to this address only."""
    provider = _ways(request).provider
    if provider is None:
        raise Http404
    return sent_away(request, *begin(provider, office_of(request).random))


def sent_away(request: HttpRequest, where: str, begun: Begun) -> HttpResponse:
    """To the provider, with what this browser keeps meanwhile."""
    answer = redirect(where)
    # Strict would keep it from coming back: whoever comes from the provider comes from elsewhere.
    answer.set_cookie(
        _kept(request), f"{begun.state}.{begun.nonce}.{begun.verifier}", max_age=AWAY, path="/",
        secure=request.is_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip
    return answer


@require_GET
def back(request: HttpRequest) -> HttpResponseBase:
    """Back from the provider: in, or told that not; the office's own log is told why, and no value."""
    ways = _ways(request)
    parts = request.COOKIES.get(_kept(request), "").split(".")
    if ways.provider is None or len(parts) != _PARTS:
        if ways.provider is not None and "state" in request.GET:
            tell(ANSWER_UNASKED)
        raise Http404
    token, why = by_account(office_of(request), ways, Begun(parts[0], parts[1], parts[2]), request.GET.dict(), now())
    if token:
        # A page and no redirect: the cookie goes with what this page asks for, not with what came from elsewhere.
        session = session_begun(token)
        to = "/sessions" if session is not None and session.proved_at is not None else "/"
        answer = entered(request, token, HttpResponse(render_to_string("signed_in.html", {"to": to}, request)))
    else:
        tell(SIGN_IN_REFUSED, why)
        answer = refused(request)
    answer.delete_cookie(_kept(request), samesite="Lax")
    return answer


@require_POST
def with_card(request: HttpRequest) -> HttpResponseBase:
    """In with the card whose certificate the proxy handed on, or told that not."""
    ways = _ways(request)
    if ways.card is None:
        raise Http404
    seen = {name: value for name, value in request.META.items() if isinstance(value, str)}
    token = by_card(office_of(request), ways, seen, now())
    if token is None:
        tell(CARD_REFUSED)
        return refused(request)
    return entered(request, token, redirect("/"))


def _ways(request: HttpRequest) -> Ways:
    ways = ways_of(request)
    if ways is None:
        raise Http404
    return ways


def refused(request: HttpRequest) -> HttpResponse:
    """The one page for whoever is not let in, whatever the reason."""
    return HttpResponse(render_to_string("signin_refused.html", {}, request), status=403)


def _kept(request: HttpRequest) -> str:
    return f"__Host-{KEPT}" if request.is_secure() else KEPT
