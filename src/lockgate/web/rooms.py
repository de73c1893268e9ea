"""Rooms: which roles have which page. Whoever has none of them gets the answer for a page that is not there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from lockgate.actions.certificates import ends_soon
from lockgate.actions.keys import keys_due
from lockgate.actions.office import Office, Signer, Unsigned
from lockgate.actions.own_events import news
from lockgate.actions.signin import CAST, SignedIn, signed_in
from lockgate.actions.work import footing
from lockgate.clock import system_clock
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.roles import AGENCY_ROLES, CUSTODIAN_ROLES, TABLE, Officer, Role, Side
from lockgate.rehearsal.played import Played
from lockgate.web.help import help_of
from lockgate.web.own_events import in_words
from lockgate.web.pace import seconds_to_wait, too_many
from lockgate.web.served import cast_of, office_of
from lockgate.web.words import listed

CUSTODIAN = CUSTODIAN_ROLES - {Role.REVIEWER}
"""Every role of the custodian's; an outside party has a room of its own."""

AGENCY = AGENCY_ROLES
"""Every role of the requesting agency's."""

CASES = frozenset({Role.INTAKE, Role.ANALYST, Role.DECIDING, Role.RELEASER, Role.DISCLOSURE_MANAGER, Role.COUNSEL})
"""Roles with a provision for a case (``procedure.visibility``, REQUEST); the page asks the table itself again."""

ROOMS = (
    ("/arrived", gettext_lazy("Arrived"), TABLE[Act.SUBMIT].roles),
    (
        "/jobs",
        gettext_lazy("Your long acts"),
        TABLE[Act.SUBMIT].roles | TABLE[Act.EXAMINE].roles | TABLE[Act.AUTHORIZE].roles,
    ),
    ("/orders", gettext_lazy("Orders"), TABLE[Act.ORDER].roles),
    ("/packs", gettext_lazy("Agreement packs"), CUSTODIAN),
    ("/safeguards", gettext_lazy("Safeguards"), TABLE[Act.REGISTER].roles | {Role.OVERSIGHT}),
    ("/registers", gettext_lazy("Registers"), TABLE[Act.REGISTER].roles | TABLE[Act.ORDER].roles),
    ("/pauses", gettext_lazy("Paused deciding officers"), TABLE[Act.RESTORE].roles),
    ("/windows", gettext_lazy("Releases one may stop"), TABLE[Act.STOP].roles),
    ("/credentials", gettext_lazy("Security keys"), frozenset(Role)),
)
"""Rooms beside the list of work, as the side of every page lists them: address, name, roles."""

FRONT = frozenset({"/work", "/agency", "/windows"})
"""The pages that somebody who signs in comes to first."""

COOKIE = "lockgate-session"
"""The session's cookie; with the prefix ``__Host-`` where it came by TLS, so that no other host can set it."""

_MET = "lockgate.signed_in"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in and has the page's role."""

    request: HttpRequest
    office: Office
    who: SignedIn

    @property
    def by(self) -> Officer:
        """The officer, as the registers have them now."""
        return self.who.officer

    @property
    def signer(self) -> Signer:
        """The officer as one who reads; they sign nothing by it."""
        return Signer(self.by.id, Unsigned(self.by.certificate))

    @property
    def played(self) -> Played | None:
        """The rehearsal, where they are one of its cast."""
        return cast_of(self.request)

    def page(self, template: str, about: Mapping[str, object], status: int = 200) -> HttpResponse:
        """The page, with what it is for and by what rule."""
        shown = {"page_help": help_of(self.request), "acted": self.request.method == "POST", **about}
        return HttpResponse(render_to_string(template, shown, self.request), status=status)


Page = Callable[..., HttpResponseBase]


def room(roles: frozenset[Role], methods: tuple[str, ...] = ("GET",)) -> Callable[[Page], Page]:
    """A page for these roles, asked for by these methods; HEAD goes with GET."""

    def entered(page: Page) -> Page:
        @wraps(page)
        def answer(request: HttpRequest, **named: str) -> HttpResponseBase:
            who = who_is(request)
            if who is None:
                return _over(request)
            wait = seconds_to_wait(str(office_of(request).home.root), who.officer.id, now())
            if wait:
                return too_many(request, wait)
            if not who.officer.roles & roles:
                raise Http404
            if request.method not in {*methods, "HEAD"}:
                return HttpResponseNotAllowed(methods, render_to_string("form_only.html", {}, request))
            try:
                return _onward(request, page(Visit(request, office_of(request), who), **named))
            except UsageError as problem:
                raise Http404 from problem

        answer.roles = roles  # type: ignore[attr-defined]
        return answer

    return entered


def _onward(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """After an act the focus is where the page tells of it, at its main part, and no longer nowhere (WCAG 2.4.3).

    A page that answers the form itself takes it there (base.html); where the browser goes on to another, the address
    says so. A program that posts is given the plain address.
    """
    goes_on = isinstance(answer, HttpResponseRedirect) and "#" not in answer.url
    if goes_on and request.method == "POST" and request.headers.get("Sec-Fetch-Mode") == "navigate":
        answer["Location"] += "#main"
    return answer


def _over(request: HttpRequest) -> HttpResponse:
    """Whoever was signed in is told that this is over; to all others there is nothing here."""
    if token_of(request):
        return forget(redirect("/sign-in?over=1"))
    raise Http404


def first_page(by: Officer) -> str:
    """The address of the page that somebody who signed in comes to first."""
    if not by.roles - {Role.REVIEWER}:
        return "/windows"
    return "/agency" if by.side is Side.AGENCY else "/work"


def cookie_name(request: HttpRequest) -> str:
    """The name of the session's cookie for this request."""
    return f"__Host-{COOKIE}" if request.is_secure() else COOKIE


def token_of(request: HttpRequest) -> str:
    """The token the browser holds, or ''."""
    return request.COOKIES.get(cookie_name(request), "")


def who_is(request: HttpRequest) -> SignedIn | None:
    """Who asks, by their session and the registers of this moment; asked once a request."""
    if _MET not in request.META:
        token = token_of(request)
        who = signed_in(office_of(request), token, now()) if token else None
        # Whoever came in by the cast's door is in only where that door is open.
        closed = who is not None and who.session.way == CAST and cast_of(request) is None
        request.META[_MET] = None if closed else who
    found = request.META[_MET]
    return found if isinstance(found, SignedIn) else None


def forget(response: HttpResponse) -> HttpResponse:
    """Let the browser forget its token, by either name, and whatever page it still holds."""
    for name in (COOKIE, f"__Host-{COOKIE}"):
        response.delete_cookie(name, samesite="Strict")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def now() -> datetime:
    """The real time, which sessions go by; acts go by the office's clock."""
    return system_clock()


def seconds_left(who: SignedIn) -> int:
    """How long the session stands without another request."""
    return max(0, int((who.ends_at - now()).total_seconds()))


def _news(request: HttpRequest, who: SignedIn) -> dict[str, object] | None:
    found = news(office_of(request), who)
    return {"lines": in_words(found), "until": found.until.isoformat()} if found else None


def everywhere(request: HttpRequest) -> dict[str, object]:
    """What every page shows: who is signed in, the rehearsal's time, what governs."""
    who, played = who_is(request), cast_of(request)
    shown: dict[str, object] = {"rehearsal": played is not None}
    if played is not None:
        shown["stated"] = played.clock()
    if who is not None:
        shown |= {
            "officer": who.officer,
            "roles": listed(who.officer.roles),
            "footing": footing(office_of(request)),
            "of_agency": who.officer.side is Side.AGENCY,
            "has_work": bool(who.officer.roles & CUSTODIAN),
            "has_cases": bool(who.officer.roles & CASES),
            "here": request.path,
            "session": who,
            "session_seconds": seconds_left(who),
            "key_ends": ends_soon(who.officer, office_of(request).clock()) if request.path in FRONT else None,
            "news": _news(request, who) if request.path in FRONT else None,
            "keys_due": keys_due(office_of(request), who.officer) if request.path in FRONT else (),
            "rooms": [(address, name) for address, name, roles in ROOMS if who.officer.roles & roles],
        }
    return shown
