"""Authorize, and release: every gate with its state, then the one button."""

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from lockgate.actions.authorize import authorize as do_authorize
from lockgate.actions.foresee import gates_now
from lockgate.actions.queued import is_long
from lockgate.actions.release import release_next
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.cases import seen_by
from lockgate.web.jobs import by_worker
from lockgate.web.rooms import Visit, room
from lockgate.web.signing import Signing, done_second, shown_first


@room(TABLE[Act.AUTHORIZE].roles, ("GET", "POST"))
def authorize(visit: Visit, case: str) -> HttpResponseBase:
    """What would be signed with every gate; then the act."""
    facts = seen_by(visit, case).facts
    if facts.proposal is None:
        raise Http404
    effect = _("The carried proposal is authorized and its entry published. Nothing leaves yet.")
    if is_long(facts):
        return by_worker(visit, facts, Act.AUTHORIZE, effect)
    posted = visit.request.method == "POST"
    proposal = visit.request.POST.get("proposal", "") if posted else facts.proposal.hash
    signing = Signing(
        act=Act.AUTHORIZE,
        facts=facts,
        effect=effect,
        button=_("Sign and authorize this proposal"),
        again={"proposal": proposal},
        do=lambda signer: do_authorize(visit.office, facts.case, signer, proposal),
    )
    return done_second(visit, signing) if posted else shown_first(visit, signing)


@room(TABLE[Act.SEAL].roles, ("GET", "POST"))
def release(visit: Visit, case: str) -> HttpResponseBase:
    """Seal, then hand over: two acts with a signature each.

    What the seal's decision names, the packages, is made before it can be shown; only a form that is posted makes them.
    """
    facts = seen_by(visit, case).facts
    if facts.proposal is None:
        raise Http404
    given, posted = visit.request.POST, visit.request.method == "POST"
    proposal = given.get("proposal", "") if posted else facts.proposal.hash
    signing = _next_act(visit, facts, proposal)
    if is_long(facts):
        return by_worker(visit, facts, signing.act, signing.effect)
    if given.get("step") == "sign":
        return done_second(visit, signing)
    if posted or signing.act is Act.HANDOVER:
        return shown_first(visit, signing)
    gates = gates_now(visit.office, facts.case, visit.signer, Act.SEAL)
    shown = () if isinstance(gates, Refusal) else gates
    about = {
        "case": facts,
        "gates": shown,
        "refusal": gates if isinstance(gates, Refusal) else next((no for _, no in shown if no), None),
        "proposal": proposal,
    }
    return visit.page("release.html", about)


def _next_act(visit: Visit, facts: CaseFacts, proposal: str) -> Signing:
    """Sealing, or handing over what is sealed."""
    sealed = facts.stage is CaseStage.SEALED
    number = facts.submission.number
    return Signing(
        act=Act.HANDOVER if sealed else Act.SEAL,
        facts=facts,
        effect=_("The sealed packages are handed over, and their recipients can fetch them. This cannot be undone.")
        if sealed
        else _("The packages are made, one for each recipient; you seal these and no others. Nothing leaves yet."),
        button=(_("Sign and hand over every package of case %(number)s") if sealed else _("Sign and seal the packages"))
        % {"number": number},
        again={"proposal": proposal},
        do=lambda signer: release_next(visit.office, facts.case, signer, proposal),
    )
