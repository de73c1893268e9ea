"""Long acts at the console: asked for here, done by a worker (``lockgate work``), signed by the officer who asked.

The page of one says how far it is, and says it again after a reload: what is done stands in the queue, not in the page.
"""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lockgate.actions.changes import change_of
from lockgate.actions.foresee import gates_as_judged, gates_now
from lockgate.actions.look import case_named, facts_shown
from lockgate.actions.office import Unsigned
from lockgate.actions.queue import LONG_ACTS, ask, is_entered, make_anew, own_job, own_jobs, sign_job
from lockgate.actions.signing import unsigned
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import RELEASE, TABLE
from lockgate.store.queue import Job, State
from lockgate.web.cases import case_of
from lockgate.web.changes import change_shown
from lockgate.web.rooms import Visit, room
from lockgate.web.sentences import spoken
from lockgate.web.signing import asked_to_sign, signed_by
from lockgate.web.words import ACTS

WORKS = frozenset().union(*(TABLE[act].roles for act in LONG_ACTS))
"""Roles that do a long act."""

LISTED = 25
"""Jobs on the list, the newest."""

NAMES = {**ACTS, Act.SUBMIT: gettext_lazy("Receive a submission")}

EFFECTS = {
    Act.EXAMINE: gettext_lazy(
        "A worker asks the law about every record, from the request alone. Then you are shown what it comes to, and"
        " sign it."
    ),
    Act.LOCATE: gettext_lazy(
        "You sign that the custodian’s file is read for the sufficient records of this case. A worker enters that, and"
        " then reads."
    ),
}
"""Act on a case -> what happens."""

SIGNED = {
    Act.SUBMIT: gettext_lazy(
        "You sign that this request is received. A worker enters it in the log, and it becomes a case."
    ),
    Act.EXAMINE: gettext_lazy(
        "You sign that the law was asked about every record, and what it came to. A worker enters it."
    ),
    Act.LOCATE: EFFECTS[Act.LOCATE],
    Act.DISPOSE: gettext_lazy(
        "You sign the draft of this hash. A worker makes exactly it again and puts it to the vote."
    ),
    Act.AUTHORIZE: gettext_lazy("You authorize the carried proposal; its entry is published. Nothing leaves yet."),
    Act.SEAL: gettext_lazy("You seal the packages, one for each recipient, and no others. Nothing leaves yet."),
    Act.HANDOVER: gettext_lazy(
        "You hand the sealed packages over, and their recipients can fetch them. This cannot be undone."
    ),
}
"""Act -> what its officer's signature does."""

STATES = {
    State.ASKED: gettext_lazy("A worker makes ready what you would sign."),
    State.TO_SIGN: gettext_lazy("It waits for your signature."),
    State.SIGNED: gettext_lazy("It is signed; a worker does it."),
    State.DONE: gettext_lazy("It is done."),
    State.REFUSED: gettext_lazy("It was refused; the act was not done."),
    State.FAILED: gettext_lazy("It could not be done; the act is not entered."),
}
"""State -> what is said of it."""

UNFINISHED = gettext_lazy(
    "It was not finished. That the custodian’s file is read is entered; nothing of what was found is kept. While the"
    " case stands in reading, ask for it again."
)
"""What is said of a reading that was entered and whose job ended before it was done."""

_UNDER_WAY = frozenset({State.ASKED, State.SIGNED})


@room(WORKS)
def jobs(visit: Visit) -> HttpResponseBase:
    """The officer's own, the newest first."""
    found = own_jobs(visit.by, 0, LISTED)
    return visit.page("jobs.html", {"jobs": [_shown(visit, one) for one in found]})


@room(WORKS, ("GET", "POST"))
def job(visit: Visit, job: str) -> HttpResponseBase:
    """How far one is; where it waits for a signature, what is signed."""
    found = own_job(visit.by, job)
    if found is None:
        raise Http404
    refusal: Refusal | None = None
    if visit.request.method == "POST":
        if visit.request.POST.get("step") == "anew":
            make_anew(found)
            return redirect(f"/jobs/{job}")
        refusal = _signed(visit, found)
        if refusal is None:
            return redirect(f"/jobs/{job}")
        found = own_job(visit.by, job) or found
    about = {
        **_shown(visit, found),
        "under_way": found.state in _UNDER_WAY,
        "told": [(name, value) for name, value in found.told.items() if isinstance(value, int)],
        "draft": _draft(found) if found.act == Act.DISPOSE and found.state is State.TO_SIGN else None,
        "problem": spoken(found.sentence),
        "effect": SIGNED.get(Act(found.act), "") if found.state is State.TO_SIGN else "",
        "button": _("Sign: %(act)s") % {"act": NAMES[Act(found.act)]},
        "again": {},
        "refusal": refusal,
    }
    if found.state is State.TO_SIGN:
        about |= asked_to_sign(visit, found.decision, refusal) | _as_judged(visit, found)
    return visit.page("job.html", about, 409 if refusal else 200)


def _as_judged(visit: Visit, found: Job) -> dict[str, object]:
    """Of an act that lets answers leave, every gate as it stands now, and whether what was judged still holds."""
    if found.act not in RELEASE:
        return {}
    told = gates_as_judged(visit.office, found.case, visit.signer, Act(found.act))
    return {} if isinstance(told, Refusal) else {"gates": told.gates, "judged": True, "judged_at": told.judged_at}


def _draft(found: Job) -> dict[str, object]:
    """What is shown of the draft beside its numbers: its hash, and what it changes."""
    told = found.told.get("change")
    change = change_shown(change_of(told)) if isinstance(told, str) else None
    return {"proposal": found.told.get("proposal", ""), "change": change}


def _signed(visit: Visit, found: Job) -> Refusal | None:
    """Take in the signature over the very bytes that the worker made; why not, where it is none."""
    decision = visit.request.POST.get("decision", "").encode("utf-8")
    if decision != found.decision:
        raise Http404
    signer = signed_by(visit)
    if isinstance(signer.key, Unsigned):
        return unsigned()
    result = sign_job(visit.office, visit.by, found, signer.key.sign(decision))
    return result if isinstance(result, Refusal) else None


def asked_for(visit: Visit, act: Act, about: str) -> HttpResponseBase | Refusal:
    """Ask for a long act: to its page; else why it is refused.

    Raises:
        UsageError: there is no such case or submission.
    """
    found = ask(visit.office, act, visit.by, about)
    return found if isinstance(found, Refusal) else redirect(f"/jobs/{found.id}")


@room(TABLE[Act.EXAMINE].roles, ("GET", "POST"))
def examine(visit: Visit, case: str) -> HttpResponseBase:
    """Examine a case again."""
    return _long(visit, case, Act.EXAMINE)


@room(TABLE[Act.LOCATE].roles, ("GET", "POST"))
def locate(visit: Visit, case: str) -> HttpResponseBase:
    """Read the custodian's file for a case."""
    return _long(visit, case, Act.LOCATE)


def _long(visit: Visit, case: str, act: Act) -> HttpResponseBase:
    case, refusal = case_named(case), None
    gates = gates_now(visit.office, case, visit.signer, act)
    if isinstance(gates, Refusal):
        raise Http404
    if visit.request.method == "POST":
        found = asked_for(visit, act, case)
        if isinstance(found, HttpResponseBase):
            return found
        refusal = found
    number = case_of(visit, case).submission.number
    about = {"case": case, "number": number, "name": NAMES[act], "effect": EFFECTS[act], "gates": gates}
    return visit.page("job_ask.html", about | {"refusal": refusal}, 409 if refusal else 200)


def by_worker(visit: Visit, facts: CaseFacts, act: Act, effect: str) -> HttpResponseBase:
    """An act that lets answers leave, of a case too large to be judged while somebody waits: asked for here.

    What is shown of what would leave is how it was judged last, and when; the worker judges it before its officer is
    shown what they sign, and the act judges it again.

    Args:
        visit: who asks.
        facts: the case.
        act: which.
        effect: what it does, in one sentence.
    """
    refusal: Refusal | None = None
    if visit.request.method == "POST":
        found = asked_for(visit, act, facts.case)
        if isinstance(found, HttpResponseBase):
            return found
        refusal = found
    told = gates_as_judged(visit.office, facts.case, visit.signer, act)
    if isinstance(told, Refusal):
        raise Http404
    about = {
        "case": facts.case,
        "number": facts.submission.number,
        "name": NAMES[act],
        "effect": effect,
        "gates": told.gates,
        "judged": True,
        "judged_at": told.judged_at,
        "refusal": refusal,
    }
    return visit.page("job_ask.html", about, 409 if refusal else 200)


def _shown(visit: Visit, one: Job) -> dict[str, object]:
    unfinished = one.state in {State.REFUSED, State.FAILED} and is_entered(one)
    return {
        "job": one,
        "name": NAMES[Act(one.act)],
        "number": number_of(visit, one),
        "state": UNFINISHED if unfinished else STATES[one.state],
    }


def number_of(visit: Visit, one: Job) -> str:
    """The number of its case's submission; '' where there is no case yet, or none that this officer may see."""
    try:
        facts = facts_shown(one.case, visit.by)
    except UsageError:
        return ""
    return "" if isinstance(facts, Refusal) else facts.submission.number
