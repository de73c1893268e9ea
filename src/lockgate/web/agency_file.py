"""A file of many records: uploaded, its columns confirmed, and what the check found of it row by row."""

from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lockgate.actions.draft import own_draft
from lockgate.actions.draft_file import LONGEST_FILE, confirm_columns, drop_file, header_of, records_file, take_file
from lockgate.actions.draft_report import report_of, rows_file, rows_of, title_of
from lockgate.errors import UsageError
from lockgate.pipeline.columns import TERMS, WHOLE_NAME
from lockgate.procedure.drafts import Draft, DraftStage
from lockgate.procedure.refusals import Refusal
from lockgate.web.agency_draft import address
from lockgate.web.agency_found import deficiency
from lockgate.web.examples import has_file
from lockgate.web.filters import in_words
from lockgate.web.rooms import AGENCY, Visit, room
from lockgate.web.sentences import spoken
from lockgate.web.uploads import Streamed

FORMATS = ("date", "name", "single_name")
"""What can be declared of how values are written."""


@room(AGENCY, ("GET", "POST"))
def file_page(visit: Visit, draft: str) -> HttpResponseBase:
    """Upload a file, or see the columns of the one that is there."""
    one = own_draft(visit.office, draft, visit.by)
    if visit.request.method != "POST":
        return _page(visit, one)
    if visit.request.POST.get("step") == "drop":
        dropped = drop_file(visit.office, draft, visit.by)
        return _page(visit, one, dropped) if isinstance(dropped, Refusal) else redirect(address(draft))
    sent = visit.request.FILES.get("records")
    if not isinstance(sent, Streamed):
        return _page(
            visit,
            one,
            problem=_("No file came, or it is longer than %s MB. Choose a file, then press Upload.")
            % (LONGEST_FILE >> 20),
        )
    try:
        taken = take_file(visit.office, draft, visit.by, sent.path, sent.name or "")
    except UsageError as why:
        return _page(visit, one, problem=spoken(str(why)))
    return _page(visit, one, taken) if isinstance(taken, Refusal) else redirect(address(draft, "columns"))


def _page(visit: Visit, draft: Draft, refusal: Refusal | None = None, problem: str = "") -> HttpResponseBase:
    about = {
        "draft": draft,
        "refusal": refusal,
        "problem": problem,
        "longest": LONGEST_FILE >> 20,
        "writing": draft.stage is DraftStage.WRITING,
        "terms": TERMS,
        "can_try": has_file(visit),
    }
    return visit.page("agency_file.html", about, 409 if refusal is not None else 422 if problem else 200)


@room(AGENCY, ("GET", "POST"))
def columns_page(visit: Visit, draft: str) -> HttpResponseBase:
    """Confirm which column is which term."""
    one = own_draft(visit.office, draft, visit.by)
    if not one.file:
        raise Http404
    header = header_of(visit.office, one)
    given = visit.request.POST
    if visit.request.method != "POST":
        return _columns(visit, one, header, one.answers.get("formats", {"date": "YYYY-MM-DD"}))
    chosen = [(cell, given.get(f"column-{place}", "")) for place, (cell, _term) in enumerate(header)]
    formats = {name: given.get(name, "").strip()[:100] for name in FORMATS}
    terms = [term for _cell, term in chosen if term]
    twice = next((term for term in terms if terms.count(term) > 1), "")
    if twice:
        first, second, *_more = [cell for cell, term in chosen if term == twice]
        problem = _("The columns %(first)s and %(second)s are both %(term)s; choose one of them.") % {
            "first": first,
            "second": second,
            "term": in_words(twice),
        }
        return _columns(visit, one, chosen, formats, problem=problem)
    try:
        done = confirm_columns(visit.office, draft, visit.by, {term: cell for cell, term in chosen if term}, formats)
    except UsageError as why:
        return _columns(visit, one, chosen, formats, problem=spoken(str(why)).partition("\n")[0])
    if isinstance(done, Refusal):
        return _columns(visit, one, chosen, formats, done)
    return redirect(address(draft))


def _columns(  # noqa: PLR0913, PLR0917 - the page, and what was just sent to it
    visit: Visit,
    draft: Draft,
    header: tuple[tuple[str, str], ...] | list[tuple[str, str]],
    formats: object,
    refusal: Refusal | None = None,
    problem: str = "",
) -> HttpResponseBase:
    columns = [
        {"name": f"column-{place}", "cell": cell, "term": term, "known": term in {*TERMS, WHOLE_NAME}}
        for place, (cell, term) in enumerate(header)
    ]
    about = {
        "draft": draft,
        "columns": columns,
        "terms": (*TERMS, WHOLE_NAME),
        "formats": formats,
        "refusal": refusal,
        "problem": problem,
        "writing": draft.stage is DraftStage.WRITING,
    }
    return visit.page("agency_columns.html", about, 409 if refusal is not None else 422 if problem else 200)


@room(AGENCY)
def rows_page(visit: Visit, draft: str) -> HttpResponseBase:
    """Every finding of the check, row by row; the part that is wanted stands in the address."""
    one = own_draft(visit.office, draft, visit.by)
    report = report_of(visit.office, one)
    if report is None:
        return redirect(address(draft, "check"))
    asked = visit.request.GET
    number, rule = asked.get("page", "1"), asked.get("rule", "")
    rule = rule if rule in report.by_rule else ""
    page = max(int(number) if number.isdecimal() and len(number) <= 6 else 1, 1)
    found = rows_of(visit.office, one, page, rule)
    if page > found.pages:
        page, found = found.pages, rows_of(visit.office, one, found.pages, rule)

    def to(place: int) -> str:
        return "?" + urlencode({**({"rule": rule} if rule else {}), "page": place})

    about = {
        "draft": one,
        "rows": [{"at": row, **deficiency(row)} for row in found.shown],
        "rules": [(known, title_of(known), number, known == rule) for known, number in report.by_rule.items()],
        "rule": rule,
        "total": found.total,
        "page": page,
        "pages": found.pages,
        "before": to(page - 1) if page > 1 else "",
        "after": to(page + 1) if page < found.pages else "",
    }
    return visit.page("agency_rows.html", about)


@room(AGENCY)
def rows_table(visit: Visit, draft: str) -> HttpResponseBase:
    """The same as CSV, its cells escaped against formulas."""
    one = own_draft(visit.office, draft, visit.by)
    if report_of(visit.office, one) is None:
        raise Http404
    return FileResponse(
        rows_file(visit.office, one).open("rb"), as_attachment=True, filename="findings.csv", content_type="text/csv"
    )


@room(AGENCY)
def records(visit: Visit, draft: str) -> HttpResponseBase:
    """The records' file as it would be sent, for the official who signs on their own machine."""
    file = records_file(visit.office, own_draft(visit.office, draft, visit.by))
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=file.name, content_type="application/octet-stream"
    )
