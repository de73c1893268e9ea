"""A case in pictures, each a table with bars: its way, its outcomes by ground, its dispositions, loads and clocks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lockgate.actions.grounds import Ground, grounds_of, identified_of, outcomes_of
from lockgate.actions.holding import Waiting, holds_listed
from lockgate.actions.look import Seen
from lockgate.law.terms import Outcome
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.procedure.waiting import waits_for
from lockgate.reports.bars import Bar, Bars, bars
from lockgate.web.cases import PAGES, seen_by
from lockgate.web.rooms import CASES, Visit, room
from lockgate.web.sentences import spoken
from lockgate.web.words import OUTCOMES, STATES, day

MOST = 12
"""Bars of one picture, the greatest; the page each comes from has all of them."""

WAY = (
    (Act.SUBMIT, gettext_lazy("Received")),
    (Act.EXAMINE, gettext_lazy("Examined")),
    (Act.LOCATE, gettext_lazy("Custodian’s file read")),
    (Act.DISPOSE, gettext_lazy("Proposed")),
    (Act.REVIEW, gettext_lazy("Voted on by two")),
    (Act.AUTHORIZE, gettext_lazy("Authorized")),
    (Act.SEAL, gettext_lazy("Sealed")),
    (Act.HANDOVER, gettext_lazy("Handed over")),
)
"""The gates of a case, by the act that leads through each."""

CLASSES = {
    "one": gettext_lazy(
        "Name, address and everything else given agree with one taxpayer; a number or a birth date confirms it."
    ),
    "weak": gettext_lazy(
        "Name and address agree and nothing disagrees, but not everything could be confirmed; a person finds."
    ),
    "none": gettext_lazy("Nobody in the file agrees."),
    "several": gettext_lazy("Two taxpayers or more agree equally well; nobody is identified."),
    "disagrees": gettext_lazy("Something given agrees with a taxpayer, and something else given does not."),
}
"""What each class of location says (R24), as docs/formats/custodian-file.md has it."""

DISPOSITIONS = {
    "granted": gettext_lazy("The address goes to the officers named."),
    "denied": gettext_lazy("The uniform sentence; it never says why."),
    "returned": gettext_lazy("Deficient; goes back with its cure."),
    "held": gettext_lazy("Waits on a lawful ground; no answer yet."),
}

_LED_TO = {Act.EXAMINE: Act.INSPECT, Act.LOCATE: Act.LOOK}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way: its name, how far it is in words, and where one gets by it.

    Attributes:
        done: it is behind.
        here: the case waits for it.
    """

    label: str
    said: str
    href: str
    done: bool
    here: bool


@room(CASES)
def pictures(visit: Visit, case: str) -> HttpResponseBase:
    """The page."""
    seen = seen_by(visit, case)
    facts = seen.facts
    drawn = [one for one in (_grounds(visit, facts), *_numbers(visit, seen), _clocks(visit, facts)) if one.placed]
    return visit.page("pictures.html", {"case": facts, "steps": list(_steps(visit, seen)), "drawn": drawn})


def _steps(visit: Visit, seen: Seen) -> Iterable[Step]:
    facts, waits = seen.facts, waits_for(seen.facts)
    # How far the votes are is told to nobody before both are cast; the stage alone tells whether they are behind.
    behind = {done.act: done.at for done in facts.acts if done.act is not Act.REVIEW}
    passed = [act for act, _name in WAY]
    reached = passed.index(waits.act) if waits.act in passed else len(passed)
    for number, (act, name) in enumerate(WAY):
        page = _page(visit, act)
        ended = number < reached and (act in behind or act is Act.REVIEW)
        said = _("waits now") if number == reached else ""
        if ended:
            said = _("done, %s") % day(behind[act]) if act in behind else _("done")
        href = f"/cases/{facts.case}{page}" if page is not None else ""
        yield Step(str(name), said, href, done=ended, here=number == reached)


def _page(visit: Visit, act: Act) -> str | None:
    """Where one gets by a step: the page of its act, or of what it led to; None where the officer has neither."""
    if act is Act.SUBMIT:
        return ""
    found = _LED_TO.get(act, act)
    return f"/{PAGES[found]}" if found in PAGES and visit.by.roles & TABLE[found].roles else None


def _grounds(visit: Visit, facts: CaseFacts) -> Bars:
    may = bool(visit.by.roles & TABLE[Act.INSPECT].roles)
    found = sorted(grounds_of(visit.office, facts, visit.by), key=lambda one: -one.records)[:MOST]
    given = [Bar(_named(one), one.records, spoken(one.title), _address(facts, one) if may else "") for one in found]
    heads = (_("Ground"), _("Records; one may stand in several bars"))
    return bars("grounds", _("Records by ground, as examined"), heads, given)


def _named(one: Ground) -> str:
    return f"{one.code or one.rule} {STATES[one.state]}"


def _address(facts: CaseFacts, one: Ground) -> str:
    code = f"&code={one.code}" if one.code else ""
    return f"/cases/{facts.case}/records?rule={one.rule}&state={one.state.value}{code}"


def _numbers(visit: Visit, seen: Seen) -> Iterable[Bars]:
    facts = seen.facts
    may = f"/cases/{facts.case}/records?outcome=" if visit.by.roles & TABLE[Act.INSPECT].roles else ""
    counts = outcomes_of(visit.office, facts, visit.by)
    examined = [Bar(str(OUTCOMES[one]), counts[one], href=may and may + one.value) for one in Outcome if one in counts]
    yield bars("outcomes", _("Outcome of the examination"), (_("Outcome"), _("Records")), examined)
    classes = identified_of(visit.office, facts, visit.by)
    title = _("How the custodian’s file was met, for those with a provision")
    met = [Bar(spoken(word), number, _meaning(CLASSES, word)) for word, number in classes.items()]
    yield bars("classes", title, (_("Class"), _("Sufficient records")), met)
    words = [
        Bar(spoken(word.replace("_", " ")), number, _meaning(DISPOSITIONS, word)) for word, number in seen.words.items()
    ]
    yield bars("dispositions", _("Dispositions proposed"), (_("Disposition"), _("Records")), words)
    loads = [Bar(officer, records) for officer, records in list(seen.loads.items())[:MOST]]
    yield bars("loads", _("Records naming each officer, those named most"), (_("Officer"), _("Records")), loads)


def _meaning(of: Mapping[str, object], word: str) -> str:
    return str(of.get(word, ""))


def _clocks(visit: Visit, facts: CaseFacts) -> Bars:
    holds = holds_listed(visit.office, visit.signer, facts.case)
    waiting: tuple[Waiting, ...] = () if isinstance(holds, Refusal) else holds
    given = [
        Bar(
            (_("%(code)s, past due, due %(day)s") if one.past_due else _("%(code)s, due %(day)s"))
            % {"code": one.hold.code, "day": day(one.hold.due)},
            one.days,
            spoken(one.hold.reason),
            marked=one.past_due,
        )
        for one in waiting[:MOST]
    ]
    heads = (_("Ground"), _("Days since it began"))
    return bars("clocks", _("How many days each hold has waited"), heads, given)
