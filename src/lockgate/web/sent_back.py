"""What deciding officers sent back, as the pages of a case and of its vote show it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lockgate.actions.ballots import SentBack
from lockgate.actions.look import Seen
from lockgate.procedure.ballots import SendBackGround

GROUNDS: Mapping[SendBackGround, Promise] = {
    SendBackGround.RELEVANCE: _("The address is not relevant to that matter"),
    SendBackGround.ENGAGEMENT: _("The officer is not engaged in that matter"),
    SendBackGround.PURPOSE: _("The purpose is not a criminal investigation or proceeding"),
    SendBackGround.AUTHORITY: _("The statute or authority does not fit the reason"),
    SendBackGround.IDENTITY: _("Name or address do not say whom and where"),
    SendBackGround.OTHER: _("Another ground, which the reason states"),
}
"""Ground on which a deciding officer sends records back -> what it is called."""


def sent_back_lines(seen: Seen) -> dict[str, object]:
    """What ``sent_back.html`` shows: the lines of this proposal's votes, and of the former one's with what is now."""
    return {
        "sent_back": [_line(one) for one in seen.sent_back],
        "before": [{"line": _line(one.line), "now": one.now} for one in seen.before],
    }


def _line(one: SentBack) -> dict[str, object]:
    return {
        "officer": one.officer,
        "rows": one.rows,
        "matter": one.matter,
        "engaged": one.engaged,
        "ground": GROUNDS[one.ground],
        "reason": one.reason,
    }
