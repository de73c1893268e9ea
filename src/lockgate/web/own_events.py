"""What an officer is told of their own sign-ins and credentials, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lockgate.actions.doors import CARD, OIDC
from lockgate.actions.own_events import (
    AGAIN,
    CARD_OVER,
    IN,
    LONG_AWAY,
    NEW,
    NO_STANDING,
    SIGNATURE,
    TOO_LITTLE,
    News,
    fingerprint,
)
from lockgate.actions.signin import CAST
from lockgate.store.own_rows import RowsChanged
from lockgate.store.signins import Counted

WAYS = {
    CAST: gettext_lazy("the door of the rehearsal’s cast"),
    OIDC: gettext_lazy("an account"),
    CARD: gettext_lazy("a card"),
}
"""Way in -> what is said of it."""

WHAT = {
    IN: gettext_lazy("Signed in"),
    NEW: gettext_lazy("Signed in by a way or from a kind of browser not met in 90 days"),
    LONG_AWAY: gettext_lazy("Signed in after more than 30 days without a sign-in"),
    AGAIN: gettext_lazy("Showing again who you are was refused"),
    TOO_LITTLE: gettext_lazy("Refused: your account was shown, without a factor that is asked for"),
    CARD_OVER: gettext_lazy("Refused: a card of yours that does not count now"),
    SIGNATURE: gettext_lazy("A signature in your session was refused: sent again, late, or by another key"),
    NO_STANDING: gettext_lazy("Refused: the registers do not have you with that key"),
}
"""What is counted -> what is said of it."""

REGISTERS = {
    "delegations": gettext_lazy("the delegations"),
    "roster": gettext_lazy("the roster"),
    "officeholders": gettext_lazy("the officeholders"),
    "machines": gettext_lazy("the machines"),
}
"""Register -> what is said of it."""

Line = dict[str, object]


def in_words(news: News) -> list[Line]:
    """One line for each thing there is to tell, the latest first: when, what, how often, and by whom or how."""
    lines = [*map(_counted, (*news.came, *news.refused)), *(line for one in news.changed for line in _changed(one))]
    lines += [{"at": one.at, "what": _("A key of yours was reported lost"), "by": one.by} for one in news.lost]
    return sorted(lines, key=lambda line: str(line["at"]), reverse=True)


def _counted(one: Counted) -> Line:
    way = str(WAYS.get(one.of.way, ""))
    by = f"{way} ({one.of.client})" if one.of.client else way
    return {"at": one.last_at, "first": one.first_at, "what": WHAT[one.of.what], "count": one.count, "by": by}


def _changed(one: RowsChanged) -> Iterable[Line]:
    of = {"at": one.at, "by": _("%(first)s and %(second)s") % {"first": one.officers[0], "second": one.officers[1]}}
    where = REGISTERS[one.kind]
    for held in sorted(one.added):
        said = _("Entered for you in %(where)s: the certificate, key or account with SHA-256 %(print)s")
        yield of | {"what": said % {"where": where, "print": fingerprint(held)}}
    for held in sorted(one.removed):
        said = _("Taken from you in %(where)s: the certificate, key or account with SHA-256 %(print)s")
        yield of | {"what": said % {"where": where, "print": fingerprint(held)}}
    if one.otherwise:
        yield of | {"what": _("Changed in %(where)s: your roles, days or another cell of your row") % {"where": where}}
