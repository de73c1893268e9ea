"""Safeguards: recipients' standing, hops without their pair, the log, refusals; counts and proofs only."""

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy

from lockgate.actions.oversight import DAYS, overview
from lockgate.procedure.acts import Act
from lockgate.procedure.roles import TABLE, Role
from lockgate.web.rooms import Visit, room

LOOKERS = TABLE[Act.REGISTER].roles | {Role.OVERSIGHT}
"""Who keeps the registers, and who oversees: the page tells nothing that needs a provision (R51)."""

HOPS = {
    "not_handed_over": gettext_lazy("Sealed, not handed over"),
    "not_fetched": gettext_lazy("Handed over, not fetched"),
    "not_opened": gettext_lazy("Fetched, not opened"),
    "key_not_given": gettext_lazy("Opening entered, key not given"),
    "no_receipt": gettext_lazy("Fetched, no receipt"),
}
"""Hop -> what a package there waits for."""


@room(LOOKERS)
def safeguards(visit: Visit) -> HttpResponseBase:
    """The page."""
    found = overview(visit.office)
    about = {
        "keeps": bool(visit.by.roles & TABLE[Act.REGISTER].roles),
        "found": found,
        "hops": [(said, found.hops[name]) for name, said in HOPS.items()],
        "days": DAYS,
        "entries": sorted(found.entries.items()),
        "refusals": list(found.refusals.items()),
        "untold": any(number is None for number in found.refusals.values()),
    }
    return visit.page("safeguards.html", about)
