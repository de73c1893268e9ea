"""Begin a session at a browser, whatever the way in; the one it had is over."""

import logging

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token

from lockgate.actions.own_events import note_sign_in
from lockgate.actions.signin import LONGEST, begun, sign_out
from lockgate.web.clients import client_of
from lockgate.web.rooms import cookie_name, token_of
from lockgate.web.served import office_of

_log = logging.getLogger("lockgate.web")


def entered(request: HttpRequest, token: str, answer: HttpResponse) -> HttpResponse:
    """The answer, with the token of the session that begins; the office's own log is told who came in, and how."""
    if token_of(request):
        sign_out(token_of(request))
    session = begun(token)
    if session is not None:
        if session.proved_at is None:
            # Before the browser has the token: whatever breaks here, nobody is in unnoted.
            note_sign_in(office_of(request), session, client_of(request))
        _log.info("%s signed in: %s", session.officer, session.way)
    rotate_token(request)
    answer.set_cookie(
        cookie_name(request), token, max_age=LONGEST, path="/", secure=request.is_secure(), httponly=True,
        samesite="Strict",
    )  # fmt: skip
    return answer
