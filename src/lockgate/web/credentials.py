"""A security key of one's own: make a credential in the browser, show that it works, and tell its fingerprint."""

from base64 import b64encode

from django.http import HttpResponseBase

from lockgate.actions.credentials import held_by, made, shown, shown_to_work
from lockgate.procedure.roles import Role
from lockgate.tlog.credentials import encode_base64url
from lockgate.web.rooms import Visit, first_page, room
from lockgate.web.signing import SENT, origin_of

LONGEST_DOCUMENT = 4096
"""Characters of a credential's document, at most."""


@room(frozenset(Role), ("GET", "POST"))
def credentials(visit: Visit) -> HttpResponseBase:
    """One's credentials that count now; the first step makes another, the second shows that it works."""
    given, about = visit.request.POST, _about(visit)
    if visit.request.method != "POST":
        return visit.page("credentials.html", about)
    if given.get("step") == "make":
        document = made(origin_of(visit.request), given.get("credential", ""), given.get("key", ""))
        return visit.page("credentials.html", about | {"made": document.decode("utf-8"), "new": shown(document)})
    sent = given.get("document", "")
    document = sent.encode("utf-8")
    if not 0 < len(sent) <= LONGEST_DOCUMENT or not shown_to_work(document, given):
        return visit.page("credentials.html", about | {"failed": True}, 409)
    return visit.page(
        "credentials.html", about | {"proved": shown(document), "cell": b64encode(document).decode("ascii")}
    )


def _about(visit: Visit) -> dict[str, object]:
    held = held_by(visit.by)
    return {
        "held": held,
        "origin": origin_of(visit.request),
        "person": encode_base64url(visit.by.id.encode("utf-8")[:64]),
        "known": " ".join(one.id for one in held),
        "sent_fields": SENT,
        "of_roster": Role.RECIPIENT in visit.by.roles,
        "of_office": Role.REQUESTING in visit.by.roles,
        "back": first_page(visit.by),
    }
