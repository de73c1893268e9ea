"""Take a case, and look at its weak records: how each element agrees, and nothing that is held (R24, R51)."""

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from lockgate.actions.assign import assign as take
from lockgate.actions.look_weak import WeakSeen
from lockgate.actions.look_weak import look_at_weak as look
from lockgate.actions.office import Result, Signer
from lockgate.actions.scopes import spans
from lockgate.pipeline.weak_records import ELEMENTS
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.cases import seen_by
from lockgate.web.rooms import Visit, room
from lockgate.web.signing import Signing, done_second, shown_first


@room(TABLE[Act.ASSIGN].roles, ("GET", "POST"))
def assign(visit: Visit, case: str) -> HttpResponseBase:
    """What would be signed; then the case is taken."""
    facts = seen_by(visit, case).facts
    signing = Signing(
        act=Act.ASSIGN,
        facts=facts,
        effect=_("You take this case. What its records say can then be shown to you, and each showing is entered."),
        button=_("Sign and take this case"),
        again={},
        do=lambda signer: take(visit.office, facts.case, signer),
    )
    return done_second(visit, signing) if visit.request.method == "POST" else shown_first(visit, signing)


@room(TABLE[Act.LOOK].roles, ("GET", "POST"))
def look_at_weak(visit: Visit, case: str) -> HttpResponseBase:
    """What would be signed; then the weak records by their agreement, in the answer to the signature and nowhere else.

    An address that shows them would show them without an entry, so there is none.
    """
    facts = seen_by(visit, case).facts
    found: list[WeakSeen] = []

    def do(signer: Signer) -> Result:
        seen = look(visit.office, facts.case, signer)
        if isinstance(seen, Refusal):
            return seen
        found.append(seen)
        return seen.done

    def shown() -> HttpResponseBase:
        weak = [
            {"elements": list(one.elements.items()), "count": len(one.rows), "rows": spans(one.rows)}
            for one in found[-1].agreements
        ]
        return visit.page("look.html", {"case": facts, "elements": list(ELEMENTS.values()), "weak": weak})

    signing = Signing(
        act=Act.LOOK,
        facts=facts,
        effect=_("You are shown how each element of the weak records agrees, and nothing that is held of anybody."),
        button=_("Sign and look at the weak records"),
        again={},
        do=do,
        then=shown,
    )
    return done_second(visit, signing) if visit.request.method == "POST" else shown_first(visit, signing)
