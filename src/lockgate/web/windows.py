"""The outside party's room: releases it may stop within its window, in counts and proofs, and the stop itself."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lockgate.actions.foresee import gates_now
from lockgate.actions.stop import LONGEST_REASON, Window, case_facts, stop
from lockgate.actions.stop import windows as listed
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.rooms import Visit, room
from lockgate.web.signing import signed_by, to_sign


@room(TABLE[Act.STOP].roles)
def windows(visit: Visit) -> HttpResponseBase:
    """The list, the window that ends first at the head."""
    return visit.page("windows.html", {"windows": _listed(visit), "done": visit.request.GET.get("done") == "stop"})


@room(TABLE[Act.STOP].roles, ("GET", "POST"))
def window(visit: Visit, proposal: str) -> HttpResponseBase:
    """One release: the form; then what would be signed; then the act."""
    seen = next((one for one in _listed(visit) if one.proposal == proposal), None)
    if seen is None:
        raise Http404
    given = visit.request.POST
    # A browser sends lines apart by CR LF, whatever they were when they were shown.
    reason = "\n".join(given.get("reason", "").strip().splitlines())
    if visit.request.method != "POST":
        return _page(visit, seen, {})
    if not 0 < len(reason) <= LONGEST_REASON:
        return _page(
            visit, seen, {"error": _("Say in your own words why, in up to 2,000 characters."), "reason": reason}
        )
    if given.get("step") != "sign":
        return _page(visit, seen, _shown(visit, seen, reason))
    result = stop(visit.office, signed_by(visit), seen.proposal, reason)
    if isinstance(result, Refusal):
        return _page(visit, seen, _shown(visit, seen, reason, result), 409)
    return redirect("/windows?done=stop")


def _listed(visit: Visit) -> tuple[Window, ...]:
    found = listed(visit.office, visit.signer)
    return () if isinstance(found, Refusal) else found


def _shown(visit: Visit, seen: Window, reason: str, refusal: Refusal | None = None) -> dict[str, object]:
    facts = case_facts(seen.proposal)
    # Of a proposal for a substitute the case's own gates say nothing.
    gates = gates_now(visit.office, facts.case, visit.signer, Act.STOP) if facts.whole is None else ()
    return {
        "gates": () if isinstance(gates, Refusal) else gates,
        "again": {"reason": reason},
        "button": _("Sign and stop this release"),
        **to_sign(visit, lambda signer: stop(visit.office, signer, seen.proposal, reason), refusal),
    }


def _page(visit: Visit, seen: Window, about: dict[str, object], status: int = 200) -> HttpResponseBase:
    return visit.page("window.html", {"window": seen} | about, 422 if about.get("error") else status)
