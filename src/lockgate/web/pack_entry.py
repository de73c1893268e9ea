"""Another version of a pack: brought by one person, shown with its proof and what it holds, confirmed by a second."""

from datetime import UTC, datetime
from hashlib import sha256

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lockgate.actions.office import Result, Signer
from lockgate.actions.pack import GivenPack, brought_pack, ending_pack, given_pack, waits_under
from lockgate.actions.packs import differences, effect_of_pack, lawful_elements, pack_read
from lockgate.actions.pending import (
    Waiting,
    confirm_second,
    draft_of,
    drop_draft,
    enter_first,
    keep_draft,
    take_back,
    waiting,
)
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.store.pack_files import LARGEST, brought_files, parse_pack_document
from lockgate.web.rooms import Visit, room
from lockgate.web.sentences import spoken
from lockgate.web.signing import signed_by, to_sign
from lockgate.web.words import roles_in_words

KEEPERS = TABLE[Act.PACK].roles
"""Roles that put a pack in force; one of the two is counsel."""

GONE = gettext_lazy(
    "What you asked for waits no more: it was entered, confirmed, taken back or discarded meanwhile. Nothing was done"
    " just now."
)
"""What is said to whoever comes back to a step that is behind: a second tab, a second click, the back button."""

DONE = {
    "entered": gettext_lazy("It waits for a second person. Nothing of it governs yet."),
    "ended": gettext_lazy("The agreement has ended. Nothing is received, decided or given out under it any more."),
    "confirmed": gettext_lazy("It is put in force. Every open case is examined again before anything leaves."),
    "taken-back": gettext_lazy("It was taken back. Nothing of it ever governed."),
}
"""What is said once something is done."""

NO_INSTANT = gettext_lazy("Give the day and the time in UTC, or neither: then it governs once it is confirmed.")
NO_FILE = gettext_lazy("Choose the pack’s file: its folder as a ZIP file.")
TOO_LONG = gettext_lazy("The file is larger than any pack; choose the pack’s own.")


@room(KEEPERS, ("GET", "POST"))
def pack_new(visit: Visit) -> HttpResponseBase:
    """The form by which a pack is brought; its proof and differences are shown next, before anybody signs."""
    given, error = visit.request.POST, ""
    if visit.request.method == "POST":
        try:
            content = brought_pack(visit.office, brought_files(_file(visit)), _since(visit))
            kind = given_pack(content, visit.office.clock()).kind
            keep_draft(visit.office, kind, visit.by, content)
            return redirect(f"/packs/{kind.removeprefix(waits_under(''))}/entry")
        except UsageError as problem:
            error = spoken(str(problem))
    about = {"given": {one: given.get(one, "") for one in ("day", "time")}, "error": error}
    return visit.page("pack_new.html", about, 422 if error else 200)


@room(KEEPERS, ("POST",))
def pack_end(visit: Visit, name: str) -> HttpResponseBase:
    """The end of an agreement is brought; what it would hold is shown next."""
    keep_draft(visit.office, waits_under(name), visit.by, ending_pack(visit.office, name, None))
    return redirect(f"/packs/{name}/entry")


@room(KEEPERS, ("GET", "POST"))
def pack_entry(visit: Visit, name: str) -> HttpResponseBase:
    """What one has brought: proof, differences, what it would hold; then the first person's signature."""
    kind = waits_under(name)
    draft = draft_of(visit.office, kind, visit.by)
    if draft is None:
        return redirect("/packs?done=gone")
    content = draft.content

    def do(signer: Signer) -> object:
        return enter_first(visit.office, kind, content, signer)

    refusal: Refusal | None = None
    if visit.request.method == "POST":
        if visit.request.POST.get("step") != "sign":
            drop_draft(kind, visit.by)
            return redirect(f"/packs/{name}" if _there(visit, name) else "/packs")
        result = do(signed_by(visit))
        if not isinstance(result, Refusal):
            drop_draft(kind, visit.by)
            return redirect("/packs?done=entered")
        refusal = result
    about = _brought(visit, content) | to_sign(visit, do, refusal)
    about |= {
        "effect": _("You enter this. It governs nothing until a second person has confirmed it.")
        if about["pack"]
        else _("You enter the end of this agreement. It ends once a second person has confirmed it."),
        "button": _("Sign and enter this"),
        "again": {},
        "second": False,
        "replaced": next(iter(waiting(visit.office, (kind,))), None),
    }
    return visit.page("pack_entry.html", about, 409 if refusal else 200)


@room(KEEPERS, ("GET", "POST"))
def pack_confirm(visit: Visit, name: str) -> HttpResponseBase:
    """What another person entered; then the second person's signature, or its taking back."""
    kind = waits_under(name)
    waits = next(iter(waiting(visit.office, (kind,))), None)
    if waits is None:
        return redirect("/packs?done=gone")
    digest = sha256(waits.pending.content).hexdigest()
    if visit.request.method != "POST":
        return _confirming(visit, waits, digest)
    match visit.request.POST.get("step", ""):
        case "sign":
            result = _confirm(visit, kind, visit.request.POST.get("version", ""), signed_by(visit))
            if isinstance(result, Refusal):
                return _confirming(visit, waits, digest, result)
            return redirect("/packs?done=" + ("ended" if ends(waits.pending.content) else "confirmed"))
        case "take-back":
            refusal = take_back(visit.office, kind, visit.signer)
            return _confirming(visit, waits, digest, refusal) if refusal else redirect("/packs?done=taken-back")
        case _:
            raise Http404


def _confirm(visit: Visit, kind: str, digest: str, signer: Signer) -> Result:
    return confirm_second(visit.office, kind, digest, signer)


def _confirming(visit: Visit, waits: Waiting, digest: str, refusal: Refusal | None = None) -> HttpResponseBase:
    def do(signer: Signer) -> object:
        return _confirm(visit, waits.pending.subject, digest, signer)

    # Whoever entered it cannot confirm it, and is told so without being refused anything.
    own = waits.pending.officer == visit.by.id and not (refusal or waits.stale or waits.over)
    about = _brought(visit, waits.pending.content) | ({} if own else to_sign(visit, do, refusal))
    about |= {
        "effect": _("You confirm this. What is brought governs from its beginning on, and what was in force no longer.")
        if about["pack"]
        else _(
            "You confirm the end of this agreement. From then on nothing is received, decided or given out under it."
        ),
        "button": _("Sign and put it in force") if about["pack"] else _("Sign and end the agreement"),
        "again": {"version": digest},
        "second": True,
        "waits": waits,
        "own": own,
        "who": roles_in_words(KEEPERS),
    }
    return visit.page("pack_entry.html", about, 409 if refusal else 200)


def ends(content: bytes) -> bool:
    """Whether what was brought ends an agreement, and brings no terms."""
    return not parse_pack_document(content).files


def _brought(visit: Visit, content: bytes) -> dict[str, object]:
    at = visit.office.clock()
    given: GivenPack = given_pack(content, at)
    name, before = given.document.name, pack_read(given.document.name, at)
    new = given.agreement
    return {
        "name": name,
        "pack": new,
        "since": given.document.since,
        "sha": sha256(content).hexdigest(),
        "before": before,
        "found": differences(before, new) if before is not None and new is not None else None,
        "lawful": lawful_elements(),
        "held": effect_of_pack(name),
    }


def _there(visit: Visit, name: str) -> bool:
    return pack_read(name, visit.office.clock()) is not None


def _since(visit: Visit) -> datetime | None:
    """From when it is to govern, as the form says; None where it says nothing.

    Raises:
        UsageError: it says no instant.
    """
    day, time = (visit.request.POST.get(one, "").strip() for one in ("day", "time"))
    if not day and not time:
        return None
    try:
        return datetime.strptime(f"{day}T{time}", "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
    except ValueError as problem:
        raise UsageError(str(NO_INSTANT)) from problem


def _file(visit: Visit) -> bytes:
    given = visit.request.FILES.get("pack")
    if given is None:
        raise UsageError(str(NO_FILE))
    if given.size is None or given.size > LARGEST:
        raise UsageError(str(TOO_LONG))
    return bytes(given.read())
