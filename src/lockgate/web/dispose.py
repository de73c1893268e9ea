"""Draft a proposal: the draft in numbers, what it changes against the last one, what would be signed, the act.

The draft is made when it is asked for, and made again to the byte when it is signed; of a large case by a worker.
"""

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from lockgate.actions.dispose import Drafted, changed_by, drafted_now, propose
from lockgate.actions.foresee import gates_now
from lockgate.actions.queued import is_long
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.proposals import parse_proposal
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.cases import case_of, done_with
from lockgate.web.changes import change_shown
from lockgate.web.jobs import asked_for
from lockgate.web.rooms import Visit, room
from lockgate.web.signing import signed_by, to_sign
from lockgate.web.words import ACTS


@room(TABLE[Act.DISPOSE].roles, ("GET", "POST"))
def dispose(visit: Visit, case: str) -> HttpResponseBase:
    """Every gate; asked for, the draft; signed, the proposal."""
    facts = case_of(visit, case)
    if visit.request.method != "POST":
        return _page(visit, facts, {})
    if is_long(facts):
        asked = asked_for(visit, Act.DISPOSE, facts.case)
        return _page(visit, facts, {"refusal": asked}, 409) if isinstance(asked, Refusal) else asked
    seed = visit.request.POST.get("seed", "")
    try:
        drafted = drafted_now(visit.office, facts.case, visit.signer, seed)
    except ValueError as problem:
        raise Http404 from problem
    if isinstance(drafted, Refusal):
        return _page(visit, facts, {"refusal": drafted}, 409)
    if visit.request.POST.get("step") != "sign":
        return _page(visit, facts, _shown(visit, drafted))
    result = propose(visit.office, drafted, signed_by(visit))
    if isinstance(result, Refusal):
        return _page(visit, facts, _shown(visit, drafted, result), 409)
    return done_with(facts, Act.DISPOSE)


def _shown(visit: Visit, drafted: Drafted, refusal: Refusal | None = None) -> dict[str, object]:
    recipients = parse_proposal(drafted.draft.proposal).recipients
    change = changed_by(visit.office, drafted, visit.by)
    return {
        "words": drafted.words,
        "recipients": len(recipients),
        "proposal": drafted.proposal,
        "change": change_shown(change) if change is not None else None,
        "again": {"seed": drafted.seed},
        "button": _("Sign and put this proposal to the deciding officers"),
        **to_sign(visit, lambda signer: propose(visit.office, drafted, signer), refusal),
    }


def _page(visit: Visit, facts: CaseFacts, about: dict[str, object], status: int = 200) -> HttpResponseBase:
    gates = gates_now(visit.office, facts.case, visit.signer, Act.DISPOSE)
    shown = () if isinstance(gates, Refusal) else gates
    shut = gates if isinstance(gates, Refusal) else next((no for _words, no in shown if no), None)
    always = {"long": is_long(facts), "case": facts, "name": ACTS[Act.DISPOSE], "gates": shown, "shut": shut}
    return visit.page("dispose.html", always | about, status)
