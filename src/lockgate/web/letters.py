"""Letters about a request, as pages and as tagged PDFs: for the agency, and for the officers who send them."""

from django.http import Http404, HttpResponse, HttpResponseBase

from lockgate.actions.agency import own_request
from lockgate.actions.letters import LetterKind, letter_for
from lockgate.procedure.casefile import CaseFacts
from lockgate.reports.letters_pdf import pdf_of
from lockgate.web.cases import seen_by
from lockgate.web.letters_spanish import in_spanish
from lockgate.web.rooms import AGENCY, CASES, Visit, room

TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
"""Ends of an address -> what is sent."""

SPANISH = "es."
"""Stands before the end for the translation of a letter."""


@room(AGENCY)
def agency_letter(visit: Visit, case: str, letter: str) -> HttpResponseBase:
    """A letter about one of the agency's own requests."""
    return _sent(visit, own_request(case, visit.by).facts, letter)


@room(CASES)
def case_letter(visit: Visit, case: str, letter: str) -> HttpResponseBase:
    """A letter about a case; none of these quotes a record."""
    return _sent(visit, seen_by(visit, case).facts, letter)


def _sent(visit: Visit, facts: CaseFacts, letter: str) -> HttpResponseBase:
    """The letter as a file: its style is its own, and no page of ours lets one in."""
    name, _, end = letter.partition(".")
    form = end.removeprefix(SPANISH)
    kind = next((one for one in LetterKind if one.value == name), None)
    html = letter_for(visit.office, facts, visit.by, kind) if kind is not None and form in TYPES else None
    if html is None:
        raise Http404
    if end != form:
        html = in_spanish(html)
    content = pdf_of(html) if form == "pdf" else html.encode("utf-8")
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Language"] = "es" if end != form else "en"
    answer["Content-Disposition"] = f'attachment; filename="{facts.submission.number}-{letter}"'
    return answer
