"""Who asks the API, and every refusal in one form; strangers get the answer for an address that is not there."""

from collections.abc import Mapping
from hashlib import sha256

from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import APIKeyHeader

from lockgate.actions.door import ASK, Asker, Spent, asker, spent
from lockgate.actions.events import REQUEST_OF_NOBODY, tell
from lockgate.actions.gateway import problem
from lockgate.actions.office import Office
from lockgate.api.views import asked_of
from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.asked import HEADER

NOT_THERE = (404, "not_found", "There is no such address here.")
MACHINES = {"x-machines": True}
"""What the document of the API says of an address that a machine may ask."""

_KIND = "application/problem+json"


class RefusedError(Exception):
    """What was asked is refused: status, code, one sentence."""

    def __init__(self, status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.sentence, self.headers = status, code, sentence, headers or {}


class Door(APIKeyHeader):
    """The one header that says who asks: a signed request (docs/api.md)."""

    param_name = HEADER

    def authenticate(self, request: HttpRequest, key: str | None) -> Asker | None:
        """Who asks, counted against their budget; None for whoever is nobody here."""
        office = asked_of(request)
        found = asker(office, key or "", str(request.method), request.get_full_path())
        if found is None or (request.method != "PUT" and sha256(request.body).hexdigest() != found.asked.body):
            if key:
                tell(REQUEST_OF_NOBODY)
            return None
        check_budget(office, found, ASK)
        return found


def check_budget(office: Office, found: Asker, budget: str) -> None:
    """Count one request against a budget.

    Raises:
        RefusedError: it is used up.
    """
    match spent(office, found, budget):
        case Spent() as over:
            seconds = max(1, int((over.again - office.clock()).total_seconds()))
            raise RefusedError(429, "office.budget", over.sentence, {"Retry-After": str(seconds)})
        case None:
            return


def who(request: HttpRequest) -> Asker:
    """The person who asks, as the door found them.

    Raises:
        RefusedError: nobody came through the door, or a machine did: what is a person's is not there for it.
    """
    found = who_or_what(request)
    if found.machine:
        raise RefusedError(*NOT_THERE)
    return found


def who_or_what(request: HttpRequest) -> Asker:
    """Who asks, a person or a machine: for the addresses of the document that are marked ``MACHINES``.

    Raises:
        RefusedError: nobody came through the door.
    """
    found = getattr(request, "auth", None)
    if not isinstance(found, Asker):
        raise RefusedError(*NOT_THERE)
    return found


def refusals(api: NinjaAPI) -> None:
    """Every refusal of the API as problem+json; what was sent is never repeated."""

    def refused(_request: HttpRequest, error: object) -> HttpResponse:
        match error:
            case RefusedError():
                return answer(error.status, error.code, error.sentence, error.headers)
            case ValidationError():
                places = sorted({".".join(str(part) for part in one["loc"][:3])[:60] for one in error.errors})
                where = ", ".join(places)
                return answer(422, "unreadable", f"What was sent is not as the document of the API has it: {where}.")
            case RequestDataTooBig():
                return answer(413, "too_long", "What was sent is longer than anything the API takes.")
            case AuthenticationError() | UsageError():
                return answer(*NOT_THERE)
            case HttpError():
                return answer(400, "unreadable", "What was sent is no JSON object.")
            case _:
                return answer(503, "unavailable", "The office cannot answer now; ask again, nothing is lost.")

    kinds: tuple[type[Exception], ...] = (
        RefusedError, ValidationError, HttpError, AuthenticationError, UsageError, IntegrityError,
        DatabaseError, OSError, RequestDataTooBig,
    )  # fmt: skip
    for kind in kinds:
        api.add_exception_handler(kind, refused)


def answer(status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A refusal."""
    response = HttpResponse(problem(status, code, sentence).document, status=status, content_type=_KIND)
    for name, value in (headers or {}).items():
        response[name] = value
    return response
