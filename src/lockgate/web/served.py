"""What the server hands each request: the office, and in a rehearsal its cast; nothing that is sent can name either."""

from functools import cache

from django.http import HttpRequest

from lockgate.actions.desk import open_office
from lockgate.actions.doors import DOORS, Ways
from lockgate.actions.gateway import OFFICE
from lockgate.actions.office import Office
from lockgate.rehearsal.played import CAST, Played
from lockgate.store.home import attached


@cache
def _office() -> Office:
    return open_office(attached().root)


def office_of(request: HttpRequest) -> Office:
    """The office the server was started with, else the one at the home of the environment."""
    given = request.META.get(OFFICE)
    return given if isinstance(given, Office) else _office()


def cast_of(request: HttpRequest) -> Played | None:
    """The rehearsal whose cast may sign in, where the server was started so."""
    given = request.META.get(CAST)
    return given if isinstance(given, Played) else None


def ways_of(request: HttpRequest) -> Ways | None:
    """The ways in of an office in use, where the server was started with any."""
    given = request.META.get(DOORS)
    return given if isinstance(given, Ways) else None
