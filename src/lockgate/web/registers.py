"""The registers: what is in force and who loaded it; another version entered by one person, confirmed by a second."""

from collections.abc import Callable, Mapping
from hashlib import sha256

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lockgate.actions.office import Result, Signer
from lockgate.actions.orders import ORDERS, effect_of
from lockgate.actions.pending import (
    Waiting,
    act_of,
    confirm_second,
    draft_of,
    drop_draft,
    enter_first,
    keep_draft,
    take_back,
    waiting,
)
from lockgate.actions.register import CONFIRMED, MACHINES, new_to_confirm, raises
from lockgate.actions.registers_seen import (
    MachineNow,
    authorities_shown,
    difference,
    kinds_of,
    machines_now,
    registers_shown,
    rows_shown,
)
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.pack_entry import GONE
from lockgate.web.rooms import Visit, room
from lockgate.web.sentences import spoken
from lockgate.web.signing import signed_by, to_sign
from lockgate.web.words import ACTS, roles_in_words

KEEPERS = TABLE[Act.REGISTER].roles | TABLE[Act.ORDER].roles
"""Roles that keep a register or the orders; of which one, ``actions.registers_seen.kinds_of`` says."""

LARGEST = 64 << 20
"""Bytes of a register's file, at most: a roster of ten thousand officers has about thirty million."""

ROWS_SHOWN = 50
"""Rows of each kind shown of a difference."""

NAMES = {
    "officeholders": gettext_lazy("Officeholders"),
    "roster": gettext_lazy("Roster"),
    "orders": gettext_lazy("Register of orders"),
    "standing": gettext_lazy("Standing of recipients"),
    "delegations": gettext_lazy("Delegations"),
    "determinations": gettext_lazy("Determinations under (i)(6)"),
    "machines": gettext_lazy("Machines of the agency"),
}
"""Register -> what it is called."""

HELP = {
    "officeholders": gettext_lazy("Who may ask and who may certify: R02 and R19, 26 U.S.C. 6103(i)(2)(A)."),
    "roster": gettext_lazy("Officers of the agency who may receive: R20, R21, R31 and R55, 26 U.S.C. 6103(i)(2)(A)."),
    "orders": gettext_lazy("What courts have ordered, asked at every act: R23."),
    "standing": gettext_lazy("The recipient agency’s safeguards: R22, 26 U.S.C. 6103(p)(4)."),
    "delegations": gettext_lazy("Who may do which act here: R28, Delegation Order 11-2."),
    "determinations": gettext_lazy("Designated officials’ determinations: R25, 26 U.S.C. 6103(i)(6)."),
    "machines": gettext_lazy(
        "Keys by which machines of the agency ask the API, each for a person who answers for it. A machine signs no"
        " act: R01, R31, 26 U.S.C. 6103(p)(4)(B)."
    ),
}
"""Register -> what it is for, and where that is written."""

COUNTS = {
    MachineNow.COUNTS: gettext_lazy("yes"),
    MachineNow.NOT_YET: gettext_lazy("no: its term has not begun"),
    MachineNow.OVER: gettext_lazy("no: its term is over"),
    MachineNow.LOST: gettext_lazy("no: its key was reported lost"),
    MachineNow.NOBODY: gettext_lazy("no: the person who answers for it holds no office or key of that agency now"),
}
"""Whether a machine can ask the API now -> what is said of it."""

DONE = {
    "entered": gettext_lazy("It waits for a second person. Nothing is in force yet."),
    "confirmed": gettext_lazy("It is in force. Every open case is examined again before anything leaves."),
    "taken-back": gettext_lazy("It was taken back. Nothing of it was ever in force."),
}
"""What is said once something is done."""

IN_FORCE = gettext_lazy("It is in force. The law does not ask this register, so no case is examined again for it.")
"""What is said instead once a register is in force that the law does not ask."""


@room(KEEPERS)
def registers(visit: Visit) -> HttpResponseBase:
    """Every register this officer keeps, with what waits for a second person."""
    found = [
        {"kind": one.kind, "name": NAMES[one.kind], "help": HELP[one.kind], "register": one}
        for one in registers_shown(visit.office, visit.by)
    ]
    return visit.page("registers.html", {"registers": found, "authorities": authorities_shown(visit.office)})


@room(KEEPERS, ("GET", "POST"))
def register(visit: Visit, kind: str) -> HttpResponseBase:
    """One register, a page of it; and the form by which somebody brings another version."""
    _kept(visit, kind)
    error = ""
    if visit.request.method == "POST":
        try:
            keep_draft(visit.office, kind, visit.by, _file(visit, "register"), _file(visit, "fingerprints"))
            return redirect(f"/registers/{kind}/entry")
        except UsageError as problem:
            error = spoken(str(problem))
    return visit.page("register.html", _about(visit, kind) | {"error": error}, 422 if error else 200)


def _about(visit: Visit, kind: str) -> dict[str, object]:
    asked = visit.request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) <= 6 else 1
    total = rows_shown(visit.office, kind, 1)
    page = min(max(number, 1), total.pages)
    shown = rows_shown(visit.office, kind, page) if page != 1 else total
    (one,) = (one for one in registers_shown(visit.office, visit.by) if one.kind == kind)
    now = machines_now(visit.office) if kind == MACHINES else {}
    return {
        "kind": kind,
        "name": NAMES[kind],
        "help": HELP[kind],
        "register": one,
        "columns": shown.columns,
        "rows": [([(column, row[column]) for column in shown.columns], _counts(now, row)) for row in shown.rows],
        "counts": kind == MACHINES,
        "page": page,
        "pages": shown.pages,
        "before": f"?page={page - 1}" if page > 1 else "",
        "after": f"?page={page + 1}" if page < shown.pages else "",
        "fingerprints": kind in CONFIRMED,
        "orders": kind == ORDERS,
        "done": _done(kind, visit.request.GET.get("done", "")),
        "gone": GONE if visit.request.GET.get("done") == "gone" else "",
    }


def _counts(now: Mapping[str, MachineNow], row: Mapping[str, str]) -> object:
    return COUNTS[now[row["machine"]]] if now else ""


def _done(kind: str, word: str) -> object:
    return IN_FORCE if word == "confirmed" and not raises(kind) else DONE.get(word, "")


@room(KEEPERS, ("GET", "POST"))
def entry(visit: Visit, kind: str) -> HttpResponseBase:
    """What one has brought, as a difference to what is in force; then the first person's signature."""
    _kept(visit, kind)
    draft = draft_of(visit.office, kind, visit.by)
    if draft is None or not draft.content:
        return redirect(f"/registers/{kind}?done=gone")
    content, prints = draft.content, draft.fingerprints

    def do(signer: Signer) -> object:
        return enter_first(visit.office, kind, content, signer, prints)

    refusal: Refusal | None = None
    error = ""
    if visit.request.method == "POST" and visit.request.POST.get("step") == "list":
        try:
            keep_draft(visit.office, kind, visit.by, content, _file(visit, "fingerprints"))
            return redirect(f"/registers/{kind}/entry")
        except UsageError as problem:
            error = spoken(str(problem))
    elif visit.request.method == "POST":
        if visit.request.POST.get("step") != "sign":
            drop_draft(kind, visit.by)
            return redirect(f"/registers/{kind}")
        result = do(signed_by(visit))
        if not isinstance(result, Refusal):
            drop_draft(kind, visit.by)
            return redirect(f"/registers/{kind}?done=entered")
        refusal = result
    about = _difference(visit, kind, content) | to_sign(visit, do, refusal)
    about |= {
        "effect": _("You enter this version. It governs once a second person has confirmed it."),
        "button": _("Sign and enter this version"),
        "again": {},
        "second": False,
        "replaced": next(iter(waiting(visit.office, (kind,))), None),
        "fingerprints": kind in CONFIRMED and bool(new_to_confirm(kind, content, visit.office.clock())),
        "error": error,
    }
    return visit.page("register_entry.html", about, 409 if refusal else 422 if error else 200)


@room(KEEPERS, ("GET", "POST"))
def confirm(visit: Visit, kind: str) -> HttpResponseBase:
    """What another person entered, as a difference to what is in force; then the second person's signature."""
    _kept(visit, kind)
    waits = next(iter(waiting(visit.office, (kind,))), None)
    if waits is None:
        return redirect(f"/registers/{kind}?done=gone")
    posted = visit.request.POST if visit.request.method == "POST" else None
    match posted.get("step", "") if posted is not None else "look":
        case "look":
            return _confirming(visit, kind, waits)
        case "list":
            return _list_brought(visit, kind, waits)
        case "sign":
            return _confirmed(visit, kind, waits)
        case "take-back":
            refusal = take_back(visit.office, kind, visit.signer)
            return (
                _confirming(visit, kind, waits, refusal) if refusal else redirect(f"/registers/{kind}?done=taken-back")
            )
        case _:
            raise Http404


def _list_brought(visit: Visit, kind: str, waits: Waiting) -> HttpResponseBase:
    try:
        keep_draft(visit.office, kind, visit.by, b"", _file(visit, "fingerprints"))
    except UsageError as problem:
        return _confirming(visit, kind, waits, error=spoken(str(problem)))
    return redirect(f"/registers/{kind}/confirm")


def _confirmed(visit: Visit, kind: str, waits: Waiting) -> HttpResponseBase:
    result = _confirm_by(visit, kind, visit.request.POST.get("version", ""))(signed_by(visit))
    if isinstance(result, Refusal):
        return _confirming(visit, kind, waits, result)
    drop_draft(kind, visit.by)
    return redirect(f"/registers/{kind}?done=confirmed")


def _confirm_by(visit: Visit, kind: str, digest: str) -> Callable[[Signer], Result]:
    """The second person's act on the version of this hash, and on no other."""

    def do(signer: Signer) -> Result:
        own = draft_of(visit.office, kind, visit.by)
        return confirm_second(visit.office, kind, digest, signer, own.fingerprints if own is not None else b"")

    return do


def _confirming(
    visit: Visit, kind: str, waits: Waiting, refusal: Refusal | None = None, error: str = ""
) -> HttpResponseBase:
    content = waits.pending.content
    digest = sha256(content).hexdigest()
    # Whoever entered it cannot confirm it, and is told so without being refused anything.
    own = waits.pending.officer == visit.by.id and not (refusal or waits.stale or waits.over)
    asked = {} if own else to_sign(visit, _confirm_by(visit, kind, digest), refusal)
    about = _difference(visit, kind, content) | asked
    about |= {
        "effect": _("You confirm this version. It is in force from that moment, and the one before it no longer."),
        "button": _("Sign and put this version in force"),
        "again": {"version": digest},
        "second": True,
        "waits": waits,
        "own": own,
        "who": roles_in_words(TABLE[act_of(kind)].roles),
        "fingerprints": kind in CONFIRMED and not own and bool(new_to_confirm(kind, content, visit.office.clock())),
        "error": error,
    }
    return visit.page("register_entry.html", about, 409 if refusal else 422 if error else 200)


def _difference(visit: Visit, kind: str, content: bytes) -> dict[str, object]:
    found = difference(visit.office, kind, content)
    groups = ((_("New rows"), found.added), (_("Rows taken out"), found.removed))
    return {
        "kind": kind,
        "name": NAMES[kind],
        "same": found.same,
        "groups": [
            {
                "name": name,
                "count": len(rows),
                "rows": [[(column, cell) for column, cell in row.items() if cell] for row in rows[:ROWS_SHOWN]],
            }
            for name, rows in groups
            if rows
        ],
        "changed": [
            {
                "key": next(iter(one.row.values())),
                "cells": [(column, was, one.row[column]) for column, was in one.before.items()],
            }
            for one in found.changed[:ROWS_SHOWN]
        ],
        "changed_count": len(found.changed),
        "orders_effect": _effect(visit, content) if kind == ORDERS else None,
        "sha": sha256(content).hexdigest(),
    }


def _effect(visit: Visit, content: bytes) -> dict[str, object]:
    found = effect_of(visit.office, content, visit.by)
    named = {Act.FETCH: _("Fetch a package"), Act.OPENING: _("Open a package")}
    return {
        "at": found.at,
        "cases": found.cases,
        "persons": found.persons,
        "groups": [
            {
                "name": name,
                "lines": [{"act": named.get(one.act) or ACTS[one.act], "of": one} for one in lines],
            }
            for name, lines in ((_("Would be stopped"), found.stopped), (_("Could go on again"), found.freed))
        ],
    }


def _file(visit: Visit, name: str) -> bytes:
    given = visit.request.FILES.get(name)
    if given is None:
        if name == "register":
            raise UsageError(_("Choose the register’s CSV file."))
        return b""
    if given.size is None or given.size > LARGEST:
        raise UsageError(_("The file is larger than 64 MB; no register is."))
    return bytes(given.read())


def _kept(visit: Visit, kind: str) -> None:
    if kind not in kinds_of(visit.by):
        raise Http404
