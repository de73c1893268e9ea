"""Letters about a request, as pages and as tagged PDFs: for the agency, and for the officers who send them."""

from django.http import Http404, HttpResponse, HttpResponseBase

from lockgate.actions.agency import own_request
from lockgate.actions.letters import LetterKind, letter_for
from lockgate.actions.printing import pdf_for
from lockgate.procedure.casefile import CaseFacts
from lockgate.web.cases import seen_by
from lockgate.web.letters_spanish import in_spanish
from lockgate.web.rooms import AGENCY, CASES, Visit, room

TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
"""Ends of an address -> what is sent."""

LOOK = "look"
"""Asks how far the letter is, and never for its file."""

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
    """The letter as a file: its style is its own, and no page of ours lets one in. A long PDF is made first."""
    name, _, end = letter.partition(".")
    form = end.removeprefix(SPANISH)
    kind = next((one for one in LetterKind if one.value == name), None)
    html = letter_for(visit.office, facts, visit.by, kind) if kind is not None and form in TYPES else None
    if kind is None or html is None:
        raise Http404
    if end != form:
        html = in_spanish(html)
    content = html.encode("utf-8") if form == "html" else pdf_for(visit.office, html)
    if not content or LOOK in visit.request.GET:
        return _waited_for(visit, kind, content)
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Language"] = "es" if end != form else "en"
    answer["Content-Disposition"] = f'attachment; filename="{facts.submission.number}-{letter}"'
    return answer


def _waited_for(visit: Visit, kind: LetterKind, pdf: bytes | None) -> HttpResponseBase:
    """How far the PDF is: under way, there, or one that cannot be made."""
    here = visit.request.path
    about = {
        "letter": kind.value,
        "here": here,
        "look": f"{here}?{LOOK}=1",
        "page": f"{here.removesuffix('pdf')}html",
        "back": here.partition("/letters/")[0],
        "under_way": pdf is None,
        "made": bool(pdf),
    }
    return visit.page("letter.html", about, 202 if pdf is None else 200)
