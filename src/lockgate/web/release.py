"""Authorize, and release: every gate with its state, then the one button."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from lockgate.actions.authorize import authorize as do_authorize
from lockgate.actions.foresee import gates_now
from lockgate.actions.release import release as do_release
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.cases import seen_by
from lockgate.web.rooms import Visit, room
from lockgate.web.signing import Signing, done_second, shown_first
from lockgate.web.words import ACTS


@room(TABLE[Act.AUTHORIZE].roles, ("GET", "POST"))
def authorize(visit: Visit, case: str) -> HttpResponseBase:
    """What would be signed with every gate; then the act."""
    facts = seen_by(visit, case).facts
    if facts.proposal is None:
        raise Http404
    posted = visit.request.method == "POST"
    proposal = visit.request.POST.get("proposal", "") if posted else facts.proposal.hash
    signing = Signing(
        act=Act.AUTHORIZE,
        facts=facts,
        effect="The carried proposal is authorized and its entry published. Nothing leaves yet.",
        button="Sign and authorize this proposal",
        again={"proposal": proposal},
        do=lambda signer: do_authorize(visit.office, facts.case, signer, proposal),
    )
    return done_second(visit, signing) if posted else shown_first(visit, signing)


@room(TABLE[Act.SEAL].roles, ("GET", "POST"))
def release(visit: Visit, case: str) -> HttpResponseBase:
    """Every gate of sealing, or of handing over what is sealed; then both acts, one after the other.

    What the seal's decision names, the packages, is made within the act. So it cannot be signed beforehand, and the
    page is there only for a rehearsal's cast, whose key the server holds.
    """
    facts = seen_by(visit, case).facts
    played = visit.played
    if facts.proposal is None or played is None:
        raise Http404
    act = Act.HANDOVER if facts.stage is CaseStage.SEALED else Act.SEAL
    refusal: Refusal | None = None
    if visit.request.method == "POST":
        proposal = visit.request.POST.get("proposal", "")
        done = do_release(visit.office, facts.case, played.signer(visit.by.id), proposal)
        if not isinstance(done, Refusal):
            return redirect(f"/cases/{facts.case}?done={done.act.value}")
        refusal, facts = done, seen_by(visit, case).facts
    gates = gates_now(visit.office, facts.case, visit.signer, act)
    shown = () if isinstance(gates, Refusal) else gates
    against = refusal or (gates if isinstance(gates, Refusal) else next((no for _, no in shown if no), None))
    about = {
        "case": facts,
        "name": ACTS[act],
        "gates": shown,
        "refusal": against,
        "proposal": facts.proposal.hash if facts.proposal else "",
        "sealed": act is Act.HANDOVER,
    }
    return visit.page("release.html", about, 409 if refusal is not None else 200)
