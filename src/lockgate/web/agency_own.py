"""What a person of the agency does on a request that was sent: confirm, read what came back, fetch their package."""

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from lockgate.actions.agency import OwnPackage, Request, own_request
from lockgate.actions.agency_case import TOLD, matters_to_confirm, returned_rows, told_file
from lockgate.actions.confirm import STATEMENT
from lockgate.actions.confirm import confirm as do_confirm
from lockgate.actions.fetch import enter_fetch
from lockgate.actions.office import Signer
from lockgate.actions.publish import publish
from lockgate.procedure.custody import Custody
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Role
from lockgate.seal.answers import LEGEND, UNIFORM_SENTENCE
from lockgate.store.packages import SUFFIX, sealed_file
from lockgate.web.agency import CUSTODY
from lockgate.web.agency_found import deficiency
from lockgate.web.own_machine import Typed, typed, typed_direct
from lockgate.web.rooms import AGENCY, Visit, room
from lockgate.web.signing import signed_by, to_sign

FILES = {
    "outcomes": _("every record with its outcome, as a table"),
    "findings": _("every finding, row by row, as a table"),
    "notice_text": _("the notice of deficiencies, which quotes your records"),
}
"""Kind of file of what came back -> what it holds."""

_OFFICER = frozenset({Role.RECIPIENT})
_GONE = frozenset({Custody.RECALLED, Custody.PURGED})
_UNOPENED = frozenset({Custody.HANDED_OVER, Custody.FETCHED})
_UNRECEIPTED = _UNOPENED | {Custody.OPENED}


def address(request: Request, page: str = "") -> str:
    """The address of a request, or of one of its pages."""
    return f"/agency/requests/{request.facts.case}{'/' if page else ''}{page}"


@room(_OFFICER, ("GET", "POST"))
def confirm(visit: Visit, case: str) -> HttpResponseBase:
    """R53: a named officer confirms their own part, matter by matter; shown first, then signed."""
    one = own_request(case, visit.by)
    waiting = matters_to_confirm(visit.office, one, visit.by)
    given = visit.request.POST
    about = {"one": one, "case": one.facts, "statement": STATEMENT, "matters": waiting, "back": address(one)}
    if visit.request.method != "POST":
        return visit.page("agency_confirm.html", about)
    asked = given.getlist("matter") or given.get("matters", "").splitlines()
    chosen = [matter for matter in waiting if matter in asked]
    if not chosen:
        return visit.page("agency_confirm.html", {**about, "error": True}, 422)

    def do(signer: Signer) -> object:
        return do_confirm(visit.office, one.facts.case, signer, chosen)

    refusal = None
    if given.get("step") == "sign":
        done = do_confirm(visit.office, one.facts.case, signed_by(visit), chosen)
        if not isinstance(done, Refusal):
            return redirect(f"{address(one)}?done=confirm")
        refusal = done
    shown = {
        **about,
        "chosen": chosen,
        "again": {"matters": "\n".join(chosen)},
        "button": "",
        **to_sign(visit, do, refusal),
    }
    return visit.page("agency_confirm_sign.html", shown, 409 if refusal is not None else 200)


@room(AGENCY)
def returned(visit: Visit, case: str) -> HttpResponseBase:
    """What came back: which row, why, and how to cure it."""
    return returned_page(visit, own_request(case, visit.by))


def returned_page(visit: Visit, one: Request, refusal: Refusal | None = None) -> HttpResponseBase:
    """The page of what came back; with the ground on which it cannot be followed, where it was tried."""
    number = visit.request.GET.get("page", "1")
    page = max(int(number) if number.isdecimal() and len(number) <= 6 else 1, 1)
    found = returned_rows(visit.office, one, page)
    page = min(page, found.pages)
    about = {
        "case": one.facts,
        "rows": [{"at": row, **deficiency(row)} for row in found.shown],
        "total": found.total,
        "page": page,
        "pages": found.pages,
        "before": f"?page={page - 1}" if page > 1 else "",
        "after": f"?page={page + 1}" if page < found.pages else "",
        "files": [
            (name, FILES[kind])
            for kind, name in TOLD.items()
            if kind != "notice_text" or Role.REQUESTING in visit.by.roles
        ],
        "back": address(one),
        "refusal": refusal,
    }
    return visit.page("agency_returned.html", about, 409 if refusal is not None else 200)


@room(AGENCY)
def told(visit: Visit, case: str, file: str) -> HttpResponseBase:
    """Outcomes, findings or the notice, as the command line writes them."""
    kind = next((kind for kind, name in TOLD.items() if name == file), "")
    found = told_file(visit.office, own_request(case, visit.by), visit.by, kind)
    return FileResponse(found.open("rb"), as_attachment=True, filename=file, content_type="text/plain; charset=utf-8")


@room(_OFFICER, ("GET", "POST"))
def package(visit: Visit, case: str, package: str) -> HttpResponseBase:
    """Fetch one's own package, an act that is signed; and how it is opened, on the officer's own machine."""
    one = own_request(case, visit.by)
    mine = _own(one, package)
    fetchable = mine.custody not in _GONE

    def do(signer: Signer) -> object:
        return enter_fetch(visit.office, mine.id, signer)

    refusal = None
    if visit.request.method == "POST":
        done = enter_fetch(visit.office, mine.id, signed_by(visit)) if fetchable else None
        if done is None:
            raise Http404
        if not isinstance(done, Refusal):
            publish(visit.office)
            file = sealed_file(visit.office.home, mine.id)
            return FileResponse(file.open("rb"), as_attachment=True, filename=f"{mine.id}{SUFFIX}")
        refusal = done
    about = {
        "case": one.facts,
        "mine": mine,
        "custody": CUSTODY[mine.custody],
        "uniform": UNIFORM_SENTENCE,
        "legend": LEGEND,
        "typed": _typed(visit, mine),
        "fetched": mine.custody is not Custody.HANDED_OVER,
        "opens": mine.custody in _UNOPENED,
        "receipts": mine.custody in _UNRECEIPTED,
        "again": {},
        "back": address(one),
        **(to_sign(visit, do, refusal) if fetchable else {}),
    }
    return visit.page("agency_package.html", about, 409 if refusal is not None else 200)


def _typed(visit: Visit, mine: OwnPackage) -> Typed:
    if not mine.gated:
        return typed_direct(visit.by.id, mine.id)
    url = f"{visit.request.scheme}://{visit.request.get_host()}"
    desk = visit.played.desk(visit.by.id) if visit.played is not None else None
    return typed(visit.by.id, mine.id, url, desk, visit.office.clock())


def _own(one: Request, package: str) -> OwnPackage:
    found = next((mine for mine in one.packages if mine.id == package), None)
    if found is None:
        raise Http404
    return found
