"""The addresses of the gateway. Each request is one signed document; who signed it is who asks.

Nothing here decides: ``actions.gateway.reply_to`` answers, and this turns the answer into HTTP. The published log is
given as the files it is, for anybody.
"""

from functools import cache

from django.db import Error as DatabaseError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

from lockgate.actions.desk import open_office
from lockgate.actions.gateway import LONGEST_REQUEST, OFFICE, Reply, problem, reply_to
from lockgate.actions.office import Office
from lockgate.errors import IntegrityError, UsageError
from lockgate.store.home import attached

_LOG_TEXTS = ("checkpoint", "policy", "succession/")
_FAILED = "The gateway cannot answer now; ask again, nothing is lost."


@cache
def office() -> Office:
    """The office of this process, at the home that was attached when it began."""
    return open_office(attached().root)


def asked_of(request: HttpRequest) -> Office:
    """The office the server was started with, else that of this process; a header cannot name one (``HTTP_…``)."""
    given = request.META.get(OFFICE)
    return given if isinstance(given, Office) else office()


def gateway(request: HttpRequest) -> HttpResponseBase:
    """Answer one signed request."""
    if request.method != "POST":
        return _response(problem(405, "method", "A request is sent with POST."))
    try:
        return _response(reply_to(asked_of(request), request.path, request.read(LONGEST_REQUEST + 1)))
    except (DatabaseError, OSError):
        return _response(problem(503, "unavailable", _FAILED))
    except (IntegrityError, UsageError):
        # What is wrong is the custodian's to know: lockgate reconcile and lockgate log fsck say it.
        return _response(problem(500, "failed", _FAILED))


def published_log(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the published log."""
    folder = asked_of(request).home.log.resolve()
    file = (folder / path).resolve()
    if request.method not in {"GET", "HEAD"}:
        return _response(problem(405, "method", "The log is read with GET."))
    if not file.is_relative_to(folder) or not file.is_file():
        return _response(problem(404, "not_found", "The published log has no such file."))
    response = FileResponse(file.open("rb"), content_type=_log_kind(path))
    # Full tiles and bundles never change; the checkpoint, the policy and partial tiles do.
    lasting = path.startswith("tile/") and ".p/" not in path
    response["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
    return response


def _log_kind(path: str) -> str:
    return "text/plain; charset=utf-8" if path.startswith(_LOG_TEXTS) else "application/octet-stream"


def not_found(_request: HttpRequest, _rest: str = "") -> HttpResponseBase:
    """Any other address."""
    return _response(problem(404, "not_found", "There is no such address here."))


def _response(reply: Reply) -> HttpResponseBase:
    response: HttpResponseBase
    if reply.file is not None:
        response = FileResponse(reply.file.open("rb"), status=reply.status, content_type=reply.kind)
    else:
        response = HttpResponse(reply.document, status=reply.status, content_type=reply.kind)
    for name, value in {"Cache-Control": "no-store", **reply.headers}.items():
        response[name] = value
    return response
