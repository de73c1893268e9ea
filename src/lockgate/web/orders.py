"""Orders of courts: those in force, a new one, and one that is lifted; each becomes a version of the register."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lockgate.actions.orders import ORDERS, orders_shown, with_lifted, with_order
from lockgate.actions.packs import packs_read
from lockgate.actions.pending import keep_draft
from lockgate.actions.registers_seen import registers_shown
from lockgate.errors import UsageError
from lockgate.law.registers import CourtOrder, OrderScope
from lockgate.procedure.acts import Act
from lockgate.procedure.roles import TABLE
from lockgate.web.rooms import Visit, room
from lockgate.web.sentences import spoken

KEEPERS = TABLE[Act.ORDER].roles

FORBIDS = {
    "examine": gettext_lazy("Examine requests"),
    "locate": gettext_lazy("Read the custodian’s file"),
    "authorize": gettext_lazy("Propose, vote, authorize"),
    "release": gettext_lazy("Seal and hand over"),
    "open": gettext_lazy("Fetch and open packages"),
    "all": gettext_lazy("Every one of these"),
}
"""The words of an order, and what each forbids."""

FIELDS = ("order", "court", "docket", "scope", "agreement", "taxpayers", "citation", "day", "time")
"""Fields of the form; the first seven as the register's columns name them."""

LONGEST = 2000
"""Characters of one field, at most."""


@room(KEEPERS)
def orders(visit: Visit) -> HttpResponseBase:
    """Every order: in force, to come, lifted; and what waits for a second person."""
    at = visit.office.clock()
    (one,) = (one for one in registers_shown(visit.office, visit.by) if one.kind == ORDERS)
    shown = [
        {
            "order": order,
            "state": _state(order, order.stands(at)),
            "stands": order.stands(at),
            "forbids": [FORBIDS[word] for word in FORBIDS if word in order.forbids],
            "persons": len(order.taxpayers) if order.scope is OrderScope.PERSONS else 0,
            "liftable": order.lifted is None,
        }
        for order in orders_shown(visit.office)
    ]
    return visit.page("orders.html", {"orders": shown, "register": one})


def _state(order: CourtOrder, stands: bool) -> str:
    if stands:
        return _("in force")
    return _("lifted") if order.lifted is not None else _("to come")


@room(KEEPERS, ("GET", "POST"))
def order_new(visit: Visit) -> HttpResponseBase:
    """The form of a new order; what it would stop is shown on the next page, before anybody signs."""
    given = visit.request.POST
    error = ""
    if visit.request.method == "POST":
        forbids = [word for word in FORBIDS if word in given.getlist("forbids")]
        row = {name: given.get(name, "").strip() for name in FIELDS[:7]}
        row["taxpayers"] = ";".join(row["taxpayers"].replace(";", " ").replace(",", " ").split())
        row |= {"forbids": ";".join(forbids), "effective": _instant(visit)}
        try:
            _refuse_incomplete(row)
            _refuse_unknown(visit, row["agreement"])
            keep_draft(visit.office, ORDERS, visit.by, with_order(visit.office, row))
            return redirect(f"/registers/{ORDERS}/entry")
        except UsageError as problem:
            error = spoken(str(problem))
    about = {
        "forbids": [(word, said, word in given.getlist("forbids")) for word, said in FORBIDS.items()],
        "given": {name: given.get(name, "") for name in FIELDS},
        "error": error,
        "agreement": given.get("agreement", "irs-ice-2025"),
    }
    return visit.page("order_new.html", about, 422 if error else 200)


@room(KEEPERS, ("GET", "POST"))
def order_lift(visit: Visit) -> HttpResponseBase:
    """The form by which an order is lifted: from when, and by what."""
    given = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    name, error = given.get("order", ""), ""
    liftable = [one for one in orders_shown(visit.office) if one.order == name and one.lifted is None]
    if not liftable:
        raise Http404
    if visit.request.method == "POST":
        try:
            text = with_lifted(visit.office, name, _instant(visit), _lifting(given.get("citation", "").strip()))
            keep_draft(visit.office, ORDERS, visit.by, text)
            return redirect(f"/registers/{ORDERS}/entry")
        except UsageError as problem:
            error = spoken(str(problem))
    about = {"order": liftable[0], "given": {one: given.get(one, "") for one in FIELDS}, "error": error}
    return visit.page("order_lift.html", about, 422 if error else 200)


def _lifting(citation: str) -> str:
    """What lifts an order.

    Raises:
        UsageError: it is not said.
    """
    if not 0 < len(citation) <= LONGEST:
        raise UsageError(_("Say which order of the court lifts it."))
    return citation


def _instant(visit: Visit) -> str:
    """The day and the time of the form, as the register writes an instant; UTC."""
    day, time = (visit.request.POST.get(name, "").strip() for name in ("day", "time"))
    return f"{day}T{time}:00Z" if day and time else ""


def _refuse_unknown(visit: Visit, agreement: str) -> None:
    """An order under a name that no agreement has would stop nothing, and nobody would be told.

    Raises:
        UsageError: naming those there are.
    """
    names = [one.name for one in packs_read(visit.office.clock())]
    if agreement and agreement not in names:
        raise UsageError(
            _("No agreement here is called %(agreement)s; write one of these: %(names)s.")
            % {"agreement": agreement, "names": ", ".join(names)}
        )


def _refuse_incomplete(row: dict[str, str]) -> None:
    """What the register itself takes and an order must not be without.

    Raises:
        UsageError: saying what to give.
    """
    if max(map(len, row.values())) > LONGEST:
        raise UsageError(_("A field is longer than 2,000 characters; shorten it."))
    if not row["effective"]:
        raise UsageError(_("Give the day and the time from which the order stands."))
    if not row["forbids"]:
        raise UsageError(_("Say what the order forbids; choose at least one."))
    if row["scope"] == OrderScope.AGREEMENT and not row["agreement"]:
        raise UsageError(_("Name the agreement that the order reaches."))
    if row["scope"] == OrderScope.PERSONS and not row["taxpayers"]:
        raise UsageError(_("Give the custodian’s ids of the persons whom the order protects."))
    if row["scope"] == OrderScope.AGREEMENT and row["taxpayers"]:
        raise UsageError(_("An order about the whole agreement names no persons; leave the ids out."))
