"""What each page is for, and by what rule: all of them, by the name of the page's address."""

from collections.abc import Mapping

from django.http import HttpRequest

from lockgate.web.help_agency import AGENCY_HELP
from lockgate.web.help_cases import CASES_HELP
from lockgate.web.help_office import OFFICE_HELP
from lockgate.web.helped import Help

HELP: Mapping[str, Help] = {**AGENCY_HELP, **CASES_HELP, **OFFICE_HELP}
"""Name of a page's address -> its help. Every page of ``rooms`` has one."""


def help_of(request: HttpRequest) -> Help | None:
    """The help of the page that is asked for."""
    met = request.resolver_match
    return HELP.get(met.url_name or "") if met is not None else None
