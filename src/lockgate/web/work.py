"""The list of work: each case with its age, its stage and what it waits for; and the holds one can end."""

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from lockgate.actions.arrivals import how_many_wait
from lockgate.actions.own_rounds import own_rounds
from lockgate.actions.own_signatures import own_signatures
from lockgate.actions.pack import waits_under
from lockgate.actions.pending import Waiting
from lockgate.actions.restore import paused
from lockgate.actions.withdrawing import all_waiting
from lockgate.actions.work import Listed, Wanted, listed_work, own_work
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.jobs import NAMES as LONG
from lockgate.web.jobs import number_of
from lockgate.web.pack_entry import ends
from lockgate.web.registers import NAMES as REGISTERS
from lockgate.web.rooms import CUSTODIAN, Visit, room
from lockgate.web.words import ROLES, STAGES, roles_in_words

HOLDS_SHOWN = 10
"""Holds shown on this page, those past due first; a case's page has all of its own."""


@room(CUSTODIAN)
def work(visit: Visit) -> HttpResponseBase:
    """The page; which part of the list is wanted stands in the address."""
    asked = visit.request.GET
    stage = next((one for one in CaseStage if one.value == asked.get("stage", "")), None)
    number = asked.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) <= 6 else 1
    found = listed_work(visit.office, visit.by, visit.signer, Wanted(max(page, 1), stage))
    page = min(max(page, 1), found.pages)

    def address(to: int) -> str:
        return "?" + urlencode({**({"stage": stage.value} if stage else {}), "page": to})

    return visit.page(
        "work.html",
        {
            "somebody_paused": bool(visit.by.roles & TABLE[Act.RESTORE].roles) and _somebody_paused(visit),
            "rounds": own_rounds(visit.by),
            "to_sign": _to_sign(visit),
            "arrived": how_many_wait(visit.office, visit.by),
            "to_end": len(all_waiting(visit.office)) if visit.by.roles & TABLE[Act.WITHDRAW].roles else 0,
            "own": [_line(one) for one in own_work(visit.office, visit.by)],
            "cases": [_line(one) for one in found.cases],
            "holds": [
                {
                    "case": one.case,
                    "number": one.number,
                    "code": one.hold.code,
                    "reason": one.hold.reason,
                    "owner": ROLES[one.hold.owner],
                    "since": one.hold.since,
                    "days": one.days,
                    "due": one.hold.due,
                    "past_due": one.past_due,
                    "records": one.hold.records,
                }
                for one in found.holds[:HOLDS_SHOWN]
            ],
            "all_holds": len(found.holds),
            "more_holds": max(0, len(found.holds) - HOLDS_SHOWN),
            "stages": [(one.value, words, one is stage) for one, words in STAGES.items()],
            "stage": STAGES[stage] if stage else "",
            "total": found.total,
            "page": page,
            "pages": found.pages,
            "before": address(page - 1) if page > 1 else "",
            "after": address(page + 1) if page < found.pages else "",
        },
    )


def _to_sign(visit: Visit) -> list[dict[str, object]]:
    """Where this officer can sign now: what another person entered, and long acts that are ready."""
    found, begin = own_signatures(visit.office, visit.by), waits_under("")
    registers = [
        {"href": f"/registers/{one.pending.subject}/confirm", "what": REGISTERS[one.pending.subject], "of": one.pending}
        for one in found.registers
    ]
    names = [(one.pending.subject.removeprefix(begin), one) for one in found.packs]
    packs = [{"href": f"/packs/{name}/confirm", "what": _pack(name, one), "of": one.pending} for name, one in names]
    jobs: list[dict[str, object]] = [
        {"href": f"/jobs/{one.id}", "what": LONG[Act(one.act)], "number": number_of(visit, one)} for one in found.jobs
    ]
    return [*registers, *packs, *jobs]


def _pack(name: str, waits: Waiting) -> str:
    return _("%(name)s (the agreement ends)") % {"name": name} if ends(waits.pending.content) else name


def _somebody_paused(visit: Visit) -> bool:
    found = paused(visit.office, visit.signer)
    return bool(found) and not isinstance(found, Refusal)


def _line(one: Listed) -> dict[str, object]:
    examined = one.facts.examination
    return {
        "id": one.facts.case,
        "number": one.facts.submission.number,
        "agency": one.facts.submission.agency,
        "opened": one.facts.opened_at,
        "days": one.days,
        "stage": STAGES[one.facts.stage],
        "waits": one.waits.words,
        "roles": roles_in_words(one.waits.roles),
        "mine": one.mine,
        "records": examined.sufficient + examined.review + examined.returned if examined else None,
        "holds": len(one.holds),
        "takers": ", ".join(one.takers),
    }
