"""What browsers tell of a page that broke the policy of its content: which part of the policy, and nothing else.

A report is written by whoever sends it. So it is bounded, nothing of it is kept or answered, and of all it says only a
part of the policy that we know by name comes into the log, a few times a minute.
"""

import json
import logging
from datetime import datetime, timedelta
from threading import Lock

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lockgate.web.headers import POLICY
from lockgate.web.rooms import now

LONGEST = 16384
"""Bytes of a report that are read, at most."""

MOST = 10
"""Lines of the log that reports make in a minute, at most, of one server process."""

PARTS = frozenset(part.split()[0] for part in POLICY.split(";")) | {
    "script-src-elem",
    "script-src-attr",
    "style-src-elem",
    "style-src-attr",
}
"""Parts of the policy, and those that a browser names in their place."""

_told: list[datetime] = []
_lock = Lock()
_log = logging.getLogger("lockgate.web")


@csrf_exempt
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Take in a report, whoever sends it; the answer is the same for all."""
    try:
        broken = _broken(request.read(LONGEST + 1))
    except (OSError, RequestDataTooBig):
        broken = ""
    if broken and _may_tell(now()):
        _log.warning("A browser reported that a page broke %s of its policy", broken)
    return HttpResponse(status=204)


def _broken(body: bytes) -> str:
    """The part of the policy that a report names, by either of the two forms there are; '' where it names none."""
    if len(body) > LONGEST:
        return ""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    first = said[0] if isinstance(said, list) and said else said
    inner = first.get("csp-report", first.get("body")) if isinstance(first, dict) else None
    named = (
        [inner.get(name) for name in ("effectiveDirective", "effective-directive")] if isinstance(inner, dict) else []
    )
    return next((one for one in named if isinstance(one, str) and one in PARTS), "")


def _may_tell(at: datetime) -> bool:
    with _lock:
        _told[:] = [one for one in _told if timedelta() <= at - one < timedelta(minutes=1)][:MOST]
        if len(_told) >= MOST:
            return False
        _told.append(at)
    return True
