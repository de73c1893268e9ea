"""How fast one person may ask: a bound against programs that ask without end.

Each server process keeps it for itself, in memory. Only requests that carry a person's own live session count, so that
nobody can use up another's; strangers have no pages but the door, which is for the proxy to bound.
"""

import logging
from datetime import datetime, timedelta
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

MOST = 1200
"""Pages that a person may ask of one server process in a span."""

SPAN = timedelta(minutes=1)
"""The span, from the first request in it."""

_asked: dict[tuple[str, str], tuple[datetime, int]] = {}
_lock = Lock()
_log = logging.getLogger("lockgate.web")


def seconds_to_wait(home: str, officer: str, now: datetime) -> int:
    """Count one more page; how many seconds the person has to wait for the next, 0 where they need not.

    Args:
        home: the office's folder.
        officer: the id in its registers.
        now: the real time.
    """
    with _lock:
        since, count = _asked.get((home, officer), (now, 0))
        if not timedelta() <= now - since < SPAN:
            since, count = now, 0
        _asked[home, officer] = since, count + 1
    if count == MOST:
        # Once a span: the log is not filled by whoever goes on asking.
        _log.warning("%s asked for more than %d pages within a minute", officer, MOST)
    return 0 if count < MOST else max(1, int((since + SPAN - now).total_seconds()))


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that says so, and when to ask again; nothing was done."""
    page = render_to_string("too_many.html", {"seconds": seconds}, request)
    return HttpResponse(page, status=429, headers={"Retry-After": str(seconds)})
