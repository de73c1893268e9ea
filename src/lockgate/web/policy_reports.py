"""What browsers tell of a page that broke the policy of its content: which part of the policy, and nothing else.

A report is written by whoever sends it. So it is bounded, nothing of it is kept or answered, and of all it says only a
part of the policy that we know by name comes into the log, a few times a minute.
"""

import json

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lockgate.actions.events import POLICY_BROKEN, tell
from lockgate.web.headers import POLICY

LONGEST = 16384
"""Bytes of a report that are read, at most."""

PARTS = frozenset(part.split()[0] for part in POLICY.split(";")) | {
    "script-src-elem",
    "script-src-attr",
    "style-src-elem",
    "style-src-attr",
}
"""Parts of the policy, and those that a browser names in their place."""


@csrf_exempt
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Take in a report, whoever sends it; the answer is the same for all."""
    try:
        broken = _broken(request.read(LONGEST + 1))
    except (OSError, RequestDataTooBig):
        broken = ""
    if broken:
        tell(POLICY_BROKEN, broken)
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
