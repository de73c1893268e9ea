"""The requesting agency's first page: its requests, what waits for whoever looks, and the days they have to keep."""

from datetime import date

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from lockgate.actions.agency import OwnPackage, Request, clocks_of, requests_of
from lockgate.actions.agency_case import waits_to_confirm
from lockgate.actions.draft import drafts_for
from lockgate.procedure.custody import Custody
from lockgate.procedure.drafts import Draft, DraftStage, may_send, may_sign_here, may_validate
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.procedure.told import Told
from lockgate.web.rooms import AGENCY, Visit, room

TOLD = {
    Told.RECEIVED: _("received; it is examined next"),
    Told.IN_HAND: _("examined; the custodian is working on it"),
    Told.ANSWERED: _("answered; the named officers can fetch their packages"),
    Told.RETURNED: _("returned whole, for cure"),
    Told.WITHDRAWN: _("withdrawn; nothing of it leaves any more"),
}
"""How far a request is, as its agency is told."""

CUSTODY = {
    Custody.SEALED: _("sealed"),
    Custody.HANDED_OVER: _("ready to fetch"),
    Custody.FETCHED: _("fetched"),
    Custody.OPENED: _("opened"),
    Custody.ACKNOWLEDGED: _("received and acknowledged"),
    Custody.RECALLED: _("recalled"),
    Custody.PURGED: _("no longer to be opened; its key is erased"),
}
"""How far a package is, as its officer is told."""

STAGES = {
    DraftStage.WRITING: _("being written"),
    DraftStage.OFFERED: _("offered; a second person of your agency validates it"),
    DraftStage.VALIDATED: _("validated; the requesting official signs it"),
    DraftStage.SENT: _("signed and sent; it waits to be received"),
}
"""How far a draft is."""

_UNFETCHED = frozenset({Custody.HANDED_OVER})
_UNOPENED = frozenset({Custody.FETCHED})


@room(AGENCY)
def agency(visit: Visit) -> HttpResponseBase:
    """The page; which part of the list is wanted stands in the address."""
    return agency_page(visit)


def agency_page(visit: Visit, refusal: Refusal | None = None) -> HttpResponseBase:
    """The page, with the ground on which nothing could be begun, where that was tried."""
    number = visit.request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) <= 6 else 1
    found = requests_of(visit.by, page)
    page = min(max(page, 1), found.pages)
    today = visit.office.clock().date()
    drafts = drafts_for(visit.office, visit.by)
    return visit.page(
        "agency.html",
        {
            "requests": [_line(one) for one in found.shown],
            "duties": [
                *(duty for one in drafts for duty in _duty_on(one, visit.by)),
                *(duty for one in found.shown for duty in duties_of(visit, one)),
            ],
            "drafts": [(one, STAGES[one.stage], _page_of(one)) for one in drafts],
            "clocks": clocks_of(visit.office, visit.by),
            "today": today,
            "total": found.total,
            "page": page,
            "pages": found.pages,
            "before": f"?page={page - 1}" if page > 1 else "",
            "after": f"?page={page + 1}" if page < found.pages else "",
            "refusal": refusal,
            "erased": refusal is None and "erased" in visit.request.GET,
        },
        409 if refusal is not None else 200,
    )


def _page_of(draft: Draft) -> str:
    """The page of a draft that somebody goes on at."""
    return f"/agency/drafts/{draft.id}" + ("" if draft.stage is DraftStage.WRITING else "/send")


def _duty_on(draft: Draft, by: Officer) -> list[dict[str, object]]:
    """What waits for this person on a draft: to validate it, or to sign it."""
    if may_validate(draft, by) is None:
        return [_duty(_("Read this draft, and validate it if you stand behind it"), draft.number, _page_of(draft))]
    if may_send(draft) is None and may_sign_here(draft, by):
        return [_duty(_("Sign this request and send it"), draft.number, _page_of(draft))]
    return []


def duties_of(visit: Visit, one: Request) -> list[dict[str, object]]:
    """What waits for this person on one request, each with its day where it has one."""
    today = visit.office.clock().date()
    number, address = one.facts.submission.number, f"/agency/requests/{one.facts.case}"
    found: list[dict[str, object]] = []
    if waits_to_confirm(visit.office, one, visit.by):
        found.append(_duty(_("Confirm your part in your matters"), number, address))
    for package in one.packages:
        words = _waits(package)
        if words:
            found.append({**_duty(words, number, address), **_day(package, today)})
    return found


def _waits(package: OwnPackage) -> str:
    if package.recalled_at is not None:
        return (
            "" if package.custody is not Custody.RECALLED else str(_("Your package was recalled: return or destroy it"))
        )
    if package.custody in _UNFETCHED:
        return str(_("Fetch your package"))
    if package.custody in _UNOPENED and package.gated:
        return str(_("Open your package"))
    if package.custody in {Custody.FETCHED, Custody.OPENED}:
        return str(_("Acknowledge your package"))
    return ""


def _duty(words: object, number: str, address: str) -> dict[str, object]:
    return {"words": words, "number": number, "address": address, "due": None, "past_due": False}


def _day(package: OwnPackage, today: date) -> dict[str, object]:
    return {"due": package.until, "past_due": package.until is not None and package.until < today}


def _line(one: Request) -> dict[str, object]:
    examined = one.facts.examination
    return {
        "case": one.facts.case,
        "number": one.facts.submission.number,
        "dated": one.facts.submission.dated,
        "told": TOLD[one.told],
        "records": examined.sufficient + examined.review + examined.returned if examined else None,
        "returned": examined.returned if examined else 0,
    }
