"""Begin a session at a browser, whatever the way in; the one it had is over."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token

from lockgate.actions.signin import LONGEST, sign_out
from lockgate.web.rooms import cookie_name, token_of


def entered(request: HttpRequest, token: str, answer: HttpResponse) -> HttpResponse:
    """The answer, with the token of the session that begins."""
    if token_of(request):
        sign_out(token_of(request))
    rotate_token(request)
    answer.set_cookie(
        cookie_name(request), token, max_age=LONGEST, path="/", secure=request.is_secure(), httponly=True,
        samesite="Strict",
    )  # fmt: skip
    return answer
