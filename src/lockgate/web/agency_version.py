"""A later version of a request: what came back, or all of it, in a draft; its records mended; what changed is said."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import ngettext

from lockgate.actions.agency import own_request
from lockgate.actions.draft import own_draft
from lockgate.actions.draft_former import ALL
from lockgate.actions.draft_version import (
    PAGE,
    Copied,
    Group,
    all_records,
    begin_version,
    groups_of,
    mend_record,
    record_of,
    records_of,
    say_changes,
)
from lockgate.cells import table_text
from lockgate.pipeline.columns import TERMS
from lockgate.procedure.drafts import Draft, DraftStage, may_write
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.versions import VersionKind
from lockgate.web.agency_draft import address
from lockgate.web.agency_forms import OFFICERS, PEOPLE, PURPOSE, Kind, Question
from lockgate.web.agency_found import deficiency
from lockgate.web.agency_own import returned_page
from lockgate.web.filters import grouped
from lockgate.web.rooms import AGENCY, Visit, room

_QUESTIONS: tuple[Question, ...] = tuple(
    one for part in (PEOPLE, PURPOSE, OFFICERS) for one in part.questions if one.name in TERMS
)


@room(AGENCY, ("POST",))
def follow(visit: Visit, case: str) -> HttpResponseBase:
    """Begin a draft that follows a request; nothing of the request is changed by it."""
    kind = visit.request.POST.get("kind", "")
    one = own_request(case, visit.by)
    if kind not in set(VersionKind):
        raise Http404
    begun = begin_version(visit.office, one, visit.by, VersionKind(kind))
    if isinstance(begun, Refusal):
        return returned_page(visit, one, begun)
    return redirect(address(begun.id))


@room(AGENCY, ("GET", "POST"))
def changes(visit: Visit, draft: str) -> HttpResponseBase:
    """What changed and where it was learnt, for each group of records that came back on the same grounds."""
    one = _following(visit, draft)
    groups = groups_of(visit.office, one)
    if visit.request.method != "POST":
        return _changes(visit, one, [(group.changed, group.learnt) for group in groups])
    post = visit.request.POST
    said = [(post.get(f"changed-{n}", "").strip(), post.get(f"learnt-{n}", "").strip()) for n in range(len(groups))]
    if not all(changed and learnt for changed, learnt in said):
        return _changes(visit, one, said, lacking=True)
    keys = {group.key: both for group, both in zip(groups, said, strict=True)}
    done = say_changes(visit.office, draft, visit.by, keys)
    return _changes(visit, one, said, refusal=done) if isinstance(done, Refusal) else redirect(address(draft))


def _changes(
    visit: Visit, draft: Draft, said: list[tuple[str, str]], *, lacking: bool = False, refusal: Refusal | None = None
) -> HttpResponseBase:
    groups = [
        {
            "number": number,
            "title": _group(group),
            "cures": [deficiency(one) for one in group.cures],
            "changed": changed,
            "learnt": learnt,
            "lacks_changed": lacking and not changed,
            "lacks_learnt": lacking and not learnt,
        }
        for number, (group, (changed, learnt)) in enumerate(zip(groups_of(visit.office, draft), said, strict=True))
    ]
    about = {"draft": draft, "groups": groups, "lacking": lacking, "refusal": refusal or may_write(draft)}
    return visit.page("agency_changes.html", about, 409 if refusal is not None else 422 if lacking else 200)


def _group(group: Group) -> str:
    """What a group of records is: all of them, or those that came back on the same grounds."""
    many = group.records
    if group.key == ALL:
        text = ngettext("The whole request: %(shown)s record", "The whole request: %(shown)s records", many)
    else:
        text = ngettext("%(shown)s record returned on %(grounds)s", "%(shown)s records returned on %(grounds)s", many)
    return text % {"shown": grouped(many), "grounds": group.key.replace(";", ", ")}


@room(AGENCY)
def copied(visit: Visit, draft: str) -> HttpResponseBase:
    """The records that were copied, each beside what it came back for."""
    one = _following(visit, draft)
    number = visit.request.GET.get("page", "1")
    page = max(int(number) if number.isdecimal() and len(number) <= 6 else 1, 1)
    shown, total = records_of(visit.office, one, page)
    pages = max(1, -(-total // PAGE))
    about = {
        "draft": one,
        "rows": [_row(record) for record in shown],
        "saved": next((one.record_id for one in shown if str(one.row) == visit.request.GET.get("saved")), None),
        "writing": one.stage is DraftStage.WRITING,
        "total": total,
        "page": page,
        "pages": pages,
        "before": f"?page={page - 1}" if page > 1 else "",
        "after": f"?page={page + 1}" if page < pages else "",
    }
    return visit.page("agency_copied.html", about)


@room(AGENCY)
def copied_table(visit: Visit, draft: str) -> HttpResponseBase:
    """The same records as CSV, their cells escaped against formulas; under their ids they can be uploaded again."""
    header, rows = all_records(visit.office, _following(visit, draft))
    return HttpResponse(
        table_text(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="records.csv"'},
    )


@room(AGENCY, ("GET", "POST"))
def mend(visit: Visit, draft: str, row: int) -> HttpResponseBase:
    """One record, each question beside the cure that was told; what is saved is checked with all the others."""
    one = _following(visit, draft)
    record = record_of(visit.office, one, row)
    refusal = may_write(one)
    if visit.request.method == "POST":
        said = {question.name: visit.request.POST.get(question.name, "") for question in _QUESTIONS}
        done = mend_record(visit.office, draft, visit.by, row, said)
        if not isinstance(done, Refusal):
            return redirect(address(draft, f"copied?page={(row - 1) // PAGE + 1}&saved={row}"))
        refusal = done
    about = {
        "draft": one,
        "row": row,
        "record_id": record.record_id,
        "cures": [deficiency(cure) for cure in record.cures],
        "questions": [_asked(question, record.said.get(question.name, "")) for question in _QUESTIONS],
        "refusal": refusal,
        "writing": one.stage is DraftStage.WRITING,
    }
    return visit.page("agency_mend.html", about, 409 if refusal is not None and visit.request.method == "POST" else 200)


def _asked(question: Question, value: str) -> dict[str, object]:
    # A value that is none of the choices, or no day, is shown as it was written, so that it can be mended.
    known = value in {"", *(word for word, _says in question.choices)}
    kind = question.kind if question.kind is Kind.LINES or (question.choices and known) else Kind.LINE
    return {
        "name": question.name,
        "label": question.label,
        "rules": question.rules,
        "kind": kind.value,
        "value": value,
        "options": [(word, says, word == value) for word, says in question.choices],
    }


def _row(record: Copied) -> dict[str, object]:
    return {"row": record.row, "record_id": record.record_id, "cures": [deficiency(one) for one in record.cures]}


def _following(visit: Visit, draft: str) -> Draft:
    one = own_draft(visit.office, draft, visit.by)
    if one.follows is None:
        raise Http404
    return one
