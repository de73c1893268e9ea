"""Validate, sign and send: a second person stands behind the request, then the official who asks puts their name to it.

The official signs the exact bytes of submission.toml, whose text carries the records' sha256: here with their security
key, or on their own machine (``lockgate submission sign``), and the signature is brought here. In a rehearsal the
server signs for an official who has no security key, with their synthetic key, and says so.
"""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from lockgate.actions.draft import own_draft, validate
from lockgate.actions.draft_send import declaration, send, signed_in_rehearsal
from lockgate.actions.office import Signer
from lockgate.errors import UsageError
from lockgate.pipeline.submissions import FILE, parse_submission
from lockgate.procedure.drafts import Draft, DraftStage, may_sign_here, may_validate
from lockgate.procedure.refusals import Refusal
from lockgate.web.agency_draft import address
from lockgate.web.rooms import AGENCY, Visit, room
from lockgate.web.signing import document_signature, document_to_sign

LONGEST_SIGNATURE = 1 << 16
"""Bytes of a signature, at most."""


@room(AGENCY, ("GET", "POST"))
def send_page(visit: Visit, draft: str) -> HttpResponseBase:
    """What would be sent, who validated it, and the official's signature."""
    one = own_draft(visit.office, draft, visit.by)
    if visit.request.method != "POST":
        return _page(visit, one) if one.stage is not DraftStage.WRITING else redirect(address(draft, "check"))
    match visit.request.POST.get("step", ""):
        case "validate":
            done = validate(visit.office, draft, visit.by)
        case "sign" if may_sign_here(one, visit.by):
            done = _signed(visit, one)
        case "letter":
            brought = visit.request.FILES.get("signature")
            if brought is None:
                return _page(visit, one, no_file=True)
            done = send(visit.office, draft, visit.by, brought.read(LONGEST_SIGNATURE))
        case _:
            raise Http404
    if isinstance(done, Refusal):
        return _page(visit, own_draft(visit.office, draft, visit.by), done)
    return redirect(address(draft, "send"))


def _signed(visit: Visit, draft: Draft) -> Draft | Refusal:
    """Send it with the signature of the official who asks, made here."""
    office, by = visit.office, visit.by

    def by_cast(signer: Signer) -> bytes:
        return signed_in_rehearsal(office, draft, signer, by)

    signature = document_signature(visit, declaration(office, draft), by_cast)
    return signature if isinstance(signature, Refusal) else send(office, draft.id, by, signature)


@room(AGENCY)
def letter(visit: Visit, draft: str) -> HttpResponseBase:
    """submission.toml as it was offered: what the official signs on their own machine."""
    content = declaration(visit.office, own_draft(visit.office, draft, visit.by))
    answer = HttpResponse(content, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer


def _page(visit: Visit, draft: Draft, refusal: Refusal | None = None, *, no_file: bool = False) -> HttpResponseBase:
    try:
        content = declaration(visit.office, draft)
        said = parse_submission(content)
    except UsageError as problem:
        raise Http404 from problem
    may_not = may_validate(draft, visit.by) if draft.stage is DraftStage.OFFERED else None
    about = {
        "draft": draft,
        "said": said,
        "offered": draft.stage is DraftStage.OFFERED,
        "validated": draft.stage is DraftStage.VALIDATED,
        "sent": draft.stage is DraftStage.SENT,
        "may_not": may_not,
        "signs_here": may_sign_here(draft, visit.by),
        "refusal": refusal,
        "no_file": no_file,
        **document_to_sign(visit, content),
    }
    return visit.page("agency_send.html", about, 409 if refusal is not None else 422 if no_file else 200)
