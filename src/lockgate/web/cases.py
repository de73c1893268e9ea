"""A case: what was submitted, its tally by ground, what waits, the proposal, and what may be done now or why not."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from lockgate.actions.chain import chain_of
from lockgate.actions.grounds import grounds_of
from lockgate.actions.holding import holds_listed
from lockgate.actions.letters import letters_for
from lockgate.actions.look import Seen, case_named, facts_shown, look
from lockgate.actions.withdrawing import waiting
from lockgate.actions.work import waits_of
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.look_back import LOOKING_BACK, opened_on
from lockgate.web.look_back import STAGES as LOOK_BACK_STAGES
from lockgate.web.rooms import CASES, Visit, room
from lockgate.web.sent_back import sent_back_lines
from lockgate.web.words import ACTS, ROLES, STAGES, roles_in_words

PAGES = {
    Act.ASSIGN: "assign",
    Act.INSPECT: "records",
    Act.EXAMINE: "examine",
    Act.FIND: "find",
    Act.LOCATE: "locate",
    Act.LOOK: "look",
    Act.DISPOSE: "dispose",
    Act.ROUND: "worklist",
    Act.REVIEW: "review",
    Act.AUTHORIZE: "authorize",
    Act.SEAL: "release",
    Act.HANDOVER: "release",
    Act.WITHDRAW: "withdraw",
}
"""Acts with a page here, by the end of its address; the others are done on the command line."""

COMMANDS = {
    Act.REISSUE: ("reissue",),
    Act.SUBSTITUTE: ("substitute",),
    Act.RECALL: ("recall",),
    Act.ACCOUNT: ("log", "row"),
    Act.AUDIT_AUTHORIZE: ("look-back", "authorize"),
    Act.AUDIT_READ: ("audit",),
    Act.AUDIT_CLOSE: ("audit",),
}
"""Acts on a case that are done on the command line, each with its command (docs/cli.md)."""

DONE = {
    Act.ASSIGN: (_("The case is yours"), _("What its records say can be shown to you now; each showing is entered.")),
    Act.FIND: (_("Your finding is entered"), _("It counts from the next examination, or the next proposal, on.")),
    Act.DISPOSE: (
        _("The proposal is put to the vote"),
        _("Two deciding officers vote on its hash; the first vote is blind."),
    ),
    Act.REVIEW: (
        _("Your vote is entered"),
        _("It stands in the log under your signature. Nobody sees it before both are cast."),
    ),
    Act.AUTHORIZE: (_("The proposal is authorized"), _("Its entry is in the log. The answers leave in their window.")),
    Act.SEAL: (
        _("The packages are sealed"),
        _("That entry is published. Nothing has left: hand the packages over next."),
    ),
    Act.WITHDRAW: (
        _("The case is ended"),
        _("Its agency withdrew it. What nobody had read was recalled, and nothing of it leaves any more."),
    ),
    Act.HANDOVER: (_("The answers are handed over"), _("Every package can be fetched by its recipient now.")),
}
"""What is said once an act with a page here is done."""

LOADS_SHOWN = 10
"""Officers shown with their load, those named most."""


def seen_by(visit: Visit, case: str) -> Seen:
    """The case as this officer may see it; who may not see it gets the answer for one that is not there."""
    seen = look(visit.office, case_named(case), visit.signer)
    if isinstance(seen, Refusal):
        raise Http404
    return seen


def case_of(visit: Visit, case: str) -> CaseFacts:
    """The case, for a page that asks the table itself what of it is shown; who may see none gets no page."""
    facts = facts_shown(case_named(case), visit.by)
    if isinstance(facts, Refusal):
        raise Http404
    return facts


def done_with(facts: CaseFacts, act: Act) -> HttpResponseBase:
    """Back to the case, which says that the act was done."""
    return redirect(f"/cases/{facts.case}?done={act.value}")


@room(CASES)
def case_page(visit: Visit, case: str) -> HttpResponseBase:
    """The page of one case."""
    seen = seen_by(visit, case)
    facts = seen.facts
    looks_back = facts.stage in LOOK_BACK_STAGES
    holds = holds_listed(visit.office, visit.signer, facts.case)
    waits, asked = waits_of(visit.office, facts, visit.by), visit.request.GET.get("done", "")
    return visit.page(
        "case.html",
        {
            "case": facts,
            "done": next(({"heading": h, "text": t} for act, (h, t) in DONE.items() if act.value == asked), None),
            "stage": STAGES[facts.stage],
            "waits": waits.words,
            "waits_roles": roles_in_words(waits.roles),
            "grounds": grounds_of(visit.office, facts, visit.by),
            "may_list": bool(visit.by.roles & TABLE[Act.INSPECT].roles),
            "holds": [
                {"hold": one.hold, "owner": ROLES[one.hold.owner], "days": one.days, "past_due": one.past_due}
                for one in ([] if isinstance(holds, Refusal) else holds)
            ],
            "words": seen.words,
            "recipients": len(seen.recipients),
            "loads": list(seen.loads.items())[:LOADS_SHOWN],
            "more_loads": max(0, len(seen.loads) - LOADS_SHOWN),
            "votes": seen.votes,
            **sent_back_lines(seen),
            "acts": _acts(visit, seen, waits.act),
            "looks_back": looks_back,
            "opened_on": opened_on(visit, facts),
            "chain": chain_of(facts.case),
            "released": [one for one in facts.packages if one.handed_over_at is not None],
            "letters": letters_for(visit.office, facts, visit.by),
        },
    )


def _acts(visit: Visit, seen: Seen, awaited: Act | None) -> list[dict[str, object]]:
    """The acts of this officer's roles, what may be done now before what may not; one of those is the first of all."""
    facts = seen.facts
    looks_back = facts.stage in LOOK_BACK_STAGES
    found = [
        (act, refusal)
        for act, refusal in seen.options.items()
        # A round is answered on its own page, where it was shown.
        if act in ACTS
        and act is not Act.ROUND_CLOSE
        and (act is not Act.WITHDRAW or waiting(visit.office, facts.case, visit.by) is not None)
        and (act in LOOKING_BACK) == looks_back
    ]
    found.sort(key=lambda one: (one[1] is not None, one[0] is not awaited))
    return [
        {
            "name": ACTS[act],
            "refusal": refusal,
            "page": f"/cases/{facts.case}/{PAGES[act]}" if act in PAGES else "",
            "command": " ".join(COMMANDS.get(act, ())),
        }
        for act, refusal in found
    ]
