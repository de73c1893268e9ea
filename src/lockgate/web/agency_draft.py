"""A new request as a task list: one part a page, saved as it goes; what is wrong with it is said before it is sent."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lockgate.actions.draft import Choices, answer_part, begin_draft, choices, own_draft
from lockgate.actions.draft_declare import missing
from lockgate.actions.draft_version import RECORDS
from lockgate.procedure.drafts import Draft, DraftStage, may_write
from lockgate.procedure.refusals import Refusal
from lockgate.web.agency import agency_page
from lockgate.web.agency_forms import CERTIFICATION, OF_A_FILE, OFFICERS, PARTS, Part, Question
from lockgate.web.agency_found import found_in
from lockgate.web.examples import answers_to_try
from lockgate.web.rooms import AGENCY, Visit, room

Shown = dict[str, Any]

MOST_LISTED = 200
"""Officers of the roster that a page lists at most, to choose ids from."""


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
            "title": _("File of records") if _is_file(one, part) else part.title,
            "address": address(one.id, "file" if _is_file(one, part) else f"parts/{part.name}"),
            "done": part.name not in lacks,
        }
        for part in PARTS.values()
        if not (one.file and part.name in OF_A_FILE - {"people"})
    ]
    if one.follows is not None:
        mended = [{"title": _("Records that were copied"), "address": address(one.id, "copied"), "done": None}]
        stated = {"title": _("What changed"), "address": address(one.id, "changes"), "done": "changes" not in lacks}
        tasks = [*(mended if one.file == RECORDS else []), *tasks, stated]
    about = {
        "draft": one,
        "tasks": tasks,
        "ready": not lacks,
        "here_page": address(one.id),
        "writing": one.stage is DraftStage.WRITING,
        "sent": one.stage is DraftStage.SENT,
        "by_file": not one.file and "people" in lacks,
    }
    return visit.page("agency_draft.html", about)


def _is_file(draft: Draft, part: Part) -> bool:
    """Whether a file says this part; the file's page stands where the person's would."""
    return bool(draft.file) and part.name == "people"


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
    found = found_in(visit, draft)
    agreement = choice.agreements[0] if choice.agreements else None
    about = {
        "draft": draft,
        "part": part,
        "questions": [
            _asked(one, said.get(one.name, _default(visit, one)), choice, errors.get(one.name), found.get(one.name, ()))
            for one in part.questions
        ],
        "errors": errors,
        "refusal": refusal,
        "agreement": agreement,
        "attestation": agreement.attestation if agreement is not None else "",
        "officers": [(one, choice.officers[one]) for one in _ids(said.get("officers", "")) if one in choice.officers],
        "by_file": part.name == "people" and may_write(draft) is None,
        "writing": may_write(draft) is None,
        "roster": tuple(choice.officers.items())[:MOST_LISTED] if part is OFFICERS else (),
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
