"""The only outbound HTTP: to a witness or a provider of sign-ins, bounded in size and time; no redirect, no proxy.

Whatever goes wrong is an expected answer here: somebody else's machine may be off, slow or broken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from lockgate.errors import UsageError

SECONDS: Final = 5.0
"""How long one step of the connection may take."""

LONGEST_ANSWER: Final = 1 << 15
"""Bytes of an answer that are read; a longer one is no answer."""

_PORTS = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status, the content type without parameters, the body."""

    status: int
    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nothing came back that can be read: why, as half a sentence."""

    why: str


def check_url(url: str) -> None:
    """Refuse an address to which nothing is sent.

    Raises:
        UsageError: it is neither https, nor http to this machine itself by its loopback address.
    """
    try:
        parts = urlsplit(url)
        usable = parts.port is None or 0 < parts.port < _PORTS
    except ValueError:
        usable = False
    if not usable or not parts.hostname or parts.username or parts.query or parts.fragment or not _is_private(url):
        raise UsageError(f"{url[:80]!r} is no address of a witness; give https://…, or http://127.0.0.1:PORT.")


def _is_private(url: str) -> bool:
    """Whether nobody in between can read or change what is sent."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


class _NoRedirect(HTTPRedirectHandler):
    """A redirect is an answer like any other one, and followed nowhere."""

    def redirect_request(self, *_given: object, **_named: object) -> None:
        """Follow nothing."""


def _opener() -> OpenerDirector:
    return build_opener(ProxyHandler({}), _NoRedirect)


def post(url: str, body: bytes) -> Answer | Unanswered:
    """Send a body to an address, once.

    Raises:
        UsageError: nothing is sent to an address of this kind.
    """
    check_url(url)
    return _sent(Request(url, body, {"Content-Type": "text/plain; charset=utf-8"}, method="POST"))  # noqa: S310 - checked


def ask(url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Answer | Unanswered:
    """Ask an address for its JSON: by POST with a form where one is given, else by GET.

    Raises:
        UsageError: nothing is sent to an address of this kind.
    """
    check_url(url)
    given = {"Accept": "application/json", **headers}
    if form is None:
        return _sent(Request(url, None, given, method="GET"))  # noqa: S310 - checked
    given["Content-Type"] = "application/x-www-form-urlencoded"
    return _sent(Request(url, urlencode(form).encode("ascii"), given, method="POST"))  # noqa: S310 - checked


def _sent(request: Request) -> Answer | Unanswered:
    try:
        with _opener().open(request, timeout=SECONDS) as response:
            return _read(response, response.status)
    except HTTPError as error:
        with error:
            return _read(error, error.code)
    except (OSError, HTTPException) as error:
        return Unanswered(f"did not answer ({_reason(error)})")


def _read(response: HTTPResponse | HTTPError, status: int) -> Answer | Unanswered:
    try:
        body = response.read(LONGEST_ANSWER + 1)
    except (OSError, HTTPException) as error:
        return Unanswered(f"broke off its answer ({_reason(error)})")
    if len(body) > LONGEST_ANSWER:
        return Unanswered("answered too much to be read")
    declared = response.headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and len(body) < int(declared[:9]):
        return Unanswered("broke off its answer")
    return Answer(status, response.headers.get_content_type(), body)


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    text = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return text[:120]
