"""Headers of every answer, and what is told when something breaks: nothing but that it did."""

import logging
from collections.abc import Callable
from traceback import extract_tb

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import (
    REASON_BAD_ORIGIN,
    REASON_BAD_REFERER,
    REASON_CSRF_TOKEN_MISSING,
    REASON_INSECURE_REFERER,
    REASON_MALFORMED_REFERER,
    REASON_NO_CSRF_COOKIE,
    REASON_NO_REFERER,
)
from django.template.loader import render_to_string

from lockgate.actions.events import FORM_FROM_ELSEWHERE, FORM_WITH_ANOTHER, FORM_WITHOUT_TOKEN, tell

Answer = Callable[[HttpRequest], HttpResponseBase]

REPORTS, _GROUP = "/policy-report", "policy"
"""Where a browser tells that a page broke the policy: by the older way, and by the newer, which has a name for it."""

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    f"; report-uri {REPORTS}; report-to {_GROUP}"
)
"""Everything comes from here, nothing is inline, nobody frames a page; a browser tells us where a page broke this."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Reporting-Endpoints": f'{_GROUP}="{REPORTS}"',
    "X-Content-Type-Options": "nosniff",
    # With no-referrer a browser sends "Origin: null" with our own forms, and they are refused as somebody else's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}
"""On every answer, the gateway's too."""

TRANSPORT = "max-age=63072000; includeSubDomains"
"""Strict-Transport-Security, where the request came by TLS."""

OWN_COOKIES = {
    settings.CSRF_COOKIE_NAME: "__Host-lockgate-form",
    settings.LANGUAGE_COOKIE_NAME: "__Host-lockgate-language",
}
"""What Django's cookies are called by TLS: only this host can set them (RFC 6265bis)."""

_log = logging.getLogger("lockgate.web")


class Headers:
    """The outermost middleware: the headers, and cookies that leave by TLS only where the page came by TLS."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers."""
        if request.is_secure():
            _take_own(request)
        response = self._answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.is_secure():
            response.headers["Strict-Transport-Security"] = TRANSPORT
            _give_own(response)
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponseBase | None:
        """A page that tells nothing; the log is told what kind of error it was and where, never a message."""
        if isinstance(problem, Http404 | SuspiciousOperation):
            return None
        last = extract_tb(problem.__traceback__)[-1]
        _log.error("%s at %s:%s", type(problem).__qualname__, last.filename, last.lineno)
        return failed(request)


def _take_own(request: HttpRequest) -> None:
    """By TLS, only the cookies that no other host can have set count."""
    for name, own in OWN_COOKIES.items():
        request.COOKIES.pop(name, None)
        if own in request.COOKIES:
            request.COOKIES[name] = request.COOKIES.pop(own)


def _give_own(response: HttpResponseBase) -> None:
    """The same cookies on their way out, under their names by TLS."""
    for name, own in OWN_COOKIES.items():
        given = response.cookies.pop(name, None)
        if given is not None:
            response.cookies[own] = given.value
            response.cookies[own].update(given)


_FROM_ELSEWHERE = tuple(
    reason.partition("%")[0]
    for reason in (
        REASON_BAD_ORIGIN, REASON_BAD_REFERER, REASON_INSECURE_REFERER, REASON_MALFORMED_REFERER, REASON_NO_REFERER,
    )
)  # fmt: skip
"""How Django's reasons begin where a form came from a page of somebody else's."""


def failed(_request: HttpRequest) -> HttpResponse:
    """The page of an unexpected error."""
    return HttpResponse(render_to_string("failed.html"), status=500)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """The one page for what is not there and for what somebody may not know of."""
    return HttpResponse(render_to_string("not_found.html", request=request), status=404)


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that did not come from one of our pages, or was too old; Django gives a reason."""
    if reason.startswith(_FROM_ELSEWHERE):
        tell(FORM_FROM_ELSEWHERE)
    else:
        tell(FORM_WITHOUT_TOKEN if reason in {REASON_NO_CSRF_COOKIE, REASON_CSRF_TOKEN_MISSING} else FORM_WITH_ANOTHER)
    return HttpResponse(render_to_string("refused_form.html", request=request), status=403)
