"""Agreement packs: clauses, values, the proof, how the public read them on a day, and what differs between two."""

from datetime import date

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lockgate.actions.pack import waits_under
from lockgate.actions.packs import (
    clauses_read,
    differences,
    history,
    kept_version,
    lawful_elements,
    pack_read,
    packs_read,
    smallest_wrong,
    terms_of,
)
from lockgate.actions.pending import kinds_waiting, waiting
from lockgate.law.agreement import Agreement
from lockgate.web.pack_entry import DONE, GONE, KEEPERS, ends
from lockgate.web.rooms import CUSTODIAN, Visit, room

NOT_A_DAY = gettext_lazy("Write the day as 2025-05-01.")


@room(CUSTODIAN)
def packs(visit: Visit) -> HttpResponseBase:
    """Every pack, whether it can be relied on, and whether it governs today."""
    at = visit.office.clock()
    shown = [
        {"pack": one, "proved": not smallest_wrong(one), "governs": one.loadable and one.in_force(at.date())}
        for one in packs_read(at)
    ]
    keeps, begin = bool(visit.by.roles & KEEPERS), waits_under("")
    waits = waiting(visit.office, kinds_waiting(begin)) if keeps else ()
    about = {
        "packs": shown,
        "keeps": keeps,
        "waits": [(one.pending.subject.removeprefix(begin), one, ends(one.pending.content)) for one in waits],
        "done": DONE.get(visit.request.GET.get("done", ""), ""),
        "gone": GONE if visit.request.GET.get("done") == "gone" else "",
    }
    return visit.page("packs.html", about)


@room(CUSTODIAN)
def pack(visit: Visit, name: str) -> HttpResponseBase:
    """One pack; with ``public=DAY`` in the address, its clauses as the public read them on that day."""
    found = _named(visit, name)
    asked = visit.request.GET.get("public", "")
    day, error = _day(asked)
    about = {
        "pack": found,
        "terms": terms_of(found),
        "clauses": clauses_read(found, day),
        "unread": found.unread,
        "day": day,
        "asked": asked,
        "error": error,
        "wrong": smallest_wrong(found),
        "lawful": lawful_elements(),
        "others": [one.name for one in packs_read(visit.office.clock()) if one.name != name],
        "history": history(name),
        "shipped": kept_version(name, "shipped", visit.office.clock()) is not None,
        "keeps": bool(visit.by.roles & KEEPERS),
        "governs": found.loadable and found.in_force(visit.office.clock().date()),
    }
    return visit.page("pack.html", about, 422 if error else 200)


@room(CUSTODIAN)
def packs_compared(visit: Visit, name: str, other: str) -> HttpResponseBase:
    """What differs between two packs, or between the one in force and a kept version of it."""
    before, after = _named(visit, name), kept_version(name, other, visit.office.clock())
    if after is None:
        raise Http404
    about: dict[str, object] = {"before": before, "after": after, "found": differences(before, after)}
    if before.name == after.name:
        about |= {"was": _("In force"), "becomes": _("The other version")}
    return visit.page("pack_diff.html", about)


def _day(asked: str) -> tuple[date | None, str]:
    if not asked:
        return None, ""
    try:
        return date.fromisoformat(asked), ""
    except ValueError:
        return None, str(NOT_A_DAY)


def _named(visit: Visit, name: str) -> Agreement:
    found = pack_read(name, visit.office.clock())
    if found is None:
        raise Http404
    return found
