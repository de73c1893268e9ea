"""Check answers: everything that was filled in and what the law says of it; then offer it, or take it back."""

from datetime import date

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lockgate.actions.draft import choices, drop_draft, own_draft, take_back
from lockgate.actions.draft_check import check_draft, progress_of
from lockgate.actions.draft_declare import missing
from lockgate.actions.draft_report import report_of, title_of
from lockgate.actions.draft_send import offer
from lockgate.errors import UsageError
from lockgate.procedure.drafts import Draft, DraftStage
from lockgate.procedure.refusals import Refusal
from lockgate.web.agency_draft import address
from lockgate.web.agency_forms import OF_A_FILE, PARTS, Kind, Question
from lockgate.web.agency_found import Shown, found_in, value_of
from lockgate.web.rooms import AGENCY, Visit, room
from lockgate.web.sentences import spoken
from lockgate.web.words import day


@room(AGENCY, ("GET", "POST"))
def check(visit: Visit, draft: str) -> HttpResponseBase:
    """Check answers: everything that was filled in, and what the law says of it; then offer it, or take it back."""
    one = own_draft(visit.office, draft, visit.by)
    if visit.request.method != "POST":
        return _check(visit, one)
    step = visit.request.POST.get("step", "")
    if step == "check" and one.stage is DraftStage.WRITING:
        return _checked(visit, one)
    if step == "drop":
        no = drop_draft(visit.office, draft, visit.by)
        return redirect("/agency?erased=1") if no is None else _check(visit, one, no)
    if step not in {"offer", "take_back"}:
        raise Http404
    accepted = visit.request.POST.get("accepted", "")
    done = (
        offer(visit.office, draft, visit.by, int(accepted) if accepted.isdecimal() and len(accepted) < 9 else 0)
        if step == "offer"
        else take_back(visit.office, draft, visit.by)
    )
    if isinstance(done, Refusal):
        return _check(visit, one, done)
    return redirect(address(draft, "send" if step == "offer" else "check"))


def _checked(visit: Visit, draft: Draft) -> HttpResponseBase:
    try:
        check_draft(visit.office, draft)
    except UsageError as problem:
        return _check(visit, draft, problem=spoken(str(problem)))
    return redirect(address(draft.id, "check"))


def _check(visit: Visit, draft: Draft, refusal: Refusal | None = None, problem: str = "") -> HttpResponseBase:
    choice = choices(visit.office, visit.by.agency)
    lacks = missing(draft, choice)
    report, progress, found = report_of(visit.office, draft), progress_of(visit.office, draft), found_in(visit, draft)
    parts = [one for one in PARTS.values() if not (draft.file and one.name in OF_A_FILE)]
    why = problem or (spoken(progress.why) if progress is not None else "")
    about = {
        "draft": draft,
        "parts": [
            {
                "part": part,
                "change": address(draft.id, f"parts/{part.name}"),
                "lacks": part.name in lacks,
                "empty": not any(draft.answers.get(part.name, {}).values()),
                "lines": [_line(draft, one, found.get(one.name, [])) for one in part.questions],
            }
            for part in parts
        ],
        "elsewhere": found.get("", []),
        "by_rule": [(rule, title_of(rule), number) for rule, number in report.by_rule.items()] if report else (),
        "lacks": lacks,
        "report": report,
        "going_on": report is not None and report.checked.sufficient + report.checked.review > 0,
        "writing": draft.stage is DraftStage.WRITING,
        "sent": draft.stage is DraftStage.SENT,
        "progress": progress if progress is not None and progress.running else None,
        "why": why,
        "refusal": refusal,
    }
    status = 409 if refusal is not None else 422 if problem else 200
    return visit.page("agency_check.html", about, status)


def _line(draft: Draft, question: Question, found: list[Shown]) -> Shown:
    value = value_of(draft, question.name)
    words = dict(question.choices)
    if question.kind is Kind.YES:
        value = _("yes, in the agreement’s words") if value == "yes" else ""
    if question.kind is Kind.DAY:
        value = _day(value)
    return {"label": question.label, "value": words.get(value, value), "found": found, "name": question.name}


def _day(value: str) -> str:
    """A day in words; as it was written where it is none."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
