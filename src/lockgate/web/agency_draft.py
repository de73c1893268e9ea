"""A new request as a task list: one part a page, saved as it goes; what is wrong with it is said before it is sent."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lockgate.actions.draft import Choices, answer_part, begin_draft, choices, drop_draft, own_draft, take_back
from lockgate.actions.draft_check import check_draft, progress_of
from lockgate.actions.draft_declare import missing
from lockgate.actions.draft_report import Deficiency, report_of, rows_of
from lockgate.actions.draft_send import offer
from lockgate.actions.draft_version import RECORDS
from lockgate.errors import UsageError
from lockgate.procedure.drafts import Draft, DraftStage, may_write
from lockgate.procedure.refusals import Refusal
from lockgate.web.agency import agency_page
from lockgate.web.agency_forms import CERTIFICATION, OF_A_FILE, OFFICERS, PARTS, Kind, Part, Question, beside
from lockgate.web.examples import answers_to_try
from lockgate.web.rooms import AGENCY, Visit, room
from lockgate.web.sentences import spoken

Shown = dict[str, Any]


def address(draft: str, page: str = "") -> str:
    """The address of a draft, or of one of its pages."""
    return f"/agency/drafts/{draft}{'/' if page else ''}{page}"


@room(AGENCY, ("POST",))
def begin(visit: Visit) -> HttpResponseBase:
    """Begin a request."""
    begun = begin_draft(visit.office, visit.by)
    return agency_page(visit, begun) if isinstance(begun, Refusal) else redirect(address(begun.id))


@room(AGENCY)
def task_list(visit: Visit, draft: str) -> HttpResponseBase:
    """The parts, which of them are filled in, and what comes next."""
    one = own_draft(visit.office, draft, visit.by)
    lacks = missing(one, choices(visit.office, visit.by.agency))
    tasks: list[Shown] = [
        {
            "title": part.title,
            "address": address(one.id, "file" if one.file and part.name == "people" else f"parts/{part.name}"),
            "done": part.name not in lacks,
        }
        for part in PARTS.values()
        if not (one.file and part.name in OF_A_FILE - {"people"})
    ]
    if one.follows is not None:
        mended = [{"title": _("Records that were copied"), "address": address(one.id, "copied"), "done": True}]
        stated = {"title": _("What changed"), "address": address(one.id, "changes"), "done": "changes" not in lacks}
        tasks = [*(mended if one.file == RECORDS else []), *tasks, stated]
    about = {"draft": one, "tasks": tasks, "ready": not lacks, "here_page": address(one.id)}
    return visit.page("agency_draft.html", about)


@room(AGENCY, ("GET", "POST"))
def part_page(visit: Visit, draft: str, part: str) -> HttpResponseBase:
    """One part: its questions, with what was answered and what is to be mended."""
    one = own_draft(visit.office, draft, visit.by)
    if part not in PARTS or (one.file and part in OF_A_FILE):
        raise Http404
    wanted, choice = PARTS[part], choices(visit.office, visit.by.agency)
    if visit.request.method != "POST":
        tried = answers_to_try(visit, one, wanted, choice) if "example" in visit.request.GET else None
        return _part(visit, one, wanted, choice, {}, tried)
    given = {q.name: visit.request.POST.get(q.name, "").strip() for q in wanted.questions}
    errors = _errors(wanted, given, choice)
    if errors:
        return _part(visit, one, wanted, choice, errors, given)
    answered = answer_part(visit.office, draft, visit.by, part, given)
    if isinstance(answered, Refusal):
        return _part(visit, one, wanted, choice, {}, given, answered)
    return redirect(address(draft))


def _errors(part: Part, given: Mapping[str, str], choice: Choices) -> dict[str, str]:
    """What cannot be kept as it is; what the law asks for is said by the check."""
    found = {}
    if part is OFFICERS:
        unknown = [one for one in _ids(given["officers"]) if one not in choice.officers]
        if unknown:
            found["officers"] = _("Nobody on your agency’s roster today has the id %s.") % ", ".join(unknown)[:200]
    if part.name == "authority":
        found |= {q.name: _("Fill in: %s.") % q.label for q in part.questions if not given[q.name]}
    if part is CERTIFICATION and not given["requesting_person"]:
        found["requesting_person"] = _("Choose the official who asks.")
    return found


def _ids(text: str) -> list[str]:
    return [one.strip() for one in text.split(";") if one.strip()]


def _part(  # noqa: PLR0913, PLR0917 - the page, and what was just sent to it
    visit: Visit,
    draft: Draft,
    part: Part,
    choice: Choices,
    errors: Mapping[str, str],
    given: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponseBase:
    said = given if given is not None else draft.answers.get(part.name, {})
    found = _found_in(visit, draft)
    agreement = choice.agreements[0] if choice.agreements else None
    about = {
        "draft": draft,
        "part": part,
        "questions": [
            _asked(one, said.get(one.name, _default(visit, one)), choice, errors.get(one.name), found.get(one.name, ()))
            for one in part.questions
        ],
        "errors": errors,
        "refusal": refusal or may_write(draft),
        "agreement": agreement,
        "attestation": agreement.attestation if agreement is not None else "",
        "officers": [(one, choice.officers[one]) for one in _ids(said.get("officers", "")) if one in choice.officers],
        "by_file": part.name == "people",
        "can_try": bool(answers_to_try(visit, draft, part, choice)) and may_write(draft) is None,
    }
    status = 409 if refusal is not None else 422 if errors else 200
    return visit.page("agency_part.html", about, status)


def _default(visit: Visit, question: Question) -> str:
    return visit.office.clock().date().isoformat() if question.name == "date" else ""


def _asked(
    question: Question, value: str, choice: Choices, error: str | None, found: tuple[Shown, ...] | list[Shown]
) -> Shown:
    people = {"requesting_person": choice.requesting, "certifying_person": choice.certifying}.get(question.name)
    options = (
        question.choices if people is None else tuple((one.person, f"{one.person}, {one.office}") for one in people)
    )
    return {
        "name": question.name,
        "label": question.label,
        "hint": question.hint,
        "kind": question.kind.value,
        "rules": question.rules,
        "value": value,
        "options": [(word, says, word == value) for word, says in options],
        "error": error or "",
        "found": found,
    }


def _found_in(visit: Visit, draft: Draft) -> dict[str, list[Shown]]:
    """Of one record by form: what the last check of the draft as it is found, by the question it is shown beside."""
    report = report_of(visit.office, draft)
    found: dict[str, list[Shown]] = {}
    if report is None:
        return found
    on_rows = () if draft.file else rows_of(visit.office, draft, 1).shown
    for one in (*report.about, *on_rows):
        name = beside(one.rule, one.code)
        found.setdefault(name, []).append(deficiency(one, _value(draft, name)))
    return found


def deficiency(one: Deficiency, value: str) -> Shown:
    """One deficiency as a page says it, with what was written in its place."""
    cure = one.cure.replace("{value}", f"“{value}”" if value else "“…”")
    return {"cure": cure, "rule": one.rule, "citation": one.citation, "title": one.title, "held": one.held}


def _value(draft: Draft, name: str) -> str:
    return next((said[name] for said in draft.answers.values() if name in said), "")


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
        return redirect("/agency") if no is None else _check(visit, one, no)
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
    report, progress, found = report_of(visit.office, draft), progress_of(visit.office, draft), _found_in(visit, draft)
    parts = [one for one in PARTS.values() if not (draft.file and one.name in OF_A_FILE)]
    why = problem or (spoken(progress.why) if progress is not None else "")
    about = {
        "draft": draft,
        "parts": [
            {
                "part": part,
                "change": address(draft.id, f"parts/{part.name}"),
                "lacks": part.name in lacks,
                "lines": [_line(draft, one, found.get(one.name, [])) for one in part.questions],
            }
            for part in parts
        ],
        "elsewhere": found.get("", []),
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
    value = _value(draft, question.name)
    words = dict(question.choices)
    if question.kind is Kind.YES:
        value = _("yes, in the agreement’s words") if value == "yes" else ""
    return {"label": question.label, "value": words.get(value, value), "found": found, "name": question.name}
