"""Agreement packs: clauses, values, the proof, how the public read them on a day, and what differs between two."""

from datetime import date

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext_lazy

from lockgate.actions.packs import (
    clauses_read,
    differences,
    lawful_elements,
    packs_read,
    smallest_wrong,
    terms_of,
)
from lockgate.law.agreement import Agreement
from lockgate.web.rooms import CUSTODIAN, Visit, room

NOT_A_DAY = gettext_lazy("Write the day as 2025-05-01.")


@room(CUSTODIAN)
def packs(visit: Visit) -> HttpResponseBase:
    """Every pack, whether it can be relied on, and whether it governs today."""
    day = visit.office.clock().date()
    shown = [
        {"pack": one, "proved": not smallest_wrong(one), "governs": one.loadable and one.in_force(day)}
        for one in packs_read()
    ]
    return visit.page("packs.html", {"packs": shown})


@room(CUSTODIAN)
def pack(visit: Visit, name: str) -> HttpResponseBase:
    """One pack; with ``public=DAY`` in the address, its clauses as the public read them on that day."""
    found = _named(name)
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
        "others": [one.name for one in packs_read() if one.name != name],
        "governs": found.loadable and found.in_force(visit.office.clock().date()),
    }
    return visit.page("pack.html", about, 422 if error else 200)


@room(CUSTODIAN)
def packs_compared(visit: Visit, name: str, other: str) -> HttpResponseBase:
    """What differs between two packs."""
    before, after = _named(name), _named(other)
    return visit.page("pack_diff.html", {"before": before, "after": after, "found": differences(before, after)})


def _day(asked: str) -> tuple[date | None, str]:
    if not asked:
        return None, ""
    try:
        return date.fromisoformat(asked), ""
    except ValueError:
        return None, str(NOT_A_DAY)


def _named(name: str) -> Agreement:
    found = next((one for one in packs_read() if one.name == name), None)
    if found is None:
        raise Http404
    return found
