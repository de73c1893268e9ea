"""A request withdrawn: its official writes and signs it, an officer of the custodian enters it."""

from datetime import date

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lockgate.actions.agency import Request, own_request
from lockgate.actions.arrivals import AT_ONCE
from lockgate.actions.office import Result, Signer
from lockgate.actions.withdraw import is_read_first, statement_in
from lockgate.actions.withdraw import withdraw as entered
from lockgate.actions.withdrawing import (
    LONGEST_REASON,
    send_withdrawal,
    sent_already,
    signed_with,
    waiting,
    withdrawal_text,
)
from lockgate.errors import UsageError
from lockgate.law.citations import house
from lockgate.law.terms import Hook
from lockgate.pipeline.withdrawals import FILE
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE, Role
from lockgate.procedure.told import Told
from lockgate.web.agency_own import address
from lockgate.web.agency_send import LONGEST_SIGNATURE
from lockgate.web.cases import seen_by
from lockgate.web.rooms import Visit, room
from lockgate.web.signing import Signing, document_signature, document_to_sign, done_second, shown_first


@room(frozenset({Role.REQUESTING}), ("GET", "POST"))
def agency_withdraw(visit: Visit, case: str) -> HttpResponseBase:
    """The reason first; then the very text that is signed, and the signature."""
    one = own_request(case, visit.by)
    post = visit.request.POST
    reason, step = " ".join(post.get("reason", "").split())[:LONGEST_REASON], post.get("step", "")
    if visit.request.method != "POST":
        return _page(visit, one)
    if one.told is Told.WITHDRAWN or step not in {"write", "text", "sign", "letter"}:
        raise Http404
    if not reason:
        return _page(visit, one, lacking=True)
    text = withdrawal_text(visit.office, one, visit.by, reason, _day(post.get("date", "")))
    if step == "text":
        return HttpResponse(
            text,
            content_type="application/toml; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{FILE}"'},
        )
    if step == "write" or (step == "letter" and "signature" not in visit.request.FILES):
        return _page(visit, one, reason, text, no_file=step == "letter")
    signature = _signature(visit, step, text)
    refusal = signature if isinstance(signature, Refusal) else send_withdrawal(visit.office, one, text, signature)
    if refusal is not None:
        return _page(visit, one, reason, text, refusal=refusal)
    return redirect(address(one))


def _day(text: str) -> date | None:
    """The day of the text that was shown, so that its bytes stay the same past midnight."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _signature(visit: Visit, step: str, text: bytes) -> bytes | Refusal:
    if step == "sign":
        return document_signature(visit, text, lambda signer: signed_with(text, signer, visit.by))
    brought = visit.request.FILES.get("signature")
    return brought.read(LONGEST_SIGNATURE) if brought is not None else b""


def _page(  # noqa: PLR0913 - the page, and what was just sent to it
    visit: Visit,
    one: Request,
    reason: str = "",
    text: bytes = b"",
    *,
    lacking: bool = False,
    no_file: bool = False,
    refusal: Refusal | None = None,
) -> HttpResponseBase:
    day = visit.request.POST.get("date") or visit.office.clock().date().isoformat()
    about = {
        "case": one.facts,
        "ended": one.told is Told.WITHDRAWN,
        "sent": sent_already(visit.office, one.facts.case),
        "reason": reason,
        "again": {"reason": reason, "date": day},
        **document_to_sign(visit, text),
        "day": day,
        "lacking": lacking,
        "no_file": no_file,
        "refusal": refusal,
        "back": address(one),
    }
    return visit.page("agency_withdraw.html", about, 409 if refusal is not None else 422 if lacking or no_file else 200)


_UNREAD = gettext_lazy(
    "Its records are too many to be read while you wait, so nobody has looked yet whether it will be received in this"
    " case’s place: if it is refused then, this case has ended all the same. The command lockgate withdraw reads them"
    " first."
)


@room(TABLE[Act.WITHDRAW].roles, ("GET", "POST"))
def withdraw(visit: Visit, case: str) -> HttpResponseBase:
    """What the agency signed and what would be signed here; then the case ends."""
    facts = seen_by(visit, case).facts
    sent = {**visit.request.GET.dict(), **visit.request.POST.dict()}
    found = waiting(visit.office, facts.case, visit.by, sent.get("of"))
    if found is None:
        raise Http404
    folder = found.folder

    def do(signer: Signer) -> Result:
        try:
            return entered(visit.office, facts.case, signer, folder, AT_ONCE)
        except UsageError as problem:
            # Of a version that cannot be read: nothing of what stands in it, nor where it lies.
            said = problem.elsewhere.replace(f"{folder}/", "").replace(str(visit.office.home.root), "HOME")
            return Refusal("office.unreadable", said, house("6103(i)(2)(B)"), Hook.HOUSE)

    said = statement_in(folder)
    effect = _(
        "%(person)s asks that this case ends: “%(reason)s” Its proposal and votes fall, every package that nobody"
        " has read is recalled, and nothing of it leaves any more."
    ) % {"person": said.requesting.person, "reason": said.reason}
    if said.later is not None and not is_read_first(said, folder, AT_ONCE):
        effect = f"{effect} {_UNREAD}"
    signing = Signing(
        act=Act.WITHDRAW,
        facts=facts,
        effect=effect,
        button=_("Sign and end this case"),
        again={"of": found.id},
        do=do,
    )
    return done_second(visit, signing) if visit.request.method == "POST" else shown_first(visit, signing)
